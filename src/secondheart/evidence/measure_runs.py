"""The runs of the evidence, on all cores; what is measured on a run is kept on disk as soon as it is finished."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from secondheart.errors import RunFailed
from secondheart.evidence.cache import Values, read_values, remove_old_runs, write_values
from secondheart.evidence.measures import MEASUREMENTS
from secondheart.person import Person
from secondheart.protocol import lie
from secondheart.simulation.parallel import Job, perform_all
from secondheart.simulation.session import SETTLE_S, Progress
from secondheart.simulation.simulate import simulate


@dataclass(frozen=True)
class MeasuredRun:
    """A run, and the names of what is to be measured on it."""

    job: Job
    names: tuple[str, ...]

    @property
    def duration_s(self) -> float:
        """Simulated seconds, settling included."""
        return self.job.protocol.duration_s + SETTLE_S

    def perform(self, progress: Progress) -> Values:
        """Simulate, measure, and keep what was measured.

        Raises
        ------
        RunFailed
            If the run breaks off; it carries nothing of what was computed, which is large.
        """
        try:
            result = self.job.perform(progress)
        except RunFailed as error:
            raise RunFailed(str(error)) from None
        values = {name: MEASUREMENTS[name](result) for name in self.names}
        write_values(self.job, values)
        return values


def measure_runs(runs: Sequence[MeasuredRun], progress: Progress | None = None) -> list[Values]:
    """Make the runs that are not on disk yet, the longest first, and return what was measured on each.

    Parameters
    ----------
    runs : sequence of MeasuredRun
    progress : callable, optional
        Called with the done and the whole work, as simulated seconds of all runs.

    Raises
    ------
    RunFailed
        If a run breaks off; the others that were done by then are kept.
    KeyboardInterrupt
        With a sentence that says how many runs are kept.
    """
    remove_old_runs()
    values = [read_values(one.job, one.names) for one in runs]
    missing = sorted((one for one in range(len(runs)) if values[one] is None), key=lambda one: -runs[one].duration_s)
    whole = sum(one.duration_s for one in runs)
    before = whole - sum(runs[place].duration_s for place in missing)

    def report(now_s: float, _: float) -> None:
        if progress is not None:
            progress(before + now_s, whole)

    report(0.0, whole)
    if missing:
        simulate(Person(), lie(seconds=1))  # compiles, so that the processes need not
    try:
        measured = perform_all([runs[place] for place in missing], report, processes=True)
    except KeyboardInterrupt:
        count = sum(read_values(one.job, one.names) is not None for one in runs)
        raise KeyboardInterrupt(
            f"interrupted; {count} of {len(runs)} runs are kept, and the next time goes on from there"
        ) from None
    by_place = dict(zip(missing, measured, strict=True))
    return [by_place[place] if one is None else one for place, one in enumerate(values)]
