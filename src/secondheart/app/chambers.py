"""The chambers of a pneumatic device: where on each leg they sit, and how full each is now."""

from __future__ import annotations

from typing import get_args

import numpy as np
from numpy.typing import NDArray

from secondheart.care.sites import Site
from secondheart.live import TICK_S, Live
from secondheart.person.body import SIDES

PLACES: tuple[str, ...] = tuple(f"{site}_{side}" for side in SIDES for site in get_args(Site))


def chambers(live: Live) -> NDArray[np.float64]:
    """Return the pressure in the chamber at each of `PLACES` now, in mmHg; NaN where there is none."""
    device, now = live.step.device, dict.fromkeys(PLACES, np.nan)
    for side in SIDES:
        if device is not None and device.side in (side, "both"):
            filled = device.pressures(side, _on_s(live))
            now |= {f"{site}_{side}": pressure for site, pressure in filled.items()}
    return np.array(list(now.values()))


def _on_s(live: Live) -> float:
    """Return for how long the device has been at work, in s; it goes on in its rhythm from step to step."""
    begins = live.log[-1].begins
    for one in reversed(live.log):
        if one.step.device != live.step.device:
            break
        begins = one.begins
    return (live.tick - begins) * TICK_S
