"""Points of an activity in XML (TCX, GPX), and the logbook of them; positions give a distance and are dropped."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from xml.parsers import expat
from zoneinfo import ZoneInfo

import numpy as np

from secondheart._limits import MOST_BYTES, MOST_ROWS
from secondheart.errors import BadFile, InputError
from secondheart.recordings.clock import NO_OFFSET, Clock
from secondheart.recordings.formats._activity import (
    ActivityParts,
    Records,
    SportSession,
    activity_tables,
    count_one_foot,
)
from secondheart.recordings.formats._collector import as_number, moment_of
from secondheart.recordings.formats._sports import guess_verb, known_sports, verb_of_sport
from secondheart.recordings.input_file import InputFile
from secondheart.recordings.left_out import Tally
from secondheart.recordings.logbook import Floats, Logbook

EARTH_M = 6_371_000.0  # mean radius
TRACK_LONGEST_S = 604_800.0  # assumed: no activity lasts longer
NAN = float("nan")
SPORT_OF_NUMBER = {"1": "cycling", "9": "running"}  # as Strava wrote them
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
DOCUMENT_HEAD = 4000  # letters in which its first element stands
BARE_AND = re.compile(rb"&(?!#?\w{1,10};)")  # which some programs forget to write as &amp;


@dataclass
class Point:
    """One record; nan where something is missing. Latitude and longitude are used for the distance alone."""

    t_s: float = NAN
    heart_rate: float = NAN
    cadence: float = NAN
    power: float = NAN
    distance: float = NAN
    latitude: float = NAN
    longitude: float = NAN


@dataclass
class XmlTrack:
    """The points of one activity, and what sport it is called."""

    sport: str = ""
    points: list[Point] = field(default_factory=list)


@dataclass
class TrackReader:
    """Collects tracks from the elements of an XML document.

    Attributes
    ----------
    field_of : mapping
        From the name of an element, without its prefix, to the field of a point.
    point, track : str
        Names of the elements of a point and of an activity.
    """

    field_of: dict[str, str]
    point: str
    track: str
    sport_of: Callable[[str, dict[str, str]], str]
    tracks: list[XmlTrack] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    path: list[str] = field(default_factory=list)
    text: str = ""
    count: int = 0
    offset_s: float = 0.0  # how far local time is ahead of UTC, where times tell it

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        short = name.rpartition(":")[2]
        self.path.append(short)
        self.text = ""
        if short == self.track:
            self.tracks.append(XmlTrack(self.sport_of(short, attributes)))
        elif short == self.point:
            self.count += 1
            if self.count > MOST_ROWS["track points"]:
                raise BadFile(f"more than {MOST_ROWS['track points']} points; fewer are allowed")
            self.tracks = self.tracks or [XmlTrack()]
            self.tracks[-1].points.append(Point())
            self._take("latitude", attributes.get("lat", ""))
            self._take("longitude", attributes.get("lon", ""))

    def characters(self, text: str) -> None:
        """Take a part of the text of an element."""
        if len(self.text) < 200:
            self.text += text

    def end(self, name: str) -> None:
        """Take the end of an element."""
        short = name.rpartition(":")[2]
        self.path.pop()
        inside = self.point in self.path
        key = f"{self.path[-1]}/{short}" if self.path else short
        if inside and (wanted := self.field_of.get(key) or self.field_of.get(short)):
            self._take(wanted, self.text.strip())
        elif not inside and short == "type" and self.tracks:
            self.tracks[-1].sport = self.tracks[-1].sport or self.text.strip()
        self.text = ""

    def _moment(self, text: str) -> float:
        moment, offset = moment_of(text)
        if offset:
            self.offset_s = offset
        return moment

    def _take(self, name: str, text: str) -> None:
        if not text or not self.tracks or not self.tracks[-1].points:
            return
        try:
            value = self._moment(text) if name == "t_s" else as_number(text.replace(",", "."))
        except ValueError:
            self.tally.leave_out("points", f"{name} not understood")
            return
        setattr(self.tracks[-1].points[-1], name, value)


def starts_document(file: InputFile, root: str) -> bool:
    """Say whether a file begins as an XML document of a kind."""
    return bool(re.search(rf"<(\w+:)?{root}\b", file.head_text[:DOCUMENT_HEAD]))


def read_tracks(file: InputFile, reader: TrackReader, root: str) -> list[str]:
    """Read a document as far as it goes, and return what is to be said of its end.

    Raises
    ------
    BadFile
        If it is another document, or holds definitions of its own, which such files never do.
    """
    data = file.read_all(MOST_BYTES["track"])
    parser = expat.ParserCreate()

    def begin(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] != root:
            raise BadFile(f"{file.place}: is another document: it begins with {name[:60]!r}, not {root}")
        parser.StartElementHandler = reader.start
        reader.start(name, attributes)

    def refuse(_name: str, _system: str | None, _public: str | None, defines: bool) -> None:
        if defines:
            raise BadFile(f"{file.place}: holds definitions of its own, which no recording needs")

    parser.StartElementHandler = begin
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data if data[:2] in UTF_16 else BARE_AND.sub(b"&amp;", data.lstrip()), True)
    except LookupError:  # an encoding that nobody knows
        raise BadFile(f"{file.place}: is written in an encoding that is not known; export it again") from None
    except expat.ExpatError as error:
        if not any(track.points for track in reader.tracks):
            what = expat.ErrorString(error.code)
            raise BadFile(f"{file.place}: line {error.lineno}: is not valid XML ({what}); export it again") from None
        return [f"is cut off or damaged at line {error.lineno}: read as far as that"]
    return []


def tracks_logbook(file: InputFile, reader: TrackReader, zone: ZoneInfo | None, notes: list[str]) -> Logbook:
    """Return the logbook of the tracks that were read.

    Parameters
    ----------
    file, reader, zone, notes
        What was read.

    Raises
    ------
    BadFile
        If no point has a time.
    InputError
        If the model has no muscle pattern for any of the sports.
    """
    reader.tally.count("points", reader.count)
    tracks = [track for track in reader.tracks if _drop_untimed(track, reader.tally)]
    if not tracks:
        raise BadFile(f"{file.place}: holds no points with a time; a recorded track is needed, not a planned one")
    named = [(track, _verb(track, notes)) for track in tracks]
    if not any(verb for _, verb in named):
        sport = tracks[0].sport[:60]
        raise InputError(f"{file.place}: sport {sport} has no muscle pattern in the model; allowed: {known_sports()}")
    records = _records([track.points for track, _ in named])
    if records.end_s <= records.t_s[0]:
        raise BadFile(f"{file.place}: has no usable record: all its points are of one instant")
    sessions = tuple(
        SportSession(verb, track.sport or verb, track.points[0].t_s, track.points[-1].t_s) for track, verb in named
    )
    records, both = count_one_foot(records, sessions)
    tables = activity_tables(records, ActivityParts(sessions), reader.tally)
    device = f"watch: {', then '.join(dict.fromkeys(session.name for session in sessions))}"
    offset = reader.offset_s
    silent = [] if zone or offset else [NO_OFFSET]
    clock = Clock(zone, ((-math.inf, offset),) if offset else ())
    texts = (*notes, *both, *silent)
    return Logbook(file.place, clock, tuple(tables), texts, reader.tally.rows, device, grain_s=0.0)


def _drop_untimed(track: XmlTrack, tally: Tally) -> bool:
    timed = [point for point in track.points if not math.isnan(point.t_s)]
    tally.leave_out("points", "without a time", len(track.points) - len(timed))
    if timed:
        middle = sorted(point.t_s for point in timed)[len(timed) // 2]
        near = [point for point in timed if abs(point.t_s - middle) <= TRACK_LONGEST_S]
        tally.leave_out("points", "days away from the others", len(timed) - len(near))
        timed = sorted(near, key=lambda point: point.t_s)
    track.points = timed
    return bool(timed)


def _verb(track: XmlTrack, notes: list[str]) -> str:
    track.sport = SPORT_OF_NUMBER.get(track.sport, track.sport)
    if track.sport and not track.sport.isdigit() and track.sport.lower() not in ("other", "generic", "unknown"):
        return verb_of_sport(track.sport)
    cadence, power, stamps = (_column(track.points, name) for name in ("cadence", "power", "t_s"))
    verb, reason = guess_verb(cadence, power, _distance(track.points), stamps)
    notes.append(f"names no sport: taken as {reason}")
    track.sport = reason.partition(",")[0]
    return verb


def _column(points: list[Point], name: str) -> Floats:
    return np.array([getattr(point, name) for point in points])


def _records(parts: list[list[Point]]) -> Records:
    _add_distances(parts)
    points = [point for some in parts for point in some]
    points = [points[i] for i in np.argsort(_column(points, "t_s"), kind="stable")]
    stamps = _column(points, "t_s")
    keep = np.append(np.diff(stamps) > 0.0, True)
    columns = [_column(points, name)[keep] for name in ("heart_rate", "cadence", "power")]
    distance = _distance(points)[keep]
    heart, cadence, power = columns
    return Records(stamps[keep], float(stamps[-1]), heart, cadence, power, distance)


def _add_distances(parts: list[list[Point]]) -> None:
    """Let the distance of each activity go on from that of the one before: it begins at 0 in each."""
    before = 0.0
    for points in parts:
        own = [point.distance for point in points if not math.isnan(point.distance)]
        for point in points:
            point.distance += before
        before += max(own, default=0.0)


def _distance(points: list[Point]) -> Floats:
    """Return the distance: the recorded one, else that between positions, which are used for nothing else."""
    recorded = _column(points, "distance")
    if not np.isnan(recorded).all():
        return recorded
    steps = [_metres(one, other) for one, other in pairwise(points)]
    return np.cumsum([0.0, *np.nan_to_num(steps)]) if not np.isnan(steps).all() else recorded


def _metres(one: Point, other: Point) -> float:
    if not all(map(math.isfinite, (one.latitude, one.longitude, other.latitude, other.longitude))):
        return NAN
    north = math.radians(other.latitude - one.latitude)
    east = math.radians(other.longitude - one.longitude) * math.cos(math.radians(one.latitude))
    return EARTH_M * math.hypot(north, east)
