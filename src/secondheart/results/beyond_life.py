"""What a run shows that no living body has: a word for each, so that such numbers do not pass as physiology."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import xarray as xr


class LifeLimit(NamedTuple):
    """What a variable of a result may reach in a living body."""

    variable: str
    words: str
    low: float
    high: float
    unit: str
    why: str

    def sentence(self, value: float, time_s: float) -> str:
        """Return what is said of a value beyond it, and of its moment in seconds."""
        worst = f"{value:.3g} {self.unit}".strip()
        return (
            f"No living body has this: {self.words} comes to {worst} at {time_s:.1f} s "
            f"({self.low:g} to {self.high:g}: {self.why})."
        )

    def excess(self, value: float | np.ndarray) -> np.ndarray:
        """Return by how much a value, or each of some, is beyond it; 0 or less where a living body has it."""
        return np.asarray(np.maximum(value - self.high, self.low - value))


LIFE_LIMITS = (
    LifeLimit(
        "arterial_mean",
        "the mean arterial pressure of a beat",
        40.0,
        400.0,
        "mmHg",
        "below it one faints within seconds; lifting weights takes it to some 400 (macdougall1985)",
    ),
    LifeLimit(
        "pressure",
        "a pressure in a vessel",
        -150.0,
        500.0,
        "mmHg",
        "lifting weights takes an artery to 480 mmHg (macdougall1985)",
    ),
    LifeLimit(
        "cardiac_output",
        "the output of a beat",
        0.5,
        42.0,
        "L/min",
        "the largest measured in an athlete is 42 L/min (ekblom1968); below 0.5 the blood stands still",
    ),
    LifeLimit("saturation", "an oxygen saturation", 0.0, 1.0, "", "blood holds no more than all of its oxygen"),
)
ROUNDING = 1e-6


def beyond_life(result: xr.Dataset) -> tuple[str, ...]:
    """Return a sentence for each quantity that leaves what a living body has, with its worst value and its moment.

    Parameters
    ----------
    result : Dataset
        Of `simulate`.

    Examples
    --------
    >>> from secondheart import Person, simulate, stand
    >>> beyond_life(simulate(Person(), stand(seconds=5)))
    ()
    """
    return tuple(_sentences(result))


def _sentences(result: xr.Dataset) -> Iterator[str]:
    for limit in LIFE_LIMITS:
        values, times = _values(result, limit.variable)
        if not values.size:
            continue
        beyond = limit.excess(values)
        place = int(np.argmax(beyond))
        if beyond[place] > ROUNDING:
            yield limit.sentence(values[place], times[place])


def _values(result: xr.Dataset, variable: str) -> tuple[np.ndarray, np.ndarray]:
    """Return a variable's values, flat, and the moment of each."""
    empty = np.zeros(0)
    if variable == "cardiac_output":
        if not result.sizes.get("beat"):
            return empty, empty
        output = np.asarray(result["stroke_volume"].values * result["heart_rate"].values, float) / 1000.0
        return output, np.asarray(result["beat_time"], float)
    if variable not in result or not result[variable].size:
        return empty, empty
    array = result[variable]
    clock = "beat_time" if "beat" in array.dims else "time"
    moments = np.asarray(result[clock], float)
    shape = [-1 if dim in ("beat", "time") else 1 for dim in array.dims]
    return np.asarray(array, float).ravel(), np.broadcast_to(moments.reshape(shape), array.shape).ravel()
