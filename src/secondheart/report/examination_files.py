"""A clinical test as files: its runs as netCDF, which can be shown again, its findings and its trace as CSV."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from secondheart.clinic import TESTS, Examination, Finding
from secondheart.errors import BadFile
from secondheart.report.finding_rows import VARIANT
from secondheart.results.csv_files import beside, save_columns, save_table
from secondheart.results.netcdf import save_result
from secondheart.variables import quantity_label

if TYPE_CHECKING:
    import xarray as xr

# Attributes of a run that a test made
TEST_NAME, TEST_RUN, TEST_FINDINGS = "test", "test_run", "test_findings"
FINDING_COLUMNS = ("test", "finding", "label", "side", "value", "unit", "low", "high", "range", "is_normal", "source")
TRACE_COLUMNS = ("test", "curve", "side", "unit", "time_s", "value")


def run_files(done: Sequence[Examination], path: Path) -> list[tuple[Path, xr.Dataset]]:
    """Return the runs of some tests, each with the findings of its test, and the file that each belongs to.

    One run takes the name itself; of several, each has the test and the leg behind it: `legs-apg-left.nc`.
    """
    runs = [(one, place) for one in done for place in range(len(one.results))]
    if len(runs) == 1:
        return [(path, _with_findings(*runs[0]))]
    return [(beside(path, _run_name(one, place)), _with_findings(one, place)) for one, place in runs]


def _run_name(one: Examination, place: int) -> str:
    key = one.keys[place]
    return f"{one.test}-{key}" if len(one.results) > 1 and isinstance(key, str) else one.test


def _with_findings(one: Examination, place: int) -> xr.Dataset:
    findings = json.dumps([finding.model_dump(mode="json") for finding in one.findings])
    return one.results[place].assign_attrs({TEST_NAME: one.test, TEST_RUN: place, TEST_FINDINGS: findings})


def save_examinations(done: Sequence[Examination], path: Path) -> list[Path]:
    """Write the runs of some tests; return where they are."""
    files = run_files(done, path)
    for place, result in files:
        save_result(result, place)
    return [place for place, _ in files]


def is_examination(result: xr.Dataset) -> bool:
    """Say whether a clinical test made a run."""
    return TEST_NAME in result.attrs


def read_examination(result: xr.Dataset, path: str | Path) -> Examination:
    """Return the examination of a run that a clinical test made: findings as they were, the trace drawn anew.

    Raises
    ------
    BadFile
        If there is no such test, or its findings cannot be read.
    """
    name = str(result.attrs[TEST_NAME])
    if name not in TESTS:
        raise BadFile(f"{path}: is of the test '{name}', which this version does not have")
    test = TESTS[name]
    keys = test.traced or tuple(test.protocols())[:1]
    try:
        findings = [Finding(**one) for one in json.loads(str(result.attrs[TEST_FINDINGS]))]
        key = keys[int(result.attrs[TEST_RUN])]
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise BadFile(f"{path}: the findings of the test '{name}' cannot be read ({type(error).__name__})") from None
    return test.examination(findings, {key: result})


def save_examination_csv(done: Sequence[Examination], path: Path) -> list[Path]:
    """Write the findings of some tests as one table and their traces as another; return where they are."""
    trace = beside(path, "trace")
    save_table(FINDING_COLUMNS, (finding_cells(one) for each in done for one in each.findings), path)
    columns = _columns(done)
    if columns:
        save_columns(columns, trace)
    else:
        save_table(TRACE_COLUMNS, _samples(done), trace)
    return [path, trace]


def finding_cells(one: Finding) -> tuple[object, ...]:
    """Return a finding as a row of a table."""
    label = quantity_label(one.name)
    ends = one.normal_low, one.normal_high, one.range_kind if one.source else None
    verdict = None if one.is_normal is None else ("yes" if one.is_normal else "no")
    if VARIANT in one.test:
        label = f"{label} ({one.test.partition(VARIANT)[2]})"
    return (one.test, one.name, label, one.side, one.value, one.unit, *ends, verdict, one.source)


def _columns(done: Sequence[Examination]) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    """Return the traces as columns on one clock; empty where they have clocks of their own."""
    traces = [trace for one in done for trace in one.strips]
    if not traces or any(not np.array_equal(one.times_s, traces[0].times_s) for one in traces):
        return {}
    return {"time [s]": traces[0].times_s} | {f"{one.label} [{one.unit}]": one.values for one in traces}


def _samples(done: Sequence[Examination]) -> Iterator[tuple[object, ...]]:
    for one in done:
        for trace in one.strips:
            for time_s, value in zip(trace.times_s.tolist(), trace.values.tolist(), strict=True):
                yield one.test, trace.quantity, trace.side, trace.unit, time_s, value
