"""Reading an activity from a FIT file, the format of most watches and bike computers.

Only the fields named in `WANTED` are taken out of a message: positions, names and the rest of a person are left behind.
"""

from __future__ import annotations

import importlib
import struct
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from secondheart.errors import BadFile, MissingExtra
from secondheart.protocol.protocol import MOST_STEPS
from secondheart.recordings.activity import (
    HEART_RATE_BPM,
    Floats,
    Origin,
    Recording,
    paused_intervals,
    require_known,
    verb_of,
)

WANTED = {
    "file_id": ("type",),
    "sport": ("sport", "sub_sport"),
    "session": ("sport", "sub_sport"),
    "event": ("timestamp", "event", "event_type"),
    "record": ("timestamp", "heart_rate", "cadence", "fractional_cadence", "power"),
    "monitoring_info": ("timestamp", "local_timestamp"),
    "monitoring": (
        "timestamp", "timestamp_16", "cycles", "steps", "strokes", "activity_type",
        "current_activity_type_intensity", "heart_rate",
    ),
}  # fmt: skip
ORDER = "order"  # place in the file, of messages whose times lean on those before them
LEANING = ("monitoring_info", "monitoring")
EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
NO_TIME = 0xFFFFFFFF  # FIT's mark for a missing time
CLOCK_SET = 0x10000000  # smaller times were counted from when the device was switched on (FIT protocol, date_time)
STRIDES_PER_MIN = (0.0, 150.0)  # assumed: sprinters reach 5 steps a second, 150 strides of one foot a minute
TURNS_PER_MIN = (0.0, 250.0)  # assumed: sprinters on the track
POWER_WATTS = (0.0, 3000.0)  # assumed: the best second of a track sprinter is about 2500 W

# Of what one file may hold: reading the most of both takes half a minute.
MOST_BYTES = 8 * 1024 * 1024  # a record a second with all that a watch knows fills it in a day and a half
MOST_MESSAGES = 1_000_000

# what a decoder stumbles over where the bytes contradict each other
NONSENSE = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError, struct.error)

T = TypeVar("T", bound=np.generic)
Fields = dict[str, Any]
Content = dict[str, list[Fields]]
Stretches = tuple[tuple[float, float], ...]


def read_fit(path: str | Path) -> Recording:
    """Read a recorded walk, run, hike or ride.

    The file is read whole and its checksums are tested before anything is believed.

    Parameters
    ----------
    path : str or Path
        An activity in the FIT format.

    Returns
    -------
    Recording
        The table of its records, without positions.

    Raises
    ------
    BadFile
        If it cannot be read, is damaged, holds no activity, or holds values that cannot be.
    InputError
        If the model has no muscle pattern for its sport.
    MissingExtra
        If fitdecode is not installed.
    """
    return checked(read_recording(path))


def checked(recording: Recording) -> Recording:
    """Return a recording whose values can be, and of which enough is known."""
    _check_range(recording, "heart_rate_bpm", "bpm", HEART_RATE_BPM)
    if verb_of(recording) == "cycle":
        _check_range(recording, "cadence_per_min", "turns of the crank a minute", TURNS_PER_MIN)
        _check_range(recording, "power_watts", "W", POWER_WATTS)
    else:
        _check_range(recording, "cadence_per_min", "strides of one foot a minute", STRIDES_PER_MIN)
    require_known(recording)
    return recording


def read_recording(path: str | Path) -> Recording:
    """Read an activity of any sport, its values as they are."""
    return recording_of(str(path), read_content(Path(path)))


def recording_of(source: str, content: Content) -> Recording:
    """Return the activity that a file holds, its values as they are."""
    sport, sub_sport = _sport(source, content)
    rows = _rows(source, content)
    stamps = np.array(list(rows), dtype=float)
    t_s = stamps - stamps[0]
    stopped, end_s = _timer(content["event"], stamps[0], t_s[-1])
    if end_s <= 0.0:
        raise BadFile(f"{source}: has no usable record: all its records are of one instant, at least two are needed")
    power = _column(rows, "power")
    return Recording(
        source=source,
        sport=sport,
        sub_sport=sub_sport,
        start=EPOCH + timedelta(seconds=float(stamps[0])),
        duration_s=end_s,
        t_s=_frozen(t_s),
        heart_rate_bpm=_column(rows, "heart_rate"),
        cadence_per_min=_frozen(_column(rows, "cadence") + np.nan_to_num(_column(rows, "fractional_cadence"))),
        paused=_frozen(paused_intervals(np.append(t_s, end_s), stopped)),
        provenance=MappingProxyType(_provenance(stamps[0])),
        power_watts=None if np.isnan(power).all() else power,
    )


def read_content(path: Path) -> Content:
    """Read the wanted fields of the wanted messages, or say what is wrong with the file."""
    fitdecode = _fitdecode()
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        _check_magic(path, data)
        return _messages(fitdecode, path, data)
    except BadFile:
        raise
    except OSError as error:
        raise BadFile(f"{path}: cannot be read: {error.strerror or error}; a FIT file is needed") from None
    except fitdecode.FitEOFError as error:
        raise BadFile(f"{path}: is cut off at byte {error.offset}, its header promises more; copy it again") from None
    except fitdecode.FitCRCError as error:
        raise BadFile(f"{path}: is damaged, its checksum does not fit its content: {error}; copy it again") from None
    except fitdecode.FitHeaderError as error:
        raise BadFile(f"{path}: has a corrupt header: {error}; copy it again from the device") from None
    except (fitdecode.FitError, *NONSENSE) as error:
        reason = str(error) or "its parts contradict each other"
        raise BadFile(f"{path}: is not valid FIT ({reason}); export it again") from None


def _fitdecode() -> Any:
    try:
        return importlib.import_module("fitdecode")
    except ImportError:
        raise MissingExtra.of("fitdecode", "recordings", "reading a FIT file") from None


def _check_magic(path: Path, data: bytes) -> None:
    if not data:
        raise BadFile(f"{path}: is empty; a FIT file is needed")
    if data[8:12] != b".FIT":
        raise BadFile(f"{path}: is not a FIT file: bytes 8 to 11 are {data[8:12]!r}, b'.FIT' is needed")
    if len(data) > MOST_BYTES:
        raise BadFile(f"{path}: is longer than the {MOST_BYTES} bytes that are allowed")


def _messages(fitdecode: Any, path: Path, data: bytes) -> Content:
    content: Content = {name: [] for name in WANTED}
    reader = fitdecode.FitReader(
        data,
        processor=None,  # times stay integers
        check_crc=fitdecode.CrcCheck.RAISE,
        error_handling=fitdecode.ErrorHandling.RAISE,
    )
    with reader:
        for number, frame in enumerate(reader):
            if number > MOST_MESSAGES or max(map(len, content.values())) > MOST_STEPS:
                raise BadFile(
                    f"{path}: has more than {MOST_MESSAGES} messages or {MOST_STEPS} of a kind; fewer are allowed"
                )
            if frame.frame_type == fitdecode.FIT_FRAME_DATA and frame.name in WANTED:
                fields = _fields(frame)
                content[frame.name].append(fields | ({ORDER: number} if frame.name in LEANING else {}))
    return content


def _fields(message: Any) -> Fields:
    fields = [field for field in message.fields if field.name in WANTED[message.name] and field.value is not None]
    return {field.name: _checked(message.name, field) for field in fields if not _is_foreign(field)}


def _is_foreign(field: Any) -> bool:
    """Say whether an app on the device made up the field, which may bear any name."""
    return bool(field.field_def and field.field_def.is_dev)


def _checked(message: str, field: Any) -> Any:
    value = field.value
    if field.name == "timestamp" and not (isinstance(value, int) and 0 <= value < NO_TIME):
        raise ValueError(f"{message}.timestamp is {value!r}, whole seconds below {NO_TIME} are allowed")
    if message == "record" and not isinstance(value, int | float):
        raise ValueError(f"{message}.{field.name} is {value!r}, one number is allowed")
    return value


def _sport(source: str, content: Content) -> tuple[str, str]:
    """Return sport and sub-sport: the session's, or of a file without one the sport message's."""
    named = [row for row in content["session"] if "sport" in row] or [row for row in content["sport"] if "sport" in row]
    sports = list(dict.fromkeys(str(row["sport"]) for row in named))
    if not content["record"]:
        kinds = ", ".join(repr(row.get("type")) for row in content["file_id"]) or "unknown"
        raise BadFile(f"{source}: holds no activity records (file type {kinds}); an activity is needed")
    if len(sports) != 1:
        found = f"several sports ({', '.join(sports)})" if sports else "no sport"
        raise BadFile(f"{source}: names {found}; exactly one is needed")
    return sports[0], str(named[0].get("sub_sport", ""))


def _rows(source: str, content: Content) -> dict[int, Fields]:
    """Order the records by time; two of the same second complete each other."""
    rows: dict[int, Fields] = {}
    last = 0
    for number, record in enumerate(content["record"], start=1):
        stamp = record.get("timestamp")
        if stamp is None:
            continue  # its time is missing, and is counted as such
        if stamp < last:
            raise BadFile(f"{source}: record {number}: time {stamp} s is before that of the one above, {last} s")
        rows.setdefault(stamp, {}).update(record)
        last = stamp
    if not rows:
        raise BadFile(f"{source}: has no usable record: none of its {len(content['record'])} has a time")
    return rows


def _timer(events: Iterable[Fields], origin: float, last_s: float) -> tuple[Stretches, float]:
    """Return when the timer stood, and when the recording ended: at the timer's last stop or the last record."""
    stopped: list[tuple[float, float]] = []
    since: float | None = None
    for t_s, runs in sorted(_switches(events, origin)):
        if since is not None and runs:
            stopped.append((since, t_s))
            since = None
        elif since is None and not runs:
            since = t_s
    if since is None:
        return tuple(stopped), last_s
    return (*stopped, (since, np.inf)), max(since, last_s)


def _switches(events: Iterable[Fields], origin: float) -> Iterator[tuple[float, bool]]:
    for event in events:
        kind = str(event.get("event_type", ""))
        if event.get("event") == "timer" and "timestamp" in event and kind.startswith(("start", "stop")):
            yield event["timestamp"] - origin, kind == "start"


def _column(rows: dict[int, Fields], name: str) -> Floats:
    return _frozen(np.array([row.get(name, np.nan) for row in rows.values()], dtype=float))


def _frozen(values: NDArray[T]) -> NDArray[T]:
    values.flags.writeable = False
    return values


def _provenance(first_stamp: float) -> dict[str, Origin]:
    return {
        "start": "measured" if first_stamp >= CLOCK_SET else "assumed",
        "t_s": "measured",
        "heart_rate_bpm": "measured",
        "cadence_per_min": "measured",
        "power_watts": "measured",
        "pauses": "derived",
        "effort": "derived",
        "posture": "assumed",
        "muscle_pressure": "assumed",
    }


def _check_range(recording: Recording, channel: str, unit: str, allowed: tuple[float, float]) -> None:
    values: Floats | None = getattr(recording, channel)
    if values is None:
        return
    for i in np.flatnonzero((values < allowed[0]) | (values > allowed[1]))[:1]:
        t_s = float(recording.t_s[i])
        raise BadFile(
            f"{recording.source}: record {i + 1} at {t_s:g} s ({recording.clock(t_s):%Y-%m-%d %H:%M:%S} UTC): "
            f"{channel} = {values[i]:g} cannot be; allowed are {allowed[0]:g} to {allowed[1]:g} {unit}, or no value"
        )
