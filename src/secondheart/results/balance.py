"""All fluid of a body, counted exactly."""

from __future__ import annotations

import math

import numpy as np

from secondheart.engine import layout as at
from secondheart.engine.layout import State


def total_volume(state: State) -> int:
    """Return all that holds fluid, with what came in and went out accounted, in quanta of 2^-40 mL: an exact integer.

    Blood, tissue and what was passed or lost, less what was drunk.
    """
    held = sum(int(v / at.QUANTUM) for v in (*state.volume, *state.fluid))
    return held + int(state.ledger[at.PASSED]) + int(state.ledger[at.LOST]) - int(state.ledger[at.DRUNK])


def drift_mL(before: int, state: State) -> float:
    """Return the end's total less the start's, exactly; NaN where a volume stopped being a number."""
    if not np.isfinite(state.volume).all():
        return math.nan
    return (total_volume(state) - before) * at.QUANTUM
