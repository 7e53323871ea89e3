"""From a speed or a cadence to what legs and heart have to do."""

from __future__ import annotations

from typing import Any, Literal

from secondheart._checks import within
from secondheart.protocol.activity import Activity, Burst, Load
from secondheart.protocol.effort import reserve_percent
from secondheart.protocol.patterns import BurstLine, Gait, PulseLine, patterns

GaitName = Literal["walk", "run"]


def gait_pattern(name: GaitName) -> Gait:
    """Return the pattern of walking or running."""
    return patterns().walk if name == "walk" else patterns().run


def check_speed(name: GaitName, km_h: float) -> float:
    """Return `km_h` if one can walk or run as fast."""
    return within(f"{name}: km_h", km_h, *gait_pattern(name).allowed_km_h.value, "km/h")


def speed_of_cadence(name: GaitName, cadence_per_min: float) -> float:
    """Return the speed at which one foot makes so many strides a minute, in km/h.

    Examples
    --------
    >>> round(speed_of_cadence("walk", 60), 6)
    6.0
    """
    gait = gait_pattern(name)
    slowest, fastest = (60 / gait.period.at(gait.share(km_h)) for km_h in gait.allowed_km_h.value)
    within(f"{name}: cadence_per_min", cadence_per_min, slowest, fastest, "strides of one foot a minute")
    first, second = gait.period.value
    share = (60 / cadence_per_min - first) / (second - first)
    return gait.reference_km_h[0] + share * (gait.reference_km_h[1] - gait.reference_km_h[0])


def effort_percent(name: GaitName, km_h: float) -> float:
    """Return the share of the oxygen uptake reserve that level walking or running takes, in percent.

    Examples
    --------
    >>> round(effort_percent("walk", 3), 1), round(effort_percent("run", 10), 1)
    (12.0, 80.3)
    """
    return reserve_percent(patterns().oxygen[name].value * km_h * 1000 / 60)


def gait_activity(name: GaitName, km_h: float) -> Activity:
    """Return what the legs do at this speed.

    Examples
    --------
    >>> gait_activity("walk", 6).period_s
    1.0
    """
    gait = gait_pattern(name)
    share = gait.share(km_h)
    return Activity(
        name=name,
        period_s=gait.period.at(share),
        bursts=tuple(_burst(row, share) for row in gait.bursts),
        loads=tuple(_load(row, share) for row in gait.loads),
        legs="antiphase",
        effort_percent=effort_percent(name, km_h),
        hyperaemia={bed: max(1.0, line.at(share)) for bed, line in gait.hyperaemia.items()},
        on_s=gait.on.value,
        off_s=gait.off.value,
    )


def _burst(row: BurstLine, share: float) -> Burst:
    # Far below the speeds of reference a line may pass zero: the muscle then rests.
    return Burst(group=row.group, pressure_mmHg=max(0.0, row.at(share)), **_pulse(row))


def _load(row: PulseLine, share: float) -> Load:
    return Load(weight=max(0.0, row.at(share)), **_pulse(row))


def _pulse(row: PulseLine) -> dict[str, Any]:
    start, rise_end, hold_end, stop = row.times
    return {"start": start, "rise_end": rise_end, "hold_end": hold_end, "stop": stop, "source": row.origin}
