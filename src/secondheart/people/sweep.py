"""One quantity of a person over a range of values, each examined: findings as labelled data."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secondheart._files import only_writer
from secondheart._version import __version__
from secondheart.anatomy import LEGS, Side, match_name
from secondheart.clinic import TESTS, Finding
from secondheart.errors import BadFile, InputError, NetworkError, RunFailed, UnknownName
from secondheart.person import Person
from secondheart.person.files import person_text
from secondheart.person.parse import is_condition, is_value, with_condition, with_garment
from secondheart.person.values import body_numbers, match_values
from secondheart.protocol import Protocol, to_toml
from secondheart.report.summary import run_findings
from secondheart.simulation.parallel import perform_all
from secondheart.simulation.session import Progress
from secondheart.simulation.simulate import simulate
from secondheart.variables import QUANTITIES

if TYPE_CHECKING:
    import xarray as xr

FACTS = {"age_years": "years", "height_cm": "cm", "mass_kg": "kg", "strength_percent": "%"}  # of a person, swept too
MOST_POINTS = 10_000
MOST_SWEEP_BYTES = 2**28
SWEEP_TITLE = "secondheart sweep: "
FINDING_FIELDS = ("normal_low", "normal_high", "source", "test")  # of a finding, as attributes of its variable


@dataclass(frozen=True)
class SweepAxis:
    """A quantity, and the values that it takes.

    Parameters
    ----------
    name : str
        A number of the body (``soleal_sinuses.compliance``), a fact of a person (``age_years``), a condition
        (``leaking-deep``) or a garment with one number (``bandage-elastic``).
    values : tuple of float
    scale : bool
        The values are factors; of numbers of the body only, and the name may be a pattern.

    Raises
    ------
    InputError
        If there are no values, one comes twice, or factors are asked for of anything but numbers of the body.
    """

    name: str
    values: tuple[float, ...]
    scale: bool = False

    def __post_init__(self) -> None:
        if not self.values or len(set(self.values)) < len(self.values):
            raise InputError(f"sweep: the values of {self.name} are not allowed: one or more, each once")
        if self.scale and not is_value(self.name):
            raise InputError(f"sweep: factors of {self.name} are not allowed: numbers of the body have them")

    @property
    def dimension(self) -> str:
        """What the axis is called in a dataset."""
        return re.sub(r"\W+", "_", self.name).strip("_")

    @property
    def unit(self) -> str:
        """The unit of the values."""
        if is_value(self.name) and not self.scale:
            return body_numbers()[re.sub(r"_(left|right)\.", ".", match_values(self.name)[0])].unit
        return str(FACTS.get(self.dimension, "1" if self.scale or is_condition(self.name) else "mmHg"))

    def apply(self, person: Person, value: float) -> Person:
        """Return the person with one of the values."""
        if is_value(self.name):
            return person.with_scales({self.name: value}) if self.scale else person.with_values({self.name: value})
        fact = match_name(self.name, FACTS)
        if fact:
            return person.replace(**{fact: value})
        if is_condition(self.name):
            return with_condition(person, f"{self.name}={value!r}")
        return with_garment(person, f"{self.name}={value!r}")


def sweep(
    person: Person,
    axes: str | SweepAxis | Sequence[str | SweepAxis] | Mapping[str, Sequence[float]],
    tests: str | Protocol | Sequence[str | Protocol] = "avp",
    *,
    output: str | Path | None = None,
    progress: Progress | None = None,
    **options: Any,
) -> xr.Dataset:
    """Examine a person over a range of values, on all cores.

    Parameters
    ----------
    person : Person
    axes : mapping of str to sequence of float
        Values by the name of what is swept: a number of the body (``soleal_sinuses.compliance``, see
        `Person.with_values`), a fact of the person (``age_years``), a condition (``leaking-deep``) or a garment with
        one number (``bandage-elastic``). Several names make a grid. A text such as
        ``"leg.vein.*.compliance=x0.5:x1.5:5"`` is what the command takes; with x the values are factors.
    tests : str, Protocol or sequence of these
        Clinical tests (`secondheart list tests`), and protocols, of which the means over the whole run are findings.
    output : str or Path, optional
        A netCDF file for the result. What is finished is written beside it at once: if the sweep is interrupted, the
        same call continues.
    progress : callable, optional
        Called with the simulated and the whole time of all runs, in seconds.
    **options
        Options of the tests, such as ``device="foot-pump"``.

    Returns
    -------
    xarray.Dataset
        A variable for each finding, with a dimension for each name and, where both legs have it, ``side``; units,
        normal range and source are attributes. ``failure`` says why there is nothing where a run failed.

    Raises
    ------
    InputError
        If a name, value, test or option is not allowed; before anything is simulated.
    RunFailed
        If every run failed.

    Examples
    --------
    >>> import secondheart as sh
    >>> swept = sh.sweep(sh.Person(), {"leaking-deep": [0.0, 0.3]}, "avp")  # doctest: +SKIP
    >>> swept.ambulatory_venous_pressure.sel(side="left").values.round()  # doctest: +SKIP
    array([28., 54.])
    """
    ways, names = _axes(axes), _measures(tests)
    given = _options(names, options)
    people = swept_people(person, ways)
    path = None if output is None else Path(output)
    if path and not path.parent.is_dir():
        raise BadFile(f"{path}: cannot be written, there is no folder {path.parent}")
    with ExitStack() as stack:
        if path:
            stack.enter_context(only_writer(path))
        store = _Store(path)
        done = perform_all([_Point(one, names, given, store) for one in people], progress)
        result = _dataset(person, ways, done)
        if path:
            store.finish(result)
    return result


def swept_people(person: Person, axes: Sequence[SweepAxis]) -> list[Person]:
    """Return the person at each point of a sweep; raise InputError where a value is not allowed, or too many are."""
    grid = list(product(*(axis.values for axis in axes)))
    if len(grid) > MOST_POINTS:
        raise InputError(f"sweep: {len(grid)} runs are not allowed: at most {MOST_POINTS}")
    return [_apply_all(person, axes, values) for values in grid]


def _axes(axes: str | SweepAxis | Sequence[str | SweepAxis] | Mapping[str, Sequence[float]]) -> list[SweepAxis]:
    if isinstance(axes, str | SweepAxis):
        axes = [axes]
    if isinstance(axes, Mapping):
        return [SweepAxis(name, tuple(map(float, values))) for name, values in axes.items()]
    return [parse_axis(one) if isinstance(one, str) else one for one in axes]


def _measures(tests: str | Protocol | Sequence[str | Protocol]) -> tuple[str | Protocol, ...]:
    """Return what is done with each person: tests by their names, and protocols."""
    chosen = [tests] if isinstance(tests, str | Protocol) else list(tests)
    for one in chosen:
        if isinstance(one, str) and match_name(one, TESTS) is None:
            raise UnknownName.of("test", one, TESTS)
    named = [match_name(one, TESTS) or one if isinstance(one, str) else one for one in chosen]
    return tuple(dict.fromkeys(named))


def _options(chosen: Iterable[str | Protocol], options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that were given, after each was checked by a test that takes it."""
    given = {name: value for name, value in options.items() if value is not None}
    names = [name for name in chosen if isinstance(name, str)]
    takers = {test.option.name: test.option for test in (TESTS[name] for name in names) if test.option}
    for name, value in given.items():
        if name not in takers:
            raise InputError(f"sweep: {name} = {value} is not allowed: none of {', '.join(names)} has that option")
        takers[name].check(value)
    return given


def _apply_all(person: Person, axes: Sequence[SweepAxis], values: Sequence[float]) -> Person:
    for axis, value in zip(axes, values, strict=True):
        person = axis.apply(person, value)
    return person


class _Store:
    """Findings of the points that are finished, one a line, beside the output; nowhere without one."""

    def __init__(self, path: Path | None) -> None:
        self.path, self.lock = path, threading.Lock()
        self.part = None if path is None else path.with_name(f"{path.name}.part")
        self.known = dict(self._read()) if self.part else {}

    def _read(self) -> Iterator[tuple[str, list[Any]]]:
        if self.part is None or not self.part.exists():
            return
        for line in self.part.read_text("utf-8").splitlines():
            try:
                row = json.loads(line)
                yield row["key"], row["findings"]
            except (ValueError, KeyError, TypeError):
                return  # cut off by an interruption

    def write(self, key: str, findings: list[Any]) -> None:
        """Keep what was found at a point."""
        if self.part is None:
            return
        with self.lock, self.part.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"key": key, "findings": findings}) + "\n")

    def finish(self, result: xr.Dataset) -> None:
        """Write the result, and remove what was kept on the way to it."""
        from secondheart.results.netcdf import save_result

        if self.path and self.part:
            save_result(result, self.path)
            self.part.unlink(missing_ok=True)


@dataclass(frozen=True)
class _PointFindings:
    """The findings of a point, or why there are none."""

    findings: list[Finding] = field(default_factory=list)
    failure: str = ""


@dataclass(frozen=True)
class _Point:
    """One person, and what is done with them."""

    person: Person
    measures: tuple[str | Protocol, ...]
    options: Mapping[str, Any]
    store: _Store

    @property
    def duration_s(self) -> float:
        return sum(map(self._seconds, self.measures))

    def _seconds(self, what: str | Protocol) -> float:
        runs = [what] if isinstance(what, Protocol) else TESTS[what].protocols(**self._options_of(what)).values()
        return sum(protocol.duration_s for protocol in runs)

    def _options_of(self, name: str) -> dict[str, Any]:
        option = TESTS[name].option
        return {key: value for key, value in self.options.items() if option and option.name == key}

    @property
    def key(self) -> str:
        """What decides the findings."""
        done = [one if isinstance(one, str) else to_toml(one) for one in self.measures]
        options = {name: str(value) for name, value in self.options.items()}
        text = json.dumps([__version__, person_text(self.person), done, options])
        return hashlib.sha256(text.encode()).hexdigest()[:24]

    def perform(self, progress: Progress) -> _PointFindings:
        """Examine the person, unless that has been done."""
        if self.key in self.store.known:
            return _PointFindings([Finding(**row) for row in self.store.known[self.key]])
        findings: list[Finding] = []
        before = 0.0
        for one in self.measures:

            def report(now: float, _: float, before: float = before) -> None:
                progress(before + now, self.duration_s)

            try:
                findings += self._measure(one, report)
            except (RunFailed, NetworkError) as error:
                return _PointFindings(failure=str(error))
            before += self._seconds(one)
        self.store.write(self.key, [finding.model_dump(mode="json") for finding in findings])
        return _PointFindings(findings)

    def _measure(self, what: str | Protocol, progress: Progress) -> list[Finding]:
        if isinstance(what, str):
            return TESTS[what].examine(self.person, progress, **self._options_of(what)).findings
        return run_findings(simulate(self.person, what, progress=progress))


def _dataset(person: Person, axes: Sequence[SweepAxis], done: Sequence[_PointFindings]) -> xr.Dataset:
    import numpy as np
    import xarray as xr

    if all(one.failure for one in done):
        raise RunFailed(f"sweep: every run failed; the first: {done[0].failure}")
    shape, dims = tuple(len(axis.values) for axis in axes), tuple(axis.dimension for axis in axes)
    coords: dict[str, Any] = {
        axis.dimension: (axis.dimension, list(axis.values), {"units": axis.unit, "long_name": axis.name})
        for axis in axes
    }
    variables: dict[str, Any] = {}
    for name, rows in _by_variable(done).items():
        variables[name] = _variable(name, rows, shape, dims)
    if any("side" in one[0] for one in variables.values()):
        coords["side"] = ("side", list(LEGS))
    if any(one.failure for one in done):
        variables["failure"] = (dims, np.array([one.failure for one in done], dtype=object).reshape(shape))
    attrs = {"title": f"{SWEEP_TITLE}{', '.join(axis.name for axis in axes)}", "version": __version__}
    return xr.Dataset(variables, coords, {**attrs, "person": person_text(person)})


def _variable(
    name: str, rows: Sequence[Mapping[Side, Finding]], shape: tuple[int, ...], dims: tuple[str, ...]
) -> tuple[tuple[str, ...], Any, dict[str, Any]]:
    """Return dimensions, values and attributes of a finding, from that of each point and side."""
    import numpy as np

    kind = next(one for row in rows for one in row.values())
    sides: tuple[Side, ...] = ("both",) if kind.side == "both" else LEGS
    values = np.array([[_value(row.get(side)) for side in sides] for row in rows]).reshape(*shape, len(sides))
    quantity = QUANTITIES.get(kind.name)
    attrs = {"units": kind.unit, "long_name": quantity.label if quantity else name.replace("_", " ")}
    attrs |= {key: getattr(kind, key) for key in FINDING_FIELDS if getattr(kind, key) is not None}
    return (dims, values[..., 0], attrs) if kind.side == "both" else ((*dims, "side"), values, attrs)


def _by_variable(done: Sequence[_PointFindings]) -> dict[str, list[dict[Side, Finding]]]:
    """Return the findings by variable, for each point those of each side; a test stands before a name of several."""
    tests: dict[str, set[str]] = {}
    for one in (finding for point in done for finding in point.findings):
        tests.setdefault(one.name, set()).add(one.test)
    rows: dict[str, list[dict[Side, Finding]]] = {}
    for place, point in enumerate(done):
        for one in point.findings:
            name = one.name if len(tests[one.name]) == 1 else re.sub(r"\W+", "_", f"{one.test}_{one.name}")
            rows.setdefault(name, [{} for _ in done])[place][one.side] = one
    return rows


def _value(finding: Finding | None) -> float:
    return float("nan") if finding is None or finding.value is None else finding.value


def parse_axis(text: str) -> SweepAxis:
    """Return the axis that a text means: ``NAME=0:1:50``, ``NAME=1,2,3`` or, with factors, ``NAME=x0.5:x2:4``.

    Raises
    ------
    InputError
        If it is neither.

    Examples
    --------
    >>> parse_axis("leaking-deep=0:1:3")
    SweepAxis(name='leaking-deep', values=(0.0, 0.5, 1.0), scale=False)
    >>> parse_axis("leg.vein.*.compliance=x0.5,x1").scale
    True
    """
    name, _, spread = text.partition("=")
    pieces = re.split("[:,]", spread)
    scale = all(piece.startswith("x") for piece in pieces[:2])
    try:
        numbers = [float(piece.removeprefix("x") if scale else piece) for piece in pieces]
    except ValueError:
        numbers = []
    if ":" in spread:
        counted = "," not in spread and len(numbers) == 3 and numbers[2] in range(2, MOST_POINTS + 1)
        first, last, count = numbers if counted else (0.0, 0.0, 0.0)
        numbers = [first + (last - first) * k / (count - 1) for k in range(int(count))]
    if not name or not numbers:
        raise InputError(f"sweep: '{text}' is not allowed: NAME=FIRST:LAST:COUNT or NAME=VALUE,VALUE,...")
    return SweepAxis(name, tuple(numbers), scale)


def open_sweep(path: str | Path) -> xr.Dataset | None:
    """Read a sweep that was saved; None where a file is another result, or nothing that can be read."""
    import xarray as xr

    from secondheart.results.netcdf import check_store

    try:
        check_store(Path(path))
        with xr.open_dataset(path, engine="h5netcdf") as saved:
            title = saved.attrs.get("title")
            is_sweep = isinstance(title, str) and title.startswith(SWEEP_TITLE) and "person" in saved.attrs
            return saved.load() if is_sweep and saved.nbytes <= MOST_SWEEP_BYTES else None
    except Exception:  # damaged bytes come up as anything; `open_result` says what is wrong
        return None
