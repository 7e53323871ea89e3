"""What is to be run: a protocol or a day by name, from a file, or made of a recording."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secondheart.anatomy import match_name
from secondheart.errors import BadFile, InputError, RunFailed, UnknownName
from secondheart.units import HOUR_S

if TYPE_CHECKING:
    from secondheart.day.schedule import Day
    from secondheart.person import Person
    from secondheart.protocol import Protocol
    from secondheart.recordings import Recording
    from secondheart.recordings.registry import Options
    from secondheart.report.summary import Span

OWN_SUFFIXES = (".toml", ".nc")  # files of the program's own
SOME = 8  # pauses and gaps that a line names
UNSTORED = "nothing was kept, as no OUT.zarr was given"
PROGRESS_FROM_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True)
class Plan:
    """A protocol, and the recording that it was made of, if any."""

    protocol: Protocol
    recording: Recording | None = None

    @property
    def spans(self) -> tuple[Span, ...]:
        """The parts worth a row of the table."""
        from secondheart.report.summary import spans

        return spans(self.protocol, self.recording.pauses if self.recording else ())


def plan_of(text: str, person: Person, options: Options | None = None) -> Plan:
    """Return what `text` names: a built-in protocol, a protocol file, or a recording.

    Raises
    ------
    UnknownName
        If it is neither a protocol's name nor looks like a file.
    BadFile
        If it is a file that cannot be understood.
    InputError
        If it is no recording and options for one are given.
    """
    from secondheart.protocol import builtin, names, read_protocol

    path = Path(text)
    known = match_name(text, names())
    if known is None and is_recording(path):
        from secondheart.recordings import read_recording

        with reading(path, options) as asked:
            recording = read_recording(path, age_years=person.age_years, mass_kg=person.mass_kg, options=asked)
        return Plan(recording.protocol, recording)
    require_no_options(text, options)
    if known:
        return Plan(builtin(text))
    if path.suffix.lower() == ".toml":
        return Plan(read_protocol(path))
    if path.suffix.lower() == ".nc" and path.exists():
        raise BadFile(f"{path}: a saved result, which is not simulated again: secondheart show {path}")
    if path.exists():
        raise BadFile(f"{path}: not a protocol or a recording: the name of the file must end in {_endings()}")
    from secondheart.day.schedule import day_names

    if match_name(text, day_names()):
        raise UnknownName(f"'{text}' is a whole day: secondheart day {text}; protocols: {', '.join(names())}")
    unknown = UnknownName.of("protocol", text, names())
    raise UnknownName(f"{unknown}; a file's name ends in {_endings()}")


def is_recording(path: Path) -> bool:
    """Say whether a file is a recording by its name, or else by its content; a folder may hold one."""
    from secondheart.recordings.input_file import InputFile
    from secondheart.recordings.registry import all_suffixes, known_format

    if path.suffix.lower() in all_suffixes() or path.is_dir():
        return True
    return path.is_file() and path.suffix.lower() not in OWN_SUFFIXES and known_format(InputFile(path)) is not None


def recording_options(zone: str | None, date: str | None, pick: str | None = None) -> Options | None:
    """Return how a recording is to be read, where anything is said of it.

    Raises
    ------
    InputError
        If the date is no day of the calendar.
    """
    if zone is None and date is None and pick is None:
        return None
    from secondheart.recordings.clock import parse_day
    from secondheart.recordings.registry import Options

    return Options(zone, parse_day(date), pick)


def require_no_options(text: str, options: Options | None) -> None:
    """Raise InputError if options of a recording are given for what is none."""
    wanted = options._asdict() if options else {}
    for name in ("date", "zone", "pick"):
        if wanted.get(name) is not None:
            raise InputError(f"--{name} {wanted[name]} is not allowed: {text} is not a recording")


@contextmanager
def reading(path: Path, options: Options | None, quiet: bool = False) -> Iterator[Options]:
    """Give how a recording is to be read, with a progress bar where it is long."""
    from secondheart.cli.shared import progress_bar
    from secondheart.recordings.registry import Options

    long = path.is_file() and path.stat().st_size > PROGRESS_FROM_BYTES
    with progress_bar(f"reading {path.name}", quiet or not long) as progress:
        yield (options or Options())._replace(progress=progress)


def _endings() -> str:
    from secondheart.recordings.registry import all_suffixes

    return ", ".join((".toml", *all_suffixes()))


def recording_fields(recording: Recording) -> Iterator[tuple[str, str]]:
    """Tell a recording in headed lines: what it is, what was measured, derived and assumed, gaps, what was left out."""
    from secondheart.report.summary import clock

    yield "recording", recording.device
    if recording.date:
        yield "local day", recording.date.isoformat()
    for entry in recording.account:
        yield entry.origin, f"{entry.what}, {clock(entry.duration_s)}: {entry.text}"
    pauses = [gap for gap in recording.gaps if (gap.start_s, gap.stop_s) in recording.pauses]
    if pauses:
        yield "pauses", _list([f"{clock(gap.start_s)} for {gap.stop_s - gap.start_s:g} s" for gap in pauses])
    gaps = [gap for gap in recording.gaps if gap not in pauses]
    texts = [f"{clock(gap.start_s)} to {clock(gap.stop_s)} ({gap.reason}: {gap.posture})" for gap in gaps]
    yield "gaps", _list(texts)
    for one in recording.left_out:
        yield "left out", one.sentence
    for note in recording.notes:
        yield "note", note


def _list(items: list[str]) -> str:
    more = f" and {len(items) - SOME} more" if len(items) > SOME else ""
    return f"{len(items)}: {', '.join(items[:SOME])}{more}" if items else "none"


def recording_object(recording: Recording) -> dict[str, Any]:
    """Return what is known of a recording, for JSON."""
    return {
        "device": recording.device,
        "day": recording.date.isoformat() if recording.date else None,
        "steps": recording.steps,
        "turns": recording.turns,
        "account": [entry._asdict() for entry in recording.account],
        "gaps": [gap._asdict() for gap in recording.gaps],
        "pauses": [{"start_s": start, "stop_s": stop} for start, stop in recording.pauses],
        "left_out": [{"what": one.what, "of": one.number, "reasons": dict(one.reasons)} for one in recording.left_out],
        "notes": list(recording.notes),
    }


@dataclass(frozen=True)
class DayPlan:
    """A day, and the recording that it was made of, if any."""

    day: Day
    recorded: Recording | None = None


def day_of(text: str, person: Person, options: Options | None = None) -> DayPlan:
    """Return what `text` names.

    Raises
    ------
    UnknownName
        If it is neither the name of a day nor looks like a file.
    BadFile
        If it is a file that cannot be understood.
    InputError
        If it lasts longer than a day, or options of a recording are given for what is none.
    """
    from secondheart.day.schedule import builtin_day, day_names

    path = Path(text)
    known = match_name(text, day_names())
    if known is None and is_recording(path):
        return _recorded_day(path, person, options)
    require_no_options(text, options)
    if known:
        return DayPlan(builtin_day(text))
    if path.suffix.lower() == ".toml":
        return DayPlan(_of_file(path))
    if path.exists():
        raise BadFile(f"{text}: not a day or a recording: the name of the file must end in {_endings()}")
    raise UnknownName(f"{UnknownName.of('day', text, day_names())}; a file's name ends in {_endings()}")


def _recorded_day(path: Path, person: Person, options: Options | None) -> DayPlan:
    from secondheart.day.schedule import Day
    from secondheart.recordings import read_day

    with reading(path, options) as asked:
        recorded = read_day(path, asked.date, age_years=person.age_years, mass_kg=person.mass_kg, options=asked)
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
    return [*lines, *recording_fields(plan.recorded)] if plan.recorded else lines


def describe_partial(output: Path | None, again: str) -> str:
    """Say what is kept of a day that did not end, and how it goes on."""
    from secondheart.results.netcdf import open_result
    from secondheart.simulation import state_file

    if output is None:
        return "nothing was kept, as no output was given"
    try:
        seconds = open_result(output).sizes["time"] if state_file(output).exists() else 0
    except BadFile:
        seconds = 0
    if not seconds:
        return "nothing was computed yet"
    return f"the first {seconds} s are kept in {output}; {again}"


def with_sentence(error: BaseException, sentence: str) -> BaseException:
    """Return the error that tells what became of a run that did not end."""
    if isinstance(error, RunFailed):
        return RunFailed(f"{error}; {sentence}", error.partial)
    return KeyboardInterrupt(f"interrupted; {sentence}")


@contextmanager
def keeping_people(store: Path | None, cached: bool = False) -> Iterator[None]:
    """Say what became of the people who were examined, where a command does not end."""
    try:
        yield
    except (RunFailed, KeyboardInterrupt) as error:
        place = store or ("the cache" if cached else None)
        sentence = f"who was examined is kept in {place}; the same command goes on" if place else UNSTORED
        raise with_sentence(error, sentence) from error
