"""Lines and areas of a leg that stands straight, as SVG paths: the figure of the live page, from its inner side.

The unit is a sixth of a cm; the hip joint is at 0 0, y goes down, toes point to positive x.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np

from secondheart.report.figure_data import figure_data

UNITS_A_CM = 6.0  # of the drawing, in a cm
ANKLE_CM = 84.0
FAT_CM = 2.1  # thickness of the fat under the skin
PIECE_POINTS = 6  # points that stand for a piece of a curve
LEAFLET_SHARE, LEAST_LEAFLET_CM, LEAST_HALF_CM, OPEN_SHARE = 1.35, 1.15, 0.42, 0.86  # as the page's doors
TRIANGLE_CM = 1.5
CLOTH_TOP_CM = {"knee": 46.0, "thigh": 8.0}
CUSHIONS_CM = {
    "ankle": (74.0, 82.0),
    "calf": (53.0, 68.0),
    "upper_calf": (53.0, 62.0),
    "below_knee": (46.5, 50.5),
    "above_knee": (29.0, 36.0),
    "thigh": (10.0, 26.0),
}
LIMP_CM, FULL_CM, FULL_MMHG = 0.5, 2.4, 60.0  # thickness of a cushion, and the pressure at which it is full
FOOT_CUSHION = ((2.0, -8.6), (6.0, -7.4), (12.0, -8.5))
INSTEP = ((4.2, 0.0, 1), (8.0, -2.6, 1), (13.0, -4.7, 1))
SOLE = ((13.0, -8.2, 1), (6.0, -7.1, 1), (-2.0, -8.3, 1))
HEEL = ((-6.3, -6.6, 1), (-5.2, -2.4, 1))
CLOTH_ENDS_CM = 82.0

Point = tuple[float, float]
Points = Sequence[Sequence[float]]


def to_units(point: Sequence[float]) -> Point:
    """Return where a point of the figure is drawn: [x, s] of the leg, or [x, y, 1] of the foot."""
    down = ANKLE_CM - point[1] if len(point) > 2 else point[1]
    return UNITS_A_CM * point[0], UNITS_A_CM * down


def smooth_path(points: Points, closed: bool = False) -> str:
    """Return a path through all points, by Catmull and Rom's spline."""
    through = [to_units(point) for point in points]
    path = f"M{_pair(through[0])}"
    for first, second, stop in _beziers(through, closed):
        path += f"C{_pair(first)} {_pair(second)} {_pair(stop)}"
    return path + ("Z" if closed else "")


def _beziers(through: Sequence[Point], closed: bool = False) -> Iterator[tuple[Point, Point, Point]]:
    padded = [through[-1], *through, *through[:2]] if closed else [through[0], *through, through[-1]]
    for before, start, stop, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        first = (start[0] + (stop[0] - before[0]) / 6, start[1] + (stop[1] - before[1]) / 6)
        yield first, (stop[0] - (after[0] - start[0]) / 6, stop[1] - (after[1] - start[1]) / 6), stop


def _pair(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"


class VeinCourse:
    """A curve through points, to find the place and the direction at a share of its length."""

    def __init__(self, points: Points) -> None:
        through = [to_units(point) for point in points]
        line = [through[0]]
        for first, second, stop in _beziers(through):
            start = line[-1]
            for t in (k / PIECE_POINTS for k in range(1, PIECE_POINTS + 1)):
                shares = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
                corners = (start, first, second, stop)
                line.append(
                    (sum(k * p[0] for k, p in zip(shares, corners, strict=True)),
                     sum(k * p[1] for k, p in zip(shares, corners, strict=True)))
                )  # fmt: skip
        self._x, self._y = np.array(line).T
        self._along = np.concatenate(([0.0], np.cumsum(np.hypot(np.diff(self._x), np.diff(self._y)))))

    def at(self, share: float) -> tuple[Point, Point]:
        """Return the point at a share of the length, and the direction there, of length 1."""
        wanted = share * self._along[-1]
        i = int(np.clip(np.searchsorted(self._along, wanted, "right") - 1, 0, len(self._along) - 2))
        point = float(np.interp(wanted, self._along, self._x)), float(np.interp(wanted, self._along, self._y))
        dx, dy = float(self._x[i + 1] - self._x[i]), float(self._y[i + 1] - self._y[i])
        far = math.hypot(dx, dy) or 1.0
        return point, (dx / far, dy / far)


@cache
def vein_courses() -> dict[str, VeinCourse]:
    """Return the course of each vein, by its name without a side."""
    return {row["name"]: VeinCourse(row["path"]) for row in figure_data()["VEINS"]}


def way_points(row: dict[str, Any]) -> list[Point]:
    """Return the points of a way between two veins, in units."""
    courses, (start, stop) = vein_courses(), row["at"]
    by = [to_units(point) for point in row.get("by", ())]
    return [courses[row["from"]].at(start)[0], *by, courses[row["to"]].at(stop)[0]]


def straight_path(points: Sequence[Point]) -> str:
    """Return a path of straight pieces, of points in units."""
    return "M" + "L".join(_pair(point) for point in points)


def middle_of(points: Sequence[Point]) -> tuple[Point, Point]:
    """Return the middle of a line of straight pieces, in units, and its direction there, of length 1."""
    lengths = [math.dist(one, other) for one, other in itertools.pairwise(points)]
    left = sum(lengths) / 2
    for (start, stop), length in zip(itertools.pairwise(points), lengths, strict=True):
        if left <= length:
            ahead = (stop[0] - start[0]) / length, (stop[1] - start[1]) / length
            return (start[0] + ahead[0] * left, start[1] + ahead[1] * left), ahead
        left -= length
    return points[-1], (0.0, -1.0)


def leaflets_path(centre: Point, ahead: Point, width_cm: float, apart: float) -> str:
    """Return two leaflets within a vein, hinged at its wall, meeting where `apart` is 0 and along the wall at 1."""
    half = UNITS_A_CM * max(width_cm / 2, LEAST_HALF_CM)
    long = max(2 * half * LEAFLET_SHARE, UNITS_A_CM * LEAST_LEAFLET_CM)
    tip = half * OPEN_SHARE * apart
    return "".join(
        f"M{_pair(_beside(centre, ahead, -long / 2, side * half))}"
        f"Q{_pair(_beside(centre, ahead, 0.15 * long, side * half))} "
        f"{_pair(_beside(centre, ahead, long / 2, side * tip))}"
        for side in (-1, 1)
    )


def triangle_path(centre: Point, ahead: Point) -> str:
    """Return a triangle that points backwards, below a valve."""
    corners = ((-2.0, 0.0), (-0.75, -0.75), (-0.75, 0.75))
    points = [
        _beside(centre, ahead, along * UNITS_A_CM * TRIANGLE_CM, side * UNITS_A_CM * TRIANGLE_CM)
        for along, side in corners
    ]
    return straight_path(points) + "Z"


def _beside(centre: Point, ahead: Point, along: float, aside: float) -> Point:
    (x, y), (dx, dy) = centre, ahead
    return x + dx * along - dy * aside, y + dy * along + dx * aside


def skin_path() -> str:
    """Return the outline of a leg."""
    data = figure_data()
    return smooth_path([*data["FRONT"], *data["FOOT"], *data["BACK"]], closed=True)


def fat_path() -> str:
    """Return the middle of the fat under the skin, along shin and calf."""
    data = figure_data()
    front = [(x - FAT_CM / 2, s) for x, s in data["FRONT"]]
    back = [(x + FAT_CM / 2, s) for x, s in data["BACK"]]
    return smooth_path(front) + smooth_path(back)


def artery_path() -> str:
    """Return the course of the artery."""
    return smooth_path(figure_data()["ARTERY"]["trunk"])


def bones_path() -> str:
    """Return the bones of thigh, leg and foot."""
    bones = [bone["outline"] for bone in figure_data()["BONES"] if bone["name"] != "pelvis"]
    return "".join(smooth_path(outline, closed=True) for outline in bones)


def muscle_path(name: str) -> str:
    """Return a compartment of muscles, all its parts."""
    data = figure_data()
    parts = [row for row in (*data["MUSCLES"], data["GASTROCNEMIUS"]) if row["name"] == name]
    return "".join(smooth_path(row["outline"], closed=True) for row in parts)


def cloth_path(length: str) -> str:
    """Return a stocking that reaches to knee or thigh, open at the toes."""
    data, top = figure_data(), CLOTH_TOP_CM[length]
    front, back = (_between(data[edge], top, CLOTH_ENDS_CM) for edge in ("FRONT", "BACK"))
    outline = [_edge(data["FRONT"], top), *front, *INSTEP, *SOLE, *HEEL, *back, _edge(data["BACK"], top)]
    return straight_path([to_units(point) for point in outline]) + "Z"


def cushion_path(site: str, mmHg: float) -> str:
    """Return a cuff or a chamber, in front of the leg and behind it, the thicker the more it presses."""
    thick = LIMP_CM + (FULL_CM - LIMP_CM) * min(max(mmHg / FULL_MMHG, 0.0), 1.0)
    if site == "foot":
        lower = [(x, y - thick, 1) for x, y in reversed(FOOT_CUSHION)]
        return straight_path([to_units(p) for p in [*((x, y, 1) for x, y in FOOT_CUSHION), *lower]]) + "Z"
    start, stop = CUSHIONS_CM[site]
    middle, path = (start + stop) / 2, ""
    for edge in ("FRONT", "BACK"):
        inner = [_edge(figure_data()[edge], s) for s in (start, middle, stop)]
        outer = [(x + math.copysign(thick * (1.0 if s == middle else 0.45), x), s) for x, s in reversed(inner)]
        path += straight_path([to_units(point) for point in [*inner, *outer]]) + "Z"
    return path


def _between(edge: Points, start: float, stop: float) -> list[Point]:
    return [(x, s) for x, s in edge if start < s < stop]


def _edge(edge: Points, s: float) -> Point:
    """Return where an edge of the leg is at a height."""
    rising = sorted(((at, x) for x, at in edge), key=lambda one: one[0])
    return float(np.interp(s, [at for at, _ in rising], [x for _, x in rising])), s
