"""The verbs: each returns a protocol of one step, to be added to others.

A duration is given in exactly one of ``seconds=`` and ``minutes=``. ``transition_s`` is the time the change
to the posture takes; left out, it is the usual one, or the whole step if that is shorter.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache

from secondheart._checks import whole, within
from secondheart.protocol._steps import one_step, seconds_of
from secondheart.protocol.activity import Activity, Burst
from secondheart.protocol.effort import breathing_of
from secondheart.protocol.exercises import (
    cough,
    cycle,
    fidget,
    squat,
    stairs,
    valsalva,
    weight_transfer,
)
from secondheart.protocol.gait import GaitName, GaitPace, effort_percent, gait_activity, gait_pattern, pace_of
from secondheart.protocol.patterns import MOST_TIMES, patterns
from secondheart.protocol.posture import LIE, RAISED, SIT, STAND, Posture, tilt_posture
from secondheart.protocol.protocol import Protocol
from secondheart.protocol.repeated import repeated_verbs


def lie(*, minutes: float | None = None, seconds: float | None = None, transition_s: float | None = None) -> Protocol:
    """Lie flat.

    Examples
    --------
    >>> lie(minutes=5).duration_s
    300.0
    """
    return _still("lie", LIE, seconds_of("lie", minutes, seconds), transition_s)


def sit(*, minutes: float | None = None, seconds: float | None = None, transition_s: float | None = None) -> Protocol:
    """Sit on a chair, feet on the floor.

    Examples
    --------
    >>> sit(minutes=5).steps[0].standing_load
    0.1
    """
    return _still("sit", SIT, seconds_of("sit", minutes, seconds), transition_s)


def stand(*, minutes: float | None = None, seconds: float | None = None, transition_s: float | None = None) -> Protocol:
    """Stand still on both feet.

    Examples
    --------
    >>> stand(seconds=90).steps[0].transition_s
    3.0
    """
    return _still("stand", STAND, seconds_of("stand", minutes, seconds), transition_s)


def raise_legs(
    *, minutes: float | None = None, seconds: float | None = None, transition_s: float | None = None
) -> Protocol:
    """Lie with both legs raised by 45 degrees.

    Examples
    --------
    >>> raise_legs(minutes=3).steps[0].posture.calf_deg
    -45.0
    """
    return _still("raise_legs", RAISED, seconds_of("raise_legs", minutes, seconds), transition_s)


def tilt(
    angle_deg: float,
    *,
    minutes: float | None = None,
    seconds: float | None = None,
    transition_s: float | None = None,
) -> Protocol:
    """Be tilted on a table with a footboard, muscles at rest: feet down if `angle_deg` is positive, -90 to 90.

    The feet bear the part of the weight that pulls along the table. The usual transition is that from lying.

    Examples
    --------
    >>> step = tilt(60, minutes=10).steps[0]
    >>> step.transition_s, round(step.standing_load, 2)
    (6.0, 0.43)
    """
    angle = within("tilt: angle_deg", angle_deg, -90, 90, "deg")
    return one_step(
        "tilt",
        label=f"tilt {angle:g} deg",
        posture=tilt_posture(angle),
        duration_s=seconds_of("tilt", minutes, seconds),
        transition_s=transition_s,
        usual_s=abs(angle) / patterns().tilt_speed["table"].value,
        standing_load=patterns().standing_load["stand"].value * max(0.0, math.sin(math.radians(angle))),
        passive=True,
    )


def tiptoe(
    times: int = 10, every_s: float = 1.0, hold_s: float | None = None, *, transition_s: float | None = None
) -> Protocol:
    """Rise on both feet's toes, `times` times, once in `every_s` seconds; the step ends with the last cycle.

    Parameters
    ----------
    times : int
        How often, 1 to 10000.
    every_s : float
        Time from one rise to the next, 0.3 to 60. [s]
    hold_s : float, optional
        Time from the start of a rise until the heels are down again, 0.1 to `every_s`. Left out, 0.6 of
        `every_s`. A single rise may last longer than `every_s`; left out, it lasts 1.75 s. [s]
    transition_s : float, optional
        Time the change to standing takes, if the step before has another posture. [s]

    Examples
    --------
    >>> tiptoe(times=10).duration_s, tiptoe(times=1).duration_s
    (10.0, 1.75)
    """
    whole("tiptoe: times", times, 1, MOST_TIMES)
    every = within("tiptoe: every_s", every_s, 0.3, 60, "s")
    pattern = patterns().tiptoe
    usual = pattern.single_hold.value if times == 1 else pattern.held_share.value * every
    hold = usual if hold_s is None else within("tiptoe: hold_s", hold_s, 0.1, 60 if times == 1 else every, "s")
    period = max(every, hold)
    return one_step(
        "tiptoe",
        label=f"{times} x tiptoe",
        posture=STAND,
        duration_s=times * period,
        transition_s=transition_s,
        usual_s=patterns().transition["stand"].value,
        standing_load=patterns().standing_load["stand"].value,
        activity=_tiptoe_activity(period, hold),
    )


def walk(
    km_h: float | None = None,
    *,
    cadence_per_min: float | None = None,
    minutes: float | None = None,
    seconds: float | None = None,
    transition_s: float | None = None,
) -> Protocol:
    """Walk on the level.

    Parameters
    ----------
    km_h : float, optional
        Speed, 0.5 to 8; 3 if neither it nor `cadence_per_min` is given. [km/h]
    cadence_per_min : float, optional
        Strides of **one** foot a minute, which is half the steps: 25 to 75. Alone it sets the speed, too; beside a
        speed the steps are longer or shorter than usual, 0.1 to 1.2 m. [1/min]
    minutes, seconds, transition_s : float, optional
        See the top of this module.

    Examples
    --------
    >>> round(walk(3, minutes=5).steps[0].activity.period_s, 3)
    1.3
    >>> walk(cadence_per_min=60, minutes=5).steps[0].label
    'walk 6 km/h'
    >>> walk(3, cadence_per_min=30, minutes=5).steps[0].label
    'walk 3 km/h, 60 steps/min'
    """
    pace = pace_of("walk", km_h, cadence_per_min, 3.0)
    return _gait("walk", pace, seconds_of("walk", minutes, seconds), transition_s)


def run(
    km_h: float | None = None,
    *,
    cadence_per_min: float | None = None,
    minutes: float | None = None,
    seconds: float | None = None,
    transition_s: float | None = None,
) -> Protocol:
    """Run on the level.

    Parameters
    ----------
    km_h : float, optional
        Speed, 5 to 25; 10 if neither it nor `cadence_per_min` is given. [km/h]
    cadence_per_min : float, optional
        Strides of **one** foot a minute, which is half the steps: 75 to 117. Alone it sets the speed, too; beside a
        speed the steps are longer or shorter than usual, 0.3 to 2.6 m. [1/min]
    minutes, seconds, transition_s : float, optional
        See the top of this module.

    Examples
    --------
    >>> round(run(minutes=5).steps[0].activity.effort_percent)
    80
    """
    pace = pace_of("run", km_h, cadence_per_min, 10.0)
    return _gait("run", pace, seconds_of("run", minutes, seconds), transition_s)


@cache
def all_verbs() -> Mapping[str, Callable[..., Protocol]]:
    """Return every verb by its name: postures, movements, those of the table of patterns, straining."""
    still = (lie, sit, stand, raise_legs, tilt)
    moving = (tiptoe, walk, run, cycle, stairs, squat, weight_transfer, fidget)
    straining = (valsalva, cough)
    return {**_by_name(*still, *moving), **repeated_verbs(), **_by_name(*straining)}


def _by_name(*verbs: Callable[..., Protocol]) -> dict[str, Callable[..., Protocol]]:
    return {verb.__name__: verb for verb in verbs}


def _still(verb: str, posture: Posture, duration_s: float, transition_s: float | None) -> Protocol:
    return one_step(
        verb,
        label=verb.replace("_", " "),
        posture=posture,
        duration_s=duration_s,
        transition_s=transition_s,
        usual_s=patterns().transition[verb].value,
        standing_load=patterns().standing_load[verb].value,
    )


def _gait(verb: GaitName, pace: GaitPace, duration_s: float, transition_s: float | None) -> Protocol:
    return one_step(
        verb,
        label=_label(verb, pace),
        posture=STAND,
        duration_s=duration_s,
        transition_s=transition_s,
        usual_s=patterns().transition["stand"].value,
        standing_load=0.0,  # the loads of the gait are all the weight there is
        activity=gait_activity(verb, *pace),
        breathing=breathing_of(effort_percent(verb, pace.km_h)),
    )


def _label(verb: GaitName, pace: GaitPace) -> str:
    usual = math.isclose(pace.period_s, gait_pattern(verb).period_s(pace.km_h))
    return f"{verb} {pace.km_h:.3g} km/h" + ("" if usual else f", {120 / pace.period_s:.3g} steps/min")


def _tiptoe_activity(period_s: float, hold_s: float) -> Activity:
    pattern = patterns().tiptoe
    rise = min(pattern.rise.value * hold_s, pattern.slowest.value)
    ends = {"rise_end": rise / period_s, "hold_end": (hold_s - rise) / period_s, "stop": hold_s / period_s}
    return Activity(
        name="tiptoe",
        period_s=period_s,
        bursts=tuple(
            Burst(group=peak.group, pressure_mmHg=peak.value, start=0.0, source=peak.origin, **ends)
            for peak in pattern.bursts
        ),
        effort_percent=pattern.effort.value,
        hyperaemia={bed: factor.value for bed, factor in pattern.hyperaemia.items()},
        on_s=pattern.on.value,
        off_s=pattern.off.value,
    )
