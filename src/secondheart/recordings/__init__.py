"""Recordings of real people, read and turned into protocols."""

from secondheart.recordings.formats.logbook_csv import write_logbook_csv
from secondheart.recordings.logbook import Logbook, LogTable
from secondheart.recordings.recording import Recording, read_day, read_logbook, read_recording

__all__ = ["LogTable", "Logbook", "Recording", "read_day", "read_logbook", "read_recording", "write_logbook_csv"]
