"""Cuffs, tourniquets and the chambers of a device: where on each leg they sit, and how full each is now."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from secondheart.anatomy import LEGS
from secondheart.compression.site import Site
from secondheart.packing.orders import QUICKEST_S
from secondheart.packing.pressure import rise_share
from secondheart.protocol import Cuff, Step
from secondheart.simulation.live import TICK_S, Live

CUFF_PLACES: tuple[str, ...] = tuple(f"{site}_{side}" for side in LEGS for site in get_args(Site))


def chambers(live: Live) -> NDArray[np.float64]:
    """Return the pressure in the cuff or chamber at each of `PLACES` now, in mmHg; NaN where there is none."""
    device, now = live.step.device, dict.fromkeys(CUFF_PLACES, np.nan)
    for side in LEGS:
        for cuff in live.step.cuffs:
            if cuff.side in (side, "both"):
                now[f"{cuff.site}_{side}"] = cuff.pressure_mmHg * _rise_share(live, cuff)
        if device is not None and device.side in (side, "both"):
            filled = device.pressures(side, _since_s(live, lambda step: step.device == device))
            now |= {f"{site}_{side}": pressure for site, pressure in filled.items()}
    return np.array(list(now.values()))


def _rise_share(live: Live, cuff: Cuff) -> float:
    """Return the share of its pressure that a cuff has reached."""
    return rise_share(_since_s(live, lambda step: cuff in step.cuffs), max(cuff.rise_s, QUICKEST_S))


def _since_s(live: Live, on: Callable[[Step], bool]) -> float:
    """Return for how long something is on without a break, in s; it goes on in its rhythm from step to step."""
    begins = live.log[-1].begins
    for one in reversed(live.log):
        if not on(one.step):
            break
        begins = one.begins
    return (live.tick - begins) * TICK_S
