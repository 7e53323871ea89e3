"""What strangers might hand in: numbers at their limits, beyond them, and things that are no numbers at all."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import strategies as st

from secondheart.compression import Device, Garment
from secondheart.person.conditions import ailments
from secondheart.person.treatments import operations
from secondheart.person.valves import valve_names
from secondheart.protocol import Activity, Breathing, Burst, Cuff, Load, Posture, Protocol, Step
from secondheart.protocol.step import Fluids

LEGS = ("left", "right", "both")
SITES = ("foot", "ankle", "calf", "below_knee", "above_knee", "thigh")
MUSCLES = ("superficial_posterior", "deep_posterior", "anterior", "foot", "thigh")
BEDS = ("calf", "foot", "thigh")


def reals(low: float, high: float) -> st.SearchStrategy[float]:
    """Numbers from `low` to `high`, often one of the two."""
    return st.sampled_from([low, high]) | st.floats(low, high)


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from([0.0, -0.0, 5e-324, 1e308, math.nan, math.inf, -math.inf, "x" * 5000, "\0", "\ud800"])
    | st.text(max_size=20)
    | st.binary(max_size=8)
)
wild: st.SearchStrategy[Any] = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


def spoilt(tables: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Tables of which one value has become something else, or to which one was added."""

    def spoil(table: dict[str, Any], key: str | None, value: object, new: str) -> dict[str, Any]:
        return {**table, (new if key is None or key not in table else key): value}

    keys = tables.flatmap(lambda table: st.tuples(st.just(table), st.none() | st.sampled_from(sorted(table) or ["x"])))
    return st.builds(lambda pair, value, new: spoil(*pair, value, new), keys, wild, st.text(max_size=8))


# --- persons

degrees = st.sampled_from(sorted(ailments())).flatmap(
    lambda name: st.fixed_dictionaries(
        {"name": st.just(name), "degree": reals(ailments()[name].degree.low, ailments()[name].degree.high)},
        optional={"side": st.sampled_from(LEGS)},
    )
)
garments = st.builds(
    lambda pressures, rest: dict(zip(("ankle_mmHg", "calf_mmHg", "thigh_mmHg"), pressures, strict=True)) | rest,
    st.lists(reals(0, 120), min_size=3, max_size=3).map(lambda values: sorted(values, reverse=True)),
    st.fixed_dictionaries(
        {"name": st.just("worn")},
        optional={"foot_mmHg": reals(0, 120), "stiffness_mmHg": reals(0, 80), "side": st.sampled_from(LEGS)},
    ),
)
treatments = st.fixed_dictionaries(
    {"name": st.sampled_from([*operations(), *(f"repaired-{valve}" for valve in valve_names())])},
    optional={"side": st.sampled_from(LEGS)},
)
people = st.fixed_dictionaries(
    {},
    optional={
        "resolution": st.sampled_from(["standard", "valves"]),
        "treatments": st.lists(treatments, max_size=2),
        "name": st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=8),
        "sex": st.sampled_from(["male", "female"]),
        "age_years": reals(18, 100),
        "height_cm": reals(120, 220),
        "mass_kg": reals(35, 200),
        "strength_percent": reals(0, 200),
        "leaks": st.dictionaries(st.sampled_from(valve_names()), reals(0, 1))
        | st.just(dict.fromkeys(valve_names(), 1.0)),
        "conditions": st.lists(degrees, max_size=2),
        "garments": st.lists(garments, max_size=2),
    },
)

# --- protocols

angles = reals(-90, 90)
postures = st.builds(Posture, trunk_deg=angles, thigh_deg=angles, calf_deg=angles, foot_deg=angles)
breathings = st.builds(Breathing, rate_per_min=reals(2, 60), depth_mL=reals(0, 4000), belly_percent=reals(0, 100))
cuffs = st.builds(
    Cuff,
    site=st.sampled_from(SITES),
    side=st.sampled_from(LEGS),
    pressure_mmHg=reals(0, 300),
    rise_s=reals(0, 1) | st.just(1e308),
)
devices = st.builds(
    lambda sites, pressure, lag, rise, hold, fall, more: Device(
        name="drawn",
        chambers=tuple(sites),
        pressures_mmHg=(pressure,) * len(sites),
        lag_s=lag,
        rise_s=rise,
        hold_s=hold,
        fall_s=fall,
        period_s=2.0 + len(sites) * lag + rise + hold + fall + more,
    ),
    st.lists(st.sampled_from(SITES), min_size=1, max_size=6, unique=True),
    reals(0, 300),
    *(reals(0, 1), reals(0.05, 1), reals(0, 1), reals(0.05, 1), reals(0, 1)),
)
amounts = reals(0, 2000)
fluids = st.builds(Fluids, drink_mL_per_h=amounts, urine_mL_per_h=amounts, loss_mL_per_h=amounts)
everywhere = st.just(tuple(Cuff(site=site, pressure_mmHg=300, rise_s=0) for site in SITES))
pressings = st.fixed_dictionaries({"cuffs": everywhere | st.lists(cuffs, max_size=1).map(tuple)}) | (
    st.fixed_dictionaries({"device": devices})
)
times = st.lists(reals(0, 1), min_size=4, max_size=4).map(sorted).filter(lambda four: four[0] < four[3])
shapes = times.map(lambda four: dict(zip(("start", "rise_end", "hold_end", "stop"), four, strict=True)))
bursts = st.builds(
    lambda group, pressure, shape: Burst(group=group, pressure_mmHg=pressure, source="drawn", **shape),
    st.sampled_from(MUSCLES),
    reals(0, 500),
    shapes,
)
strains = st.builds(
    lambda group, pressure, shape: Burst(group=group, pressure_mmHg=pressure, source="drawn", **shape),
    st.sampled_from(("chest", "belly")),
    reals(0, 300),
    shapes,
)
loads = st.builds(lambda weight, shape: Load(weight=weight, source="drawn", **shape), reals(0, 5), shapes)
activities = st.builds(
    Activity,
    name=st.sampled_from(["one", "other"]),
    period_s=reals(0.001, 3),
    bursts=st.lists(bursts | strains, max_size=3, unique_by=lambda burst: burst.group).map(tuple),
    loads=st.lists(loads, max_size=1).map(tuple),
    legs=st.sampled_from(["both", "left", "right", "antiphase"]),
    effort_percent=reals(0, 100),
    effort_share=st.dictionaries(st.sampled_from(BEDS), reals(0, 3)),
    hyperaemia=st.dictionaries(st.sampled_from(BEDS), reals(1, 50)),
    on_s=reals(1e-9, 100),
    off_s=reals(1e-9, 100),
    strength_percent=reals(0, 300),
)
sides = st.frozensets(st.sampled_from(["left", "right"]))
durations = reals(0.01, 2) | st.sampled_from([1e-9, 0.001, 0.0025])
steps = st.builds(
    lambda duration, share, pressing, **fields: Step(
        duration_s=duration, transition_s=share * duration, **pressing, **fields
    ),
    durations,
    st.sampled_from([0.0, 0.5, 1.0]),
    pressings,
    posture=postures,
    activity=st.none() | activities,
    breathing=breathings,
    heart_rate_bpm=st.none() | reals(25, 230),
    wear=st.lists(garments.map(lambda worn: Garment(**worn)), max_size=1).map(tuple),
    fluids=st.none() | fluids,
    without=st.frozensets(st.sampled_from(["heart", "breathing", "muscles"])),
    standing_load=reals(0, 2),
    paralysed=sides,
    unloaded=sides,
)
protocols = st.builds(Protocol, steps=st.lists(steps, min_size=1, max_size=6).map(tuple))
