"""The pneumatic devices of the page without a server: their times, and what their chambers press on."""

from __future__ import annotations

from typing import Any

import numpy as np

from secondheart.anatomy import LEGS
from secondheart.compression import Device, devices
from secondheart.packing import Packed
from secondheart.packing.pressure import cuff_sites, reaching_of

Table = dict[str, Any]


def offered_devices() -> list[Table]:
    """Return the devices with chambers: those that stimulate muscles are movements, and need a server."""
    return [_describe(one) for one in devices().values() if one.chambers]


def _describe(one: Device) -> Table:
    return {
        "name": one.name,
        "chambers": list(one.chambers),
        "pressures_mmHg": list(one.pressures_mmHg),
        "courses": [list(one.course(place)) for place in range(len(one.chambers))],
        "cycle": list(one.within(0.0, one.period_s)),
        **{key: getattr(one, key) for key in ("rise_s", "fall_s", "period_s", "alternate", "side")},
    }


def cuff_places(packed: Packed) -> Table:
    """Return the vessels under a chamber at each site of each leg, and the share of its pressure that reaches them."""
    rows: Table = {}
    for site in cuff_sites():
        for side in LEGS:
            reaching = reaching_of(site, side, packed)
            places = np.flatnonzero(reaching).tolist()
            rows[f"{site}_{side}"] = {"places": places, "reaching": float(reaching.max())}
    return rows
