"""What is to be run: a protocol by name, from a file, or made of a recording."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secondheart.errors import BadFile, UnknownName
from secondheart.report.summary import Span, calf_veins, clock, spans

if TYPE_CHECKING:
    from secondheart.exchange import ReadDay, Recording
    from secondheart.person import Person
    from secondheart.protocol import Protocol

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
    from secondheart.protocol import builtin, names, read_protocol
    from secondheart.protocol.days import day_names

    path = Path(text)
    if text in names():
        return Plan(builtin(text))
    if path.suffix.lower() in RECORDINGS:
        return _recorded(path, person)
    if path.suffix.lower() == ".toml":
        return Plan(read_protocol(path))
    if path.exists():
        raise BadFile(f"{path}: not a protocol or a recording: the name of the file must end in {ENDINGS}")
    if text in day_names():
        raise UnknownName(f"'{text}' is a whole day: secondheart day {text}; protocols: {', '.join(names())}")
    known = UnknownName.of("protocol", text, names())
    raise UnknownName(f"{known}; a file's name ends in {ENDINGS}")


def vessels_for(person: Person, pictured: bool) -> list[str]:
    """Name the vessels that tables need, and those of the legs where they are to be pictured."""
    from secondheart.clinic.forces import leg_veins
    from secondheart.person.body import SIDES
    from secondheart.variables import KEY_VESSELS

    calves = [name for side in SIDES for name in calf_veins(person, side)]
    legs = leg_veins(person) if pictured else ()
    return list(dict.fromkeys((*KEY_VESSELS, *calves, *legs)))


def _recorded(path: Path, person: Person) -> Plan:
    from secondheart.exchange import read_run

    found = read_run(path, age_years=person.age_years, mass_kg=person.mass_kg)
    return Plan(found.protocol, found.recording or found.day)


def told_recording(recording: Recording | ReadDay) -> tuple[tuple[str, str], ...]:
    """Tell a recording in headed lines: of an activity its sport, its pauses, and what was filled in by which rule."""
    from secondheart.exchange import ReadDay
    from secondheart.exchange.table import BY_POSTURE

    if isinstance(recording, ReadDay):
        return _told_day(recording)
    sport = recording.sport + (f" ({recording.sub_sport})" if recording.sub_sport not in ("", "generic") else "")
    pauses = [f"{clock(start)} for {stop - start:g} s" for start, stop in recording.pauses]
    told = () if recording.sport == BY_POSTURE else (("sport", sport),)
    return (*told, ("pauses", _listed(pauses)), ("filled in", _filled(recording)))


def _filled(recording: Recording) -> str:
    if recording.filled_s == 0.0:
        return "nothing"
    return f"{recording.filled_s:g} s of {recording.duration_s:g} s: {RULE}"


def _told_day(day: ReadDay) -> tuple[tuple[str, str], ...]:
    """Tell what of a day was measured, derived and assumed, and its gaps."""
    account = tuple((entry.origin, f"{entry.what}, {clock(entry.duration_s)}: {entry.told}") for entry in day.account)
    gaps = [f"{clock(gap.start_s)} to {clock(gap.stop_s)} ({gap.reason})" for gap in day.gaps]
    dated = (("day", day.date.isoformat()),) if day.date else ()
    return (*dated, *account, ("gaps", _listed(gaps)), *(("note", note) for note in day.notes))


def _listed(items: list[str]) -> str:
    more = f" and {len(items) - MOST_PAUSES} more" if len(items) > MOST_PAUSES else ""
    return f"{len(items)}: {', '.join(items[:MOST_PAUSES])}{more}" if items else "none"


def recording_object(recording: Recording | ReadDay) -> dict[str, Any]:
    """Return what is told of a recording, for JSON."""
    from secondheart.exchange import ReadDay

    if isinstance(recording, ReadDay):
        account = [entry._asdict() for entry in recording.account]
        gaps = [gap._asdict() for gap in recording.gaps]
        day = recording.date.isoformat() if recording.date else None
        return {"day": day, "account": account, "gaps": gaps, "notes": list(recording.notes)}
    pauses = [{"start_s": start, "stop_s": stop} for start, stop in recording.pauses]
    return {"sport": recording.sport, "pauses": pauses, "filled_s": recording.filled_s, "rule": RULE}
