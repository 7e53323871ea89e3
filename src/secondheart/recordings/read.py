"""Reading a recording, whatever its format."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date as Date
from pathlib import Path
from typing import NamedTuple

from secondheart.errors import BadFile, InputError
from secondheart.protocol import Protocol
from secondheart.recordings.activity import Recording, Rider
from secondheart.recordings.activity_protocol import build_activity_protocol
from secondheart.recordings.clock import DAY_H, HOUR_S
from secondheart.recordings.day_protocol import protocol_of
from secondheart.recordings.effort import AGE_YEARS
from secondheart.recordings.formats.actigraph import actigraph_logbook
from secondheart.recordings.formats.activpal import activpal_logbook, is_activpal
from secondheart.recordings.formats.apple_health import apple_logbook
from secondheart.recordings.formats.fit import read_content, read_fit
from secondheart.recordings.formats.fit_monitoring import fit_logbook, is_monitoring
from secondheart.recordings.formats.logbook_csv import is_logbook, read_logbook_csv
from secondheart.recordings.formats.rr_intervals import rr_logbook
from secondheart.recordings.formats.table import read_table, table_logbook
from secondheart.recordings.local_day import day_span
from secondheart.recordings.logbook import Logbook
from secondheart.recordings.provenance import Entry, Gap, account_of, gaps_of
from secondheart.recordings.timeline import Timeline, timeline

LONGEST_HEADER = 10_000
READERS: Mapping[str, Callable[[str | Path], Recording]] = {".fit": read_fit, ".csv": read_table}


def csv_logbook(path: Path, zone: str | None = None) -> Logbook:
    """Read a logbook, activPAL events or a plain table, as the header says."""
    header = _header(path)
    if is_logbook(header):
        return read_logbook_csv(path, zone)
    return activpal_logbook(path, zone) if is_activpal(header) else table_logbook(path, zone)


IMPORTERS: Mapping[str, Callable[[Path, str | None], Logbook]] = {
    ".fit": fit_logbook,
    ".csv": csv_logbook,
    ".xml": apple_logbook,
    ".zip": apple_logbook,
    ".agd": actigraph_logbook,
    ".txt": rr_logbook,
}


class ReadDay(NamedTuple):
    """A day of a recording: what is to be simulated, and what is known of where it comes from.

    Attributes
    ----------
    protocol : Protocol
        The whole local day, from midnight to midnight.
    account : tuple of Entry
        What was measured, derived and assumed, and for how long.
    gaps : tuple of Gap
        Time of which nothing is known.
    date : date, optional
        The local day; None where the recording has no dates.
    notes : tuple of str
        What the importer had to leave out or to assume.
    """

    protocol: Protocol
    account: tuple[Entry, ...]
    gaps: tuple[Gap, ...]
    date: Date | None = None
    notes: tuple[str, ...] = ()


class Run(NamedTuple):
    """A recording to be run: as one activity, or as a day or what there is of one."""

    protocol: Protocol
    recording: Recording | None = None
    day: ReadDay | None = None


def read_activity(path: str | Path) -> Recording:
    """Read a recorded walk, run, hike or ride (.fit), or a table of steps, heart rate and posture (.csv).

    Parameters
    ----------
    path : str or Path
        An activity in the FIT format, or a table as `table` tells.

    Returns
    -------
    Recording
        What was recorded, without positions.

    Raises
    ------
    BadFile
        If its name has another ending, or if it cannot be read, is damaged, or holds values that cannot be.
    InputError
        If the model has no muscle pattern for its sport, or if most of it is missing.
    MissingExtra
        If it is a FIT file and fitdecode is not installed.
    """
    reader = READERS.get(Path(path).suffix.lower())
    if reader is None:
        raise BadFile(f"{path}: is not a recording: the name of the file must end in {' or '.join(READERS)}")
    return reader(path)


def read_logbook(path: str | Path, zone: str | None = None) -> Logbook:
    """Read a recording of any format in the neutral form.

    Parameters
    ----------
    path : str or Path
        The recording.
    zone : str, optional
        Time zone of its local times and of its days, such as Europe/Berlin; else that of the recording.

    Raises
    ------
    BadFile
        If its name has an ending that no format has, or if it cannot be read or holds values that cannot be.
    UnknownName
        If there is no such zone.
    """
    importer = IMPORTERS.get(Path(path).suffix.lower())
    if importer is None:
        raise BadFile(f"{path}: is not a recording: the name of the file must end in {', '.join(IMPORTERS)}")
    return importer(Path(path), zone)


def read_day(
    path: str | Path,
    date: str | Date | None = None,
    zone: str | None = None,
    *,
    age_years: float = AGE_YEARS,
    mass_kg: float | None = None,
) -> ReadDay:
    """Read a whole local day of a recording.

    Parameters
    ----------
    path : str or Path
        The recording, of any format.
    date : str or date, optional
        Which day, such as 2026-11-08; left out, the day of which most is known, of such days the latest.
    zone : str, optional
        Time zone such as Europe/Berlin; left out, that of the recording.
    age_years, mass_kg : float
        Of the person: they say the effort of a heart rate and of a power.

    Returns
    -------
    ReadDay
        The protocol of 23 to 25 hours, the account of it, and its gaps.

    Raises
    ------
    BadFile
        If the recording cannot be read or holds values that cannot be.
    InputError
        If the day is not in it, if there is no such zone, or if it has no steps at all.
    """
    book = read_logbook(path, zone)
    _require_steps(book)
    day, start_s, stop_s = day_span(book, date)
    return _made(book, timeline(book, start_s, stop_s), day, Rider(age_years, mass_kg))


def read_run(path: str | Path, *, age_years: float = AGE_YEARS, mass_kg: float | None = None) -> Run:
    """Read a recording for a run of all of it, or, of one longer than a day, of the day of which most is known.

    Parameters
    ----------
    path : str or Path
        The recording, of any format.
    age_years, mass_kg : float
        Of the person: they say the effort of a heart rate and of a power.

    Returns
    -------
    Run
        The protocol, and the activity or the day that it was made of.

    Raises
    ------
    BadFile
        If the recording cannot be read or holds values that cannot be.
    InputError
        If the model has no muscle pattern for its sport, or if most of an activity is missing.
    """
    if _is_activity(Path(path)):
        recording = read_activity(path)
        name = Path(path).stem
        return Run(build_activity_protocol(recording, name, age_years=age_years, mass_kg=mass_kg), recording)
    book = read_logbook(path)
    if not any(len(table) for table in book.tables):
        raise BadFile(f"{path}: holds nothing that the model can do: no steps, postures or beats")
    start_s, stop_s = book.span
    day = None
    if stop_s - start_s > DAY_H[1] * HOUR_S:
        _require_steps(book)
        day, start_s, stop_s = day_span(book, None)
    told = timeline(book, start_s, stop_s, clocked=book.clock.dated)
    found = _made(book, told, day, Rider(age_years, mass_kg))
    return Run(found.protocol, None, found)


def _made(book: Logbook, told: Timeline, day: Date | None, rider: Rider) -> ReadDay:
    name = Path(book.file).stem + (f" {day}" if day else "")
    return ReadDay(protocol_of(told, name, rider), account_of(told), gaps_of(told), day, book.notes)


def _is_activity(path: Path) -> bool:
    """Say whether a file holds one activity, or a plain table, that is run as it is."""
    ending = path.suffix.lower()
    if ending == ".csv":
        header = _header(path)
        return not is_logbook(header) and not is_activpal(header)
    return ending == ".fit" and not is_monitoring(read_content(path))


def _header(path: Path) -> list[str]:
    """Return the names in the header of a table; nothing where it cannot be read: its reader says why."""
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            first = file.readline(LONGEST_HEADER)
            line = file.readline(LONGEST_HEADER) if first.startswith("sep=") else first
    except (OSError, ValueError):
        return []
    return [name.strip().strip('"') for name in re.split("[,;]", line)]


def _require_steps(book: Logbook) -> None:
    """Raise InputError if a recording counts steps and has none, or measures neither steps nor postures."""
    counted = book.of("steps")
    if any(table.value.sum() > 0.0 for table in counted):
        return
    if counted or all(table.origin != "measured" for table in book.of("postures")):
        needed = "counted steps" if counted else "counted steps or measured postures"
        raise InputError(f"{book.file}: has no steps at all; a day needs {needed}")
