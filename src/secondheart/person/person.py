"""A person: a few facts, from which the body follows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from secondheart._model import Frozen, FrozenDict, Model
from secondheart.anatomy import match_name
from secondheart.compression.garment import Garment
from secondheart.person.body import Body
from secondheart.person.build import History, build
from secondheart.person.conditions import Condition, refuse_contradictions
from secondheart.person.scale import scale_of
from secondheart.person.traits import check_traits
from secondheart.person.treatments import Treatment, refuse_impossible
from secondheart.person.values import check_values, merge_values, scale_values
from secondheart.person.valve_resolution import Resolution
from secondheart.person.valves import unknown_valve, valve_names


class Person(Model):
    """A person whose circulation can be simulated. The default is a man of 30 years, 170 cm and 70 kg.

    Parameters
    ----------
    sex : "male" or "female"
    age_years : float
        18 to 100.
    height_cm : float
        120 to 220.
    mass_kg : float
        35 to 200.
    strength_percent : float
        Strength of the leg muscles, 0 to 200; scales the pressure that they raise.
    resolution : "standard" or "valves"
        "standard" lumps the valves of a stretch of vein into one; with "valves" each is its own, and a name without
        a number means all of its stretch.
    leaks : dict
        Closed opening of a valve as a share of its open one, 0 to 1, by the valve's name with its side.
        `leaking_valves` writes it for whole veins. A number goes before a name without one.
    traits : dict
        What this person's legs differ in, such as ``{"vein_compliance": 1.2, "strength_left": 0.8}``;
        `secondheart list traits` has all. They go before conditions, treatments and garments.
    conditions : tuple of Condition
        What is wrong with the person; `condition` adds one.
    treatments : tuple of Treatment
        What has been done to the person's veins; `treatment` adds one.
    garments : tuple of Garment
        What the person wears on the legs; the verbs of `care` add to it.
    values : dict
        Numbers of the body that differ from the atlas, by name: see `with_values`.
    beyond_range : bool
        Allow values outside of the atlas's ranges; a result names them.
    name : str
        A label for tables.

    Raises
    ------
    InputError
        If a field is unknown or out of its range.

    Examples
    --------
    >>> Person(sex="female", height_cm=165).replace(mass_kg=60).mass_kg
    60.0
    """

    name: str = "default"
    sex: Literal["male", "female"] = "male"
    age_years: float = Field(default=30.0, ge=18, le=100)
    height_cm: float = Field(default=170.0, ge=120, le=220)
    mass_kg: float = Field(default=70.0, ge=35, le=200)
    strength_percent: float = Field(default=100.0, ge=0, le=200)
    resolution: Resolution = "standard"
    beyond_range: bool = False
    values: Frozen[str, Any] = Field(default_factory=FrozenDict)
    leaks: Frozen[str, float] = Field(default_factory=FrozenDict)
    traits: Frozen[str, float] = Field(default_factory=FrozenDict)
    conditions: tuple[Condition, ...] = ()
    treatments: tuple[Treatment, ...] = ()
    garments: tuple[Garment, ...] = ()

    def __repr__(self) -> str:
        """Return the person in one line: what differs from the default person."""
        usual = type(self).model_fields
        facts = [f"{self.sex}, {self.age_years:g} years, {self.height_cm:g} cm, {self.mass_kg:g} kg"]
        for name in ("strength_percent", "resolution"):
            if getattr(self, name) != usual[name].default:
                facts.append(f"{name}={getattr(self, name)!r}")
        leaking = sum(leak > 0.0 for leak in self.leaks.values())
        facts += [f"{count} {what}" for what, count in (("values", len(self.values)), ("leaks", leaking)) if count]
        things: tuple[Condition | Treatment | Garment, ...] = (*self.conditions, *self.treatments, *self.garments)
        facts += [one.name for one in things]
        return f"<Person {self.name!r}: {', '.join(facts)}>"

    __str__ = __repr__

    @field_validator("values")
    @classmethod
    def _values_are_those_of_the_atlas(cls, values: dict[str, Any], info: ValidationInfo) -> dict[str, float]:
        return check_values(values, info.data.get("beyond_range", False))

    @field_validator("leaks")
    @classmethod
    def _leaks_are_shares_of_known_valves(cls, leaks: dict[str, float], info: ValidationInfo) -> dict[str, float]:
        known = valve_names(info.data.get("resolution", "standard"))
        spelled = leaks
        leaks = {match_name(valve, known) or valve: leak for valve, leak in spelled.items()}
        if len(leaks) < len(spelled):
            raise ValueError("the leak of a valve is given twice, in two spellings; give it once")
        for valve, leak in leaks.items():
            if valve not in known:
                raise ValueError(str(unknown_valve(valve, valve, known)))
            if not 0.0 <= leak <= 1.0:
                raise ValueError(f"the leak of {valve} is {leak:g}, allowed is 0 (tight) to 1 (always open)")
        return FrozenDict(sorted(leaks.items()))

    @field_validator("traits")
    @classmethod
    def _traits_are_known(cls, traits: dict[str, float]) -> dict[str, float]:
        return FrozenDict(check_traits(traits))

    @field_validator("conditions")
    @classmethod
    def _conditions_agree(cls, conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
        refuse_contradictions(conditions)
        return conditions

    @model_validator(mode="after")
    def _treatments_are_possible(self) -> Self:
        refuse_impossible(self.treatments, self.conditions, self.leaks, self.resolution)
        return self

    @cached_property
    def body(self) -> Body:
        """The person's vessels, connections and scalars."""
        scale = scale_of(self.sex, self.age_years, self.height_cm, self.mass_kg)
        strength = self.strength_percent / 100.0
        return build(scale, self.history, strength, self.garments, self.values)

    @property
    def history(self) -> History:
        """What the person's veins are like, what is wrong with them, and what has been done about it."""
        return History(self.conditions, self.treatments, self.leaks, self.resolution, self.traits)

    def with_values(self, values: Mapping[str, float], *, beyond_range: bool | None = None) -> Self:
        """Return the person with other numbers of the body.

        Parameters
        ----------
        values : mapping
            A value by the name of a number, such as ``leg.vessel.soleal_sinuses.unstressed_volume``;
            `secondheart list values` has all, with units and ranges. The beginning may be omitted as long as one
            number is meant, ``*`` stands for anything, and ``_left`` or ``_right`` behind a vessel means one leg.
            A value is that of the default person: size, sex and age scale it like the number that it replaces.
        beyond_range : bool, optional
            Allow values outside of their ranges; by default as the person has it.

        Raises
        ------
        UnknownName
            If there is no such number.
        InputError
            If a value is outside of its range, or a name without ``*`` means several numbers.

        Examples
        --------
        >>> wide = Person().with_values({"soleal_sinuses.unstressed_volume": 20})
        >>> wide.values, wide.body.vessel("soleal_sinuses_left").unstressed
        ({'leg.vessel.soleal_sinuses.unstressed_volume': 20.0}, 20.0)
        """
        beyond = self.beyond_range if beyond_range is None else beyond_range
        return self.replace(values=check_values(merge_values(self.values, values), beyond), beyond_range=beyond)

    def with_scales(self, factors: Mapping[str, float], *, beyond_range: bool | None = None) -> Self:
        """Return the person with some numbers of the body multiplied; names and ranges as in `with_values`.

        Examples
        --------
        >>> stiff = Person().with_scales({"leg.vein.*.compliance": 0.8})
        >>> stiff.body.vessel("popliteal_left").compliance / Person().body.vessel("popliteal_left").compliance
        0.8
        """
        beyond = self.beyond_range if beyond_range is None else beyond_range
        return self.replace(values=scale_values(self.values, factors, beyond), beyond_range=beyond)
