"""What day is meant: one by name, from a file, or of a recording."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from secondheart.errors import BadFile, InputError, RunFailed, UnknownName

if TYPE_CHECKING:
    from secondheart.exchange import ReadDay
    from secondheart.person import Person
    from secondheart.protocol.days import Day

MOST_GAPS = 6  # that a line names


@dataclass(frozen=True)
class DayPlan:
    """A day, and the recording that it was made of, if any."""

    day: Day
    recorded: ReadDay | None = None


def day_of(text: str, person: Person, date: str | None = None, zone: str | None = None) -> DayPlan:
    """Return what `text` names.

    Raises
    ------
    UnknownName
        If it is neither the name of a day nor looks like a file.
    BadFile
        If it is a file that cannot be understood.
    InputError
        If it lasts longer than a day, or a date or a zone is given for what is no recording.
    """
    from secondheart.exchange.read import IMPORTERS
    from secondheart.protocol.days import builtin_day, day_names

    ending = Path(text).suffix.lower()
    if text not in day_names() and ending in IMPORTERS:
        return _recorded(Path(text), person, date, zone)
    for option, value in (("--date", date), ("--zone", zone)):
        if value is not None:
            raise InputError(f"{option} {value} is not allowed: {text} is not a recording")
    if text in day_names():
        return DayPlan(builtin_day(text))
    if ending == ".toml":
        return DayPlan(_of_file(Path(text)))
    endings = ", ".join((".toml", *IMPORTERS))
    if Path(text).exists():
        raise BadFile(f"{text}: not a day or a recording: the name of the file must end in {endings}")
    raise UnknownName(f"{UnknownName.of('day', text, day_names())}; a file's name ends in {endings}")


def _recorded(path: Path, person: Person, date: str | None, zone: str | None) -> DayPlan:
    from secondheart.exchange import read_day
    from secondheart.protocol.days import Day

    recorded = read_day(path, date, zone, age_years=person.age_years, mass_kg=person.mass_kg)
    return DayPlan(Day(protocol=recorded.protocol), recorded)


def _of_file(path: Path) -> Day:
    from secondheart.protocol import read_protocol
    from secondheart.protocol.days import HOUR_S, LONGEST_HOURS, Day, is_schedule, read_schedule

    if is_schedule(path):
        return read_schedule(path)
    protocol = read_protocol(path)
    if protocol.duration_s > HOUR_S * LONGEST_HOURS:
        hours = protocol.duration_s / HOUR_S
        raise InputError(f"{path}: a day of {hours:g} hours is not allowed: up to {LONGEST_HOURS:g}")
    return Day(protocol=protocol)


def told_day(plan: DayPlan) -> list[tuple[str, str]]:
    """Tell a day, and its recording, in headed lines."""
    from secondheart.report.summary import clock

    steps, day = len(plan.day.protocol.steps), plan.day
    count = f"{steps} step{'s' if steps > 1 else ''}"
    lines = [("day", f"{day.name or 'a day'}: {count}, {clock(day.protocol.duration_s)} from {day.clock(0.0)}")]
    return [*lines, *_told_recording(plan.recorded)] if plan.recorded else lines


def _told_recording(recorded: ReadDay) -> Iterator[tuple[str, str]]:
    from secondheart.report.summary import clock

    for entry in recorded.account:
        yield entry.origin, f"{entry.what}, {clock(entry.duration_s)}: {entry.told}"
    gaps = [f"{clock(gap.start_s)} to {clock(gap.stop_s)} ({gap.posture})" for gap in recorded.gaps[:MOST_GAPS]]
    more = f" and {len(recorded.gaps) - MOST_GAPS} more" if len(recorded.gaps) > MOST_GAPS else ""
    yield "gaps", ", ".join(gaps) + more if gaps else "none"
    for note in recorded.notes:
        yield "note", note


def kept_sentence(kept: Path | None, again: str) -> str:
    """Say what is kept of a day that did not end, and how it goes on."""
    from secondheart.results import open_result
    from secondheart.stream import state_file

    if kept is None:
        return "nothing was kept, as no output was given"
    try:
        seconds = open_result(kept).sizes["time"] if state_file(kept).exists() else 0
    except BadFile:
        seconds = 0
    if not seconds:
        return "nothing was computed yet"
    return f"the first {seconds} s are kept in {kept}; {again}"


def stopped(error: BaseException, sentence: str) -> BaseException:
    """Return the error that tells what became of a run that did not end."""
    if isinstance(error, RunFailed):
        return RunFailed(f"{error}; {sentence}", error.partial)
    return KeyboardInterrupt(f"interrupted; {sentence}")
