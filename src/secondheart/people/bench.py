"""The virtual compression bench: garments on a leg, or on many, side by side with bare.

Pressures are those that the garment gives on its points; what vein walls bear is simulated. The rise of the pressure on
standing (static stiffness index) is not: here legs do not grow thicker when they hang.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from secondheart._files import package_toml, whole_or_not
from secondheart.anatomy import Leg
from secondheart.compression import Garment, as_garment, garment_classes, is_prescribed
from secondheart.compression.points import point_name
from secondheart.errors import BadFile, InputError
from secondheart.people.care import HIGHER_IS_BETTER, Difference, difference_of
from secondheart.people.cohort import BARE_NAME, dataset_of, finding_named, plan_cohort, run_plan
from secondheart.people.population import Population
from secondheart.people.visit import visit
from secondheart.person import Person
from secondheart.protocol import stand, walk
from secondheart.results.measure import ANKLE_VEIN, inside, last_part, middles
from secondheart.simulation.from_rest import simulate_from_rest
from secondheart.simulation.parallel import Job, perform_all
from secondheart.simulation.session import Progress

if TYPE_CHECKING:
    import xarray as xr

BENCH_TESTS = ("avp", "apg", "reflux")
BENCH_FINDINGS = (
    "EF", "RVF", "VFI", "ambulatory_venous_pressure", "refill_time_90", "reflux_time_great_saphenous",
    "reflux_volume_great_saphenous",
)  # fmt: skip
STOCKING_MOST_STIFFNESS = 10.0  # mmHg; what is stiffer is a bandage (K22)
WALL_WINDOW_S = 30.0  # means of what a wall bears
PLACES_OF_POINTS = {"foot_mmHg": "A", "ankle_mmHg": "B", "calf_mmHg": "C", "thigh_mmHg": "F"}
LEAST_ANKLE_MMHG, MOST_ANKLE_MMHG, ANKLE_STEP_MMHG = 15.0, 60.0, 5.0  # of a search


class BenchValue(NamedTuple):
    """One number of the bench.

    Attributes
    ----------
    quantity, unit : str
    value : float or None
    """

    quantity: str
    unit: str
    value: float | None


@dataclass(frozen=True)
class BenchRow:
    """A garment on a leg.

    Attributes
    ----------
    name : str
        "bare", or the garment's.
    garment : Garment or None
    classes : tuple of str
        Classes whose ankle pressure and profile it keeps.
    prescribed : bool
        Whether it is for a doctor to give.
    values : tuple of BenchValue
    """

    name: str
    garment: Garment | None
    classes: tuple[str, ...]
    prescribed: bool
    values: tuple[BenchValue, ...]


def bench(
    person: Person, garments: Sequence[str | Garment], side: Leg = "left", progress: Progress | None = None
) -> list[BenchRow]:
    """Put garments on a leg, one after the other, and measure it bare and in each.

    Parameters
    ----------
    person : Person
    garments : sequence of str or Garment
        By name, by their pressures, or from a file.
    side : "left" or "right"
    progress : callable, optional
        See `cohort`.

    Returns
    -------
    list of BenchRow
        Bare first: pressure at each point, what the wall of the ankle vein bears standing and walking, EF, RVF, VFI,
        ambulatory pressure, refill time and reflux of the great saphenous vein.

    Raises
    ------
    InputError
        If a garment is not allowed.

    Examples
    --------
    >>> rows = bench(Person(), ["ral-ii"])
    >>> [row.name for row in rows], rows[1].prescribed
    (['bare', 'RAL II, knee, 27.5 mmHg'], False)
    """
    dressings: list[Garment | None] = [None, *(as_garment(one) for one in garments)]
    works = [_BenchWork(person if one is None else _in(person, one), side) for one in dressings]
    values = perform_all(works, progress)
    return [
        BenchRow(
            name=BARE_NAME if one is None else one.name,
            garment=one,
            classes=() if one is None else classes_of(one),
            prescribed=one is not None and is_prescribed(one.ankle_mmHg),
            values=(*pressures_of(one), *some),
        )
        for one, some in zip(dressings, values, strict=True)
    ]


def _in(person: Person, one: Garment) -> Person:
    return person.replace(garments=(*person.garments, one))


@dataclass(frozen=True)
class _BenchWork:
    """A leg in one garment, measured."""

    person: Person
    side: Leg

    @property
    def duration_s(self) -> float:
        return 1200.0

    def perform(self, progress: Progress) -> tuple[BenchValue, ...]:
        findings = {one.name: one for one in visit(self.person, BENCH_TESTS, [self.side], progress)}
        tested = tuple(BenchValue(name, findings[name].unit, findings[name].value) for name in BENCH_FINDINGS)
        return (*wall_values(self.person, self.side, progress), *tested)


def wall_values(person: Person, side: Leg, progress: Progress | None = None) -> tuple[BenchValue, ...]:
    """Return the pressure across the wall of the ankle vein, standing and walking, and that of a deep vein."""
    protocol = stand(seconds=120) + walk(km_h=3, seconds=60)
    veins = tuple(f"{vein}_{side}" for vein in (ANKLE_VEIN, "posterior_tibial_lower"))
    (result,) = simulate_from_rest([Job(person, protocol, 0.1, veins)], progress)
    labels = ("wall of the ankle vein", "wall of the posterior tibial vein")
    return tuple(
        BenchValue(f"{label}, {doing}", "mmHg", _wall(result, vein, place))
        for label, vein in zip(labels, veins, strict=True)
        for place, doing in enumerate(("standing", "walking"))
    )


def _wall(result: xr.Dataset, vein: str, place: int) -> float:
    now = inside(middles(result), last_part(result, place, WALL_WINDOW_S))
    return float(np.asarray(result["transmural"].sel(vessel=vein).values, float)[now].mean())


def pressures_of(one: Garment | None) -> tuple[BenchValue, ...]:
    """Return the pressure of a garment at each measuring point that it gives, lying at rest."""
    points = points_of(one) if one else {}
    return tuple(BenchValue(f"pressure at {point}", "mmHg", mmHg) for point, mmHg in points.items())


def points_of(one: Garment) -> dict[str, float]:
    """Return the pressure at each point: those that are given, or those of foot, ankle, calf and thigh."""
    if one.points_mmHg:
        return dict(one.points_mmHg)
    given = {point: getattr(one, name) for name, point in PLACES_OF_POINTS.items()}
    return {point: mmHg for point, mmHg in given.items() if mmHg > 0.0}


def classes_of(one: Garment) -> tuple[str, ...]:
    """Return the classes whose ankle pressure and profile a garment keeps.

    Examples
    --------
    >>> classes_of(as_garment("stocking=27/20"))
    ('RAL II', 'CEN II', 'BS 3', 'US 20-30')
    """
    if one.stiffness_mmHg > STOCKING_MOST_STIFFNESS:
        return ()
    profiles, points = package_toml("compression/profiles.toml"), points_of(one)
    ankle = points.get("B", 0.0)
    fitting = []
    for name, (low, high, _) in garment_classes().items():
        rows = profiles.get(name.split()[0], {})
        falls = all(
            rows[point]["low"] <= 100.0 * mmHg / ankle <= rows[point]["high"]
            for point, mmHg in points.items()
            if point in rows and ankle > 0.0
        )
        if low <= ankle <= max(high, low) and falls:
            fitting.append(name)
    return tuple(fitting)


def read_points(path: str | Path) -> list[Garment]:
    """Return the garments of a CSV file with the columns garment, point and pressure_mmHg, one line a point.

    Raises
    ------
    BadFile
        If it cannot be read, lacks a column or a number, or a garment is not allowed.
    """
    try:
        with Path(path).open(encoding="utf-8", newline="") as file:
            lines = list(csv.DictReader(file))
        points: dict[str, dict[str, float]] = {}
        for line in lines:
            points.setdefault(line["garment"].strip(), {})[point_name(line["point"])] = float(line["pressure_mmHg"])
        return [Garment(name=name, points_mmHg=some) for name, some in points.items()]
    except OSError as error:
        raise BadFile(f"{path}: cannot be read ({error.strerror or error})") from None
    except InputError as error:
        raise BadFile(f"{path}: {error}") from error
    except (KeyError, ValueError, AttributeError, TypeError, csv.Error):
        raise BadFile(f"{path}: needs the columns garment, point and pressure_mmHg, with numbers") from None


def write_bench(rows: Sequence[BenchRow], path: Path) -> None:
    """Write the numbers of a bench as CSV: a line a garment and quantity.

    Raises
    ------
    BadFile
        If it cannot be written.
    """
    try:
        with whole_or_not(path) as unfinished, unfinished.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("garment", "quantity", "unit", "value"))
            for row in rows:
                writer.writerows((row.name, one.quantity, one.unit, one.value) for one in row.values)
    except OSError as error:
        raise BadFile(f"{path}: cannot be written ({error.strerror or error})") from error


class Candidate(NamedTuple):
    """A stocking of a search.

    Attributes
    ----------
    name : str
        As a garment is named on the command line.
    ankle_mmHg : float
    gain_percent : float
        Mean improvement of the finding over people, in percent of bare.
    low_percent, high_percent : float
        Its 95 % interval.
    helped_percent : float
        Share of people whom it helps by a tenth or more.
    is_front : bool
        Whether no other candidate presses the ankle less and gains as much.
    """

    name: str
    ankle_mmHg: float
    gain_percent: float
    low_percent: float
    high_percent: float
    helped_percent: float
    is_front: bool


def candidates(most_mmHg: float, calf_shares: Sequence[float] = (0.5, 0.65, 0.8)) -> list[tuple[str, float]]:
    """Return graduated knee stockings up to some pressure at the ankle, in steps of 5 mmHg: name and that pressure.

    Examples
    --------
    >>> candidates(16.0)[0]
    ('stocking=15/7.5', 15.0)
    """
    ankles = np.arange(LEAST_ANKLE_MMHG, most_mmHg + 1e-9, ANKLE_STEP_MMHG).tolist()
    return [(f"stocking={ankle:g}/{round(ankle * share, 1):g}", ankle) for ankle in ankles for share in calf_shares]


def best_stockings(
    of: str | Population,
    finding: str,
    *,
    people: int = 12,
    most_mmHg: float = 32.0,
    seed: int = 0,
    side: Leg = "left",
    store: str | Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> list[Candidate]:
    """Search the stocking that improves a finding most in the legs of a population, under a limit of the pressure.

    Parameters
    ----------
    of : str or Population
        By its name or file.
    finding : str
        Of air plethysmography or of ambulatory pressure, such as "VFI" or "RVF".
    people : int
        Whose legs are examined bare and in each candidate: the same for all.
    most_mmHg : float
        At the ankle, 15 to 60. [mmHg]
    seed, side, store, workers, progress
        See `cohort`.

    Returns
    -------
    list of Candidate
        The largest gain first; those on the front have no rival that presses less and gains as much.

    Raises
    ------
    InputError
        If the limit is not allowed, or no test gives the finding.
    """
    if not LEAST_ANKLE_MMHG <= most_mmHg <= MOST_ANKLE_MMHG:
        raise InputError(f"{most_mmHg:g} mmHg at the ankle is not allowed: {LEAST_ANKLE_MMHG:g} to {MOST_ANKLE_MMHG:g}")
    some = dict(candidates(most_mmHg))
    plan = plan_cohort(of, people, seed=seed, tests=("avp", "apg"), legs=side, wear=tuple(some))
    data = dataset_of(plan, run_plan(plan, store, workers, progress))
    name = finding_named(data, finding)
    return rank_candidates([difference_of(data, name, one, BARE_NAME, 95.0) for one in some], list(some.items()))


def rank_candidates(changes: Sequence[Difference], some: Sequence[tuple[str, float]]) -> list[Candidate]:
    """Return candidates by what they gain, from the change that each makes, with its name and pressure."""
    rows = []
    for one, (name, ankle) in zip(changes, some, strict=True):
        sign = 100.0 / abs(one.bare) * (1.0 if one.finding in HIGHER_IS_BETTER else -1.0)
        ends = sorted((sign * one.low, sign * one.high))
        rows.append(Candidate(name, ankle, sign * one.mean, ends[0], ends[1], one.helped_percent, False))
    ranked = [
        one._replace(
            is_front=not any(
                other.gain_percent >= one.gain_percent and other.ankle_mmHg < one.ankle_mmHg for other in rows
            )
            and not any(other.gain_percent > one.gain_percent and other.ankle_mmHg == one.ankle_mmHg for other in rows)
        )
        for one in rows
    ]
    return sorted(ranked, key=lambda one: -one.gain_percent)
