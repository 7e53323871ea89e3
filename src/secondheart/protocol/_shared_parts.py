"""Long protocols in little memory: what is the same in many steps is held once."""

from __future__ import annotations

from collections.abc import Sized
from typing import Any

from secondheart._model import Model
from secondheart.errors import InputError
from secondheart.protocol.activity import Activity
from secondheart.protocol.step import Step

MOST_MOVEMENTS = 5000  # each has a table that takes milliseconds to make; a day with another pace each minute has 1440
PARTS = ("posture", "breathing")


def movement(activity: Activity) -> tuple[Any, ...]:
    """Return what the table of a movement is made from: not rhythm and effort, which are recorded every second."""
    return activity.bursts, activity.loads, activity.strength_percent


def refuse_too_many(movements: Sized) -> None:
    """Refuse so many different movements that to make their tables would take minutes.

    Raises
    ------
    InputError
        If there are more than 5,000.
    """
    if len(movements) > MOST_MOVEMENTS:
        raise InputError(
            f"{len(movements)} different movements in one protocol are not allowed: up to {MOST_MOVEMENTS}"
        )


class Sharing:
    """The parts of steps that were seen; a walk by itself takes 14 kB, and a hundred thousand would fill the memory."""

    def __init__(self) -> None:
        self._parts: dict[Model, Model] = {}
        self._movements: dict[tuple[Any, ...], tuple[Any, ...]] = {}

    def step(self, step: Step) -> Step:
        """Return an equal step that shares with those before it what it has in common with them.

        Raises
        ------
        InputError
            If it is one movement too many.

        Examples
        --------
        >>> from secondheart.protocol import walk
        >>> sharing = Sharing()
        >>> first, second = (sharing.step(walk(km_h=3, seconds=1).steps[0]) for _ in range(2))
        >>> first.activity is second.activity
        True
        """
        parts: dict[str, Any] = {name: getattr(step, name) for name in PARTS}
        if step.activity is not None:
            parts["activity"] = self._share_movement(step.activity)
        return step.replace(**{name: self._parts.setdefault(part, part) for name, part in parts.items()})

    def _share_movement(self, activity: Activity) -> Activity:
        pattern = movement(activity)
        bursts, loads, _ = self._movements.setdefault(pattern, pattern)
        refuse_too_many(self._movements)
        return activity.replace(bursts=bursts, loads=loads)
