"""What a person can do on the page without a server, as the arrays that the packing orders for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np

from secondheart.anatomy import LEGS
from secondheart.app.scenario import DAY, Scenario, build_protocol, ends_by_itself, resting_verb, step_of
from secondheart.day.schedule import builtin_day
from secondheart.packing import Packed, build_orders
from secondheart.packing.muscle_table import moving_legs, pulse_shape, working_legs
from secondheart.packing.orders import Order, heights, resting
from secondheart.person.body import MUSCLES, WALLS
from secondheart.physics.foot_pump import sole_pressure
from secondheart.protocol import LIE, STAND, Activity, Burst, Load, Protocol, Step
from secondheart.report.normal_ranges import is_comparable, ranges
from secondheart.report.summary import Span

FORCES_OFF = ("breathing", "muscles")  # those that change an order's numbers; the heart's push clamps arteries
OFFERED_ARGUMENTS: Mapping[str, Mapping[str, tuple[float, ...]]] = {
    "walk": {"km_h": (1.0, 2.0, 3.0, 4.0, 5.0, 6.0)},
    "run": {"km_h": (8.0, 10.0, 12.0)},
    "cycle": {"watts": (0.0, 50.0, 100.0)},
    "tilt": {"angle_deg": (-20.0, 20.0, 40.0, 60.0, 80.0)},
}
OFFERED_DAYS = ("shop", "office")

Table = dict[str, Any]


@dataclass
class DeedTables:
    """What all deeds together refer to: arrays by name, and pulses that movements have in common."""

    packed: Packed
    dt_s: float
    arrays: dict[str, np.ndarray] = field(default_factory=dict)
    shapes: dict[tuple[float, ...], int] = field(default_factory=dict)

    def build_deed(self, verb: str, arguments: Table) -> Table:
        """Return a verb with its arguments, and the rest that a body is in before it."""
        step = step_of(Scenario(verb=verb, arguments=arguments))
        whole = build_protocol(verb, arguments).duration_s
        row = self._entry(step, f"deed.{len(self.arrays)}")
        return {
            "verb": verb,
            "arguments": arguments,
            "label": step.label,
            "duration_s": whole if ends_by_itself(verb, arguments) else None,
            "after": resting_verb(step),
            **row,
            "rest": self._entry(resting(step), f"deed.{len(self.arrays)}"),
            "ranges": [row for row in ranges() if self._fits(row, step)],
            "doing": step.undisturbed_action,
        }

    @staticmethod
    def _fits(row: Table, step: Step) -> bool:
        whole = Span("now", 0.0, step.duration_s)
        same = row["doing"] == step.undisturbed_action
        return same and is_comparable(row, Protocol(name="now", steps=(step,)), whole)

    def _entry(self, step: Step, name: str) -> Table:
        """Return what an order for a step holds, whoever does it and whatever is worn."""
        order = self._order(step)
        activity = step.activity
        for key in ("heights", "work", "local"):
            self.arrays[f"{name}.{key}"] = getattr(order, key)
        self.arrays[f"{name}.now"] = np.stack([self._order(one).now for one in _without_forces(step)])
        return {
            "arrays": name,
            "angles": list(step.posture.angles),
            "transition_s": step.transition_s,
            "rhythm": activity.name if activity else None,
            "loads": step.standing_loads,
            "passive": step.passive,
            "muscles": list(self._muscles(step, activity)),
        }

    def _order(self, step: Step) -> Order:
        order = build_orders(Protocol(steps=(step,)), self.packed, self.dt_s)[0]
        if not isinstance(order, Order):
            raise TypeError("a step begins with an order")
        return order

    def _muscles(self, step: Step, activity: Activity | None) -> Iterator[Table]:
        """Yield what each muscle does over a cycle: pulses by its strength, loads by weight, and what stands on it."""
        for side, muscle in product(LEGS, MUSCLES):
            working = activity is not None and side in working_legs(step, activity)
            bearing = side in moving_legs(activity) and side not in step.unloaded
            foot = muscle == "foot"
            yield {
                "standing": float(sole_pressure(step.gravity_g * step.standing_loads[side])) if foot else 0.0,
                "pulses": self._pulses(activity, muscle) if working and activity else [],
                "loads": self._loads(activity, step.gravity_g) if bearing and foot and activity else [],
                "strength": activity.strength_percent if activity else 100.0,
                "half_on": bool(activity and activity.legs == "antiphase" and side == "right"),
            }
        for wall in WALLS:
            pulses = self._pulses(activity, wall) if activity else []
            yield {"standing": 0.0, "pulses": pulses, "loads": [], "strength": None, "half_on": False}

    def _pulses(self, activity: Activity, muscle: str) -> list[list[float]]:
        return [[one.pressure_mmHg, self._shape(one)] for one in activity.bursts if one.group == muscle]

    def _loads(self, activity: Activity, gravity_g: float) -> list[list[float]]:
        return [[float(sole_pressure(gravity_g * one.weight)), self._shape(one)] for one in activity.loads]

    def _shape(self, pulse: Burst | Load) -> int:
        key = (pulse.start, pulse.rise_end, pulse.hold_end, pulse.stop)
        if key not in self.shapes:
            self.shapes[key] = len(self.shapes)
            self.arrays[f"shape.{self.shapes[key]}"] = pulse_shape(pulse)
        return self.shapes[key]


def describe_rise(packed: Packed) -> Table:
    """Return by what it is told how far a person rises: the place that sinks most in standing up, and how far in cm."""
    whole = heights(LIE, packed) - heights(STAND, packed)
    place = int(whole.argmax())
    return {"place": place, "whole": float(whole[place])}


def _without_forces(step: Step) -> Iterator[Step]:
    """Yield a step with no force switched off, without breathing, without muscles, without both."""
    for muscles, breathing in product((False, True), repeat=2):
        off = {"breathing"} if breathing else set()
        yield step.replace(without=frozenset(off | ({"muscles"} if muscles else set())))


def offered_deeds(verbs: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Table]]:
    """Yield each verb that the page offers with the arguments it is offered with, the usual ones first."""
    for verb, usual in verbs.items():
        yield verb, dict(usual)
        for name, values in OFFERED_ARGUMENTS.get(verb, {}).items():
            yield from ((verb, {**usual, name: value}) for value in values if value != usual[name])
    for day in OFFERED_DAYS:
        yield from ((DAY, {"name": day, "part": part}) for part in range(len(builtin_day(day).protocol.steps)))
