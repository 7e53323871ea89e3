"""Recordings of real people in, protocols out."""

from secondheart.exchange.read import read_activity
from secondheart.exchange.recording import Recording
from secondheart.exchange.to_protocol import activity_protocol

__all__ = ["Recording", "activity_protocol", "read_activity"]
