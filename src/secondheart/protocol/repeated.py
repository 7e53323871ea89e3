"""The verbs of movements that are counted, made from their tables in patterns.toml.

A table with a `repetition` is a verb of that name, here, in protocol files and on the page::

    from secondheart.protocol.repeated import ankle_pumps

    ankle_pumps(times=30, posture="sit")
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Protocol as Shape

from secondheart._checks import whole, within
from secondheart.protocol._steps import one_step
from secondheart.protocol.movement import move_activity
from secondheart.protocol.patterns import LONGEST_CYCLE_S, MOST_TIMES, SHORTEST_CYCLE_S, Repetition, patterns
from secondheart.protocol.posture import Resting, resting_posture
from secondheart.protocol.protocol import Protocol


class RepeatedVerb(Shape):
    """A verb of a movement that is counted."""

    __name__: str

    def __call__(
        self, times: int = ..., every_s: float = ..., posture: Resting = ..., *, transition_s: float | None = None
    ) -> Protocol:
        """Return a protocol of one step."""
        ...


def repetitions() -> Mapping[str, Repetition]:
    """Return how each movement that is counted is done, in the order of the table."""
    return {name: move.repetition for name, move in patterns().moves.items() if move.repetition}


@cache
def repeated_verbs() -> Mapping[str, RepeatedVerb]:
    """Return the verb of each movement that is counted, in the order of the table.

    Examples
    --------
    >>> repeated_verbs()["ankle_pumps"](times=30, posture="sit").duration_s
    60.0
    """
    return {name: _verb(name, usual) for name, usual in repetitions().items()}


def __getattr__(name: str) -> RepeatedVerb:
    if name.startswith("__") or name not in repeated_verbs():
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    return repeated_verbs()[name]


def _verb(name: str, usual: Repetition) -> RepeatedVerb:
    def verb(
        times: int = usual.times,
        every_s: float = usual.every_s,
        posture: Resting = usual.postures[0],
        *,
        transition_s: float | None = None,
    ) -> Protocol:
        return _step(name, usual, times, every_s, posture, transition_s)

    verb.__name__ = verb.__qualname__ = name
    verb.__doc__ = _about(usual)
    return verb


def _step(
    verb: str, usual: Repetition, times: int, every_s: float, posture: Resting, transition_s: float | None
) -> Protocol:
    whole(f"{verb}: times", times, 1, MOST_TIMES)
    period = within(f"{verb}: every_s", every_s, SHORTEST_CYCLE_S, LONGEST_CYCLE_S, "s")
    resting = resting_posture(verb, posture, usual.postures)
    lying = patterns().moves[verb].numbers.get("lying_strength")
    return one_step(
        verb,
        label=f"{times} x {verb.replace('_', ' ').removesuffix('s')}",
        posture=resting,
        duration_s=times * period,
        transition_s=transition_s,
        usual_s=patterns().transition[posture].value,
        standing_load=patterns().standing_load[posture].value,
        activity=move_activity(verb, period, strength_percent=lying.value if lying and posture == "lie" else 100.0),
    )


def _about(usual: Repetition) -> str:
    return f"""{usual.does}, `times` times, once in `every_s` seconds.

    Parameters
    ----------
    times : int
        How often, 1 to {MOST_TIMES}.
    every_s : float
        Time from one to the next, {SHORTEST_CYCLE_S:g} to {LONGEST_CYCLE_S:g}. [s]
    posture : {{{", ".join(f'"{name}"' for name in usual.postures)}}}
        How one rests meanwhile.
    transition_s : float, optional
        Time the change to the posture takes, if the step before has another; left out, the usual one. [s]

    Returns
    -------
    Protocol
        One step.
    """
