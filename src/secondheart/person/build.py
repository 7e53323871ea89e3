"""Build a person's body from the atlas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from secondheart._model import FrozenDict
from secondheart.anatomy import LEGS
from secondheart.compression.garment import Garment
from secondheart.person.atlas.number import Number
from secondheart.person.atlas.read import numbers_of, table_with
from secondheart.person.body import MUSCLES, Body, Connection, Vessel, with_numbers
from secondheart.person.compression import apply_garments
from secondheart.person.conditions import Condition, apply_condition, leaks_of
from secondheart.person.scale import Scale
from secondheart.person.traits import apply_traits, leaks_of_traits
from secondheart.person.treatments import Treatment, apply_treatment, leaks_after, numbered_amounts
from secondheart.person.values import UNCHANGED, values_on
from secondheart.person.valve_resolution import Resolution, cut_at_valves
from secondheart.person.valves import leaking_above_mouths

FULL_ARTERY = 90.0  # mmHg at which an old artery holds what a young one does: it widens as it stiffens
HEART_REFLEXES = ("reflex.vagal", "reflex.sympathetic", "reflex.contractility", "reflex.breath")
SIZED = (  # in proportion to blood volume
    "blood.volume",
    "reflex.tone_arterial",
    "reflex.tone_cardiopulmonary",
    "work.veins_emptied",
    "pericardium.slack",
    "pericardium.give",
)


@dataclass(frozen=True)
class History:
    """What a person's veins are like, what is wrong with them, and what has been done about it."""

    conditions: tuple[Condition, ...] = ()
    treatments: tuple[Treatment, ...] = ()
    leaks: Mapping[str, float] = field(default_factory=dict)  # closed opening by valve; goes before the conditions'
    resolution: Resolution = "standard"
    traits: Mapping[str, float] = field(default_factory=dict)

    def own_leaks(self) -> dict[str, float]:
        """Closed opening by valve, with its side, as far as it is said of the valve itself."""
        traits, conditions = leaks_of_traits(self.traits), leaks_of(self.conditions)
        worse = {valve: max(traits.get(valve, 0.0), conditions.get(valve, 0.0)) for valve in {**conditions, **traits}}
        return leaks_after({**worse, **self.leaks}, self.treatments, self.resolution)

    def left_leaks(self) -> dict[str, float]:
        """Closed opening by valve, with its side, that conditions and treatments leave; above leaking mouths, too."""
        return leaking_above_mouths(self.own_leaks())


def build(
    scale: Scale,
    history: History,
    strength: float,
    garments: Sequence[Garment] = (),
    values: Mapping[str, float] = UNCHANGED,
) -> Body:
    """Return the body of a person.

    Parameters
    ----------
    scale : Scale
        Factors of sex, age, height and mass.
    history : History
        Conditions, treatments and leaks, and whether leg veins are cut at each of their valves.
    strength : float
        Strength of the leg muscles relative to the default person. [-]
    garments : sequence of Garment
        What the person wears on the legs.
    values : mapping
        Numbers that differ from the atlas, by name: see `person.values`.
    """
    leaks = history.left_leaks()
    body = healthy = apply_traits(_healthy(scale, leaks, strength, values), history.traits)
    for condition in history.conditions:
        body = apply_condition(body, condition)
    for treatment in history.treatments:
        body = apply_treatment(body, treatment, healthy)
    if history.resolution == "valves":  # conditions and treatments speak of whole veins, so they come before
        body = cut_at_valves(body, leaks, scale.length, values_on("both", values))
    return apply_garments(body, garments)


def _healthy(scale: Scale, leaks: Mapping[str, float], strength: float, values: Mapping[str, float]) -> Body:
    whole = values_on("both", values)
    parts = {"": _atlas_parts("trunk", "", whole)}
    parts |= {f"_{side}": _atlas_parts("leg", f"_{side}", values_on(side, values)) for side in LEGS}
    vessels = [_sized_vessel(one, suffix, scale) for suffix, (ours, _) in parts.items() for one in ours]
    connections = [_sized_connection(one, scale, leaks) for _, ours in parts.values() for one in ours]
    strengths = {f"{muscle}_{side}": strength for side in LEGS for muscle in MUSCLES}
    return Body(tuple(vessels), tuple(connections), _scalars(scale, whole), strengths)


@lru_cache(maxsize=16)
def _atlas_parts(
    file: str, suffix: str, values: FrozenDict[str, float]
) -> tuple[tuple[Vessel, ...], tuple[Connection, ...]]:
    """Return vessels and connections with the numbers of the atlas, which each body scales: they are read once."""
    rows = table_with(file, values)
    vessels = tuple(_vessel(name, row, suffix) for name, row in rows["vessel"].items())
    return vessels, tuple(_connection(row, suffix, rows) for row in rows["connection"])


def _value(row: Mapping[str, Any], key: str, default: float = 0.0) -> float:
    number = row.get(key)
    return number.value if isinstance(number, Number) else default


def _vessel(name: str, row: Mapping[str, Any], suffix: str) -> Vessel:
    around = row["surroundings"]
    return Vessel(
        name=name + suffix,
        kind=row["kind"],
        region=row["region"] + suffix,
        surroundings=around + suffix if around in MUSCLES else around,
        transmission=_value(row, "transmission"),
        skin_transmission=_value(row, "skin_transmission"),
        unstressed=_value(row, "unstressed_volume"),
        compliance=_value(row, "compliance"),
        distending=_value(row, "distending_volume"),
        elastance_diastolic=_value(row, "elastance_diastolic"),
        elastance_systolic=_value(row, "elastance_systolic"),
        position=_value(row, "position"),
        elastance_taut=_value(row, "elastance_taut"),
        filling=_value(row, "filling_volume"),
        buckling=_value(row, "buckling_pressure"),
    )


def _sized_vessel(one: Vessel, suffix: str, scale: Scale) -> Vessel:
    aged = _softness(one, suffix, scale)
    compliance = one.compliance * scale.blood
    stiff = scale.relaxed_heart if one.name.endswith("ventricle") else 1.0
    return with_numbers(
        one,
        unstressed=one.unstressed * scale.blood
        + (FULL_ARTERY * (1.0 - aged) * compliance if one.kind == "artery" else 0.0),
        compliance=compliance * aged,
        distending=one.distending * scale.blood * aged,
        elastance_diastolic=one.elastance_diastolic / scale.blood * stiff,
        elastance_systolic=one.elastance_systolic / scale.blood,
        position=one.position * scale.length,
        elastance_taut=one.elastance_taut / scale.blood * stiff,
        filling=one.filling * scale.blood,
    )


def _softness(one: Vessel, suffix: str, scale: Scale) -> float:
    """Return the share of a young vessel's compliance that age has left."""
    if one.kind == "artery" and one.region != "lungs":
        return scale.arterial_compliance
    return scale.leg_vein_compliance if suffix and one.kind == "vein" else 1.0


def _connection(row: Mapping[str, Any], suffix: str, leg: Mapping[str, Any]) -> Connection:
    def with_suffix(name: str) -> str:
        return name + suffix if name in leg["vessel"] else name

    return Connection(
        tail=with_suffix(row["from"]),
        head=with_suffix(row["to"]),
        kind=row["kind"],
        resistance=row["resistance"].value,
        length=row["length"].value,
        lumen=row["lumen"].value,
        valve=row["valve"] + suffix if "valve" in row else "",
        valve_lumen=_value(row, "valve_lumen"),
        leak=0.0,
        bed=row["bed"] + suffix if "bed" in row else "",
        part=row.get("part", ""),
        tissue=row.get("tissue", ""),
    )


def _sized_connection(one: Connection, scale: Scale, leaks: Mapping[str, float]) -> Connection:
    width = scale.blood / scale.length
    narrowed = scale.arteriolar_resistance if one.kind == "arterioles" else 1.0
    return with_numbers(
        one,
        resistance=one.resistance / scale.surface * narrowed,
        length=one.length * scale.length,
        lumen=one.lumen * width,
        valve_lumen=one.valve_lumen * width,
        leak=leaks.get(one.valve, 0.0),
    )


def _scalars(scale: Scale, values: Mapping[str, float]) -> dict[str, float]:
    scalars = {
        f"{section}.{key}": number.value
        for section, rows in table_with("body", values).items()
        for key, number in rows.items()
    }
    others = [*(row for file in ("tissue", "oxygen") for row in numbers_of(file)), *numbered_amounts()]
    scalars |= {name: values.get(name, number.value) for name, number in others}
    for name in SIZED:
        scalars[name] *= scale.blood
    for name in ("segments.groin", "segments.knee", "segments.ankle"):
        scalars[name] *= scale.length
    for name in HEART_REFLEXES:
        scalars[name] *= scale.heart_reflexes
    scalars["reflex.arterial_set_point"] += scale.set_point_mmHg
    scalars["heart_rate.maximal"] = scale.maximal_heart_rate
    return scalars
