"""Several people compared by one test, protocol or day: the answer, findings side by side, runs, a figure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from secondheart.anatomy import LEGS, match_name
from secondheart.clinic import TESTS, Examination, Finding
from secondheart.day.schedule import Day, builtin_day, day_names
from secondheart.errors import InputError, UnknownName
from secondheart.person import Person
from secondheart.protocol import Protocol, builtin
from secondheart.protocol import names as protocol_names
from secondheart.report.comparisons import answers, compared_rows, part_of_note
from secondheart.report.figure_options import USUAL_FIGURE, FigureOptions
from secondheart.report.panels import CASE_LETTERS, LabelledRun, distinguish_labels
from secondheart.report.summary import recorded_vessels, run_findings
from secondheart.report.text import describe_person
from secondheart.simulation.notebook_progress import progress_or_line
from secondheart.simulation.session import Progress

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from matplotlib.figure import Figure

    from secondheart.day import Account

MOST_COMPARED = 6  # nobody can distinguish more curves
FINE_SAMPLE_S, COARSE_SAMPLE_S = 0.02, 1.0  # as `simulate` has them
COMPARED_SAMPLES = 180_000  # of all runs together, so that they fit into memory


@dataclass(frozen=True, eq=False)
class Comparison:
    """One test, protocol or day of several people, the first of whom the others are compared with.

    Attributes
    ----------
    name, title : str
        Of the test, protocol or day.
    people : tuple of Person
    findings : list of lists of Finding
        A list for each person.
    results : list of lists of (str, xarray.Dataset)
        The runs of each person, by name.
    examinations : tuple of Examination
        Those of a test, one a person.
    protocol : Protocol, optional
        What was done, where it is no test and no day.
    """

    name: str
    title: str
    people: tuple[Person, ...]
    findings: list[list[Finding]]
    results: list[list[tuple[str, xr.Dataset]]]
    examinations: tuple[Examination, ...] = ()
    protocol: Protocol | None = None

    @property
    def runs(self) -> list[LabelledRun]:
        """The first run of everybody."""
        pairs = zip(self.people, self.results, strict=True)
        return distinguish_labels([LabelledRun(who.name, runs[0][1]) for who, runs in pairs])

    @property
    def answers(self) -> list[str]:
        """For each person but the first what differs most, in a sentence; people are A, B, C ... in their order."""
        letters = CASE_LETTERS[: len(self.people)]
        if self.protocol is None:
            return answers(letters, self.findings)
        part, findings = part_of_note(self.runs)
        return answers(letters, findings, part)

    def to_pandas(self) -> pd.DataFrame:
        """Return a row for each finding and leg, with unit and normal range, and a column of values for each person."""
        import pandas as pd

        keys = list(dict.fromkeys((one.test, one.name, one.side) for mine in self.findings for one in mine))
        tables = [{(one.test, one.name, one.side): one for one in mine} for mine in self.findings]
        rows = []
        for test, name, side in keys:
            known = [table.get((test, name, side)) for table in tables]
            first = next(one for one in known if one is not None)
            values = {case.label: one.value if one else None for case, one in zip(self.runs, known, strict=True)}
            limits = {"unit": first.unit, "normal_low": first.normal_low, "normal_high": first.normal_high}
            rows.append({"test": test, "finding": name, "side": side, **limits, **values})
        return pd.DataFrame(rows)

    def plot(self, options: FigureOptions = USUAL_FIGURE) -> Figure:
        """Return strips of a test, one person under the other, or the curves of a run one over the other.

        Raises
        ------
        MissingExtra
            If matplotlib is not installed.
        """
        from secondheart.report.day_plot import day_comparison_figure
        from secondheart.report.plot import comparison_figure
        from secondheart.report.strips import strip_figure

        if self.examinations:
            return strip_figure(self.examinations, options)
        if self.protocol is None:
            return day_comparison_figure(self.runs, options)
        return comparison_figure(self.runs, options=options)

    def __repr__(self) -> str:
        named = [f"{letter}  {describe_person(who)}" for letter, who in zip(CASE_LETTERS, self.people, strict=False)]
        rows = [f"{row.label}: {', '.join(row.cells)} {row.unit}".rstrip() for row in compared_rows(self.findings)]
        return "\n".join([self.title, *named, *self.answers, *rows])


def compare(
    what: str | Protocol | Day,
    people: Sequence[Person],
    *,
    including: Sequence[str] = (),
    progress: Progress | None = None,
) -> Comparison:
    """Compare people by a clinical test, a protocol or a day.

    Parameters
    ----------
    what : str, Protocol or Day
        The name of a test, a built-in protocol or a built-in day; or a protocol or a day.
    people : sequence of Person
        Two to six; the others are compared with the first.
    including : sequence of str
        "swelling", "oxygen": simulated, too, in a protocol.
    progress : callable, optional
        See `simulate`.

    Returns
    -------
    Comparison
        With `answers`, `findings`, `results`, `to_pandas()` and `plot()`.

    Raises
    ------
    UnknownName
        If there is no such test, protocol or day.
    InputError
        If there are not two to six people.

    Examples
    --------
    >>> import secondheart as sh
    >>> bare = sh.leaking_valves(sh.Person(), "great_saphenous", 0.3)
    >>> both = compare("avp", [bare, sh.wear_stockings(bare, "RAL II")])
    >>> both.answers[0].split(":")[0], list(both.to_pandas().columns[:3])
    ('B against A', ['test', 'finding', 'side'])
    """
    if not 2 <= len(people) <= MOST_COMPARED:
        raise InputError(f"compare: {len(people)} people are not allowed; 2 to {MOST_COMPARED}")
    with progress_or_line(progress) as show:
        if isinstance(what, Day):
            return compare_day(what, people, progress=show)
        if isinstance(what, Protocol):
            return compare_protocol(what, people, including=including, progress=show)
        if known := match_name(what, protocol_names()):
            return compare_protocol(builtin(known), people, including=including, progress=show)
        if known := match_name(what, TESTS):
            return compare_test(known, people, progress=show)
        if known := match_name(what, day_names()):
            return compare_day(builtin_day(known), people, progress=show)
        raise UnknownName.of("test, protocol or day", what, (*TESTS, *protocol_names(), *day_names()))


def compare_test(
    name: str, people: Sequence[Person], beside: Sequence[str] = (), progress: Progress | None = None
) -> Comparison:
    """Examine everybody with a test; its runs keep the vessels `beside`, too."""
    test = TESTS[match_name(name, TESTS) or name]
    done = [
        test.examine(person, progress and _share_of(progress, place, len(people)), beside=beside)
        for place, person in enumerate(people)
    ]
    runs = [[(str(key), result) for key, result in zip(one.keys, one.results, strict=True)] for one in done]
    return Comparison(test.name, test.title, tuple(people), [one.findings for one in done], runs, tuple(done))


def compare_day(day: Day, people: Sequence[Person], name: str = "", progress: Progress | None = None) -> Comparison:
    """Simulate the same day for everybody, as many at once as there are cores."""
    from secondheart.day import PersonDay
    from secondheart.day.compute import run_days
    from secondheart.results.netcdf import open_result

    name = name or day.name or "day"
    cases = [PersonDay(str(place), person, day) for place, person in enumerate(people)]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="secondheart-")))
        accounts = run_days(cases, folder, progress=progress)
        results = [[("day", open_result(folder / f"{case.name}.nc"))] for case in cases]
    findings = [day_findings(accounts[case.name], name) for case in cases]
    return Comparison(name, f"day: {name}", tuple(people), findings, results)


def compare_protocol(
    protocol: Protocol,
    people: Sequence[Person],
    including: Sequence[str] = (),
    pictured: bool = True,
    progress: Progress | None = None,
) -> Comparison:
    """Simulate the same protocol for everybody, as many at once as there are cores.

    `pictured` keeps the vessels that a figure needs, too.
    """
    from secondheart.report.normal_ranges import end_findings
    from secondheart.report.tissue_and_oxygen import included_findings
    from secondheart.simulation.parallel import Job, perform_all

    sample_s = compared_sample_s(len(people), protocol.duration_s)
    record = tuple(recorded_vessels(people[0], pictured))
    jobs = [Job(one, protocol, sample_s, record, tuple(including)) for one in people]
    results = perform_all(jobs, progress)
    findings = [[*run_findings(one), *included_findings(one), *end_findings(one)] for one in results]
    name = str(results[0].attrs["protocol_name"]) or "run"
    runs = [[("run", result)] for result in results]
    return Comparison(name, name, tuple(people), findings, runs, protocol=protocol)


def compared_sample_s(people: int, duration_s: float) -> float:
    """Return the time between samples: fine where memory allows; of long runs a second, or what memory allows."""
    from secondheart.simulation.simulate import ALL_UNTIL_S

    needed = math.ceil(100.0 * people * duration_s / COMPARED_SAMPLES - 1e-9) / 100.0
    usual = FINE_SAMPLE_S if duration_s <= ALL_UNTIL_S else COARSE_SAMPLE_S
    return min(max(usual, needed), max(math.floor(100.0 * duration_s) / 100.0, 0.01))


def day_findings(account: Account, test: str) -> list[Finding]:
    """Return what a day does to the legs as findings."""
    findings = []
    if account.swelling is not None:
        swelling = account.swelling
        for name, value in (("most", swelling.most_mL), ("evening", swelling.evening_mL), ("end", swelling.end_mL)):
            findings.append(Finding(name=f"day_swelling_{name}", value=value, unit="mL", side="both", test=test))
    for side, value in zip(LEGS, account.wall.hours_high, strict=True):
        findings.append(Finding(name="day_wall_hours", value=value, unit="h", side=side, test=test))
    for side, value in zip(LEGS, account.ankle_mean, strict=True):
        findings.append(Finding(name="ankle_vein_mean", value=value, unit="mmHg", side=side, test=test))
    for limit, pair in account.hours_above.items():
        for side, value in zip(LEGS, pair, strict=True):
            findings.append(Finding(name=f"hours_above_{limit}_mmHg", value=value, unit="h", side=side, test=test))
    return findings


def _share_of(progress: Progress, place: int, count: int) -> Progress:
    """Return the progress of one person of several."""
    return lambda now, whole: progress(place * whole + now, count * whole)
