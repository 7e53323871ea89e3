"""What the stepper needs to carry oxygen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from secondheart.anatomy import split_side
from secondheart.engine.layout import Gas, Network
from secondheart.packing.tissue import ATLAS_BLOOD
from secondheart.person.body import Body
from secondheart.physics.oxygen import PER_GRAM
from secondheart.units import MINUTE_S, PERCENT


def gas_of(body: Body, places: dict[str, int], beds: Sequence[str], network: Network, used: bool) -> Gas:
    """Return the arrays of the oxygen, of length zero where it is left out."""
    size = body.scalars["blood.volume"] / ATLAS_BLOOD / MINUTE_S
    names = [split_side(bed)[0] for bed in beds] if used else []
    return Gas(
        lung=np.array([places["pulmonary_capillaries"]] if used else [], np.uint64),
        vessel=network.head[network.bed_in[: len(names)]],
        rest=np.array([body.scalars[f"oxygen.rest.{name}"] * size for name in names]),
        more=np.array([body.scalars.get(f"oxygen.more.{name}", 0.0) * size for name in names]),
        number=np.array(
            [
                PER_GRAM * body.scalars["oxygen.blood.haemoglobin"] / PERCENT,
                body.scalars["oxygen.blood.arterial_saturation"] / PERCENT,
            ]
        ),
    )
