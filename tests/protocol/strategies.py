"""Random but valid protocols."""

from __future__ import annotations

from hypothesis import strategies as st

from secondheart.compression import Garment, devices
from secondheart.protocol import Activity, Breathing, Burst, Cuff, Load, Posture, Protocol, Step


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False)


def pulses(**fields: st.SearchStrategy) -> st.SearchStrategy[dict]:
    times = st.lists(numbers(0, 1), min_size=4, max_size=4, unique=True).map(sorted)
    named = times.map(lambda four: dict(zip(("start", "rise_end", "hold_end", "stop"), four, strict=True)))
    return st.builds(lambda when, rest: when | rest, named, st.fixed_dictionaries({"source": st.text(), **fields}))


angles = numbers(-90, 90)
postures = st.builds(
    Posture, trunk_deg=angles, thigh_deg=angles, calf_deg=angles, foot_deg=angles, name=st.text(max_size=8)
)
breathings = st.builds(Breathing, rate_per_min=numbers(2, 60), depth_mL=numbers(0, 4000), belly_percent=numbers(0, 100))
cuffs = st.builds(
    Cuff,
    site=st.sampled_from(["foot", "ankle", "calf", "below_knee", "above_knee", "thigh"]),
    side=st.sampled_from(["left", "right", "both"]),
    pressure_mmHg=numbers(0, 300),
    rise_s=numbers(0, 1e3),
)
bursts = pulses(group=st.sampled_from(["foot", "thigh", "anterior"]), pressure_mmHg=numbers(0, 500)).map(
    lambda fields: Burst(**fields)
)
loads = pulses(weight=numbers(0, 3)).map(lambda fields: Load(**fields))
activities = st.builds(
    Activity,
    name=st.text(max_size=8),
    period_s=numbers(1e-3, 1e3),
    bursts=st.lists(bursts, max_size=1).map(tuple),
    loads=st.lists(loads, max_size=1).map(tuple),
    legs=st.sampled_from(["both", "left", "right", "antiphase"]),
    effort_percent=numbers(0, 100),
    effort_share=st.dictionaries(st.sampled_from(["calf", "foot", "thigh"]), numbers(0, 3)),
    hyperaemia=st.dictionaries(st.sampled_from(["calf", "foot", "thigh"]), numbers(1, 50)),
    on_s=numbers(0.1, 100),
    off_s=numbers(0.1, 100),
    strength_percent=numbers(0, 300),
)
tourniquets = st.builds(
    Cuff,
    site=st.sampled_from(["ankle", "below_knee", "above_knee", "thigh"]),
    side=st.sampled_from(["left", "right", "both"]),
    pressure_mmHg=numbers(0, 300),
    kind=st.just("tourniquet"),
)
garments = st.builds(
    Garment,
    name=st.text(max_size=8),
    ankle_mmHg=numbers(0, 120),
    calf_mmHg=numbers(0, 120),
    stiffness_mmHg=numbers(0, 80),
    side=st.sampled_from(["left", "right", "both"]),
    progressive=st.just(True),
)
pressed = st.fixed_dictionaries(
    {"cuffs": st.lists(cuffs | tourniquets, max_size=1).map(tuple)}
) | st.fixed_dictionaries({"device": st.sampled_from([one for one in devices().values() if one.chambers])})
steps = st.builds(
    lambda pressed, **fields: Step(**fields, **pressed),
    pressed=pressed,
    wear=st.lists(garments, max_size=2).map(tuple),
    duration_s=numbers(10, 1e4),
    posture=postures,
    transition_s=numbers(0, 10),
    activity=st.none() | activities,
    breathing=breathings,
    heart_rate_bpm=st.none() | numbers(25, 230),
    without=st.frozensets(st.sampled_from(["heart", "breathing", "muscles"])),
    standing_load=numbers(0, 1),
    paralysed=st.frozensets(st.sampled_from(["left", "right"])),
    unloaded=st.frozensets(st.sampled_from(["left", "right"])),
    label=st.text(max_size=12),
)
protocols = st.builds(Protocol, name=st.text(max_size=12), steps=st.lists(steps, min_size=1, max_size=4).map(tuple))
