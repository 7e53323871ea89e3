"""A data set of virtual legs: findings with the true traits behind them, traces, a data card and checksums."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from secondheart import __version__
from secondheart._files import package_text, reason, toml_tables, toml_text, whole_or_not
from secondheart._model import Model
from secondheart.anatomy import LEGS, match_name
from secondheart.clinic.calf import venous_volume
from secondheart.errors import BadFile, InputError, UnknownName
from secondheart.people.cohort import CohortPlan, dataset_of, plan_cohort, run_plan
from secondheart.people.missed import missed_rows
from secondheart.people.population import population
from secondheart.people.summary_table import legs_table
from secondheart.people.visit import CUFFED_PROBES, REFLUX, calf_run, reflux_courses
from secondheart.people.wfdb_record import WfdbSignal, write_record
from secondheart.person import Person
from secondheart.report.text import DISCLAIMER
from secondheart.results.measure import FOOT_VEIN, pressure
from secondheart.simulation.from_rest import simulate_from_rest
from secondheart.simulation.session import Progress

if TYPE_CHECKING:
    import xarray as xr

RECIPES = "people/recipes"
RECIPE_MOST_BYTES = 64 * 1024
TRACE_S = 0.2  # between samples of a trace: a heartbeat is seen, and a leg takes 26 kB
CARD, FINDINGS_TABLE, TRACES_FILE, SUMS = "README.md", "legs.csv", "legs.nc", "SHA256SUMS"
OF_CALF, REFLUX_VELOCITY = ("calf_volume", "foot_vein_pressure"), "reflux_velocity"
UNITS = {"calf_volume": "mL", "foot_vein_pressure": "mmHg", REFLUX_VELOCITY: "cm/s"}
RECORDS = "wfdb"  # folder of a record for each person, as PhysioNet keeps them


class Recipe(Model):
    """What a data set is made of.

    Parameters
    ----------
    name, title : str
    population : str
        By its name or file.
    people, seed : int
    tests : tuple of str
    """

    name: str
    title: str
    population: str
    people: int = Field(ge=1, le=1_000_000)
    seed: int = Field(ge=0)
    tests: tuple[str, ...]


def recipe_names() -> tuple[str, ...]:
    """Return the names of the recipes that come with the program."""
    folder = files("secondheart").joinpath(*RECIPES.split("/"))
    return tuple(sorted(one.name.removesuffix(".toml") for one in folder.iterdir() if one.name.endswith(".toml")))


def read_recipe(name: str | Path) -> Recipe:
    """Return a recipe by its name, or from a TOML file.

    Raises
    ------
    UnknownName
        If there is none.
    BadFile
        If the file holds none.
    """
    known = match_name(str(name), recipe_names())
    if known:
        text = package_text(f"{RECIPES}/{known}.toml")
    elif Path(name).suffix.lower() == ".toml":
        text = toml_text(Path(name), RECIPE_MOST_BYTES, "recipe")
    else:
        raise UnknownName(f"{UnknownName.of('recipe', str(name), recipe_names())}; a file's name ends in .toml")
    try:
        return Recipe(**toml_tables(text, str(name)))
    except InputError as error:
        raise BadFile(f"{name}: {error}") from error


def publish(
    recipe: str | Path | Recipe,
    folder: str | Path,
    *,
    people: int | None = None,
    store: str | Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Path:
    """Make the data set of a recipe in a folder: a table of legs, traces, a data card and checksums.

    Parameters
    ----------
    recipe : str, path or Recipe
        By its name or file.
    folder : str or path
        That is not there yet.
    people : int, optional
        Only the first so many: the same as in the whole.
    store : str or path, optional
        A folder ending in .zarr that keeps the findings; the same call goes on with what is missing.
    workers, progress
        See `cohort`.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    InputError
        If the recipe is not allowed.
    BadFile
        If the folder is there already, or cannot be written.
    """
    one = recipe if isinstance(recipe, Recipe) else read_recipe(recipe)
    target, count = Path(folder), one.people if people is None else people
    if target.exists():
        raise BadFile(f"{target}: is there already; a data set is written into a folder of its own")
    plan = plan_cohort(one.population, count, seed=one.seed, tests=one.tests, legs="both")
    data = dataset_of(plan, run_plan(plan, store, workers, progress))
    some = plan.source.some(0, count)
    try:
        target.mkdir(parents=True)
        legs_table(data.isel(care=[0])).drop(columns="care").to_csv(
            target / FINDINGS_TABLE, index=False, lineterminator="\n", float_format="%.6g"
        )
        traces = traces_of(some, data, one.tests)
        with whole_or_not(target / TRACES_FILE) as unfinished:
            traces.to_netcdf(unfinished, engine="h5netcdf")
        write_records(target / RECORDS, traces)
        (target / CARD).write_text(data_card(one, plan, data), encoding="utf-8", newline="\n")
        (target / SUMS).write_text(checksums(target), encoding="utf-8", newline="\n")
    except OSError as error:
        raise BadFile(f"{target}: cannot be written: {reason(error)}") from None
    return target


def traces_of(some: Sequence[Person], data: xr.Dataset, tests: Sequence[str]) -> xr.Dataset:
    """Return what the laboratory's instruments showed, and all findings.

    That is the volume of each calf and the pressure in each foot vein while the calf is examined, and where reflux is
    looked for the velocity at each probe from the release of its cuff on.
    """
    import xarray as xr

    names = (*OF_CALF, *((REFLUX_VELOCITY,) if REFLUX in tests else ()))
    courses: dict[str, list[np.ndarray]] = {name: [] for name in names}
    for person in some:
        shown = _traces_of_person(person, REFLUX in tests)
        for name in names:
            courses[name].append(shown[name])
    arrays = {name: np.array(rows, np.float32) for name, rows in courses.items()}
    dims = {REFLUX_VELOCITY: ("person", "side", "probe", "release_time")}
    labels = {
        "time": ("time", _ends(arrays["calf_volume"]), _seconds("since the leg was examined")),
        "side": list(LEGS),
        "person": np.arange(len(some)),
    }
    if REFLUX in tests:
        labels["release_time"] = ("release_time", _ends(arrays[REFLUX_VELOCITY]), _seconds("since the release"))
        labels["probe"] = [probe.name for probe in CUFFED_PROBES]
    traces = xr.Dataset(
        {name: (dims.get(name, ("person", "side", "time")), arrays[name], {"units": UNITS[name]}) for name in names},
        labels,
    )
    return xr.merge([data.isel(care=0, drop=True).sel(side=list(LEGS)), traces], combine_attrs="override")


def _traces_of_person(person: Person, with_reflux: bool) -> dict[str, np.ndarray]:
    """Return the traces of a person by their names; their first axis is the side."""
    runs = [calf_run(person, leg, TRACE_S, LEGS if with_reflux and leg == LEGS[0] else ()) for leg in LEGS]
    samples = int(min(run.protocol.duration_s for run in runs) / TRACE_S)  # cuffs follow the first calf
    shown: dict[str, list[np.ndarray]] = {name: [] for name in OF_CALF}
    reflux: dict[str, np.ndarray] = {}
    for leg, result in zip(LEGS, simulate_from_rest(person, runs), strict=True):
        of_calf = venous_volume(result, leg), pressure(result, f"{FOOT_VEIN}_{leg}")
        for name, course in zip(OF_CALF, of_calf, strict=True):
            shown[name].append(course[:samples])
        if with_reflux and leg == LEGS[0]:
            courses = list(reflux_courses(result, leg).values())
            shortest = min(course.shape[1] for course in courses)  # a release may fall on the edge of a sample
            reflux[REFLUX_VELOCITY] = np.stack([course[:, :shortest] for course in courses], axis=1)
    return {name: np.array(courses) for name, courses in shown.items()} | reflux


def _ends(courses: np.ndarray) -> np.ndarray:
    return TRACE_S * np.arange(1, courses.shape[-1] + 1)


def _seconds(since: str) -> dict[str, str]:
    return {"units": "s", "long_name": f"end of the sample, {since}"}


def write_records(folder: Path, traces: xr.Dataset) -> None:
    """Write the records of each person: of both calves, and of what the probes showed where reflux was looked for."""
    folder.mkdir()
    for place in traces["person"].values.tolist():
        one = traces.sel(person=place)
        calves = {f"{name}_{side}": one[name].sel(side=side) for name in OF_CALF for side in LEGS}
        _write_record(folder, record_name(place), one, calves)
        if REFLUX_VELOCITY in one:
            probes = one["probe"].values.tolist()
            shown = {
                f"{probe}_{side}": one[REFLUX_VELOCITY].sel(side=side, probe=probe) for probe in probes for side in LEGS
            }
            _write_record(folder, f"{record_name(place)}_{REFLUX}", one, shown)


def _write_record(folder: Path, name: str, one: xr.Dataset, courses: dict[str, xr.DataArray]) -> None:
    facts = f"{one['sex'].item()}, {one['age_years'].item():g} years, {one['height_cm'].item():g} cm"
    notes = [f"simulated by secondheart {__version__}; nobody was measured", facts]
    signals = [
        WfdbSignal(label, str(course.attrs["units"]), np.asarray(course, float)) for label, course in courses.items()
    ]
    write_record(folder, name, 1.0 / TRACE_S, signals, notes)


def record_name(person: int) -> str:
    """Return the name of a person's record."""
    return f"leg{person:05d}"


def _of_reflux() -> list[str]:
    words = "mean velocity at each probe, towards the heart positive, from the release of its cuff on, standing"
    return [f"- `{REFLUX_VELOCITY}` in it: {words}; negative is reflux."]


def _course() -> list[str]:
    """Return what is done while a left calf is examined; the right one is in the same manner."""
    protocol = calf_run(Person(), "left", TRACE_S).protocol
    return [f"- {start:g}: {label}" for start, (label, _) in zip(protocol.starts(), protocol.describe(), strict=True)]


def data_card(one: Recipe, plan: CohortPlan, data: xr.Dataset) -> str:
    """Return what a user of the data set must know, as Markdown."""
    drawn = population(one.population)
    assumed = sum(spread.source == "assumed" for spread in (*drawn.traits.values(), *drawn.conditions.values()))
    rows = len(drawn.traits) + len(drawn.conditions)
    missed = [
        f"- {row.id}, {row.sentence}" for row in missed_rows((str(name) for name in data.data_vars), dressed=False)
    ]
    return "\n".join(
        [
            f"# {one.title}",
            "",
            DISCLAIMER,
            "",
            f"- Simulated by secondheart {__version__}, key {plan.about['key']}; nobody was measured.",
            f"- {plan.people:,} of {one.people:,} people of the population {drawn.name}, seed {one.seed}, with "
            f"{len(LEGS) * plan.people:,} legs; person i follows from these.",
            f"- Tests: {', '.join(one.tests)}, of both legs, by one visit each.",
            f"- `{FINDINGS_TABLE}`: a line a leg: facts, true traits, findings; empty where a test cannot tell.",
            f"- `{TRACES_FILE}`: the same, and traces of calf volume and foot vein pressure every {TRACE_S:g} s.",
            *(_of_reflux() if REFLUX in one.tests else ()),
            f"- `{RECORDS}`: these traces as records of PhysioNet for each person (WFDB, format 16).",
            f"- {assumed} of {rows} spreads are assumed. Correlations between findings are the model's.",
            f"- {int((data['status'].values == 2).sum())} people failed; their values are empty.",
            f"- Units stand in `{TRACES_FILE}`, beside the words for each name.",
            "",
            "In each trace, from so many seconds on:",
            "",
            *_course(),
            "",
            "```python",
            f'legs = xarray.open_dataset("{TRACES_FILE}")  # or pandas.read_csv("{FINDINGS_TABLE}")',
            f'record = wfdb.rdrecord("{RECORDS}/{record_name(0)}")',
            "```",
            "",
            "Rows of the evidence that these findings miss:",
            "",
            *(missed or ["- none"]),
            "",
        ]
    )


def checksums(folder: Path) -> str:
    """Return the SHA-256 of each file of a folder, as `sha256sum --check` reads them."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SUMS)
    sums = ((hashlib.sha256(path.read_bytes()).hexdigest(), path.relative_to(folder).as_posix()) for path in paths)
    return "".join(f"{digest}  {name}\n" for digest, name in sums)
