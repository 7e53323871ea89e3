"""The leg as a drawing: its veins coloured by their pressure, its valves open or closed, its muscles tight or slack.

assets/leg.toml says what is where on the picture; this file turns it, and a moment of a run, into shapes
that the page's template writes as SVG.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from secondheart._files import package_toml
from secondheart.person.valve_resolution import single_valves
from secondheart.report.colours import HIGHEST_MMHG, LOWEST_MMHG, pressure_colour
from secondheart.results import measure

if TYPE_CHECKING:
    import xarray as xr

HEIGHTS_CM = (19.0, 76.0, 108.0, 124.0)  # the calf, in which most happens, is drawn longer than it is
HEIGHTS = (0.0, 215.0, 455.0, 545.0)
WIDTHS = {"deep": 7.5, "superficial": 6.0, "sinus": 13.0}
LEAFLET, HALF = 9.0, 5.5  # length of a leaflet, and half the width of a valve
LEG_TIGHT_MMHG = 60.0
REFLUX_ML_S, REFLUX_S = 0.1, 0.5  # what flows back more slowly, or for less time, a closing valve lets through
READ = (("groin", "common_femoral"), ("knee", "popliteal"), ("ankle", "great_saphenous_ankle"), ("foot", "dorsal_arch"))
KEY_LEFT, KEY_RIGHT = -22.0, 292.0  # where the numbers of the key stand

Point = tuple[float, float]
Row = dict[str, Any]


@dataclass(frozen=True)
class Shape:
    """A line or an area; `value` is the pressure there, None where it was not kept."""

    name: str
    title: str
    path: str
    width: float = 0.0
    value: float | None = None

    @property
    def share(self) -> float:
        """How much of a muscle's colour shows: all of it from 60 mmHg on, a trace when it is slack."""
        return 0.12 + 0.73 * min(max(self.value or 0.0, 0.0) / LEG_TIGHT_MMHG, 1.0)

    @property
    def colour(self) -> str:
        """The colour of its pressure; grey where that is not known."""
        return "none" if self.value is None else pressure_colour(self.value)


@dataclass(frozen=True)
class Valve:
    """Two leaflets; `back` is a triangle where blood flows back, `ring` a ring around a valve that leaks."""

    name: str
    title: str
    path: str
    opening: float | None
    ring: Point | None
    back: str


@dataclass(frozen=True)
class Note:
    """A number in the key, with a line to what its words name."""

    number: int
    text: str
    x: float
    y: float
    path: str


@dataclass(frozen=True)
class Picture:
    """All there is to be drawn of a leg."""

    outline: str
    muscles: tuple[Shape, ...]
    ways: tuple[Shape, ...]
    veins: tuple[Shape, ...]
    valves: tuple[Valve, ...]
    readings: tuple[Row, ...]


@cache
def plan() -> dict[str, Any]:
    """Return the plan of the drawing, with the heights in its units."""
    return package_toml("report/assets/leg.toml")


def valve_rows(names: Sequence[str], side: str) -> list[tuple[str, str, str]]:
    """Return name, label and group of the valves of a leg, in the order of the plan; what it lacks comes last.

    Of the valves of one stretch, where each is its own, that above the key piece stands for all: more would not fit.
    """
    planned = {
        f"{row['name']}_{side}": (row.get("label", _plain(row["name"])), row["group"]) for row in plan()["valve"]
    }
    drawn = [(name, *planned[name]) for name in planned if name in names]
    others = [
        name for name in names if name.endswith(f"_{side}") and name not in planned and name not in single_valves()
    ]
    return drawn + [(name, _plain(name.removesuffix(f"_{side}")), "others") for name in others]


def picture(result: xr.Dataset, side: str, place: int) -> Picture:
    """Return the picture of a leg at one sample of a run."""
    now = result.isel(time=place)
    pressure = dict(zip(now["vessel"].values.tolist(), now["pressure"].values.tolist(), strict=True))
    muscle = dict(zip(now["muscle"].values.tolist(), now["muscle_pressure"].values.tolist(), strict=True))
    return Picture(
        outline=_smooth(plan()["outline"], closed=True),
        muscles=tuple(_muscle(row, side, muscle) for row in plan()["muscle"]),
        ways=tuple(_way(row, side, pressure) for row in plan()["way"]),
        veins=tuple(_vein(row, side, pressure) for row in plan()["vein"]),
        valves=tuple(_valves(now, side, _flowing_back(result, place))),
        readings=tuple(_readings(side, pressure)),
    )


def notes() -> tuple[Note, ...]:
    """Return the words of the key."""
    return tuple(_note(row, number) for number, row in enumerate(plan()["note"], start=1))


def scale_ticks(count: int = 7) -> list[Row]:
    """Return the ticks of the legend of pressures."""
    step = (HIGHEST_MMHG - LOWEST_MMHG) / (count - 1)
    return [{"share": 100 * i / (count - 1), "value": f"{LOWEST_MMHG + i * step:g}"} for i in range(count)]


def _muscle(row: Row, side: str, muscle: dict[str, float]) -> Shape:
    name = f"{row['name']}_{side}"
    value = muscle.get(name)
    return Shape(name, _describe(row["label"], value), _smooth(row["outline"], closed=True), value=value)


def _vein(row: Row, side: str, pressure: dict[str, float]) -> Shape:
    name = f"{row['name']}_{side}"
    value = pressure.get(name)
    return Shape(name, _describe(_plain(row["name"]), value), _smooth(row["path"]), WIDTHS[row["system"]], value)


def _way(row: Row, side: str, pressure: dict[str, float]) -> Shape:
    value = pressure.get(f"{row['from']}_{side}")
    kind = " (perforators)" if "kind" in row else ""
    title = f"{_plain(row['from'])} to {_plain(row['to'])}{kind}"
    return Shape(f"{row['from']}_{side}>{row['to']}_{side}", title, _smooth(row["path"]), 3.5, value)


def _flowing_back(result: xr.Dataset, place: int) -> set[str]:
    """Return the connections through which blood has flowed back all along, for half a second: as duplex tells it."""
    place %= result.sizes["time"]
    times = result["time"].values[: place + 1]
    first = int(np.searchsorted(times, times[-1] - REFLUX_S + 1e-6))
    spacing = times[-1] - times[-2] if place else times[-1]
    if times[-1] - times[first] + spacing < REFLUX_S - 1e-6:  # the run is younger than that
        return set()
    most = result["flow"].isel(time=slice(first, place + 1)).max("time")
    return set(most["connection"].values[most.values < -REFLUX_ML_S].tolist())


def _valves(now: xr.Dataset, side: str, flowing_back: Collection[str]) -> Iterator[Valve]:
    opening = dict(zip(now["valve"].values.tolist(), now["opening"].values.tolist(), strict=True))
    person = measure.person_of(now)
    through = {c.valve: c for c in person.body.connections if c.valve}
    for row in plan()["valve"]:
        name = f"{row['name']}_{side}"
        share, back = opening.get(name), through[name].name in flowing_back
        state = "not kept" if share is None else f"{100 * share:.0f} % open{', blood flows back' if back else ''}"
        leak = through[name].leak
        leaks = f", leaks ({leak:g})" if leak else ""
        centre, ahead = _to_units(row["at"]), _ahead(row)
        yield Valve(
            name=name,
            title=f"valve, {row.get('label', _plain(row['name']))}: {state}{leaks}",
            path=_leaflets(centre, ahead, share or 0.0),
            opening=share,
            ring=centre if leak else None,
            back=_triangle(centre, ahead) if back else "",
        )


def _readings(side: str, pressure: dict[str, float]) -> Iterator[Row]:
    """Yield the pressures that stand beside the leg in figures."""
    paths = {row["name"]: row["path"] for row in plan()["vein"]}
    for label, vein in READ:
        value = pressure.get(f"{vein}_{side}")
        if value is not None:
            height = _to_units(paths[vein][len(paths[vein]) // 2])[1]
            yield {"label": label, "value": f"{value:.0f}", "y": height}


def _note(row: Row, number: int) -> Note:
    x, y = _to_units(row["at"])
    height = _to_units((0.0, row["y"]))[1]
    edge = KEY_LEFT if row["side"] == "left" else KEY_RIGHT
    start = edge + (11.0 if row["side"] == "left" else -11.0)
    return Note(number, row["text"], edge, height, f"M{start:.1f} {height:.1f}L{x:.1f} {y:.1f}")


def _leaflets(centre: Point, ahead: Point, opening: float) -> str:
    """Two leaflets hinged at the wall, meeting in the middle when closed, along the wall when open."""
    (x, y), (dx, dy) = centre, ahead
    parts = []
    for sign in (-1, 1):
        hinge, tip = sign * HALF, sign * HALF * opening
        parts.append(
            f"M{x - dx * LEAFLET / 2 - dy * hinge:.1f} {y - dy * LEAFLET / 2 + dx * hinge:.1f}"
            f"L{x + dx * LEAFLET / 2 - dy * tip:.1f} {y + dy * LEAFLET / 2 + dx * tip:.1f}"
        )
    return "".join(parts)


def _triangle(centre: Point, ahead: Point) -> str:
    """Point backwards, beside the valve."""
    (x, y), (dx, dy) = centre, ahead
    corners = ((-7.0, 12.0), (5.0, 7.5), (5.0, 16.5))
    points = [f"{x + dx * along - dy * aside:.1f} {y + dy * along + dx * aside:.1f}" for along, aside in corners]
    return "M" + "L".join(points) + "Z"


def _ahead(row: Row) -> Point:
    x, y = row["at"]
    (x0, y0), (x1, y1) = _to_units((x, y)), _to_units((x + row["to"][0], y + row["to"][1]))
    length = math.hypot(x1 - x0, y1 - y0)
    return (x1 - x0) / length, (y1 - y0) / length


def _to_units(point: Sequence[float]) -> Point:
    return float(point[0]), float(np.interp(point[1], HEIGHTS_CM, HEIGHTS))


def _smooth(points: Sequence[Sequence[float]], closed: bool = False) -> str:
    """Return a path through all points, by Catmull and Rom's spline."""
    through = [_to_units(point) for point in points]
    padded = [through[-1], *through, *through[:2]] if closed else [through[0], *through, through[-1]]
    path = f"M{through[0][0]:.1f} {through[0][1]:.1f}"
    for before, start, stop, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        first = (start[0] + (stop[0] - before[0]) / 6, start[1] + (stop[1] - before[1]) / 6)
        second = (stop[0] - (after[0] - start[0]) / 6, stop[1] - (after[1] - start[1]) / 6)
        path += "C" + " ".join(f"{x:.1f} {y:.1f}" for x, y in (first, second, stop))
    return path + ("Z" if closed else "")


def _describe(label: str, value: float | None) -> str:
    return f"{label}: " + ("not kept" if value is None else f"{value:.0f} mmHg")


def _plain(name: str) -> str:
    return name.replace("_", " ")
