"""What a saved result is, and how it is shown: a run, a run of a clinical test, a day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secondheart.results.csv_files import save_result_csv
from secondheart.results.measure import person_of, protocol_of

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.figure import Figure

    from secondheart.report.figure_options import FigureOptions


@dataclass(frozen=True)
class SavedDisplay:
    """How a result is shown: as text, as JSON, as a figure, as a page and as tables."""

    text: Callable[[FigureOptions, Sequence[Path]], str]
    json: Callable[[], dict[str, Any]]
    figure: Callable[[FigureOptions], Figure]
    page: Callable[[str, bool], str]
    tables: Callable[[Path, FigureOptions], list[Path]]


def saved_display(result: xr.Dataset, file: Path) -> SavedDisplay:
    """Return how a result is shown."""
    from secondheart.report.examination_files import is_examination

    if is_examination(result):
        return _test(result, file)
    return _day(result) if "begins_s" in result.attrs else _run(result)


def sweep_display(result: xr.Dataset) -> SavedDisplay:
    """Return how a sweep is shown; it has no page."""
    from secondheart.cli.sweep import save_sweep_csv, sweep_object, sweep_report
    from secondheart.report.sweep_plot import sweep_figure

    def tables(path: Path, _: FigureOptions) -> list[Path]:
        save_sweep_csv(result, path)
        return [path]

    return SavedDisplay(
        text=lambda _, written: sweep_report(result, written),
        json=lambda: sweep_object(result),
        figure=lambda look: sweep_figure(result, look),
        page=lambda command, _: command,
        tables=tables,
    )


def _run(result: xr.Dataset) -> SavedDisplay:
    from secondheart.cli.inputs import Plan
    from secondheart.cli.run import run_object
    from secondheart.cli.run_table import run_report
    from secondheart.report.page import run_page
    from secondheart.report.panels import LabelledRun
    from secondheart.report.plot import run_figure

    plan = Plan(protocol_of(result))
    return SavedDisplay(
        text=lambda look, written: run_report(result, plan, person_of(result), list(map(str, written)), look.window),
        json=lambda: run_object(result, plan),
        figure=lambda look: run_figure(result, options=look),
        page=lambda command, light: run_page([LabelledRun("", result)], command, light=light),
        tables=lambda path, look: save_result_csv(result, path, look.vessels or None, look.window),
    )


def _test(result: xr.Dataset, file: Path) -> SavedDisplay:
    from secondheart.cli.test import test_page
    from secondheart.cli.test_table import findings_report
    from secondheart.report.examination_files import read_examination, save_examination_csv
    from secondheart.report.strips import strip_figure

    one = read_examination(result, file)
    return SavedDisplay(
        text=lambda _, written: findings_report(one.findings, person_of(result), {}, written),
        json=lambda: {"findings": [finding.model_dump(mode="json") for finding in one.findings]},
        figure=lambda look: strip_figure([one], look),
        page=lambda command, light: test_page([one], one.findings, command, light),
        tables=lambda path, _: save_examination_csv([one], path),
    )


def _day(result: xr.Dataset) -> SavedDisplay:
    from secondheart.cli.day import day_object
    from secondheart.cli.day_table import day_report
    from secondheart.cli.inputs import DayPlan
    from secondheart.day import account, signs
    from secondheart.day.schedule import Day
    from secondheart.report.day_page import day_page
    from secondheart.report.day_plot import day_figure

    protocol = protocol_of(result)
    totals = account(result, protocol)
    day_signs = signs(totals, None)
    plan = DayPlan(Day(protocol=protocol, begins_s=float(result.attrs["begins_s"])))
    return SavedDisplay(
        text=lambda _, written: day_report(result, plan, person_of(result), totals, day_signs, list(map(str, written))),
        json=lambda: day_object(result, totals, day_signs),
        figure=lambda look: day_figure(result, totals, look),
        page=lambda command, _: day_page(result, totals, day_signs, command),
        tables=lambda path, look: save_result_csv(result, path, look.vessels or None, look.window),
    )
