"""Garments by name, as the command line and protocol files say them."""

from __future__ import annotations

from secondheart.care.garments import BANDAGE_STIFFNESS, Side, bandage, garment_classes, profiled_stocking, stocking
from secondheart.errors import InputError, UnknownName
from secondheart.person.body import SIDES
from secondheart.person.garment import Garment

THIGH = "-thigh"
BANDAGE = "bandage-"
PROFILES = {"stocking": False, "progressive": True}  # by measured pressures; the second may rise
USUAL_MMHG = 40.0  # of a bandage, where none is given


def garment_names() -> tuple[str, ...]:
    """Return the names of garments that need no pressure to be given.

    Examples
    --------
    >>> {"RAL-II", "RAL-II-thigh", "bandage-inelastic"} <= set(garment_names())
    True
    """
    classes = [kind.replace(" ", "-") for kind in garment_classes()]
    return (*classes, *(kind + THIGH for kind in classes), *(BANDAGE + kind for kind in BANDAGE_STIFFNESS))


def is_garment(text: str) -> bool:
    """Say whether a text names a garment.

    Examples
    --------
    >>> is_garment("US-20-30_left"), is_garment("leaking-deep")
    (True, False)
    """
    return _parts(text)[0] in (*garment_names(), *PROFILES)


def garment(text: str) -> Garment:
    """Return the garment of a name.

    Parameters
    ----------
    text : str
        Such as ``RAL-II``, ``US-20-30-thigh_left``, ``bandage-elastic=30`` or ``stocking=27/20``, the pressures
        measured at ankle, calf and perhaps thigh; ``progressive=18/25`` may rise.

    Raises
    ------
    UnknownName
        If there is no such garment.
    InputError
        If a pressure is missing, not a number or not allowed, or the profile rises and is not `progressive`.

    Examples
    --------
    >>> garment("progressive=18/25_left").side
    'left'
    """
    kind, side, pressures = _parts(text)
    if kind not in (*garment_names(), *PROFILES):
        raise UnknownName.of("garment", text.partition("=")[0], (*garment_names(), *PROFILES))
    if kind in PROFILES:
        if not pressures:
            raise InputError(f"garment '{text}': give the pressures in mmHg at ankle and calf, such as {kind}=27/20")
        return profiled_stocking(_numbers(text, pressures), progressive=PROFILES[kind], side=side)
    if kind.startswith(BANDAGE):
        told = _numbers(text, pressures) if pressures else [USUAL_MMHG]
        if len(told) > 1:
            raise InputError(f"garment '{text}': a bandage is evenly tight; give one pressure")
        return bandage(told[0], kind=kind.removeprefix(BANDAGE), side=side)  # type: ignore[arg-type]  # checked above
    if pressures:
        raise InputError(f"garment '{text}': a class has its own pressure; only a bandage takes one")
    length = "thigh" if kind.endswith(THIGH) else "knee"
    return stocking(kind.removesuffix(THIGH).replace("-", " ", 1), length=length, side=side)  # type: ignore[arg-type]


def as_garment(what: str | Garment, side: Side | None = None) -> Garment:
    """Return a garment by its name or as it is, on the given legs.

    Raises
    ------
    InputError
        If it is neither.

    Examples
    --------
    >>> as_garment("RAL II", "left").side
    'left'
    """
    if not isinstance(what, str | Garment):
        raise InputError(f"garment = {what!r} is not allowed: the name of a garment, or a Garment")
    found = garment(what) if isinstance(what, str) else what
    return found if side is None else found.replace(side=side)


def _parts(text: str) -> tuple[str, Side, str]:
    """Return kind, side and pressures of a garment's name; the side stands behind either."""
    name, _, pressures = text.strip().partition("=")
    side = next((side for side in SIDES if name.endswith(f"_{side}") or pressures.endswith(f"_{side}")), "both")
    kind = name.removesuffix(f"_{side}").replace(" ", "-")
    return kind, side, pressures.removesuffix(f"_{side}")  # type: ignore[return-value]  # one of the three


def _numbers(text: str, pressures: str) -> list[float]:
    told: list[float] = []
    for one in pressures.split("/"):
        try:
            told.append(float(one))
        except ValueError:
            raise InputError(f"garment '{text}': the pressure '{one}' is not a number of mmHg") from None
    return told
