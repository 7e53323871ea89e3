"""The two ways in which everything may end: a sound result, or one sentence."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeVar

import numpy as np
import xarray as xr

import secondheart as sh
from secondheart.errors import InputError
from tests.fuzz.budget import limited

LONGEST = 1000  # letters of a sentence; a path may take some hundred of them

T = TypeVar("T")


def is_sound(result: xr.Dataset) -> bool:
    """Say whether a result has kept its blood, and holds numbers that can be."""
    finite = all(np.isfinite(result[name].values).all() for name in (*result.data_vars, "time"))
    told = all(math.isfinite(value) for value in result.attrs.values() if isinstance(value, int | float))
    filled = bool((result["volume"].values >= 0.0).all())
    return finite and told and result.attrs["volume_drift_mL"] == 0.0 and filled


def is_sentence(text: str) -> bool:
    """Say whether a text is one line that somebody would read."""
    return 10 < len(text) < LONGEST and len(text.splitlines()) == 1 and "Traceback" not in text


def taken(make: Callable[..., T], *arguments: object, **named: object) -> T | None:
    """Return what is made, or None where it is refused in a sentence; nothing else may happen."""
    with limited():
        try:
            return make(*arguments, **named)
        except InputError as error:
            refused = str(error)
    assert is_sentence(refused), refused
    return None


def run(person: sh.Person, protocol: sh.Protocol, including: tuple[str, ...] = ()) -> None:
    """Simulate: the result is sound, or refused in a sentence."""
    result = taken(sh.simulate, person, protocol, including=including)
    assert result is None or is_sound(result)
