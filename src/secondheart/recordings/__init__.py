"""Recordings of real people, read and turned into protocols."""

from secondheart.recordings.activity import Recording
from secondheart.recordings.activity_protocol import build_activity_protocol
from secondheart.recordings.formats.logbook_csv import write_logbook_csv
from secondheart.recordings.logbook import Logbook, Table
from secondheart.recordings.read import ReadDay, Run, read_activity, read_day, read_logbook, read_run

__all__ = [
    "Logbook",
    "ReadDay",
    "Recording",
    "Run",
    "Table",
    "build_activity_protocol",
    "read_activity",
    "read_day",
    "read_logbook",
    "read_run",
    "write_logbook_csv",
]
