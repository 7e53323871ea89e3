"""What the stepper needs to carry oxygen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from secondheart.engine.layout import Gas, Network
from secondheart.packing.tissue import ATLAS_BLOOD
from secondheart.person.atlas.read import table
from secondheart.person.body import Body
from secondheart.physics.oxygen import PER_GRAM
from secondheart.units import MINUTE_S, PERCENT


def gas_of(body: Body, places: dict[str, int], beds: Sequence[str], network: Network, used: bool) -> Gas:
    """Return the arrays of the oxygen, of length zero where it is left out."""
    size = body.scalars["blood.volume"] / ATLAS_BLOOD / MINUTE_S
    blood, rest, more = (table("oxygen")[name] for name in ("blood", "rest", "more"))
    names = [bed.removesuffix("_left").removesuffix("_right") for bed in beds] if used else []
    return Gas(
        lung=np.array([places["pulmonary_capillaries"]] if used else [], np.uint64),
        vessel=network.head[network.bed_in[: len(names)]],
        rest=np.array([rest[name].value * size for name in names]),
        more=np.array([more[name].value * size if name in more else 0.0 for name in names]),
        number=np.array(
            [PER_GRAM * blood["haemoglobin"].value / PERCENT, blood["arterial_saturation"].value / PERCENT]
        ),
    )
