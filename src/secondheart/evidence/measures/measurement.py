"""The table of measurements, into which each enters itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xarray as xr

Measurement = Callable[["xr.Dataset"], float]

MEASUREMENTS: dict[str, Measurement] = {}


def measurement(measure: Measurement) -> Measurement:
    """Enter a function from a result to one number into the table, under its own name."""
    MEASUREMENTS[measure.__name__] = measure
    return measure
