"""What every verb does: take a duration, and make a protocol of one step."""

from __future__ import annotations

from secondheart._checks import within
from secondheart.errors import InputError
from secondheart.protocol.activity import Activity
from secondheart.protocol.posture import Breathing, Posture
from secondheart.protocol.protocol import LONGEST_S, Protocol
from secondheart.protocol.step import Step

SHORTEST = 0.001  # in the unit it is given in: less is a slip


def seconds_of(verb: str, minutes: float | None, seconds: float | None) -> float:
    """Return the duration that was given in exactly one of two units.

    Examples
    --------
    >>> seconds_of("lie", 2, None)
    120.0
    """
    if (minutes is None) == (seconds is None):
        which = "neither is" if minutes is None else "both are"
        raise InputError(f"{verb} needs a duration in exactly one of seconds and minutes; {which} given")
    name, value, unit_s = ("minutes", minutes, 60.0) if seconds is None else ("seconds", seconds, 1.0)
    return within(f"{verb}: {name}", value, SHORTEST, LONGEST_S / unit_s) * unit_s


def one_step(
    verb: str,
    *,
    label: str,
    posture: Posture,
    duration_s: float,
    transition_s: float | None,
    usual_s: float,
    standing_load: float,
    activity: Activity | None = None,
    breathing: Breathing | None = None,
    passive: bool = False,
) -> Protocol:
    """Return a protocol of one step; the change of posture takes `usual_s`, or the whole step if that is shorter."""
    step = Step(
        duration_s=duration_s,
        posture=posture,
        transition_s=min(usual_s, duration_s) if transition_s is None else transition_s,
        passive=passive,
        activity=activity,
        breathing=breathing or Breathing(),
        standing_load=standing_load,
        label=label,
    )
    return Protocol(name=verb, steps=(step,))
