"""The verbs of the other movements: cycling, stairs, squats, fidgeting, straining.

They take durations like those of `verbs`; what feet do in bed and at a desk is in `repeated`.
"""

from __future__ import annotations

from secondheart._checks import whole, within
from secondheart.errors import InputError
from secondheart.protocol._steps import SHORTEST, one_step, seconds_of
from secondheart.protocol.activity import Activity
from secondheart.protocol.effort import breathing_of, climbing_percent, cycling_percent
from secondheart.protocol.movement import (
    cycling_activity,
    fidget_activity,
    held_activity,
    move_activity,
    posture_of,
    strain_activity,
)
from secondheart.protocol.patterns import MOST_TIMES, patterns
from secondheart.protocol.posture import SIT, STAND, Breathing, Resting, resting_posture
from secondheart.protocol.protocol import Protocol


def cycle(
    watts: float = 50.0,
    rpm: float = 50.0,
    *,
    mass_kg: float | None = None,
    minutes: float | None = None,
    seconds: float | None = None,
    transition_s: float | None = None,
) -> Protocol:
    """Cycle, upright on a saddle; the posture is the mean over a turn of the pedals.

    Parameters
    ----------
    watts : float
        Power at the crank, 0 to 2000. [W]
    rpm : float
        Turns of the crank a minute, 10 to 250. [1/min]
    mass_kg : float, optional
        The rider's mass, which sets the effort of a power: 70 if left out, 20 to 400. [kg]
    minutes, seconds, transition_s : float, optional
        See the top of `verbs`.

    Examples
    --------
    >>> round(cycle(100, 60, minutes=5).steps[0].activity.effort_percent, 1)
    45.6
    """
    allowed = patterns().move("cycle").allowed
    power = within("cycle: watts", watts, *allowed["watts"].value, "W")
    turns = within("cycle: rpm", rpm, *allowed["rpm"].value, "turns a minute")
    mass = None if mass_kg is None else within("cycle: mass_kg", mass_kg, 20, 400, "kg")
    activity = cycling_activity(power, turns, cycling_percent(power, mass))
    return _moving(
        "cycle", f"cycle {power:.3g} W, {turns:.3g}/min", activity, seconds_of("cycle", minutes, seconds), transition_s
    )


def stairs(
    steps_per_min: float = 80.0,
    step_cm: float = 17.0,
    *,
    minutes: float | None = None,
    seconds: float | None = None,
    transition_s: float | None = None,
) -> Protocol:
    """Climb stairs.

    Parameters
    ----------
    steps_per_min : float
        Stairs a minute, of both feet together, 10 to 200. [1/min]
    step_cm : float
        Height of a stair, 5 to 40. [cm]
    minutes, seconds, transition_s : float, optional
        See the top of `verbs`.

    Examples
    --------
    >>> step = stairs(60, minutes=2).steps[0]
    >>> step.activity.period_s, round(step.activity.effort_percent, 1)
    (2.0, 44.2)
    """
    allowed = patterns().move("stairs").allowed
    rate = within("stairs: steps_per_min", steps_per_min, *allowed["steps_per_min"].value, "steps a minute")
    height = within("stairs: step_cm", step_cm, *allowed["step_cm"].value, "cm")
    effort = climbing_percent(rate * height / 100)
    activity = move_activity("stairs", 120.0 / rate, legs="antiphase", effort_percent=effort)
    return _moving("stairs", f"stairs {rate:.3g}/min", activity, seconds_of("stairs", minutes, seconds), transition_s)


def squat(
    times: int | None = None,
    every_s: float = 3.0,
    *,
    minutes: float | None = None,
    seconds: float | None = None,
    transition_s: float | None = None,
) -> Protocol:
    """Hold a deep squat for a while, or squat `times` times, once in `every_s` seconds.

    Parameters
    ----------
    times : int, optional
        How often, 1 to 10000; left out, a squat is held, for a duration.
    every_s : float
        Time from one squat to the next, 1 to 60. [s]
    minutes, seconds, transition_s : float, optional
        See the top of `verbs`.

    Examples
    --------
    >>> squat(minutes=2).steps[0].posture.thigh_deg, squat(times=10).duration_s
    (-10.0, 30.0)
    """
    if times is None:
        duration = seconds_of("squat", minutes, seconds)
        return _moving("squat", "squat", held_activity("squat", duration), duration, transition_s)
    if minutes is not None or seconds is not None:
        raise InputError("squat takes times, or a duration in seconds or minutes, not both")
    whole("squat: times", times, 1, MOST_TIMES)
    period = within("squat: every_s", every_s, 1, 60, "s")
    depth_m = patterns().move("squats").numbers["depth"].value / 100
    activity = move_activity("squats", period, effort_percent=climbing_percent(depth_m * 60 / period, lowered=True))
    return _moving("squat", f"{times} x squat", activity, times * period, transition_s)


def weight_transfer(
    every_s: float = 4.0,
    *,
    minutes: float | None = None,
    seconds: float | None = None,
    transition_s: float | None = None,
) -> Protocol:
    """Stand and shift the weight from leg to leg: once onto each in `every_s` seconds, 1 to 600, the left one first.

    Examples
    --------
    >>> weight_transfer(minutes=2).steps[0].activity.loads[0].weight
    1.0
    """
    period = within("weight_transfer: every_s", every_s, 1, 600, "s")
    return one_step(
        "weight_transfer",
        label="weight transfer",
        posture=STAND,
        duration_s=seconds_of("weight_transfer", minutes, seconds),
        transition_s=transition_s,
        usual_s=patterns().transition["stand"].value,
        standing_load=patterns().move("weight_transfer").numbers["standing_load"].value,
        activity=move_activity("weight_transfer", period, legs="antiphase"),
    )


def fidget(
    *, minutes: float | None = None, seconds: float | None = None, transition_s: float | None = None
) -> Protocol:
    """Sit and fidget: small taps of heels and toes at uneven moments.

    Examples
    --------
    >>> fidget(minutes=5).steps[0].posture.name
    'sit'
    """
    activity = fidget_activity()
    return one_step(
        "fidget",
        label="fidget",
        posture=SIT,
        duration_s=seconds_of("fidget", minutes, seconds),
        transition_s=transition_s,
        usual_s=patterns().transition["sit"].value,
        standing_load=patterns().standing_load["sit"].value,
        activity=activity,
        breathing=breathing_of(activity.effort_percent),
    )


def _moving(verb: str, label: str, activity: Activity, duration_s: float, transition_s: float | None) -> Protocol:
    move = patterns().move(activity.name)
    return one_step(
        verb,
        label=label,
        posture=posture_of(activity.name),
        duration_s=duration_s,
        transition_s=transition_s,
        usual_s=move.numbers["usual_transition"].value,
        standing_load=move.numbers["standing_load"].value,
        activity=activity,
        breathing=breathing_of(activity.effort_percent),
    )


def valsalva(
    pressure_mmHg: float = 40.0,
    seconds: float = 15.0,
    posture: Resting = "lie",
    *,
    transition_s: float | None = None,
) -> Protocol:
    """Strain against closed airways; the breath is held, and the strain ends with the step.

    Parameters
    ----------
    pressure_mmHg : float
        Pressure that chest and belly add, 0 to 200. [mmHg]
    seconds : float
        How long, up to 120. [s]
    posture : {"lie", "sit", "stand"}
        How one rests meanwhile.
    transition_s : float, optional
        See the top of `verbs`.

    Examples
    --------
    >>> step = valsalva().steps[0]
    >>> step.breathing.depth_mL, {burst.group for burst in step.activity.bursts} == {"chest", "belly"}
    (0.0, True)
    """
    pressure = within("valsalva: pressure_mmHg", pressure_mmHg, 0, 200, "mmHg")
    duration = within("valsalva: seconds", seconds, SHORTEST, 120, "s")
    activity = strain_activity("valsalva", pressure, duration)
    return _strain("valsalva", f"Valsalva {pressure:.3g} mmHg", activity, duration, posture, transition_s)


def cough(
    times: int = 3,
    every_s: float = 2.0,
    pressure_mmHg: float | None = None,
    posture: Resting = "lie",
    *,
    transition_s: float | None = None,
) -> Protocol:
    """Cough `times` times, once in `every_s` seconds, each at the start of its cycle; there is no other breath.

    Parameters
    ----------
    times : int
        How often, 1 to 10000.
    every_s : float
        Time from one cough to the next, 0.5 to 60. [s]
    pressure_mmHg : float, optional
        Pressure that chest and belly add, 0 to 300; 80 if left out, a hard cough. [mmHg]
    posture : {"lie", "sit", "stand"}
        How one rests meanwhile.
    transition_s : float, optional
        See the top of `verbs`.

    Examples
    --------
    >>> cough(times=3).duration_s
    6.0
    """
    whole("cough: times", times, 1, MOST_TIMES)
    period = within("cough: every_s", every_s, 0.5, 60, "s")
    usual = patterns().cough.numbers["pressure"].value if pressure_mmHg is None else pressure_mmHg
    pressure = within("cough: pressure_mmHg", usual, 0, 300, "mmHg")
    activity = strain_activity("cough", pressure, period)
    return _strain("cough", f"{times} x cough", activity, times * period, posture, transition_s)


def _strain(
    verb: str, label: str, activity: Activity, duration_s: float, posture: Resting, transition_s: float | None
) -> Protocol:
    return one_step(
        verb,
        label=label,
        posture=resting_posture(verb, posture),
        duration_s=duration_s,
        transition_s=transition_s,
        usual_s=patterns().transition[posture].value,
        standing_load=patterns().standing_load[posture].value,
        activity=activity,
        breathing=Breathing(depth_mL=0.0),
    )
