"""From the patterns of the other movements to what the legs do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from secondheart.protocol.activity import Activity, Burst, Load
from secondheart.protocol.patterns import Contraction, Fidget, Pulsed, Strain, Value, patterns
from secondheart.protocol.posture import Posture

MOST_STRENGTH = 300.0  # per cent; beyond it no muscle presses: M06


def move_activity(
    name: str,
    period_s: float,
    *,
    legs: Literal["both", "antiphase"] = "both",
    effort_percent: float = 0.0,
    strength_percent: float = 100.0,
) -> Activity:
    """Return what the legs do in a movement.

    Examples
    --------
    >>> move_activity("toe_curls", 2.0).hyperaemia["foot"]
    2.5
    """
    move = patterns().move(name)
    return Activity(
        name=name,
        period_s=period_s,
        bursts=tuple(_burst(row) for row in move.bursts),
        loads=tuple(Load(weight=row.value, **_times(row)) for row in move.loads),
        legs=legs,
        effort_percent=effort_percent,
        effort_share={bed: share.value for bed, share in move.effort_share.items()},
        hyperaemia={bed: factor.value for bed, factor in move.hyperaemia.items()},
        on_s=move.on.value,
        off_s=move.off.value,
        strength_percent=strength_percent,
    )


def cycling_activity(watts: float, rpm: float, effort_percent: float) -> Activity:
    """Return what the legs do on a bicycle: the torque of the crank sets the pressures.

    Examples
    --------
    >>> cycling_activity(50, 50, 27).strength_percent, cycling_activity(120, 60, 54).strength_percent
    (100.0, 125.0)
    """
    return move_activity(
        "cycle",
        60.0 / rpm,
        legs="antiphase",
        effort_percent=effort_percent,
        strength_percent=cycling_strength(watts, rpm),
    )


def cycling_strength(watts: float, rpm: float) -> float:
    """Return the pressures of cycling as a share of those at 50 W and 50 turns a minute, in percent."""
    numbers = patterns().move("cycle").numbers
    strength = numbers["unloaded_strength"].value + numbers["strength_per_torque"].value * watts / rpm
    return min(MOST_STRENGTH, strength)


def held_activity(name: str, duration_s: float) -> Activity:
    """Return a movement that is taken once and held for the whole step."""
    move = patterns().move(name)
    settled = min(0.5, move.numbers["settle"].value / duration_s)
    held = {"start": 0.0, "rise_end": settled, "hold_end": 1.0, "stop": 1.0}
    bursts = tuple(Burst(group=row.group, pressure_mmHg=row.value, source=row.origin, **held) for row in move.bursts)
    return move_activity(name, duration_s).replace(bursts=bursts)


def fidget_activity() -> Activity:
    """Return small taps at uneven moments.

    Examples
    --------
    >>> activity = fidget_activity()
    >>> activity.period_s, activity.legs, len(activity.bursts)
    (20.0, 'antiphase', 33)
    """
    pattern = patterns().fidget
    numbers = pattern.numbers
    activity = move_activity(
        "fidget", numbers["period"].value, legs="antiphase", effort_percent=numbers["effort"].value
    )
    return activity.replace(bursts=tuple(_taps(pattern)))


def strain_activity(name: Literal["valsalva", "cough"], pressure_mmHg: float, period_s: float) -> Activity:
    """Return a push of chest and belly at the start of each cycle; without a time to hold it lasts the cycle."""
    pattern: Strain = getattr(patterns(), name)
    rise, fall = pattern.rise.value, pattern.fall.value
    squeezed = min(1.0, period_s / (rise + fall))
    rise, fall = squeezed * rise, squeezed * fall
    stop = period_s if pattern.hold is None else min(period_s, rise + pattern.hold.value + fall)
    ends = {"rise_end": rise / period_s, "hold_end": max(rise, stop - fall) / period_s, "stop": stop / period_s}
    chest = Burst(group="chest", pressure_mmHg=pressure_mmHg, start=0.0, source=pattern.rise.origin, **ends)
    belly = chest.replace(group="belly", pressure_mmHg=pressure_mmHg * pattern.belly.value, source=pattern.belly.origin)
    return Activity(name=name, period_s=period_s, bursts=(chest, belly))


def posture_of(name: str) -> Posture:
    """Return the posture of a movement: its mean over a cycle.

    Examples
    --------
    >>> posture_of("cycle").angles
    (70.0, 42.0, 65.0, 90.0)
    """
    angles: dict[Any, Value] = patterns().move(name).posture
    return Posture(**{f"{segment}_deg": angle.value for segment, angle in angles.items()}, name=name)


def _burst(row: Contraction) -> Burst:
    return Burst(group=row.group, pressure_mmHg=row.value, **_times(row))


def _times(row: Pulsed) -> dict[str, Any]:
    start, rise_end, hold_end, stop = row.times
    return {"start": start, "rise_end": rise_end, "hold_end": hold_end, "stop": stop, "source": row.origin}


def _taps(pattern: Fidget) -> Iterator[Burst]:
    period, tap = pattern.numbers["period"].value, pattern.numbers["tap"].value
    for row in pattern.bursts:
        for start in (pattern.toe if row.group == "anterior" else pattern.heel).value:
            times = tuple((start + tap * share) / period for share in row.times)
            yield _burst(row.replace(times=times))
