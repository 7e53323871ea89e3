"""A run in a few numbers: means over each part of it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from secondheart.anatomy import LEGS, Side
from secondheart.clinic.calf import leg_veins_of
from secondheart.clinic.finding import Finding, finite_or_none
from secondheart.clinic.forces import leg_veins
from secondheart.protocol import Protocol
from secondheart.results import measure
from secondheart.variables import KEY_VESSELS, LEG_OUTFLOW, QUANTITIES

if TYPE_CHECKING:
    import xarray as xr

    from secondheart.person import Person

ROWS_OF_STEPS = 24  # a protocol of more steps has rows for stretches of time
MOST_STRETCHES = 12
STRETCHES_MIN = (1, 2, 5, 10, 20, 30, 60, 120, 240, 480, 1440)
LONG_PAUSE_S = 30.0  # shorter pauses, and all but the longest few, have no row of their own
ROWS_OF_PAUSES = 8
END_S = 1.0  # the end of a part: about one rise on tiptoe, one stride

Window = tuple[float, float]
Pair = tuple[float, float]


@dataclass(frozen=True)
class Span:
    """A part of a run; it ends with the sample or the beat that ends at `stop_s`."""

    label: str
    start_s: float
    stop_s: float

    @property
    def duration_s(self) -> float:
        """How long it lasts, in seconds."""
        return self.stop_s - self.start_s


@dataclass(frozen=True)
class Means:
    """Means over a span, those of the legs as (left, right); nan where nothing was recorded."""

    heart_rate: float
    arterial_mean: float
    stroke_volume: float
    cardiac_output: float
    right_atrial_mean: float
    ankle_vein_mean: Pair
    ankle_vein_lowest: Pair
    foot_vein_mean: Pair
    leg_outflow: Pair
    calf_volume_change: Pair
    ankle_wall_mean: Pair = (math.nan, math.nan)


def spans(protocol: Protocol, pauses: Iterable[Pair] = ()) -> tuple[Span, ...]:
    """Divide a protocol into parts worth a row: its steps, or stretches of time and pauses where there are many.

    Examples
    --------
    >>> from secondheart.protocol import stand, tiptoe
    >>> [span.label for span in spans(stand(minutes=2) + tiptoe(times=10))]
    ['stand', '10 x tiptoe']
    >>> [span.label for span in spans(50 * (stand(seconds=50) + tiptoe(times=10)))][:2]
    ['0:00 stand, 10 x tiptoe', '5:00 stand, 10 x tiptoe']
    """
    if len(protocol.steps) <= ROWS_OF_STEPS:
        edges = (*protocol.starts(), protocol.duration_s)
        labels = [label for label, _ in protocol.describe()]
        return tuple(Span(label, *edge) for label, edge in zip(labels, pairwise(edges), strict=True))
    return tuple(_stretches(protocol, _long(pauses)))


def clock(seconds: float) -> str:
    """Return a time in minutes and seconds, with hours where there are any.

    Examples
    --------
    >>> clock(130), clock(3883), clock(0.5)
    ('2:10', '1:04:43', '0:00.5')
    """
    whole = math.floor(seconds + 1e-6)
    hours, minutes = divmod(whole // 60, 60)
    part = f"{seconds - whole:.1f}".lstrip("0") if seconds - whole >= 0.05 and whole < 60 else ""
    return (f"{hours}:{minutes:02d}" if hours else f"{minutes}") + f":{whole % 60:02d}{part}"


def _long(pauses: Iterable[Pair]) -> dict[float, float]:
    longest = sorted(pauses, key=lambda pause: pause[0] - pause[1])[:ROWS_OF_PAUSES]
    return dict(sorted(pause for pause in longest if pause[1] - pause[0] >= LONG_PAUSE_S))


def _stretches(protocol: Protocol, pauses: dict[float, float]) -> Iterator[Span]:
    end = protocol.duration_s
    every = 60.0 * next((m for m in STRETCHES_MIN if 60 * m * MOST_STRETCHES >= end), STRETCHES_MIN[-1])
    inside = [every * i for i in range(1, math.ceil(end / every))]
    inside = [t for t in inside if not any(start < t < stop for start, stop in pauses.items())]
    edges = sorted({0.0, end, *inside, *pauses, *pauses.values()})
    for start, stop in pairwise(edges):
        what = "pause" if start in pauses else _what_happens(protocol, start, stop)
        yield Span(f"{clock(start)} {what}", start, stop)


def _what_happens(protocol: Protocol, start_s: float, stop_s: float) -> str:
    """Name what takes most of the time, and what else takes a tenth of it or more."""
    times: dict[str, float] = defaultdict(float)
    for begin, (label, duration) in zip(protocol.starts(), protocol.describe(), strict=True):
        times[label.split(",")[0]] += max(min(begin + duration, stop_s) - max(begin, start_s), 0.0)
    most = sorted(times, key=lambda name: -times[name])[:2]
    return ", ".join(name for name in most if times[name] >= 0.1 * (stop_s - start_s))


def means(result: xr.Dataset, span: Span) -> Means:
    """Return the means of a run over a part of it.

    Notes
    -----
    Pressures of veins and flows are means of the samples; what the heart does is that of the beats with their middle
    in the part. The calf's change is that of its veins' volume from the first sample of the run to the mean of the
    last second of the part.
    """
    window, beats = (span.start_s, span.stop_s), measure.beats_in(result, (span.start_s, span.stop_s))
    person = measure.person_of(result)
    return Means(
        heart_rate=measure.heart_rate(result, beats),
        arterial_mean=measure.arterial_mean(result, beats),
        stroke_volume=measure.stroke_volume(result, beats),
        cardiac_output=measure.cardiac_output(result, beats),
        right_atrial_mean=_mean(result, "right_atrium", window),
        ankle_vein_mean=_both(lambda side: _mean(result, f"{measure.ANKLE_VEIN}_{side}", window)),
        ankle_vein_lowest=_both(lambda side: _lowest(result, f"{measure.ANKLE_VEIN}_{side}", window)),
        foot_vein_mean=_both(lambda side: _mean(result, f"{measure.FOOT_VEIN}_{side}", window)),
        leg_outflow=_both(lambda side: _outflow(result, LEG_OUTFLOW.format(side), window)),
        calf_volume_change=_both(lambda side: _change(result, leg_veins_of(person, side), window)),
        ankle_wall_mean=_both(lambda side: _mean(result, f"{measure.ANKLE_VEIN}_{side}", window, "transmural")),
    )


def recorded_vessels(person: Person, pictured: bool) -> list[str]:
    """Name the vessels that tables need, and those of the legs where they are to be pictured."""
    calves = [name for side in LEGS for name in leg_veins_of(person, side)]
    return list(dict.fromkeys((*KEY_VESSELS, *calves, *(leg_veins(person) if pictured else ()))))


def run_findings(result: xr.Dataset) -> list[Finding]:
    """Return the means of a whole run as findings; of the legs one a side, left first."""
    return part_findings(means(result, Span("run", 0.0, float(result.attrs["duration_s"]))))


def part_findings(whole: Means) -> list[Finding]:
    """Return the means of a part of a run as findings."""
    return [finding for name, value in asdict(whole).items() for finding in findings_of(name, value)]


def findings_of(name: str, value: float | Pair, test: str = "run") -> Iterator[Finding]:
    """Yield a mean as findings: of the legs one a side, left first."""
    sides: tuple[Side, ...] = ("left", "right") if isinstance(value, tuple) else ("both",)
    numbers = value if isinstance(value, tuple) else (value,)
    for side, number in zip(sides, numbers, strict=True):
        yield Finding(name=name, value=finite_or_none(number), unit=QUANTITIES[name].unit, side=side, test=test)


def _mean(result: xr.Dataset, vessel: str, window: Window, variable: str = "pressure") -> float:
    if vessel not in result.indexes["vessel"]:
        return math.nan
    return measure.mean_over(result, measure.column(result, variable, vessel), window)


def _lowest(result: xr.Dataset, vein: str, window: Window) -> float:
    if vein not in result.indexes["vessel"]:
        return math.nan
    chosen = measure.pressure(result, vein)[measure.inside(measure.middles(result), window)]
    return float(chosen.min()) if chosen.size else math.nan


def _outflow(result: xr.Dataset, connection: str, window: Window) -> float:
    if connection not in result.indexes["connection"]:
        return math.nan
    return 60e-3 * measure.mean_over(result, measure.flow(result, connection), window)


def _change(result: xr.Dataset, veins: tuple[str, ...], window: Window) -> float:
    vessels = result.indexes["vessel"]
    if result.sizes["time"] == 0 or not all(name in vessels for name in veins):
        return math.nan
    volume = measure.volume_together(result, veins)
    end = (max(window[0], window[1] - END_S), window[1])
    return measure.mean_over(result, volume, end) - float(volume[0])


def _both(of: Callable[[str], float]) -> Pair:
    left, right = LEGS
    return of(left), of(right)
