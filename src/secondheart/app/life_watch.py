"""What the bodies of a page show that no living body has, as long as they do: the ranges and words of a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from secondheart.app.channels import PLACE_OF, Floats
from secondheart.app.server_messages import BeyondLife
from secondheart.app.steering import Steering
from secondheart.results.beyond_life import LIFE_LIMITS, ROUNDING, LifeLimit
from secondheart.simulation.live import TICK_S, LiveStretch

UNSEEN_S = 4.0  # without it a state is over: longer than a slow heart's beat, of which there is one value
LIMIT_OF = {limit.variable: limit for limit in LIFE_LIMITS}
OF_BEAT = tuple(PLACE_OF[name] for name in ("beat_time", "heart_rate", "stroke_volume", "arterial_mean"))


class Extreme(NamedTuple):
    """A quantity's worst value since it left its range, when that was, and when it was last outside."""

    value: float
    time_s: float
    last_s: float


@dataclass
class LifeWatch:
    """The quantities beyond life, by body and variable."""

    extremes: dict[tuple[str, str], Extreme] = field(default_factory=dict)

    def clear(self) -> None:
        """Forget what was seen."""
        self.extremes.clear()

    def see(self, windows: Mapping[str, LiveStretch], steering: Steering) -> None:
        """Look at a frame's samples and beats."""
        now_s = steering.time_s
        for body, window in windows.items():
            for limit, value, time_s in _beyond(window, steering.lives[body].saturation(), now_s):
                before = self.extremes.get((body, limit.variable))
                worse = before is None or limit.excess(value) > limit.excess(before.value)
                worst = before[:2] if before and not worse else (value, time_s)
                self.extremes[body, limit.variable] = Extreme(*worst, now_s)

    def messages(self, now_s: float) -> list[BeyondLife]:
        """Return a sentence for each: once at least, and then until its state is over."""
        sentences = [
            BeyondLife(body=body, quantity=variable, text=LIMIT_OF[variable].sentence(one.value, one.time_s))
            for (body, variable), one in sorted(self.extremes.items())
        ]
        self.extremes = {key: one for key, one in self.extremes.items() if now_s - one.last_s < UNSEEN_S}
        return sentences


def _beyond(window: LiveStretch, saturation: Floats, now_s: float) -> Iterator[tuple[LifeLimit, float, float]]:
    """Return what is beyond life in a frame: the limit, the value, and when it was, in seconds."""
    values = [(LIMIT_OF["saturation"], float(one), now_s) for one in (saturation.min(), saturation.max())]
    if len(window.pressure):
        first_s = now_s - (len(window.pressure) - 1) * window.sample_ticks * TICK_S
        flat, vessels = window.pressure.ravel(), window.pressure.shape[1]
        for place in (int(flat.argmin()), int(flat.argmax())):
            time_s = first_s + place // vessels * window.sample_ticks * TICK_S
            values.append((LIMIT_OF["pressure"], float(flat[place]), time_s))
    for beat in window.beat:
        end_s, rate, stroke_mL, mean = (float(beat[place]) for place in OF_BEAT)
        values += [
            (LIMIT_OF["arterial_mean"], mean, end_s),
            (LIMIT_OF["cardiac_output"], rate * stroke_mL / 1e3, end_s),
        ]
    return (one for one in values if one[0].excess(one[1]) > ROUNDING)
