"""What people and legs differ in: named traits, read from the atlas and applied to a body before anything else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

from secondheart._files import package_toml
from secondheart._model import Model
from secondheart.anatomy import LEGS, Leg, Side, add_side, legs_of, match_name, split_side
from secondheart.errors import UnknownName
from secondheart.person.body import Body, Vessel, with_numbers
from secondheart.person.conditions import Change, apply_change
from secondheart.person.valves import valves_of

LEG_LENGTH, GROIN = "leg_length", "segments.groin"  # lengths are scaled from the groin down


class TraitChange(Change):
    """One change of a trait: a factor multiplies with its power, anything else is added times `plus`."""

    power: float = 1.0

    def of_factor(self, factor: float) -> Change:
        """Return the change that multiplies by a factor."""
        return self.model_copy(update={"times": factor**self.power})  # a factor within its limits


class Trait(Model):
    """What people or legs differ in, as the atlas has it.

    Parameters
    ----------
    title, unit : str
    usual : float
        Of the default person: 1 of a factor, 0 of what is added.
    low, high : float
        What is allowed.
    spread : float
        Standard deviation among people, of a factor that of its logarithm.
    sided : bool
        Whether legs of one person may differ.
    source, why : str
    change : tuple of TraitChange
    """

    title: str
    unit: str
    usual: float
    low: float
    high: float
    spread: float
    sided: bool
    source: str
    why: str
    change: tuple[TraitChange, ...]

    @property
    def is_factor(self) -> bool:
        """Whether it multiplies; otherwise it is added."""
        return self.usual != 0.0

    @property
    def is_leak(self) -> bool:
        """Whether it is the leak of valves."""
        return bool(self.change[0].valve)


@cache
def all_traits() -> Mapping[str, Trait]:
    """Return the traits of the atlas by name.

    Examples
    --------
    >>> len(all_traits()), all_traits()["vein_compliance"].spread
    (22, 0.25)
    """
    return {name: Trait(**row) for name, row in package_toml("person/atlas/traits.toml").items()}


def trait_name(text: str) -> str:
    """Return the name of a trait, with its side if it has one, however it is spelled.

    Raises
    ------
    UnknownName
        If there is no such trait, or legs do not differ in it.

    Examples
    --------
    >>> trait_name("Vein compliance left")
    'vein_compliance_left'
    """
    base, side = split_side(text)
    known = match_name(base, all_traits())
    if known is None:
        raise UnknownName.of("trait", text, all_traits())
    if side != "both" and not all_traits()[known].sided:
        raise UnknownName(f"the trait '{text}' has no side: both legs of a person have the same {known}")
    return add_side(known, side)


def check_traits(given: Mapping[str, float]) -> dict[str, float]:
    """Return traits by their names in the order of the atlas, without those that are as usual.

    Raises
    ------
    UnknownName
        If there is no such trait.
    ValueError
        If one is given twice in two spellings, or is outside of its range.
    """
    named = {trait_name(text): value for text, value in given.items()}
    if len(named) < len(given):
        raise ValueError("a trait is given twice, in two spellings; give it once")
    for name, value in named.items():
        trait = all_traits()[split_side(name)[0]]
        if not trait.low <= value <= trait.high:
            raise ValueError(f"the trait {name} is {value:g}, allowed is {trait.low:g} to {trait.high:g}")
    order = {add_side(name, side): place for place, (name, side) in enumerate(_names())}
    as_usual = {name for name, value in named.items() if value == _usual(name) and _without_side(name) not in named}
    return {name: named[name] for name in sorted(named, key=order.__getitem__) if name not in as_usual}


def _names() -> Iterator[tuple[str, Side]]:
    sides: tuple[Side, ...] = ("both", *LEGS)
    yield from ((name, side) for name in all_traits() for side in sides)


def _usual(name: str) -> float:
    return all_traits()[split_side(name)[0]].usual


def _without_side(name: str) -> str:
    """Return the name for both legs, of which that of one leg is an exception; nothing for one without a side."""
    base, side = split_side(name)
    return "" if side == "both" else base


def trait_of(traits: Mapping[str, float], name: str, leg: Leg) -> float:
    """Return a trait of a leg: its own, or that of both, or the usual one.

    Examples
    --------
    >>> trait_of({"strength": 1.2, "strength_left": 0.9}, "strength", "left")
    0.9
    """
    return traits.get(f"{name}_{leg}", traits.get(name, all_traits()[name].usual))


def apply_traits(body: Body, traits: Mapping[str, float]) -> Body:
    """Return the body with its traits, leaking valves apart."""
    for name, trait in all_traits().items():
        if trait.is_leak or not any(split_side(one)[0] == name for one in traits):
            continue
        if not trait.sided:
            body = _apply(body, name, traits[name], legs_of("both"))
            continue
        left, right = (trait_of(traits, name, leg) for leg in LEGS)
        if left == right:
            body = _apply(body, name, left, LEGS)
            continue
        for leg, value in zip(LEGS, (left, right), strict=True):
            body = _apply(body, name, value, (leg,))
    return body


def _apply(body: Body, name: str, value: float, legs: tuple[Leg, ...]) -> Body:
    if name == LEG_LENGTH:
        return _stretch_legs(body, value)
    for change in all_traits()[name].change:
        if all_traits()[name].is_factor:
            body = apply_change(body, change.of_factor(value), 1.0, legs)
        else:
            body = apply_change(body, change, value, legs)
    return body


def _stretch_legs(body: Body, factor: float) -> Body:
    """Return the body with all that hangs below the groin so much further from it, and its veins as much longer."""
    groin = body.scalars[GROIN]

    def lower(place: float) -> float:
        return groin + factor * (place - groin)

    def hangs(vessel: Vessel) -> bool:
        return split_side(vessel.region)[1] in LEGS and vessel.position > groin

    below = {vessel.name for vessel in body.vessels if hangs(vessel)}
    (scaled,) = (change.scalar for change in all_traits()[LEG_LENGTH].change if change.scalar)
    return replace(
        body,
        vessels=tuple(with_numbers(v, position=lower(v.position)) if v.name in below else v for v in body.vessels),
        connections=tuple(
            with_numbers(c, length=factor * c.length) if {c.tail, c.head} <= below else c for c in body.connections
        ),
        scalars={**body.scalars, **{name: lower(body.scalars[name]) for name in scaled}},
    )


def leaks_of_traits(traits: Mapping[str, float]) -> dict[str, float]:
    """Return the leak of each valve that traits make leak."""
    leaks: dict[str, float] = {}
    for name, trait in all_traits().items():
        for leg in LEGS if trait.is_leak else ():
            if leak := trait_of(traits, name, leg):
                leaks |= {valve: leak for group in trait.change[0].valve for valve in valves_of(f"{group}_{leg}")}
    return leaks
