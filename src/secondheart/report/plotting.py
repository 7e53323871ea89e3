"""The public figures: what the command line draws, from Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from secondheart.clinic import Examination
from secondheart.report.clinical_report import ClinicalReport
from secondheart.report.figure_options import FigureOptions
from secondheart.report.panels import LabelledRun, distinguish_labels
from secondheart.results.measure import person_of

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.figure import Figure


class plot:
    """Figures as the command line draws them: `sh.plot.run`, `.compare`, `.test`, `.day`.

    All take the fields of `FigureOptions` by name: `panels`, `vessels`, `window`, `size_in`, `style`, `over`. They
    return a figure of matplotlib, which `figure.savefig("x.pdf")` writes.

    Examples
    --------
    >>> import secondheart as sh
    >>> result = sh.simulate(sh.Person(), sh.stand(seconds=5))
    >>> figure = sh.plot.run(result, panels=("pressure", "heart"), style="paper")
    >>> [axes.get_ylabel() for axes in figure.axes]
    ['mmHg', '1/min']
    """

    @staticmethod
    def run(result: xr.Dataset, side: str | None = None, **options: Any) -> Figure:
        """Draw a run; of the left leg unless more is wrong with the right, or `side` names one."""
        from secondheart.report.plot import run_figure

        return run_figure(result, side, FigureOptions(**options))

    @staticmethod
    def compare(
        results: Sequence[xr.Dataset] | Mapping[str, xr.Dataset], side: str | None = None, **options: Any
    ) -> Figure:
        """Draw runs of one protocol one over the other, by the names of a mapping or of the people."""
        from secondheart.report.plot import comparison_figure

        pairs = results.items() if isinstance(results, Mapping) else [(person_of(one).name, one) for one in results]
        cases = distinguish_labels([LabelledRun(name, result) for name, result in pairs])
        return comparison_figure(cases, side, FigureOptions(**options))

    @staticmethod
    def test(*reports: ClinicalReport | Examination, **options: Any) -> Figure:
        """Draw what the instruments of some tests print, with the measured points on it."""
        from secondheart.report.strips import strip_figure

        done = [one.examination if isinstance(one, ClinicalReport) else one for one in reports]
        return strip_figure(done, FigureOptions(**options))

    @staticmethod
    def day(result: xr.Dataset, **options: Any) -> Figure:
        """Draw a day, as `simulate_to_file` returns it."""
        from secondheart.day import account
        from secondheart.report.day_plot import day_figure

        return day_figure(result, account(result), FigureOptions(**options))
