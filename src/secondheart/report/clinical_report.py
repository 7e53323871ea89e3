"""A clinical test and what is done with it: findings, the instrument's trace, a figure, tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from secondheart.anatomy import match_name
from secondheart.clinic import TESTS, Examination, Finding
from secondheart.errors import UnknownName
from secondheart.person import Person
from secondheart.report.finding_rows import finding_table
from secondheart.simulation.notebook_progress import progress_or_line
from secondheart.simulation.session import Progress

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from matplotlib.figure import Figure


@dataclass(frozen=True, eq=False)
class ClinicalReport:
    """What a clinical test returns.

    Attributes
    ----------
    examination : Examination
        Findings, traces and runs as the test made them.
    """

    examination: Examination

    @property
    def findings(self) -> list[Finding]:
        """What the test found: one finding a quantity and leg, left first."""
        return self.examination.findings

    @property
    def result(self) -> xr.Dataset:
        """The first run that the instrument traced, with what the test records; `examination.results` has all."""
        return self.examination.result

    @property
    def trace(self) -> xr.Dataset:
        """What the instrument prints, labelled, with the measured points on it.

        A variable for each curve by `time`, in s since the run began, units and side as attributes; and for each
        measured point or stretch, along `mark`: `finding`, `curve`, `symbol`, `start_s`, `stop_s`, `start`, `stop`.
        """
        return trace_dataset(self.examination)

    def to_pandas(self) -> pd.DataFrame:
        """Return the findings as a table: a row each, with unit, side, range and verdict."""
        return findings_frame(self.findings)

    def plot(self) -> Figure:
        """Return the instrument's strip, with the measured points marked on it.

        Raises
        ------
        MissingExtra
            If matplotlib is not installed.
        """
        from secondheart.report.strips import strip_figure

        return strip_figure([self.examination])

    def __repr__(self) -> str:
        return finding_table(self.findings)


def test(
    name: str,
    person: Person,
    *,
    progress: Progress | None = None,  # noqa: PT028 - not a test of pytest
    **asked: Any,
) -> ClinicalReport:
    """Test a person as a vascular laboratory does.

    Parameters
    ----------
    name : str
        Of the test, such as "apg" (`secondheart list tests`).
    person : Person
    progress : callable, optional
        See `simulate`.
    **asked
        The test's option: `tourniquet` of "avp", `device` of "pneumatic", `angle` of "tilt".

    Returns
    -------
    ClinicalReport
        With `findings`, `trace`, `result`, `to_pandas()` and `plot()`.

    Raises
    ------
    UnknownName
        If there is no such test.
    InputError
        If the test has no such option.

    Examples
    --------
    >>> report = test("avp", Person())
    >>> report.findings[2].name, report.findings[2].unit
    ('ambulatory_venous_pressure', 'mmHg')
    >>> sorted(set(report.trace["finding"].values.tolist()))[0]
    'ambulatory_venous_pressure'
    """
    known = match_name(name, TESTS)
    if known is None:
        raise UnknownName.of("test", name, TESTS)
    with progress_or_line(progress) as show:
        return ClinicalReport(TESTS[known].examine(person, show, **asked))


def findings_frame(findings: list[Finding]) -> pd.DataFrame:
    """Return findings as a table of pandas."""
    import pandas as pd

    rows = [{**one.model_dump(mode="json"), "is_normal": one.is_normal} for one in findings]
    return pd.DataFrame(rows, columns=[*Finding.model_fields, "is_normal"])


def trace_dataset(one: Examination) -> xr.Dataset:
    """Return the strips of an examination as labelled data; curves with times of their own have their dimensions."""
    import xarray as xr

    shared = one.strips[0].times_s if one.strips else np.zeros(0)
    data: dict[str, Any] = {}
    marks: list[tuple[str, Any]] = []
    for trace in one.strips:
        name = trace.label.lower().replace(",", "").replace(" ", "_")
        apart = not np.array_equal(trace.times_s, shared)
        times = f"time_{name}" if apart else "time"
        attributes = {"units": trace.unit, "long_name": trace.label, "side": trace.side}
        data[times] = (times, trace.times_s, {"units": "s", "long_name": "time since the run began"})
        data[name] = (times, trace.values, attributes)
        if trace.fastest is not None:
            data[f"{name}_fastest"] = (times, trace.fastest, {**attributes, "long_name": f"{trace.label}, fastest"})
        marks += [(name, mark) for mark in trace.marks]
    data["curve"] = ("mark", [name for name, _ in marks])
    for field in ("finding", "symbol", "start_s", "stop_s", "start", "stop"):
        data[field] = ("mark", [getattr(mark, field) for _, mark in marks])
    return xr.Dataset(data, attrs={"test": one.test})
