"""Stockings by class or profile, and bandages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal

from secondheart._files import package_text
from secondheart.anatomy import Side, command_name, match_name, split_side
from secondheart.compression.files import is_file_name, read_garment
from secondheart.compression.garment import FOOT_SHARE, Garment
from secondheart.compression.points import USUAL_GIRTH_CM, point_name
from secondheart.errors import InputError, UnknownName

CALF_SHARE, THIGH_SHARE = 0.70, 0.40  # of the ankle's pressure: K09 (calf 50-80 %, thigh 20-60 %)
STOCKING_LENGTHS = ("knee", "thigh")
STOCKING_STIFFNESS = 5.0  # mmHg (dynamic stiffness 4 to 6, walking amplitude 4 to 7)
INELASTIC_STIFFNESS = 30.0  # mmHg, assumed for short stretch: above 10 is stiff (K22)
BANDAGE_STIFFNESS = {"elastic": 6.0, "inelastic": INELASTIC_STIFFNESS}  # K22
UNPRESCRIBED_MMHG = 32.0  # at the ankle, at most: class II (K02); what presses more is for ulcers and lymphoedema
PRESCRIBED = "prescribed, after a doctor has measured the arteries"
STIFFNESS = "stiffness"
THIGH_LENGTH, BANDAGE = "-thigh", "bandage-"  # how names of garments end and begin
PROFILES = {"stocking": False, "progressive": True}  # by measured pressures; the second may rise
USUAL_MMHG = 40.0  # mmHg, assumed: pressure of a bandage where none is given


@cache
def garment_classes() -> Mapping[str, tuple[float, float, str]]:
    """Return lowest and highest ankle pressure in mmHg and the source of each class, by its name.

    Examples
    --------
    >>> garment_classes()["RAL II"][:2]
    (23.0, 32.0)
    """
    text = package_text("compression/classes.toml")
    return {
        f"{standard} {name}": (row["low"], row["high"], row["source"])
        for standard, rows in tomllib.loads(text).items()
        for name, row in rows.items()
    }


def is_prescribed(ankle_mmHg: float) -> bool:
    """Say whether what presses so much at the ankle is for a doctor to give, who has measured the arteries first.

    Class III and stronger is published for severe venous disease, and where arteries are narrow it can harm skin,
    nerves and muscles (Rabe 2020, Phlebology 35:447).

    Parameters
    ----------
    ankle_mmHg : float
        The most that may press at the ankle. [mmHg]

    Examples
    --------
    >>> [is_prescribed(garment_classes()[kind][1]) for kind in ("RAL II", "RAL III", "US 30-40", "ASQUAL III")]
    [False, True, True, True]
    """
    return ankle_mmHg > UNPRESCRIBED_MMHG


def stocking(kind: str, *, length: Literal["knee", "thigh"] = "knee", side: Side = "both") -> Garment:
    """Return a stocking of a class, graduated, in the middle of the class's pressures.

    Parameters
    ----------
    kind : str
        Class with its standard, such as "RAL II", "CEN A", "BS 1" or "US 15-20", however spelled;
        `garment_classes` has all.
    length : "knee" or "thigh"
    side : "left", "right" or "both"

    Raises
    ------
    UnknownName
        If there is no such class.
    InputError
        If the length is neither.

    Examples
    --------
    >>> stocking("RAL II", length="thigh").thigh_mmHg
    11.0
    """
    known = match_name(kind, garment_classes())
    if known is None:
        raise UnknownName.of("stocking class", kind, garment_classes())
    if length not in STOCKING_LENGTHS:
        raise InputError(f"the length of a stocking '{length}' is not allowed: knee or thigh")
    low, high, _ = garment_classes()[known]
    ankle = 0.5 * (low + high)
    thigh = THIGH_SHARE * ankle if length == "thigh" else 0.0
    return _stocking(f"{known}, {length}, {ankle:g} mmHg", (ankle, CALF_SHARE * ankle, thigh), side)


def profiled_stocking(pressures_mmHg: Sequence[float], *, progressive: bool = False, side: Side = "both") -> Garment:
    """Return a stocking by the pressures measured under it.

    Parameters
    ----------
    pressures_mmHg : sequence of float
        At the ankle (B) and the calf (C), and at the thigh (F) if it reaches so far, 0 to 120; the foot is pressed
        by 80 % of the ankle's. [mmHg]
    progressive : bool
        Declares that the pressure rises towards the thigh on purpose.
    side : "left", "right" or "both"

    Raises
    ------
    InputError
        If there are not two or three pressures, one is not allowed, or they rise and are not declared progressive.

    Examples
    --------
    >>> profiled_stocking([27, 20]).name
    'stocking, 27/20 mmHg'
    """
    if not 2 <= len(pressures_mmHg) <= 3:
        raise InputError(
            f"a stocking's profile of {len(pressures_mmHg)} pressures is not allowed: two or three, "
            "at ankle, calf and perhaps thigh; name the measuring points for more, such as B:27/B1:24/C:20/F:12"
        )
    ankle, calf, thigh = (*pressures_mmHg, 0.0)[:3]
    profile = "/".join(f"{one:g}" for one in pressures_mmHg)
    word = "progressive stocking" if progressive else "stocking"
    return _stocking(f"{word}, {profile} mmHg", (ankle, calf, thigh), side, progressive)


def _stocking(name: str, pressures: tuple[float, float, float], side: Side, progressive: bool = False) -> Garment:
    ankle, calf, thigh = pressures
    return Garment(
        name=name,
        foot_mmHg=FOOT_SHARE * ankle,
        ankle_mmHg=ankle,
        calf_mmHg=calf,
        thigh_mmHg=thigh,
        stiffness_mmHg=STOCKING_STIFFNESS,
        side=side,
        progressive=progressive,
    )


def bandage(
    pressure_mmHg: float, *, kind: Literal["elastic", "inelastic"] = "inelastic", side: Side = "both"
) -> Garment:
    """Return a bandage from foot to knee, wound with the same tension everywhere: it presses less where a leg is thick.

    Parameters
    ----------
    pressure_mmHg : float
        On the skin of the ankle, lying at rest, 0 to 120. [mmHg]
    kind : "elastic" or "inelastic"
        An inelastic bandage hardly gives way, so the pressure rises when the calf contracts.
    side : "left", "right" or "both"

    Raises
    ------
    InputError
        If the kind is unknown or the pressure not allowed.

    Examples
    --------
    >>> bandage(40).stiffness_mmHg > bandage(40, kind="elastic").stiffness_mmHg
    True
    """
    if kind not in BANDAGE_STIFFNESS:
        raise InputError(f"the kind of bandage '{kind}' is not allowed: elastic or inelastic")
    return Garment(
        name=f"{kind} bandage, {pressure_mmHg:g} mmHg",
        foot_mmHg=pressure_mmHg * USUAL_GIRTH_CM["B"] / USUAL_GIRTH_CM["A"],
        ankle_mmHg=pressure_mmHg,
        calf_mmHg=pressure_mmHg * USUAL_GIRTH_CM["B"] / USUAL_GIRTH_CM["C"],
        stiffness_mmHg=BANDAGE_STIFFNESS[kind],
        side=side,
    )


def garment_names() -> tuple[str, ...]:
    """Return the names of the garments that need no pressure.

    Examples
    --------
    >>> {"ral-ii", "ral-ii-thigh", "bandage-inelastic"} <= set(garment_names())
    True
    """
    classes = [command_name(kind) for kind in garment_classes()]
    return (*classes, *(kind + THIGH_LENGTH for kind in classes), *(BANDAGE + kind for kind in BANDAGE_STIFFNESS))


def is_garment(text: str) -> bool:
    """Say whether a text names a garment.

    Examples
    --------
    >>> is_garment("us-20-30-left"), is_garment("leaking-deep")
    (True, False)
    """
    return is_file_name(text) or _parts(text)[0] in (*garment_names(), *PROFILES)


def garment(text: str) -> Garment:
    """Return the garment of a name, however spelled.

    Parameters
    ----------
    text : str
        Such as ``ral-ii``, ``us-20-30-thigh-left``, ``bandage-elastic=30`` or ``stocking=27/20``, the pressures
        measured at ankle, calf and perhaps thigh; ``stocking=B:27/B1:24/C:20/stiffness:8``, those at measuring points;
        ``progressive=18/25`` may rise; or a file, ``my-stocking.toml``: see `read_garment`.

    Raises
    ------
    UnknownName
        If there is no such garment.
    InputError
        If a pressure is missing, not a number or not allowed, or the profile rises and is not `progressive`.

    Examples
    --------
    >>> garment("progressive-left=18/25").side
    'left'
    """
    if is_file_name(text):
        path, side = split_side(text)
        return read_garment(path, None if side == "both" else side)
    kind, side, pressures = _parts(text)
    if not is_garment(text):
        raise UnknownName.of("garment", text.partition("=")[0], (*garment_names(), *PROFILES))
    if kind in PROFILES:
        if not pressures:
            raise InputError(f"garment '{text}': give the pressures in mmHg at ankle and calf, such as {kind}=27/20")
        if ":" in pressures:
            return _by_points(text, pressures, PROFILES[kind], side)
        return profiled_stocking(_pressures(text, pressures), progressive=PROFILES[kind], side=side)
    if kind.startswith(BANDAGE):
        several = _pressures(text, pressures) if pressures else [USUAL_MMHG]
        if len(several) > 1:
            raise InputError(f"garment '{text}': a bandage is evenly tight; give one pressure")
        return bandage(several[0], kind=kind.removeprefix(BANDAGE), side=side)  # type: ignore[arg-type]  # checked above
    if pressures:
        raise InputError(f"garment '{text}': a class has its own pressure; only a bandage takes one")
    length = "thigh" if kind.endswith(THIGH_LENGTH) else "knee"
    return stocking(kind.removesuffix(THIGH_LENGTH), length=length, side=side)  # type: ignore[arg-type]


def most_at_ankle(text: str) -> float:
    """Return the most that a garment may press at the ankle, in mmHg: the upper limit of its class, if it has one.

    Examples
    --------
    >>> most_at_ankle("bs-3"), most_at_ankle("stocking=27/20")
    (35.0, 27.0)
    """
    known = match_name(_parts(text)[0].removesuffix(THIGH_LENGTH), garment_classes())
    return garment_classes()[known][1] if known else garment(text).ankle_mmHg


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
    one = garment(what) if isinstance(what, str) else what
    return one if side is None else one.replace(side=side)


def _parts(text: str) -> tuple[str, Side, str]:
    """Return kind, side and pressures of a garment's name; the side stands behind either."""
    name, _, pressures = text.strip().partition("=")
    (kind, side), (pressures, other) = split_side(name), split_side(pressures)
    return command_name(kind), other if side == "both" else side, pressures


def _by_points(text: str, pressures: str, progressive: bool, side: Side) -> Garment:
    """Return a stocking by its pressures at measuring points, and perhaps its stiffness."""
    numbers: dict[str, float] = {}
    for one in pressures.split("/"):
        name, _, number = one.partition(":")
        name = STIFFNESS if name.strip().lower() == STIFFNESS else point_name(name)
        if name in numbers:
            raise InputError(f"garment '{text}': {name} is given twice")
        numbers[name] = _pressures(text, number)[0]
    stiffness = numbers.pop(STIFFNESS, STOCKING_STIFFNESS)
    word = "progressive stocking" if progressive else "stocking"
    profile = " ".join(f"{point} {mmHg:g}" for point, mmHg in numbers.items())
    return Garment(
        name=f"{word}, {profile} mmHg",
        points_mmHg=numbers,
        stiffness_mmHg=stiffness,
        side=side,
        progressive=progressive,
    )


def _pressures(text: str, pressures: str) -> list[float]:
    numbers: list[float] = []
    for one in pressures.split("/"):
        try:
            numbers.append(float(one))
        except ValueError:
            raise InputError(f"garment '{text}': the pressure '{one}' is not a number of mmHg") from None
    return numbers
