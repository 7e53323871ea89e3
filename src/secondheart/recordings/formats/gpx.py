"""GPX: a recorded track with the extensions of heart rate, cadence and power that Garmin and others write."""

from __future__ import annotations

from secondheart.recordings.clock import zone_of
from secondheart.recordings.formats._track_points import TrackReader, read_tracks, starts_document, tracks_logbook
from secondheart.recordings.input_file import InputFile
from secondheart.recordings.logbook import Logbook
from secondheart.recordings.registry import Format, Options

FIELD_OF = {"time": "t_s", "hr": "heart_rate", "heartrate": "heart_rate", "cad": "cadence", "cadence": "cadence"} | {
    "power": "power",
    "PowerInWatts": "power",
    "distance": "distance",
}
ROOT = "gpx"


def gpx_logbook(file: InputFile, options: Options) -> Logbook:
    """Read a GPX file as a logbook.

    Raises
    ------
    BadFile
        If it cannot be read, or holds no points with a time.
    InputError
        If the model has no muscle pattern for its sport.
    UnknownName
        If there is no such zone.
    """
    zone = zone_of(options.zone)
    reader = TrackReader(FIELD_OF, "trkpt", "trk", lambda _name, _attributes: "")
    notes = read_tracks(file, reader, ROOT)
    return tracks_logbook(file, reader, zone, notes)


def _is_gpx(file: InputFile) -> bool:
    return starts_document(file, ROOT)


FORMAT = Format(
    name="GPX",
    suffixes=(".gpx",),
    gives="an activity: heart rate, cadence, power; its speed gives the cadence where there is none",
    export="Strava, Komoot, Garmin Connect: activity, export as GPX",
    sniff=_is_gpx,
    read=gpx_logbook,
    checked="files written by hand after GPX 1.1 and Garmin's TrackPointExtension v1",
    assumes="posture of the sport; what is missing, as listed below",
    order=2,
    fallback=(".gpx",),
)
