"""Reading a recording, whatever its format: a file becomes a logbook, a timeline, and a protocol."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date as Date
from pathlib import Path
from typing import NamedTuple

from secondheart.errors import BadFile, InputError
from secondheart.protocol import Protocol
from secondheart.recordings.believe import believable
from secondheart.recordings.clock import DAY_H, parse_day
from secondheart.recordings.heart_effort import AGE_YEARS, Rider
from secondheart.recordings.input_file import InputFile
from secondheart.recordings.left_out import LeftOut
from secondheart.recordings.local_day import day_span
from secondheart.recordings.logbook import Logbook
from secondheart.recordings.members import chosen_file
from secondheart.recordings.packed import EMPTY_ZIP, ZIP_MAGIC
from secondheart.recordings.provenance import AccountLine, Gap, account_of, count_steps, gaps_of
from secondheart.recordings.registry import Options, all_suffixes, format_of
from secondheart.recordings.timeline import Timeline, timeline
from secondheart.recordings.timeline_protocol import timeline_protocol
from secondheart.units import HOUR_S, MINUTE_S

CLOCK_SET_S = 946_684_800.0  # the year 2000: no device that is read here is older
PAUSE = "pause"  # so begins the reason of a gap that the recording itself says is one


class Recording(NamedTuple):
    """A recording, or a day of one: what is to be simulated, and what is known of where it comes from.

    Attributes
    ----------
    protocol : Protocol
        As long as the recording, or a whole local day from midnight to midnight.
    account : tuple of AccountLine
        What was measured, derived and assumed, and for how long.
    gaps : tuple of Gap
        Time of which nothing is known, and pauses.
    steps, turns : int
        Steps of both feet, and turns of a crank.
    date : date, optional
        The local day; None where the recording has no dates.
    notes : tuple of str
        What the reader had to assume.
    left_out : tuple of LeftOut
        What was not believed, by reason.
    device : str
        What kind of device recorded it, and what for.
    starts_h : float
        Local time of day at which it begins. [h]
    """

    protocol: Protocol
    account: tuple[AccountLine, ...]
    gaps: tuple[Gap, ...]
    steps: int
    turns: int = 0
    date: Date | None = None
    notes: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    device: str = ""
    starts_h: float = 0.0

    @property
    def pauses(self) -> tuple[tuple[float, float], ...]:
        """Start and stop of each pause in seconds, in order."""
        return tuple((gap.start_s, gap.stop_s) for gap in self.gaps if gap.reason.startswith(PAUSE))


def read_logbook(path: str | Path, zone: str | None = None, *, options: Options | None = None) -> Logbook:
    """Read a recording of any format in the neutral form.

    Parameters
    ----------
    path : str or Path
        The recording; or a zip, or a folder, that holds it.
    zone : str, optional
        Time zone of its local times and of its days, such as Europe/Berlin; else that of the recording.
    options : Options, optional
        More of how it is to be read; then the zone is that of the options.

    Raises
    ------
    BadFile
        If it is of no known format, cannot be read, or holds too many values that cannot be.
    InputError
        If the model has no muscle pattern for its sport.
    MissingExtra
        If the package that reads it is not installed.
    UnknownName
        If there is no such zone.
    """
    asked = options or Options(zone)
    whole = InputFile(Path(path), progress=asked.progress)
    file = chosen_file(whole, asked)
    form = format_of(file) if file.members or file.head else None
    if form is None:
        raise BadFile(f"{file.place}: {_what_it_is(file)}; what can be read: secondheart list formats")
    book = form.read(file, asked)
    return believable(replace(book, form=form.name, notes=(*book.notes, *_notes_of_file(whole, book))))


def _notes_of_file(file: InputFile, book: Logbook) -> Iterator[str]:
    """Yield what is to be said of a file, whatever its format."""
    if file.cut_note:
        yield file.cut_note
    unset = book.clock.dated and any(len(table) for table in book.tables) and book.span[1] < CLOCK_SET_S
    if unset and not any("the clock of the device" in note for note in book.notes):
        yield "its dates are before the year 2000: the clock of the device was not set, and they mean nothing"


def read_day(
    path: str | Path,
    date: str | Date | None = None,
    zone: str | None = None,
    *,
    age_years: float = AGE_YEARS,
    mass_kg: float | None = None,
    options: Options | None = None,
) -> Recording:
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
    options : Options, optional
        More of how it is to be read; then the zone is that of the options.

    Returns
    -------
    Recording
        The protocol of 23 to 25 hours, the account of it, and its gaps.

    Raises
    ------
    BadFile
        If the recording cannot be read or holds too many values that cannot be.
    InputError
        If the day is not in it, if there is no such zone, or if it holds neither steps nor postures.
    """
    wanted = parse_day(date)
    book = read_logbook(path, options=(options or Options(zone))._replace(date=wanted))
    require_rows(book)
    return recorded_day(book, wanted, Rider(age_years, mass_kg))


def read_recording(
    path: str | Path,
    zone: str | None = None,
    *,
    age_years: float = AGE_YEARS,
    mass_kg: float | None = None,
    options: Options | None = None,
) -> Recording:
    """Read all of a recording, or, of one longer than a day, the day of which most is known.

    Parameters
    ----------
    path : str or Path
        The recording, of any format.
    zone : str, optional
        Time zone such as Europe/Berlin; left out, that of the recording.
    age_years, mass_kg : float
        Of the person: they say the effort of a heart rate and of a power.
    options : Options, optional
        More of how it is to be read, such as the day; then the zone is that of the options.

    Returns
    -------
    Recording
        The protocol, the account of it, and its gaps.

    Raises
    ------
    BadFile
        If the recording cannot be read or holds too many values that cannot be.
    InputError
        If the model has no muscle pattern for its sport, or if it holds nothing that the model can do.
    """
    asked = options or Options(zone)
    book, rider = read_logbook(path, options=asked), Rider(age_years, mass_kg)
    require_rows(book)
    return recorded_whole(book, asked.date, rider)


def recorded_whole(book: Logbook, date: Date | None, rider: Rider) -> Recording:
    """Return all of a logbook, or a day of it, if one is asked for or it is longer than one.

    Raises
    ------
    InputError
        If the day is not in it.
    """
    start_s, stop_s = book.span
    if date is not None or stop_s - start_s > DAY_H[1] * HOUR_S:
        return recorded_day(book, date, rider)
    line = timeline(book, start_s, stop_s, clocked=book.clock.dated)
    return _recording(book, line, None, rider, start_s)


def recorded_day(book: Logbook, date: Date | None, rider: Rider) -> Recording:
    """Return a local day of a logbook.

    Raises
    ------
    InputError
        If the day is not in it, or if it holds neither steps nor postures.
    """
    _require_movement(book)
    day = day_span(book, date)
    return _recording(day.book, timeline(day.book, day.start_s, day.stop_s), day.day, rider, day.start_s)


def _recording(book: Logbook, line: Timeline, day: Date | None, rider: Rider, start_s: float) -> Recording:
    name = Path(book.file).stem + (f" {day}" if day else "")
    counts = count_steps(line)
    return Recording(
        protocol=timeline_protocol(line, name, rider),
        account=account_of(line),
        gaps=gaps_of(line),
        steps=counts.steps.total(),
        turns=counts.turns,
        date=day,
        notes=book.notes,
        left_out=book.left_out,
        device=book.device,
        starts_h=book.clock.hour_of(start_s) if book.clock.dated else 0.0,
    )


def require_rows(book: Logbook) -> None:
    """Raise BadFile if nothing of a recording can be used."""
    if not any(len(table) for table in book.tables):
        damage = [note for note in book.notes if note.startswith("is ")]
        said = "; ".join([*damage, *(one.sentence for one in book.left_out)])
        raise BadFile(f"{book.file}: holds no steps, postures or beats that can be used{f': {said}' if said else ''}")


def _require_movement(book: Logbook) -> None:
    """Raise InputError if a recording says nothing of what the legs did."""
    counted = [*book.of("steps"), *book.of("cadences")]
    if any(table.value.sum() > 0.0 for table in counted) or book.of("muscles"):
        return
    if any(table.origin == "measured" or not counted for table in book.of("postures") if table.origin != "assumed"):
        return
    rows = sum(map(len, counted))
    if counted:
        raise InputError(f"{book.file}: counts no steps: all {rows} rows are 0; a day needs counted steps")
    held = sorted({str(table.kind) for table in book.tables if len(table)}) or ["nothing"]
    minutes = (book.span[1] - book.span[0]) / MINUTE_S if book.tables else 0.0
    raise InputError(
        f"{book.file}: holds {' and '.join(held)} ({minutes:.0f} min), and says neither steps nor postures; a day "
        "needs some: secondheart run takes it as it is"
    )


def _what_it_is(file: InputFile) -> str:
    if file.path.is_dir() and not file.member:
        return "is a folder that holds no recording that is known"
    if file.members:
        if {"info.txt", "log.bin"} <= set(file.members):
            return "is an ActiGraph .gt3x, of raw acceleration: let ActiLife turn it into epochs (.agd) or raw CSV"
        names = ", ".join(file.members[:3])
        return f"holds no recording that is known ({names[:200]})"
    if not file.head:
        return "is a zip that holds no recording" if file.size else "is empty: it has no bytes"
    if file.head.startswith(EMPTY_ZIP):
        return "is a zip that holds nothing"
    if file.head.startswith(ZIP_MAGIC):
        return "is a zip that holds nothing but what a Mac adds"
    if file.suffix == ".zip":
        return f"is named as a zip and is none; it begins with {file.head[:12]!r}"
    if file.suffix not in all_suffixes():
        return f"is not a recording that is known by its content or its ending; it begins with {file.head[:12]!r}"
    return f"is not a recording that is known; it begins with {file.head[:24]!r}"
