"""A cohort: many people examined, kept in a store, and given back as one dataset with a person dimension."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import platformdirs
import tomli_w

from secondheart import __version__
from secondheart._files import toml_tables
from secondheart.anatomy import SIDES, Side, command_name, legs_of, match_name
from secondheart.clinic.finding import Finding
from secondheart.errors import BadFile, InputError, UnknownName
from secondheart.people.examine import (
    BARE_CARE,
    PERSON_DONE,
    PERSON_FAILED,
    Examined,
    PeopleBlock,
    Source,
    numbers_hash,
    with_care,
)
from secondheart.people.population import Population, check_count, population, population_text
from secondheart.people.store import STORE_FORMAT, CohortStore, create_store, hold_lock, is_store, open_store
from secondheart.people.visit import check_tests
from secondheart.people.workers import examine_by_scheduler, examine_in_threads
from secondheart.person import Person
from secondheart.person.files import person_text
from secondheart.person.traits import all_traits, trait_of
from secondheart.simulation.session import Progress
from secondheart.variables import full_finding

if TYPE_CHECKING:
    import xarray as xr

LARGEST_BLOCK = 32  # people that are written at once
FEWEST_BLOCKS = 8  # so that a small cohort is not one block
FACT_UNITS = {"age_years": "years", "height_cm": "cm", "mass_kg": "kg", "strength_percent": "%"}
COHORT_TESTS: tuple[str, ...] = ("avp", "apg")
BARE_NAME = "bare"


@dataclass(frozen=True)
class CohortPlan:
    """What a cohort is: who, what is asked, and what the store says about it."""

    source: Source
    asked: Examined
    people: int

    @property
    def about(self) -> dict[str, Any]:
        """What the store says; `key` stands for everything that decides the numbers."""
        decides = {
            "secondheart_cohort": STORE_FORMAT,
            "version": __version__,
            "population": self.source.text,
            "seed": self.source.seed,
            "persons": [person_text(one) for one in self.source.people],
            "people": self.people,
            "tests": list(self.asked.tests),
            "legs": list(self.asked.legs),
            "care": list(self.asked.care),
            "block": max(1, min(LARGEST_BLOCK, self.people // FEWEST_BLOCKS)),
        }
        key = hashlib.sha256(json.dumps([decides, numbers_hash()], sort_keys=True).encode()).hexdigest()[:24]
        fields = ("name", "test", "unit", "normal_low", "normal_high", "source")
        return {**decides, "key": key, "findings": [one.model_dump(include=set(fields)) for one in self.asked.findings]}

    @property
    def finding_names(self) -> list[str]:
        """What each finding is called in the dataset: by its test too, where two tests have one of that name."""
        names = [one.name for one in self.asked.findings]
        return [one.name if names.count(one.name) == 1 else f"{one.test}_{one.name}" for one in self.asked.findings]

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """People, cases of care, sides and findings."""
        return self.people, *self.asked.sizes


def plan_cohort(
    people: str | Path | Population | Sequence[Person],
    n: int | None = None,
    *,
    seed: int = 0,
    tests: Sequence[str] = COHORT_TESTS,
    legs: Side = "both",
    wear: Sequence[str] = (),
) -> CohortPlan:
    """Return what a cohort would be; see `cohort`."""
    if legs not in SIDES:
        raise UnknownName.of("side", str(legs), SIDES)
    care = tuple(dict.fromkeys((BARE_CARE, *(one for one in wear if one and command_name(one) != BARE_NAME))))
    for one in care:
        with_care(Person(), one)  # refuses what is no garment and no treatment
    asked = Examined(check_tests(tests), legs_of(legs), care)
    if not asked.tests:
        raise InputError("a cohort needs a test: tests = ['avp', 'apg']")
    if isinstance(people, str | Path | Population):
        if n is None:
            raise InputError("how many people? give their number, such as 100")
        check_count(n, seed)
        return CohortPlan(Source(_text_of(people), seed), asked, n)
    some = tuple(people) if n is None else tuple(people)[:n]
    if not some or not all(isinstance(one, Person) for one in some):
        raise InputError("a cohort needs a population by its name or file, or a list of persons")
    return CohortPlan(Source(people=some), asked, len(some))


def _text_of(people: str | Path | Population) -> str:
    if not isinstance(people, Population):
        one = population(people)  # refuses what is none
        if not one.facts.survey:
            return population_text(people)
        people = one  # with the survey's whole path
    return tomli_w.dumps(people.model_dump(mode="json", exclude_none=True))


def plan_of_store(store: CohortStore) -> CohortPlan:
    """Return what a cohort on disk is.

    Raises
    ------
    BadFile
        If it is damaged.
    """
    about = store.about
    try:
        people = tuple(Person(**toml_tables(text, str(store.path))) for text in about["persons"])
        stored = tuple(Finding(value=None, side="both", **row) for row in about["findings"])
        asked = Examined(tuple(about["tests"]), tuple(about["legs"]), tuple(about["care"]), stored)
        return CohortPlan(Source(about["population"], int(about["seed"]), people), asked, store.people)
    except (KeyError, TypeError, ValueError) as error:
        raise BadFile(f"{store.path}: damaged: {error}") from None


def cohort(
    people: str | Path | Population | Sequence[Person],
    n: int | None = None,
    *,
    seed: int = 0,
    tests: Sequence[str] = COHORT_TESTS,
    legs: Side = "both",
    wear: Sequence[str] = (),
    store: str | Path | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Examine many people.

    Parameters
    ----------
    people : str, path, Population or sequence of Person
        A population by its name or file, of which `n` are drawn, or persons.
    n : int, optional
        How many are drawn.
    seed : int
        Person i follows from the population, the seed and i alone.
    tests : sequence of str
        "avp", "apg", "duplex", "reflux" (what of the duplex is found standing), and the other tests.
    legs : "left", "right" or "both"
        Whose findings are asked for.
    wear : sequence of str
        Garments or treatments, each a case beside bare; several together are joined by +.
    store : str or path, optional
        A folder ending in .zarr that keeps what is done; the same call goes on with what is missing.
    workers : int, optional
        Threads; left out, one a core.
    scheduler : str, optional
        Address of a Dask scheduler, whose workers do it instead; needs the extra `cluster`.
    progress : callable, optional
        Called with the simulated and the whole time, in seconds.

    Returns
    -------
    xarray.Dataset
        Of person, care and side a variable for each finding; of person facts, traits and leaks, `status` (0 missing,
        1 done, 2 failed) and `reason`.

    Raises
    ------
    InputError
        If something is not allowed, or the store is of another cohort.

    Examples
    --------
    >>> legs = cohort("healthy-adults", 2, tests=["apg"], legs="left")
    >>> dict(legs.sizes)["person"], legs.VV.attrs["units"]
    (2, 'mL')
    """
    plan = plan_cohort(people, n, seed=seed, tests=tests, legs=legs, wear=wear)
    return dataset_of(plan, run_plan(plan, store, workers, progress, scheduler))


def run_plan(
    plan: CohortPlan,
    store: str | Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    scheduler: str | None = None,
) -> PeopleBlock:
    """Return what is found in the people of a cohort, in memory or from a store that goes on with what is missing."""
    if store is None:
        return run_in_memory(plan, workers, scheduler, progress)
    there = store_of(plan, Path(store))
    for _ in run_to_store(there, plan, workers, scheduler, progress):
        pass
    return there.read()


def runs_of_emulators(plan: CohortPlan) -> Path:
    """Return where the runs that an emulator is built from are kept, to serve every leg of the same prior."""
    root = Path(os.environ.get("SECONDHEART_CACHE") or platformdirs.user_cache_dir("secondheart")).absolute()
    folder = root / "people"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"runs-{plan.about['key']}.zarr"


def store_of(plan: CohortPlan, path: Path) -> CohortStore:
    """Return the store of a cohort: a new one, or that of an earlier call.

    Raises
    ------
    BadFile
        If it is of another population, seed, version or tests.
    """
    if not is_store(path):
        return create_store(path, plan.about, plan.shape)
    store = open_store(path, writing=True)
    check_key(store, plan)
    return store


def check_key(store: CohortStore, plan: CohortPlan) -> None:
    """Raise BadFile if a store is not of this cohort, or was made by another version of the program."""
    mine, theirs = plan.about, store.about
    if mine["key"] == theirs["key"]:
        return
    names = ("population", "persons", "seed", "people", "tests", "legs", "care", "version")
    other = next((name for name in names if mine[name] != theirs.get(name)), None)
    what = f"has another {other}" if other else "was made by another state of the program"
    raise BadFile(f"{store.path}: {what}; write to another folder, or remove it")


def run_in_memory(
    plan: CohortPlan, workers: int | None = None, scheduler: str | None = None, progress: Progress | None = None
) -> PeopleBlock:
    """Examine the people of a cohort that is not stored."""
    size = plan.about["block"]
    spans = [(first, min(first + size, plan.people)) for first in range(0, plan.people, size)]
    whole = PeopleBlock.empty(plan.people, *plan.asked.sizes)
    for place, block in _examine(plan, spans, workers, scheduler, progress):
        part = slice(*spans[place])
        whole.values[part], whole.status[part] = block.values, block.status
        whole.reasons[part] = block.reasons
    return whole


def run_to_store(
    store: CohortStore,
    plan: CohortPlan,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> Iterator[PeopleBlock]:
    """Examine what is missing in a store, and yield each block when it is written."""
    with hold_lock(store.path):
        missing = store.missing_blocks()
        spans = [store.blocks()[place] for place in missing]
        for place, block in _examine(plan, spans, workers, scheduler, progress) if spans else ():
            store.write_block(missing[place], block)
            yield block


def _examine(
    plan: CohortPlan,
    spans: Sequence[tuple[int, int]],
    workers: int | None,
    scheduler: str | None,
    progress: Progress | None,
) -> Iterator[tuple[int, PeopleBlock]]:
    if scheduler is not None:
        return examine_by_scheduler(plan.source, spans, plan.asked, scheduler, progress)
    return examine_in_threads(plan.source, spans, plan.asked, progress, workers)


def open_cohort(path: str | Path) -> xr.Dataset:
    """Return what a store holds, as `cohort` does.

    Raises
    ------
    BadFile
        If it is no cohort, or a block of it is damaged.
    """
    store = open_store(Path(path))
    return dataset_of(plan_of_store(store), store.read())


def person_of_cohort(path: str | Path, place: int) -> Person:
    """Return a person of a store, to be put into any command.

    Raises
    ------
    BadFile
        If it is no cohort.
    InputError
        If there is no such person.
    """
    store = open_store(Path(path))
    if not 0 <= place < store.people:
        raise InputError(f"{path}#{place} is not allowed: it has the people 0 to {store.people - 1}")
    return plan_of_store(store).source.person(place)


def dataset_of(plan: CohortPlan, block: PeopleBlock) -> xr.Dataset:
    """Return what was found in the people of a cohort as labelled data."""
    import xarray as xr

    people = plan.source.some(0, plan.people)
    care = [one or BARE_NAME for one in plan.asked.care]
    coords: dict[str, Any] = {"person": np.arange(plan.people), "care": care, "side": list(SIDES)}
    coords |= _facts(people)
    data: dict[str, Any] = {}
    for place, (name, one) in enumerate(zip(plan.finding_names, plan.asked.findings, strict=True)):
        attributes: dict[str, str | float] = {
            "units": one.unit,
            "long_name": f"{one.name.replace('_', ' ')}, {one.test}",
            "test": one.test,
        }
        limits = {"normal_low": one.normal_low, "normal_high": one.normal_high, "normal_source": one.source}
        attributes |= {key: value for key, value in limits.items() if value is not None and value != ""}
        data[name] = (("person", "care", "side"), block.values[..., place], attributes)
    flags = np.array([0, PERSON_DONE, PERSON_FAILED], np.int8)
    meanings = {"flag_values": flags, "flag_meanings": "missing done failed"}
    data["status"] = ("person", block.status, meanings)
    data["reason"] = ("person", np.array(block.reasons, dtype=str), {"long_name": "why a person failed"})
    attrs = {"title": "secondheart: a cohort", "version": __version__, "key": plan.about["key"]}
    attrs |= {"population": plan.source.text, "seed": plan.source.seed, "tests": " ".join(plan.asked.tests)}
    return xr.Dataset(data, coords, attrs)


def _facts(people: Sequence[Person]) -> dict[str, Any]:
    """Return facts and traits of people, as coordinates."""
    facts: dict[str, Any] = {
        name: ("person", np.array([getattr(one, name) for one in people]), {"units": unit})
        for name, unit in FACT_UNITS.items()
    }
    facts["sex"] = ("person", np.array([one.sex for one in people]))
    facts["conditions"] = ("person", np.array([" ".join(_conditions(one)) for one in people], dtype=str))
    legs = legs_of("both")
    for name, trait in all_traits().items():
        units = {"units": trait.unit, "long_name": trait.title}
        if trait.sided:
            of_legs = [[*(trait_of(one.traits, name, leg) for leg in legs), np.nan] for one in people]
            facts[name] = (("person", "side"), np.array(of_legs), units)
        else:
            facts[name] = ("person", np.array([one.traits.get(name, trait.usual) for one in people]), units)
    return facts


def _conditions(person: Person) -> list[str]:
    return [f"{command_name(one.name, one.side)}={one.degree:g}" for one in person.conditions]


def finding_names(data: xr.Dataset) -> list[str]:
    """Return the names of the findings of a cohort."""
    return [str(name) for name in data.data_vars if "care" in data[name].dims]


def finding_named(known: xr.Dataset | CohortPlan, text: str) -> str:
    """Return the name of a finding of a cohort, however it is spelled; of one that is planned, before it is done.

    Raises
    ------
    UnknownName
        If there is none.
    """
    names = known.finding_names if isinstance(known, CohortPlan) else finding_names(known)
    name = match_name(full_finding(text), names)
    if name is None:
        raise UnknownName.of("finding", text, names)
    return name
