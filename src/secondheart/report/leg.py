"""The leg as a drawing: its veins coloured by their pressure, its valves open or closed, its muscles tight or slack.

The shapes are those of the live page's figure; this file turns a moment of a run into what the page's template writes
as SVG. assets/leg.toml has the plan of the page's scheme, the groups of the valves and the words of the key.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from secondheart._files import package_toml
from secondheart.anatomy import LEG_REGIONS
from secondheart.person.valve_resolution import single_valves
from secondheart.report import leg_shapes
from secondheart.report.colours import HIGHEST_MMHG, LOWEST_MMHG, pressure_colour
from secondheart.report.figure_data import figure_data
from secondheart.report.leg_shapes import UNITS_A_CM, to_units
from secondheart.results import measure

if TYPE_CHECKING:
    import xarray as xr

    from secondheart.person import Person
    from secondheart.protocol import Step

LEG_TIGHT_MMHG = 60.0
REFLUX_ML_S, REFLUX_S = 0.1, 0.5  # what flows back more slowly, or for less time, a closing valve lets through
LEAST_GAP = 0.25  # that leaflets of a leaking valve keep, so that it is seen
NOTICED_MMHG = 0.5
WAY_CM, VALVE_SHARE = 0.5, 0.985  # width of a way between veins; where a valve stands that closes a vein's upper end
READ = (("groin", "common_femoral"), ("knee", "popliteal"), ("ankle", "great_saphenous_ankle"), ("foot", "dorsal_arch"))
KEY_FRONT, KEY_BACK = 168.0, -168.0  # where the numbers of the key stand

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
class Dress:
    """What a leg wears at a moment: the cloth and the cushions as paths, and all of it in words."""

    cloth: str
    cushions: str
    words: str


@dataclass(frozen=True)
class Picture:
    """All there is to be drawn of a leg but what is always the same."""

    muscles: tuple[Shape, ...]
    ways: tuple[Shape, ...]
    veins: tuple[Shape, ...]
    valves: tuple[Valve, ...]
    readings: tuple[Row, ...]
    dress: Dress


@cache
def plan() -> dict[str, Any]:
    """Return the plan of the page's scheme, with the groups of the valves and the words of the key."""
    return package_toml("report/assets/leg.toml")


def still_shapes() -> dict[str, str]:
    """Return what of a leg never changes, as paths: skin, fat, bones, artery."""
    return {
        "skin": leg_shapes.skin_path(),
        "fat": leg_shapes.fat_path(),
        "bone": leg_shapes.bones_path(),
        "artery": leg_shapes.artery_path(),
    }


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
    step = measure.protocol_of(result).step_at(max(float(now["time"]) - 1e-6, 0.0))
    return Picture(
        muscles=tuple(_muscle(row, side, muscle) for row in plan()["muscle"]),
        ways=tuple(_way(row, side, pressure) for row in figure_data()["WAYS"]),
        veins=tuple(_vein(row, side, pressure) for row in figure_data()["VEINS"]),
        valves=tuple(_valves(now, side, _flowing_back(result, place))),
        readings=tuple(_readings(side, pressure)),
        dress=dress_of(measure.person_of(result), step, side),
    )


def dress_of(person: Person, step: Step, side: str) -> Dress:
    """Return what a leg wears in a step: garments of the person and of the step, cuffs, the chambers of a device."""
    garments = [one for one in (*person.garments, *step.wear) if one.side in (side, "both")]
    pressed = {part: sum(one.pressure(part, side) for one in garments) for part in LEG_REGIONS}
    is_dressed = any(mmHg > NOTICED_MMHG for mmHg in pressed.values())
    length = "thigh" if pressed["thigh"] > NOTICED_MMHG else "knee"
    here = [one for one in step.cuffs if one.side in (side, "both") and one.pressure_mmHg > 0]
    cuffs = [(one.site, one.pressure_mmHg) for one in here]
    device = step.device if step.device and step.device.side in (side, "both") else None
    filled = [*zip(device.chambers, device.pressures_mmHg, strict=False)] if device else []
    words = [one.name for one in garments]
    words += [f"{_plain(site)} cuff, {mmHg:.0f} mmHg" for site, mmHg in cuffs]
    return Dress(
        cloth=leg_shapes.cloth_path(length) if is_dressed else "",
        cushions="".join(leg_shapes.cushion_path(site, mmHg) for site, mmHg in [*cuffs, *filled]),
        words="; ".join([*words, *([device.name] if device else [])]),
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
    return Shape(name, _describe(row["label"], value), leg_shapes.muscle_path(row["name"]), value=value)


def _vein(row: Row, side: str, pressure: dict[str, float]) -> Shape:
    name = f"{row['name']}_{side}"
    value = pressure.get(name)
    path = leg_shapes.smooth_path(row["path"])
    return Shape(name, _describe(_plain(row["name"]), value), path, UNITS_A_CM * row["width"], value)


def _way(row: Row, side: str, pressure: dict[str, float]) -> Shape:
    value = pressure.get(f"{row['from']}_{side}")
    kind = " (perforators)" if "kind" in row else ""
    title = f"{_plain(row['from'])} to {_plain(row['to'])}{kind}"
    path = leg_shapes.straight_path(leg_shapes.way_points(row))
    return Shape(f"{row['from']}_{side}>{row['to']}_{side}", title, path, UNITS_A_CM * WAY_CM, value)


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
    through = {c.valve: c for c in measure.person_of(now).body.connections if c.valve}
    for row in plan()["valve"]:
        name = f"{row['name']}_{side}"
        share, back = opening.get(name), through[name].name in flowing_back
        state = "not kept" if share is None else f"{100 * share:.0f} % open{', blood flows back' if back else ''}"
        leak = through[name].leak
        leaks = f", leaks ({leak:g})" if leak else ""
        centre, ahead, width_cm = _valve_place(row["name"])
        apart = max(share or 0.0, max(leak**0.5, LEAST_GAP) if leak else 0.0)
        yield Valve(
            name=name,
            title=f"valve, {row.get('label', _plain(row['name']))}: {state}{leaks}",
            path=leg_shapes.leaflets_path(centre, ahead, width_cm, apart),
            opening=share,
            ring=centre if leak else None,
            back=leg_shapes.triangle_path(centre, ahead) if back else "",
        )


@cache
def _valve_place(name: str) -> tuple[Point, Point, float]:
    """Return where a valve stands, the direction of its stream, and how wide its vein is, in cm.

    It stands in the middle of a drawn way, or at the upper end of its vein.
    """
    row = next(row for row in plan()["valve"] if row["name"] == name)
    start, stop = row["between"]
    for way in figure_data()["WAYS"]:
        if (way["from"], way["to"]) == (start, stop):
            points = leg_shapes.way_points(way)
            return (*leg_shapes.middle_of(points), WAY_CM)
    width_cm = next(vein["width"] for vein in figure_data()["VEINS"] if vein["name"] == start)
    return (*leg_shapes.vein_courses()[start].at(VALVE_SHARE), width_cm)


def _readings(side: str, pressure: dict[str, float]) -> Iterator[Row]:
    """Yield the pressures that stand beside the leg in figures."""
    for label, vein in READ:
        value = pressure.get(f"{vein}_{side}")
        if value is not None:
            yield {"label": label, "value": f"{value:.0f}", "y": leg_shapes.vein_courses()[vein].at(0.5)[0][1]}


def _note(row: Row, number: int) -> Note:
    x, y = to_units(row["at"])
    height = UNITS_A_CM * row["y"]
    edge = KEY_FRONT if row["side"] == "front" else KEY_BACK
    start = edge + (-11.0 if row["side"] == "front" else 11.0)
    return Note(number, row["text"], edge, height, f"M{start:.1f} {height:.1f}L{x:.1f} {y:.1f}")


def _describe(label: str, value: float | None) -> str:
    return f"{label}: " + ("not kept" if value is None else f"{value:.0f} mmHg")


def _plain(name: str) -> str:
    return name.replace("_", " ")
