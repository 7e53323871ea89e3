"""The trace that a laboratory prints beside the findings of a test."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from secondheart.anatomy import LEGS, Leg, Side
from secondheart.clinic.velocity import velocity
from secondheart.results.measure import Floats, Span, middles, pressure
from secondheart.variables import QUANTITIES

if TYPE_CHECKING:
    import xarray as xr

TRACE_POINTS = 2000  # of a trace, at most
HEART_CURVES = tuple((name, QUANTITIES[name].title, QUANTITIES[name].unit) for name in ("heart_rate", "arterial_mean"))

Reading = Callable[["xr.Dataset", Leg], Floats]


@dataclass(frozen=True)
class Mark:
    """What a finding is on a trace, as a line from one point to another: a level, a height, a time or a point.

    Attributes
    ----------
    finding : str
        Its name; empty for a level to which others are compared.
    symbol : str
        What stands beside the line, in the instrument's letters: "VV", "AVP".
    start_s, stop_s : float
        Since the run began. [s]
    start, stop : float
        In the unit of the trace.
    """

    finding: str
    symbol: str
    start_s: float
    stop_s: float
    start: float
    stop: float


Marking = Callable[["xr.Dataset", Leg], Iterable[Mark]]


def level_mark(finding: str, symbol: str, span: Span, value: float) -> Mark:
    """Return a level, which is the mean over a window, or a time at that level."""
    return Mark(finding, symbol, *span, value, value)


def height_mark(finding: str, symbol: str, at_s: float, low: float, high: float) -> Mark:
    """Return a difference between two levels, drawn where the trace has reached the second; a point where equal."""
    return Mark(finding, symbol, at_s, at_s, low, high)


@dataclass(frozen=True, eq=False)
class Trace:
    """A curve that a test prints.

    Attributes
    ----------
    label, unit : str
    side : {"left", "right", "both"}
    times_s : array
        Since the run began. [s]
    values : array
        One for each time; nan where there is none.
    marks : tuple of Mark
        What was measured on it, and could be.
    fastest : array, optional
        Of a velocity: that of the fastest thread, of which `values` is the mean over the lumen.
    """

    label: str
    unit: str
    side: Side
    times_s: Floats
    values: Floats
    marks: tuple[Mark, ...] = ()
    fastest: Floats | None = None

    @property
    def quantity(self) -> str:
        """What is traced, without the side."""
        return self.label.removesuffix(f", {self.side}")


def leg_traces(
    result: xr.Dataset,
    label: str,
    unit: str,
    read: Reading,
    legs: Iterable[Leg] = LEGS,
    marking: Marking = lambda _, __: (),
) -> list[Trace]:
    """Return what an instrument shows of each leg, as means over so many samples that no trace is too long."""
    count = -(-result.sizes["time"] // TRACE_POINTS)
    times = mean_of_each(middles(result), count)
    return [
        Trace(
            f"{label}, {leg}",
            unit,
            leg,
            times,
            mean_of_each(read(result, leg), count),
            measurable(marking(result, leg)),
        )
        for leg in legs
    ]


def measurable(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Return the marks without those that could not be measured."""
    return tuple(one for one in marks if np.isfinite((one.start_s, one.stop_s, one.start, one.stop)).all())


def heart_traces(
    result: xr.Dataset, marking: Callable[[xr.Dataset, str], Iterable[Mark]] = lambda _, __: ()
) -> list[Trace]:
    """Return heart rate and mean arterial pressure, beat by beat; marks are asked for by the name of the curve."""
    times = np.asarray(result["beat_time"].values, float)
    return [
        Trace(label, unit, "both", times, np.asarray(result[name].values, float), measurable(marking(result, name)))
        for name, label, unit in HEART_CURVES
    ]


def mean_of_each(values: Floats, count: int) -> Floats:
    """Return the mean of each so many values; the last ones are left out where they are fewer.

    Examples
    --------
    >>> mean_of_each(np.array([1.0, 3.0, 5.0, 7.0, 9.0]), 2).tolist()
    [2.0, 6.0]
    """
    return np.asarray(values[: values.size // count * count].reshape(-1, count).mean(axis=1))


def pressure_reading(vein: str) -> Reading:
    """Return what reads the pressure in a vein of a leg, in mmHg."""
    return lambda result, leg: pressure(result, f"{vein}_{leg}")


def volume_reading(vein: str) -> Reading:
    """Return what reads the volume of a vein of a leg, in mL."""
    return lambda result, leg: np.asarray(result["volume"].sel(vessel=f"{vein}_{leg}").values, float)


def velocity_reading(connection: str) -> Reading:
    """Return what reads the velocity in a connection of a leg, named with a place for its side, in cm/s."""
    return lambda result, leg: velocity(result, connection.format(leg))
