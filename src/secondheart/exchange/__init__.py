"""Recordings of real people in, protocols out."""

from secondheart.exchange.logbook import Logbook, Table
from secondheart.exchange.logbook_csv import write_logbook_csv
from secondheart.exchange.read import ReadDay, Run, read_activity, read_day, read_logbook, read_run
from secondheart.exchange.recording import Recording
from secondheart.exchange.to_protocol import activity_protocol

__all__ = [
    "Logbook",
    "ReadDay",
    "Recording",
    "Run",
    "Table",
    "activity_protocol",
    "read_activity",
    "read_day",
    "read_logbook",
    "read_run",
    "write_logbook_csv",
]
