"""A run in a few numbers: means over each part of it."""

from __future__ import annotations

import math
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from secondheart.person import Person
from secondheart.person.body import SIDES
from secondheart.protocol import Protocol

if TYPE_CHECKING:
    import xarray as xr

    from secondheart.clinic import Finding

MOST_STEPS = 24  # a protocol of more steps is told by stretches of time
MOST_STRETCHES = 12
STRETCHES_MIN = (1, 2, 5, 10, 20, 30, 60, 120, 240, 480, 1440)
LONG_PAUSE_S = 30.0  # shorter pauses, and all but the longest few, have no row of their own
MOST_PAUSES = 8
END_S = 1.0  # the end of a part: about one rise on tiptoe, one stride
NEARLY = 1e-6  # times are sums of steps; seconds

Floats = NDArray[np.float64]
Pair = tuple[float, float]
Read = Callable[[str, str], Floats]

UNITS = {
    "heart_rate": "1/min",
    "arterial_mean": "mmHg",
    "stroke_volume": "mL",
    "cardiac_output": "L/min",
    "right_atrial_mean": "mmHg",
    "ankle_vein_mean": "mmHg",
    "ankle_vein_lowest": "mmHg",
    "foot_vein_mean": "mmHg",
    "leg_outflow": "L/min",
    "calf_volume_change": "mL",
}


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


def person_of(result: xr.Dataset) -> Person:
    """Return the person whose run it was."""
    return Person(**tomllib.loads(result.attrs["person"]))


def calf_veins(person: Person, side: str) -> tuple[str, ...]:
    """Return the veins of a calf."""
    regions = {f"upper_calf_{side}", f"lower_calf_{side}"}
    return tuple(vessel.name for vessel in person.body.vessels if vessel.venous and vessel.region in regions)


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
    if len(protocol.steps) <= MOST_STEPS:
        edges = (*protocol.starts(), protocol.duration_s)
        labels = [label for label, _ in protocol.describe()]
        return tuple(Span(label, *edge) for label, edge in zip(labels, pairwise(edges), strict=True))
    return tuple(_stretches(protocol, _long(pauses)))


def clock(seconds: float) -> str:
    """Tell a time in minutes and seconds, with hours where there are any.

    Examples
    --------
    >>> clock(130), clock(3883), clock(0.5)
    ('2:10', '1:04:43', '0:00.5')
    """
    whole = math.floor(seconds + NEARLY)
    hours, minutes = divmod(whole // 60, 60)
    part = f"{seconds - whole:.1f}".lstrip("0") if seconds - whole >= 0.05 and whole < 60 else ""
    return (f"{hours}:{minutes:02d}" if hours else f"{minutes}") + f":{whole % 60:02d}{part}"


def _long(pauses: Iterable[Pair]) -> dict[float, float]:
    longest = sorted(pauses, key=lambda pause: pause[0] - pause[1])[:MOST_PAUSES]
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
    times: Counter[str] = Counter()
    for begin, (label, duration) in zip(protocol.starts(), protocol.describe(), strict=True):
        times[label.split(",")[0]] += max(min(begin + duration, stop_s) - max(begin, start_s), 0.0)
    return ", ".join(name for name, seconds in times.most_common(2) if seconds >= 0.1 * (stop_s - start_s))


def means(result: xr.Dataset, span: Span, person: Person | None = None) -> Means:
    """Return the means of a run over a part of it.

    Parameters
    ----------
    result : xarray.Dataset
        As `simulate` returns it.
    span : Span
        The part.
    person : Person, optional
        Whose run it was; read from the result if left out.

    Notes
    -----
    Pressures and flows are means over time. Heart rate, stroke volume and cardiac output are those of the beats that
    ended in the part. The calf's change is that of its veins' volume from the first sample of the run to the mean of
    the last second of the part.
    """
    who = person or person_of(result)
    read = partial(_samples, result, _within(result["time"].values, span.start_s, span.stop_s))
    seconds, stroke = _beats(result, span)
    return Means(
        heart_rate=_share(60.0 * len(seconds), seconds.sum()),
        arterial_mean=_mean(read("pressure", "ascending_aorta")),
        stroke_volume=_mean(stroke),
        cardiac_output=_share(60e-3 * stroke.sum(), seconds.sum()),
        right_atrial_mean=_mean(read("pressure", "right_atrium")),
        ankle_vein_mean=_both(lambda side: _mean(read("pressure", f"great_saphenous_ankle_{side}"))),
        ankle_vein_lowest=_both(lambda side: _lowest(read("pressure", f"great_saphenous_ankle_{side}"))),
        foot_vein_mean=_both(lambda side: _mean(read("pressure", f"dorsal_arch_{side}"))),
        leg_outflow=_both(lambda side: 60e-3 * _mean(read("flow", f"external_iliac_{side}>common_iliac_{side}"))),
        calf_volume_change=_both(lambda side: _change(result, span, calf_veins(who, side))),
    )


def whole_run(result: xr.Dataset) -> Span:
    """Return the whole of a run as one part."""
    return Span("run", 0.0, float(result.attrs["duration_s"]))


def run_findings(result: xr.Dataset, person: Person | None = None) -> tuple[Finding, ...]:
    """Return the means of a whole run as findings, one a side, left first."""
    found = asdict(means(result, whole_run(result), person))
    return tuple(finding for name, value in found.items() for finding in _findings(name, value))


def _findings(name: str, value: float | Pair) -> Iterator[Finding]:
    from secondheart.clinic import Finding

    sided = zip(SIDES, value, strict=True) if isinstance(value, tuple) else ((None, value),)
    for side, number in sided:
        known = number if math.isfinite(number) else None
        yield Finding(name=name, value=known, unit=UNITS[name], side=side, test="run")


def _within(times: Floats, start_s: float, stop_s: float) -> NDArray[np.bool_]:
    return np.asarray((times > start_s + NEARLY) & (times <= stop_s + NEARLY))


def _samples(result: xr.Dataset, when: NDArray[np.bool_], variable: str, name: str) -> Floats:
    array = result[variable]
    axis = str(array.dims[1])
    if name not in result.indexes[axis]:
        return np.empty(0)
    return np.asarray(array.sel({axis: name}).values[when], float)


def _beats(result: xr.Dataset, span: Span) -> tuple[Floats, Floats]:
    ended = _within(result["beat_time"].values, span.start_s, span.stop_s)
    return 60.0 / result["heart_rate"].values[ended], result["stroke_volume"].values[ended]


def _change(result: xr.Dataset, span: Span, veins: tuple[str, ...]) -> float:
    kept = result.indexes["vessel"]
    if not all(name in kept for name in veins) or result.sizes["time"] == 0:
        return math.nan
    volume = result["volume"].sel(vessel=list(veins)).values.sum(axis=1)
    begins = max(span.start_s, span.stop_s - END_S)
    return _mean(volume[_within(result["time"].values, begins, span.stop_s)]) - float(volume[0])


def _both(of: Callable[[str], float]) -> Pair:
    return of(SIDES[0]), of(SIDES[1])


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else math.nan


def _lowest(values: Floats) -> float:
    return float(values.min()) if len(values) else math.nan


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else math.nan
