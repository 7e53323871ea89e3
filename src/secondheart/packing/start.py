"""Where a body begins before it has settled."""

from __future__ import annotations

import math

import numpy as np

from secondheart.engine import layout as at
from secondheart.engine.layout import Floats, State
from secondheart.packing.network import Packed

ARTERIAL, CAPILLARY, VENOUS, FILLING = 90.0, 20.0, 6.0, 4.0  # mmHg of a first guess


def rounded(volumes: Floats) -> Floats:
    """Round volumes to multiples of the quantum."""
    return np.asarray((volumes + at.ROUNDER) - at.ROUNDER, dtype=np.float64)


def start_state(packed: Packed, record_sums: int, beat_sums: int) -> State:
    """Return a state with all the person's blood, spread by a first guess of the pressures."""
    net, body = packed.network, packed.body
    beds = len(packed.beds)
    clock = np.zeros(at.CLOCKS)
    clock[at.BEAT_LENGTH] = net.person[at.RR_REST]
    clock[at.VENTRICLE_SYSTOLE] = 0.37 * math.sqrt(net.person[at.RR_REST])
    clock[at.SENSED_ARTERIAL] = clock[at.MEAN_ARTERIAL] = net.person[at.SET_ARTERIAL]
    clock[at.SENSED_ATRIAL] = net.person[at.SET_ATRIAL]
    return State(
        volume=_first_volumes(packed, body.scalars["blood.volume"]),
        flow=np.zeros(net.flows),
        opening=np.zeros(net.flows),
        clock=clock,
        counts=np.zeros(at.COUNTS, np.int64),
        outside=np.zeros(at.FIRST_MUSCLE + len(packed.muscles)),
        muscle=np.zeros(len(packed.muscles)),
        height=np.zeros(net.vessels + 1),
        cuff=np.zeros(net.vessels),
        potential=np.zeros(net.vessels),
        transmural=np.zeros(net.vessels),
        slack=net.unstressed.copy(),
        carry=np.zeros(net.flows),
        push=np.zeros(net.flows),
        drag=np.zeros(net.flows),
        filling=np.ones(net.vessels + 1),
        tone=np.ones(net.flows),
        arterial_errors=np.zeros(at.DELAYS),
        atrial_errors=np.zeros(at.DELAYS),
        bed_effort=np.zeros(beds),
        bed_local=np.ones(beds),
        bed_hanging=np.zeros(beds),
        sums=np.zeros(record_sums),
        beat_sums=np.zeros(beat_sums),
    )


def _first_volumes(packed: Packed, blood: float) -> Floats:
    pressure = {"artery": ARTERIAL, "capillary": CAPILLARY, "vein": VENOUS, "elastic_vein": VENOUS, "chamber": FILLING}
    guess = np.empty(packed.network.vessels)
    for i, name in enumerate(packed.vessels):
        vessel = packed.body.vessel(name)
        p = 15.0 if vessel.region == "lungs" else pressure[vessel.kind]
        soft = 1.0 / vessel.elastance_diastolic if vessel.kind == "chamber" else vessel.compliance
        guess[i] = vessel.unstressed + (min(soft * p, 0.5 * vessel.distending) if vessel.distending else soft * p)
    veins = np.array([packed.body.vessel(name).kind == "vein" for name in packed.vessels])
    share = guess * veins / (guess * veins).sum()
    volumes = rounded(guess + (blood - guess.sum()) * share)
    volumes[packed.vessel("splanchnic_veins")] += rounded(np.array([blood]))[0] - volumes.sum()
    return rounded(volumes)
