"""Days as they are computed: one into a file, or several side by side, each in a process and a file of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from secondheart.day.account import Account, account
from secondheart.day.fluids import through_the_day
from secondheart.day.schedule import Day
from secondheart.errors import RunFailed
from secondheart.person import Person
from secondheart.simulation import simulate_to_file, state_file
from secondheart.simulation.parallel import perform_all
from secondheart.simulation.session import Progress

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True)
class PersonDay:
    """A person's day, and what it is called; its result lies in a file of that name."""

    name: str
    person: Person
    day: Day


@dataclass(frozen=True)
class _DayWork:
    """A day beside others, into its file in a folder."""

    case: PersonDay
    folder: Path
    resume: bool

    @property
    def duration_s(self) -> float:
        return self.case.day.protocol.duration_s

    def perform(self, progress: Progress) -> Account:
        path = self.folder / f"{self.case.name}.nc"
        begun = state_file(path).exists() or path.exists()  # the day goes on, or is read where it is finished
        try:
            return account(run_day(self.case, path, self.resume and begun, progress), self.case.day.protocol)
        except RunFailed as error:
            raise RunFailed(f"{self.case.name}: {error}") from None


def run_day(case: PersonDay, path: Path, resume: bool = False, progress: Progress | None = None) -> xr.Dataset:
    """Simulate a day into a file, or go on with it; see `simulate_to_file`."""
    protocol, attributes = through_the_day(case.day.protocol), {"begins_s": case.day.begins_s}
    return simulate_to_file(case.person, protocol, path, resume=resume, progress=progress, attributes=attributes)


def run_days(
    cases: Sequence[PersonDay], folder: Path, resume: bool = False, progress: Progress | None = None
) -> dict[str, Account]:
    """Simulate days side by side, and return the account of each by its name.

    Parameters
    ----------
    cases : sequence of PersonDay
    folder : Path
        Where the results go, one file each.
    resume : bool
        Take what is finished there as it is, and go on with what is not.
    progress : callable, optional
        Called with the simulated and the whole time of all days, in seconds.

    Raises
    ------
    RunFailed
        If a day breaks off; the sentence names it, and the others stop at the end of their last stretch.
    """
    works = [_DayWork(case, folder, resume) for case in cases]
    return dict(zip((case.name for case in cases), perform_all(works, progress, processes=True), strict=True))
