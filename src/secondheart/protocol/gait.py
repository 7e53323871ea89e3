"""From a speed or a cadence to what legs and heart have to do."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from secondheart._checks import within
from secondheart.errors import InputError
from secondheart.protocol.activity import Activity, Burst, Load
from secondheart.protocol.effort import reserve_percent
from secondheart.protocol.patterns import BurstLine, Gait, PulseLine, patterns

GaitName = Literal["walk", "run"]


def gait_pattern(name: GaitName) -> Gait:
    """Return the pattern of walking or running."""
    return patterns().walk if name == "walk" else patterns().run


class GaitPace(NamedTuple):
    """How fast one walks or runs: the speed in km/h, and how long a stride takes in s."""

    km_h: float
    period_s: float


def pace_of(name: GaitName, km_h: float | None, cadence_per_min: float | None, usual_km_h: float) -> GaitPace:
    """Return the pace of a speed, of strides of one foot a minute, or of both; of neither, that of the usual speed.

    Raises
    ------
    InputError
        If the speed, the cadence or the length of a step that both make is out of reach.

    Examples
    --------
    >>> pace_of("walk", None, 60, 3.0)
    GaitPace(km_h=6.0, period_s=1.0)
    >>> pace_of("walk", 3, 30, 3.0)
    GaitPace(km_h=3.0, period_s=2.0)
    """
    gait = gait_pattern(name)
    if cadence_per_min is None:
        speed = _check_speed(name, usual_km_h if km_h is None else km_h)
        return GaitPace(speed, gait.period_s(speed))
    cadence = _check_cadence(name, cadence_per_min)
    if km_h is None:
        return GaitPace(gait.speed_km_h(60 / cadence), 60 / cadence)
    return GaitPace(_check_step(name, _check_speed(name, km_h), cadence), 60 / cadence)


def _check_speed(name: GaitName, km_h: float) -> float:
    return within(f"{name}: km_h", km_h, *gait_pattern(name).allowed_km_h.value, "km/h")


def _check_cadence(name: GaitName, cadence_per_min: float) -> float:
    allowed = gait_pattern(name).allowed_cadence_per_min.value
    return within(f"{name}: cadence_per_min", cadence_per_min, *allowed, "strides of one foot a minute")


def _check_step(name: GaitName, km_h: float, cadence_per_min: float) -> float:
    step_m = km_h * 1000 / 60 / (2 * cadence_per_min)
    shortest, longest = gait_pattern(name).allowed_step_m.value
    if not shortest <= step_m <= longest:
        raise InputError(
            f"{name}: km_h = {km_h:g} in {cadence_per_min:g} strides of one foot a minute is not allowed: "
            f"a step would be {step_m:.2g} m long, {shortest:g} to {longest:g} m are possible"
        )
    return km_h


def effort_percent(name: GaitName, km_h: float) -> float:
    """Return the share of the oxygen uptake reserve that level walking or running takes, in percent.

    Examples
    --------
    >>> round(effort_percent("walk", 3), 1), round(effort_percent("run", 10), 1)
    (12.0, 80.3)
    """
    return reserve_percent(patterns().oxygen[name].value * km_h * 1000 / 60)


def gait_activity(name: GaitName, km_h: float, period_s: float | None = None) -> Activity:
    """Return what the legs do at this speed; strides of another length stretch stance, swing and each burst alike.

    Examples
    --------
    >>> gait_activity("walk", 6).period_s
    1.0
    """
    gait = gait_pattern(name)
    share = gait.share(km_h)
    return Activity(
        name=name,
        period_s=gait.period_s(km_h) if period_s is None else period_s,
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
