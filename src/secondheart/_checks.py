"""Numbers from outside: refused when they are text, a truth value or out of range."""

from __future__ import annotations

import math
from typing import Annotated

from pydantic import BeforeValidator

from secondheart.errors import InputError, show_value


def _not_text(value: object) -> object:
    # Pydantic would read "12" and true as numbers; in a file both are slips of the pen.
    if isinstance(value, bool | str | bytes):
        raise ValueError("a number is needed")
    return value


Number = Annotated[float, BeforeValidator(_not_text)]


def within(place: str, value: object, low: float, high: float = math.inf, unit: str = "") -> float:
    """Return `value` as a float, or say in one sentence what `place` allows.

    Examples
    --------
    >>> within("walk: km_h", 3, 0.5, 8.0, "km/h")
    3.0
    >>> within("walk: km_h", 30, 0.5, 8.0, "km/h")
    Traceback (most recent call last):
    secondheart.errors.InputError: walk: km_h = 30 is not allowed: 0.5 to 8 km/h
    """
    allowed = f"{low:.6g} to {high:.6g} {unit}" if math.isfinite(high) else f"{low:.6g} {unit} or more"
    try:
        number = math.nan if isinstance(value, bool | str | bytes) else float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not (low <= number <= high and math.isfinite(number)):
        raise InputError(f"{place} = {show_value(value)} is not allowed: {allowed.strip()}")
    return number


def whole(place: str, value: object, low: int, high: int) -> int:
    """Return `value` if it is a whole number from `low` to `high`."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise InputError(f"{place} = {show_value(value)} is not allowed: a whole number from {low} to {high}")
    return value
