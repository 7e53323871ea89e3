"""The verbs of straining: chest and belly press on all that lies within."""

from __future__ import annotations

from secondheart.protocol._checks import whole, within
from secondheart.protocol._steps import SHORTEST, one_step
from secondheart.protocol.activity import Activity
from secondheart.protocol.breathing import Breathing
from secondheart.protocol.exercises import Resting, resting_posture
from secondheart.protocol.moves import strain_activity
from secondheart.protocol.patterns import patterns
from secondheart.protocol.protocol import Protocol

POSTURES: tuple[Resting, ...] = ("lie", "sit", "stand")


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
    return _strained("valsalva", f"Valsalva {pressure:.3g} mmHg", activity, duration, posture, transition_s)


def cough(
    times: int = 3,
    every_s: float = 2.0,
    pressure_mmHg: float | None = None,
    posture: Resting = "lie",
    *,
    transition_s: float | None = None,
) -> Protocol:
    """Cough `times` times, once in `every_s` seconds, each at the start of its cycle; no breath beside them.

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
    whole("cough: times", times, 1, 10_000)
    period = within("cough: every_s", every_s, 0.5, 60, "s")
    given = patterns().cough.numbers["pressure"].value if pressure_mmHg is None else pressure_mmHg
    pressure = within("cough: pressure_mmHg", given, 0, 300, "mmHg")
    activity = strain_activity("cough", pressure, period)
    return _strained("cough", f"{times} x cough", activity, times * period, posture, transition_s)


def _strained(
    verb: str, label: str, activity: Activity, duration_s: float, posture: Resting, transition_s: float | None
) -> Protocol:
    return one_step(
        verb,
        label=label,
        posture=resting_posture(verb, posture, POSTURES),
        duration_s=duration_s,
        transition_s=transition_s,
        usual_s=patterns().transition[posture].value,
        standing_load=patterns().standing_load[posture].value,
        activity=activity,
        breathing=Breathing(depth_mL=0.0),
    )
