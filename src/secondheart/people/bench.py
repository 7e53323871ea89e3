"""The virtual compression bench: garments on a leg, or on many, side by side with bare.

Pressures are those that the garment gives on its points, lying. What vein walls bear, and by how much the garment
presses more on standing (static stiffness index), is simulated.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from secondheart._files import package_toml, whole_or_not
from secondheart.anatomy import LEGS, Leg
from secondheart.clinic.pneumatic import pneumatic
from secondheart.compression import Device, Garment, as_device, as_garment, garment_classes, is_prescribed
from secondheart.compression.points import point_name
from secondheart.day import PersonDay, run_days
from secondheart.day.schedule import Day, builtin_day
from secondheart.errors import BadFile, InputError
from secondheart.people.cohort import BARE_NAME
from secondheart.people.visit import visit
from secondheart.person import Person
from secondheart.protocol import lie, stand, walk
from secondheart.results.measure import ANKLE_VEIN, inside, last_part, middles
from secondheart.simulation.from_rest import FromRest, simulate_from_rest
from secondheart.simulation.parallel import perform_all
from secondheart.simulation.session import Progress

if TYPE_CHECKING:
    import xarray as xr

BENCH_TESTS = ("avp", "apg", "reflux")
BENCH_FINDINGS = (
    "EF", "RVF", "VFI", "ambulatory_venous_pressure", "refill_time_90", "reflux_time_great_saphenous",
    "reflux_volume_great_saphenous",
)  # fmt: skip
INSIDE_FINDINGS = ("ambulatory_venous_pressure", "ambulatory_pressure_drop")  # inside a vein: no measure of a dose
STOCKING_MOST_STIFFNESS = 10.0  # mmHg; what is stiffer is a bandage (K22)
WALL_WINDOW_S = 30.0  # means of what a wall bears
STIFFNESS_INDEX = "static stiffness index"  # the garment on the skin of the ankle, standing less lying
PLACES_OF_POINTS = {"foot_mmHg": "A", "ankle_mmHg": "B", "calf_mmHg": "C", "thigh_mmHg": "F"}


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
    person: Person,
    garments: Sequence[str | Garment],
    side: Leg = "left",
    progress: Progress | None = None,
    *,
    devices: Sequence[str | Device] = (),
    day: str = "",
) -> list[BenchRow]:
    """Put garments on a leg, one after the other, and measure it bare and in each; then what devices do to it, lying.

    Parameters
    ----------
    person : Person
    garments : sequence of str or Garment
        By name, by their pressures, or from a file.
    side : "left" or "right"
    devices : sequence of str or Device
        By name, or from a file: peak velocities and expelled volumes, without a garment.
    day : str, optional
        A built-in day, over which the swelling of the lower leg is simulated in each garment.
    progress : callable, optional
        See `cohort`.

    Returns
    -------
    list of BenchRow
        Bare first: pressure at each point, what the wall of the ankle vein bears standing and walking, static
        stiffness index, EF, RVF, VFI, ambulatory pressure, refill time and reflux of the great saphenous vein.
        Ambulatory pressure is that inside a vein, hardly less than what presses on it: it rises again in a strong
        garment, while the wall bears less and less.

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
    plan, pumps = builtin_day(day) if day else None, [as_device(one) for one in devices]
    bodies = [person if one is None else person.replace(garments=(*person.garments, one)) for one in dressings]
    values = perform_all([_BenchWork(one, side) for one in bodies], progress)
    swellings = day_swelling(bodies, plan, side) if plan else [()] * len(bodies)
    rows = [
        BenchRow(
            name=BARE_NAME if one is None else one.name,
            garment=one,
            classes=() if one is None else classes_of(one),
            prescribed=one is not None and is_prescribed(one.ankle_mmHg),
            values=(
                *pressures_of(one),
                *(value for value in some if one or value.quantity != STIFFNESS_INDEX),
                *swelling,
            ),
        )
        for one, some, swelling in zip(dressings, values, swellings, strict=True)
    ]
    return rows + [BenchRow(one.name, None, (), False, device_values(person, one, side)) for one in pumps]


def day_swelling(bodies: Sequence[Person], plan: Day, side: Leg) -> list[tuple[BenchValue, ...]]:
    """Return the most that the lower leg swells over a day, in each case."""
    cases = [PersonDay(str(place), body, plan) for place, body in enumerate(bodies)]
    with TemporaryDirectory() as folder:
        accounts = run_days(cases, Path(folder))
    place = LEGS.index(side)
    most = [max(pair[place] for pair in accounts[case.name].swelling.lower_leg_mL) for case in cases]  # type: ignore[union-attr]
    return [(BenchValue(f"swelling of the lower leg, most of a day: {plan.protocol.name}", "mL", one),) for one in most]


def device_values(person: Person, one: Device, side: Leg) -> tuple[BenchValue, ...]:
    """Return what a device does to a leg that lies: peak velocities, their rise, and the volume that it expels."""
    findings = [finding for finding in pneumatic(person, None, one) if finding.side == side]
    return tuple(BenchValue(finding.name, finding.unit, finding.value) for finding in findings)


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
    """Return the pressure across the wall of the ankle vein and of a deep vein, and the static stiffness index."""
    protocol = lie(seconds=30) + stand(seconds=120) + walk(km_h=3, seconds=60)
    veins = tuple(f"{vein}_{side}" for vein in (ANKLE_VEIN, "posterior_tibial_lower"))
    (result,) = simulate_from_rest(person, [FromRest(protocol, 0.1, veins)], progress)
    labels = ("wall of the ankle vein", "wall of the posterior tibial vein")
    walls = [
        BenchValue(f"{label}, {doing}", "mmHg", _mean(result, "transmural", vein, place))
        for label, vein in zip(labels, veins, strict=True)
        for place, doing in enumerate(("standing", "walking"), 1)
    ]
    lying, standing = (_around(result, veins[0], place) for place in (0, 1))
    skin = person.body.vessel(veins[0]).skin_transmission
    return (*walls, BenchValue(STIFFNESS_INDEX, "mmHg", (standing - lying) / skin))


def _around(result: xr.Dataset, vein: str, place: int) -> float:
    return _mean(result, "pressure", vein, place) - _mean(result, "transmural", vein, place)


def _mean(result: xr.Dataset, name: str, vein: str, place: int) -> float:
    now = inside(middles(result), last_part(result, place, WALL_WINDOW_S))
    return float(np.asarray(result[name].sel(vessel=vein).values, float)[now].mean())


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
    ('RAL II', 'CEN II', 'BS 3', 'US 20-30', 'ASQUAL III')
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
            name, point = line["garment"].strip(), point_name(line["point"])
            if point in points.setdefault(name, {}):
                raise InputError(f"the point {point} of '{name}' is given twice")
            points[name][point] = float(line["pressure_mmHg"])
        if not points:
            raise InputError("holds no garment: a line for each point, with garment, point and pressure_mmHg")
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
