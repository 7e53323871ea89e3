"""Where the blood is, once a minute: volumes of whole parts of the body, for which no sample would have room."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from secondheart.anatomy import LEG_REGIONS, LEGS
from secondheart.packing import Packed
from secondheart.person.body import Vessel

Floats = NDArray[np.float64]

LOOK_S = 60.0  # between two looks

STORES: Mapping[str, Callable[[Vessel], bool]] = {
    "systemic_veins": lambda vessel: vessel.venous and vessel.region != "lungs",
    "systemic_arteries": lambda vessel: vessel.kind == "artery" and vessel.region != "lungs",
    "capillaries": lambda vessel: vessel.kind == "capillary" and vessel.region != "lungs",
    "heart": lambda vessel: vessel.kind == "chamber",
    "lungs": lambda vessel: vessel.region == "lungs" and vessel.kind != "chamber",
}


def stores(packed: Packed) -> dict[str, Floats]:
    """Return which vessels belong to each store of blood, and which veins to each part of a leg."""
    vessels = [packed.body.vessel(name) for name in packed.vessels]
    whole = {name: np.array([float(belongs(one)) for one in vessels]) for name, belongs in STORES.items()}
    legs = {
        f"{part}_veins_{side}": np.array([float(one.venous and one.region == f"{part}_{side}") for one in vessels])
        for part in LEG_REGIONS
        for side in LEGS
    }
    return whole | legs
