"""What is to be run: a protocol by name, from a file, or made of a recording."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secondheart.anatomy import match_name
from secondheart.errors import BadFile, UnknownName
from secondheart.units import HOUR_S

if TYPE_CHECKING:
    from secondheart.person import Person
    from secondheart.protocol import Protocol
    from secondheart.recordings import ReadDay, Recording
    from secondheart.report.summary import Span

from collections.abc import Iterator
from typing import TYPE_CHECKING

from secondheart.errors import InputError, RunFailed

if TYPE_CHECKING:
    from secondheart.day.schedule import Day
    from secondheart.person import Person
    from secondheart.recordings import ReadDay
    from secondheart.report.summary import Span

RECORDINGS = (".fit", ".csv", ".xml", ".zip", ".agd", ".txt")
ENDINGS = f".toml, {', '.join(RECORDINGS[:-1])} or {RECORDINGS[-1]}"
RULE = (
    "in pauses, and where no cadence was recorded, the person stands still (a rider rests on the saddle, "
    "a table goes by its posture); "
    "missing heart rates lie on the line between their neighbours"
)
MOST_PAUSES = 8  # that a line names


@dataclass(frozen=True)
class Plan:
    """A protocol, and the recording that it was made of, if any."""

    protocol: Protocol
    recording: Recording | ReadDay | None = None

    @property
    def spans(self) -> tuple[Span, ...]:
        """The parts worth a row of the table."""
        from secondheart.report.summary import spans

        return spans(self.protocol, getattr(self.recording, "pauses", ()))


def plan_of(text: str, person: Person) -> Plan:
    """Return what `text` names: a built-in protocol, a protocol file, or a recording.

    Raises
    ------
    UnknownName
        If it is neither a protocol's name nor looks like a file.
    BadFile
        If it is a file that cannot be understood.
    """
    from secondheart.day.schedule import day_names
    from secondheart.protocol import builtin, names, read_protocol

    path = Path(text)
    if match_name(text, names()):
        return Plan(builtin(text))
    if path.suffix.lower() in RECORDINGS:
        return _read_recording(path, person)
    if path.suffix.lower() == ".toml":
        return Plan(read_protocol(path))
    if path.exists():
        raise BadFile(f"{path}: not a protocol or a recording: the name of the file must end in {ENDINGS}")
    if match_name(text, day_names()):
        raise UnknownName(f"'{text}' is a whole day: secondheart day {text}; protocols: {', '.join(names())}")
    known = UnknownName.of("protocol", text, names())
    raise UnknownName(f"{known}; a file's name ends in {ENDINGS}")


def vessels_for(person: Person, pictured: bool) -> list[str]:
    """Name the vessels that tables need, and those of the legs where they are to be pictured."""
    from secondheart.anatomy import LEGS
    from secondheart.clinic.forces import leg_veins
    from secondheart.report.summary import calf_veins
    from secondheart.variables import KEY_VESSELS

    calves = [name for side in LEGS for name in calf_veins(person, side)]
    legs = leg_veins(person) if pictured else ()
    return list(dict.fromkeys((*KEY_VESSELS, *calves, *legs)))


def _read_recording(path: Path, person: Person) -> Plan:
    from secondheart.recordings import read_run

    found = read_run(path, age_years=person.age_years, mass_kg=person.mass_kg)
    return Plan(found.protocol, found.recording or found.day)


def recording_fields(recording: Recording | ReadDay) -> tuple[tuple[str, str], ...]:
    """Tell a recording in headed lines: of an activity its sport, its pauses, and what was filled in by which rule."""
    from secondheart.recordings import ReadDay
    from secondheart.recordings.formats.table import BY_POSTURE
    from secondheart.report.summary import clock

    if isinstance(recording, ReadDay):
        return _recorded_day_fields(recording)
    sport = recording.sport + (f" ({recording.sub_sport})" if recording.sub_sport not in ("", "generic") else "")
    pauses = [f"{clock(start)} for {stop - start:g} s" for start, stop in recording.pauses]
    told = () if recording.sport == BY_POSTURE else (("sport", sport),)
    return (*told, ("pauses", _list(pauses)), ("filled in", _filled_in(recording)))


def _filled_in(recording: Recording) -> str:
    if recording.filled_s == 0.0:
        return "nothing"
    return f"{recording.filled_s:g} s of {recording.duration_s:g} s: {RULE}"


def _recorded_day_fields(day: ReadDay) -> tuple[tuple[str, str], ...]:
    """Tell what of a day was measured, derived and assumed, and its gaps."""
    from secondheart.report.summary import clock

    account = tuple((entry.origin, f"{entry.what}, {clock(entry.duration_s)}: {entry.told}") for entry in day.account)
    gaps = [f"{clock(gap.start_s)} to {clock(gap.stop_s)} ({gap.reason})" for gap in day.gaps]
    dated = (("day", day.date.isoformat()),) if day.date else ()
    return (*dated, *account, ("gaps", _list(gaps)), *(("note", note) for note in day.notes))


def _list(items: list[str]) -> str:
    more = f" and {len(items) - MOST_PAUSES} more" if len(items) > MOST_PAUSES else ""
    return f"{len(items)}: {', '.join(items[:MOST_PAUSES])}{more}" if items else "none"


def recording_object(recording: Recording | ReadDay) -> dict[str, Any]:
    """Return what is told of a recording, for JSON."""
    from secondheart.recordings import ReadDay

    if isinstance(recording, ReadDay):
        account = [entry._asdict() for entry in recording.account]
        gaps = [gap._asdict() for gap in recording.gaps]
        day = recording.date.isoformat() if recording.date else None
        return {"day": day, "account": account, "gaps": gaps, "notes": list(recording.notes)}
    pauses = [{"start_s": start, "stop_s": stop} for start, stop in recording.pauses]
    return {"sport": recording.sport, "pauses": pauses, "filled_s": recording.filled_s, "rule": RULE}


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
    from secondheart.day.schedule import builtin_day, day_names
    from secondheart.recordings.read import IMPORTERS

    ending = Path(text).suffix.lower()
    if match_name(text, day_names()) is None and ending in IMPORTERS:
        return _recorded_day(Path(text), person, date, zone)
    for option, value in (("--date", date), ("--zone", zone)):
        if value is not None:
            raise InputError(f"{option} {value} is not allowed: {text} is not a recording")
    if match_name(text, day_names()):
        return DayPlan(builtin_day(text))
    if ending == ".toml":
        return DayPlan(_of_file(Path(text)))
    endings = ", ".join((".toml", *IMPORTERS))
    if Path(text).exists():
        raise BadFile(f"{text}: not a day or a recording: the name of the file must end in {endings}")
    raise UnknownName(f"{UnknownName.of('day', text, day_names())}; a file's name ends in {endings}")


def _recorded_day(path: Path, person: Person, date: str | None, zone: str | None) -> DayPlan:
    from secondheart.day.schedule import Day
    from secondheart.recordings import read_day

    recorded = read_day(path, date, zone, age_years=person.age_years, mass_kg=person.mass_kg)
    return DayPlan(Day(protocol=recorded.protocol), recorded)


def _of_file(path: Path) -> Day:
    from secondheart.day.schedule import LONGEST_HOURS, Day, is_schedule, read_schedule
    from secondheart.protocol import read_protocol

    if is_schedule(path):
        return read_schedule(path)
    protocol = read_protocol(path)
    if protocol.duration_s > HOUR_S * LONGEST_HOURS:
        hours = protocol.duration_s / HOUR_S
        raise InputError(f"{path}: a day of {hours:g} hours is not allowed: up to {LONGEST_HOURS:g}")
    return Day(protocol=protocol)


def day_fields(plan: DayPlan) -> list[tuple[str, str]]:
    """Tell a day, and its recording, in headed lines."""
    from secondheart.report.summary import clock

    steps, day = len(plan.day.protocol.steps), plan.day
    count = f"{steps} step{'s' if steps > 1 else ''}"
    lines = [("day", f"{day.name or 'a day'}: {count}, {clock(day.protocol.duration_s)} from {day.clock(0.0)}")]
    return [*lines, *_day_recording_fields(plan.recorded)] if plan.recorded else lines


def _day_recording_fields(recorded: ReadDay) -> Iterator[tuple[str, str]]:
    from secondheart.report.summary import clock

    for entry in recorded.account:
        yield entry.origin, f"{entry.what}, {clock(entry.duration_s)}: {entry.told}"
    gaps = [f"{clock(gap.start_s)} to {clock(gap.stop_s)} ({gap.posture})" for gap in recorded.gaps[:MOST_GAPS]]
    more = f" and {len(recorded.gaps) - MOST_GAPS} more" if len(recorded.gaps) > MOST_GAPS else ""
    yield "gaps", ", ".join(gaps) + more if gaps else "none"
    for note in recorded.notes:
        yield "note", note


def describe_partial(kept: Path | None, again: str) -> str:
    """Say what is kept of a day that did not end, and how it goes on."""
    from secondheart.results.netcdf import open_result
    from secondheart.simulation import state_file

    if kept is None:
        return "nothing was kept, as no output was given"
    try:
        seconds = open_result(kept).sizes["time"] if state_file(kept).exists() else 0
    except BadFile:
        seconds = 0
    if not seconds:
        return "nothing was computed yet"
    return f"the first {seconds} s are kept in {kept}; {again}"


def with_sentence(error: BaseException, sentence: str) -> BaseException:
    """Return the error that tells what became of a run that did not end."""
    if isinstance(error, RunFailed):
        return RunFailed(f"{error}; {sentence}", error.partial)
    return KeyboardInterrupt(f"interrupted; {sentence}")
