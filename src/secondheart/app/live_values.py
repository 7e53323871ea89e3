"""What is known to be normal, beside what the bodies do at the moment."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from secondheart.anatomy import LEGS
from secondheart.app.channels import Column, Floats, beat_rows, side_of
from secondheart.app.leg_difference import difference
from secondheart.app.life_watch import LifeWatch
from secondheart.app.plain import Table
from secondheart.app.server_messages import LiveValue, LiveValues
from secondheart.app.steering import Steering
from secondheart.protocol import Protocol, Step
from secondheart.report.normal_ranges import is_comparable, is_measured, ranges
from secondheart.report.summary import Span
from secondheart.simulation.live import Live, LiveStretch
from secondheart.variables import QUANTITIES

LAST_S = 10.0  # findings are means over so long, or over as long as the same was done
SETTLED_S = 40.0  # after a change; leg veins of healthy people refill in 18 to 40 s (avp: refill_time_90)

OfBody = Callable[[str], float]  # a value by the name of a body

# name of a quantity, column (of a leg where it has a place for the side), factor
LEG = (
    ("ankle_vein_mean", "ankle_vein_{0}", 1.0),
    ("foot_vein_mean", "foot_vein_{0}", 1.0),
    ("calf_volume", "calf_volume_{0}", 1.0),
    ("leg_outflow", "leg_outflow_{0}", 1e-3),
)
BODY = (("right_atrial_mean", "right_atrium", 1.0),)
LIVE_VALUES_HEART = ("heart_rate", "arterial_mean", "stroke_volume", "cardiac_output")


@dataclass(frozen=True)
class FrameMeans:
    """Means of a frame."""

    span_s: float
    columns: dict[str, Floats]  # by body
    beats: dict[str, Floats]
    swelling: dict[str, dict[str, float]]  # of each leg, at the end. [mL]


@dataclass
class Findings:
    """The last seconds of a tab's bodies, in means."""

    frames: deque[FrameMeans] = field(default_factory=deque)
    names: tuple[str, ...] = ()
    doing: dict[str, Step] = field(default_factory=dict)  # by body
    began_s: float = -math.inf  # when that began; a run begins settled
    life: LifeWatch = field(default_factory=LifeWatch)

    def clear(self) -> None:
        """Forget what was seen."""
        self.frames.clear()
        self.life.clear()

    def see(
        self, windows: Mapping[str, LiveStretch], shown: Mapping[str, tuple[Column, ...]], steering: Steering
    ) -> None:
        """Add a frame; what was seen while something else was done is forgotten."""
        names = tuple(column.name for column in shown["a"])
        bodies = list(self.frames[-1].columns) if self.frames else list(windows)
        doing = dict(steering.doing)
        if doing != self.doing:
            self.began_s = steering.time_s - windows["a"].span_s if self.doing else -math.inf
        elif steering.time_s < self.began_s:
            self.began_s = -math.inf  # begun anew, from rest
        if doing != self.doing or names != self.names or bodies != list(windows):
            self.frames.clear()
        self.doing, self.names = doing, names
        self.life.see(windows, steering)
        span_s = windows["a"].span_s
        means = {body: np.array([_mean(column.read(one)) for column in shown[body]]) for body, one in windows.items()}
        beats = {body: beat_rows(one.beat) for body, one in windows.items()}
        swelling = {body: _swelling(steering.lives[body]) for body in windows}
        self.frames.append(FrameMeans(span_s, means, beats, swelling))
        while len(self.frames) > 1 and self.window_s - self.frames[0].span_s >= LAST_S:
            self.frames.popleft()

    @property
    def window_s(self) -> float:
        """How long it looks back."""
        return sum(one.span_s for one in self.frames)

    def message(self, steering: Steering) -> LiveValues:
        """Return the findings of now; settled, where what is done was done for long enough to be judged by a range."""
        normal = {
            row["finding"]: row for row in ranges() if row["doing"] == self._activity_name and self._fits_pace(row)
        }
        since_s = steering.time_s - self.began_s
        known = None if math.isinf(since_s) else round(since_s, 1)
        return LiveValues(
            time_s=steering.time_s,
            since_s=known,
            settled=since_s >= SETTLED_S,
            settled_s=SETTLED_S,
            rows=self._rows(normal),
            beyond=self.life.messages(steering.time_s),
        )

    @property
    def _activity_name(self) -> str:
        """What is done, as normal ranges call it; nothing where two legs do not do the same."""
        names = {step.undisturbed_action for step in self.doing.values()}
        return names.pop() if len(names) == 1 else ""

    def _fits_pace(self, row: Table) -> bool:
        """Say whether it is done about as fast and as hard as where a range was measured."""
        protocols = [Protocol(name="now", steps=(step,)) for step in self.doing.values()]
        return all(is_comparable(row, one, Span("now", 0.0, one.duration_s)) for one in protocols)

    def _rows(self, normal: Mapping[str, Table]) -> list[LiveValue]:
        rows = []
        for name in LIVE_VALUES_HEART:
            rows.append(self._row(name, "both", normal, self._of_heart(name)))
        for name, column, factor in BODY:
            rows.append(self._row(name, "both", normal, self._of_column(column, factor)))
        for name, column, factor in LEG:
            for side in LEGS:
                rows.append(self._row(name, side, normal, self._of_column(column.format(side), factor)))
        for side in LEGS:
            rows.append(self._row("leg_swelling", side, normal, self._swelling_of(side)))
        return rows

    def _of_heart(self, name: str) -> OfBody:
        return lambda body: self._heart(body, name)

    def _swelling_of(self, side: str) -> OfBody:
        return lambda body: self.frames[-1].swelling[body][side]

    def _row(self, name: str, side: str, normal: Mapping[str, Table], value: OfBody) -> LiveValue:
        bodies = list(self.frames[-1].columns) if self.frames else []
        values = {body: _round(value(body)) for body in bodies}
        limits = normal.get(name, {})
        return LiveValue(
            name=name,
            label=QUANTITIES[name].title,
            unit=QUANTITIES[name].unit,
            side=side,
            a=values.get("a"),
            b=values.get("b"),
            normal_low=limits.get("low"),
            normal_high=limits.get("high"),
            source=limits.get("source", ""),
            measured=is_measured(str(limits.get("source", ""))),
            difference=difference(name, self._activity_name, (values.get("a"), values.get("b")), limits),
            window_s=round(self.window_s, 2),
        )

    def _of_column(self, column: str, factor: float) -> OfBody:
        place = self.names.index(column)

        def value(body: str) -> float:
            spans = np.array([one.span_s for one in self.frames])
            values = np.array([one.columns[body][place] for one in self.frames])
            good = np.isfinite(values)
            return float(factor * np.average(values[good], weights=spans[good])) if good.any() else np.nan

        return value

    def _heart(self, body: str, name: str) -> float:
        """Return a value of the heart over the beats that were seen, weighted by their length."""
        beats = np.concatenate([one.beats[body] for one in self.frames])
        if not len(beats):
            return np.nan
        lengths = 60.0 / beats[:, 1]
        if name == "heart_rate":
            return float(60.0 / lengths.mean())
        if name == "cardiac_output":
            return float(60e-3 * beats[:, 2].sum() / lengths.sum())
        return float(np.average(beats[:, 2 if name == "stroke_volume" else 3], weights=lengths))


def _swelling(live: Live) -> dict[str, float]:
    """Return what each leg has swollen since the run began, all its regions together."""
    values = live.swelling()
    return {
        side: float(sum(values[k] for k, region in enumerate(live.packed.regions) if side_of(region) == side))
        for side in LEGS
    }


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else np.nan


def _round(value: float) -> float | None:
    return round(value, 4) if np.isfinite(value) else None
