"""The verbs that the page offers, in words; a test compares their limits with those of the verbs themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from secondheart.protocol.patterns import LONGEST_CYCLE_S, MOST_TIMES, SHORTEST_CYCLE_S, Repetition
from secondheart.protocol.repeated import repetitions
from secondheart.protocol.verbs import all_verbs


@dataclass(frozen=True)
class Argument:
    """A number or choice of a verb; without a default it follows from the others and may stay empty."""

    name: str
    label: str
    default: float | str | None
    unit: str = ""
    low: float | None = None
    high: float | None = None
    step: float | None = None
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Action:
    """A verb as the page shows it."""

    label: str
    kind: str  # posture, movement, straining
    posture: str
    level: int
    arguments: tuple[Argument, ...] = ()
    help: str = ""


def _times(default: int) -> Argument:
    return Argument("times", "How often", default, low=1, high=MOST_TIMES, step=1)


def _every(default: float, low: float, high: float = 60.0) -> Argument:
    return Argument("every_s", "Once in", default, "s", low, high, 0.1)


def _posture(default: str, *more: str) -> Argument:
    return Argument("posture", "While", default, options=("lie", "sit", *more))


_WRITTEN: dict[str, Action] = {
    "lie": Action("Lie", "posture", "lie", 1, help="Lie flat."),
    "sit": Action("Sit", "posture", "sit", 1, help="Sit on a chair, feet on the floor."),
    "stand": Action("Stand", "posture", "stand", 1, help="Stand still on both feet."),
    "raise_legs": Action("Raise legs", "posture", "raise_legs", 2, help="Lie with both legs raised by 45 degrees."),
    "tilt": Action(
        "Tilt table",
        "posture",
        "tilt",
        3,
        (Argument("angle_deg", "Angle", 60.0, "deg", -90.0, 90.0, 5.0),),
        "Be tilted on a table, muscles at rest; feet down if the angle is positive.",
    ),
    "walk": Action(
        "Walk",
        "movement",
        "stand",
        1,
        (
            Argument("km_h", "Speed", 3.0, "km/h", 0.5, 8.0, 0.5),
            Argument("cadence_per_min", "Strides of a foot", None, "1/min", 25.0, 75.0, 1.0),
        ),
        "Walk on the level; strides left empty go with the speed.",
    ),
    "tiptoe": Action(
        "Tiptoe", "movement", "stand", 1, (_times(10), _every(1.0, 0.3)), "Rise on the toes of both feet."
    ),
    "run": Action(
        "Run", "movement", "stand", 2, (Argument("km_h", "Speed", 10.0, "km/h", 5.0, 25.0, 0.5),), "Run on the level."
    ),
    "cycle": Action(
        "Cycle",
        "movement",
        "saddle",
        2,
        (
            Argument("watts", "Power", 50.0, "W", 0.0, 2000.0, 10.0),
            Argument("rpm", "Turns of the crank", 50.0, "1/min", 10.0, 250.0, 5.0),
        ),
        "Cycle, upright on a saddle.",
    ),
    "stairs": Action(
        "Stairs",
        "movement",
        "stand",
        2,
        (
            Argument("steps_per_min", "Stairs", 80.0, "1/min", 10.0, 200.0, 5.0),
            Argument("step_cm", "Height of a stair", 17.0, "cm", 5.0, 40.0, 1.0),
        ),
        "Climb stairs.",
    ),
    "squat": Action("Squat", "movement", "stand", 3, (_times(10), _every(3.0, 1.0)), "Squat and rise again."),
    "weight_transfer": Action(
        "Shift weight", "movement", "stand", 3, (_every(4.0, 1.0, 600.0),), "Shift the weight from leg to leg."
    ),
    "fidget": Action("Fidget", "movement", "sit", 2, help="Sit and bounce the heels."),
    "valsalva": Action(
        "Strain",
        "straining",
        "lie",
        3,
        (
            Argument("pressure_mmHg", "Pressure", 40.0, "mmHg", 0.0, 200.0, 5.0),
            Argument("seconds", "For", 15.0, "s", 1.0, 120.0, 1.0),
            _posture("lie", "stand"),
        ),
        "Strain against closed airways (Valsalva).",
    ),
    "cough": Action(
        "Cough",
        "straining",
        "lie",
        3,
        (Argument("times", "How often", 3, low=1, high=MOST_TIMES, step=1), _posture("lie", "stand")),
    ),
}


@cache
def all_actions() -> Mapping[str, Action]:
    """Return every verb of the page: those written here, and those of movements that are counted."""
    actions = {**_WRITTEN, **{name: _repeated_action(verb) for name, verb in repetitions().items()}}
    return {name: actions[name] for name in all_verbs()}


def _repeated_action(usual: Repetition) -> Action:
    posture, *more = usual.postures
    choice = Argument("posture", "While", posture, options=tuple(sorted((posture, *more))))
    arguments = (_times(usual.times), _every(usual.every_s, SHORTEST_CYCLE_S, LONGEST_CYCLE_S), choice)
    return Action(usual.button, "movement", posture, usual.level, arguments, f"{usual.does}.")
