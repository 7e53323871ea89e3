"""TCX: activities as Garmin's training centre wrote them, with heart rate, cadence, power and distance."""

from __future__ import annotations

from secondheart.recordings.clock import zone_of
from secondheart.recordings.formats._track_points import TrackReader, read_tracks, starts_document, tracks_logbook
from secondheart.recordings.input_file import InputFile
from secondheart.recordings.logbook import Logbook
from secondheart.recordings.registry import Format, Options

TCX_FIELD_OF = {
    "Time": "t_s",
    "HeartRateBpm/Value": "heart_rate",
    "Cadence": "cadence",
    "RunCadence": "cadence",
    "Watts": "power",
    "DistanceMeters": "distance",
    "LatitudeDegrees": "latitude",
    "LongitudeDegrees": "longitude",
}
ROOT = "TrainingCenterDatabase"


def tcx_logbook(file: InputFile, options: Options) -> Logbook:
    """Read a TCX file as a logbook.

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
    reader = TrackReader(TCX_FIELD_OF, "Trackpoint", "Activity", lambda _, attributes: attributes.get("Sport", ""))
    notes = read_tracks(file, reader, ROOT)
    return tracks_logbook(file, reader, zone, notes)


def _is_tcx(file: InputFile) -> bool:
    return starts_document(file, ROOT)


FORMAT = Format(
    name="TCX",
    suffixes=(".tcx",),
    gives="an activity: cadence, heart rate, power; pauses where the distance stands still",
    export="Garmin Connect, Polar Flow, Strava, Fitbit: activity, export as TCX",
    sniff=_is_tcx,
    read=tcx_logbook,
    checked="files written by hand after Garmin's schema (TrainingCenterDatabase v2, ActivityExtension v2)",
    assumes="posture of the sport; what is missing, as listed below",
    order=2,
    fallback=(".tcx",),
)
