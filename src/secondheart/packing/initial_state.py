"""Where a body begins before it has settled."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from secondheart.engine import layout as at
from secondheart.engine.layout import Floats, State
from secondheart.packing.aligned import align
from secondheart.packing.arrangement import by_kind
from secondheart.packing.network import Packed
from secondheart.packing.tissue import plasma_protein
from secondheart.person.body import Vessel
from secondheart.physics.vein_wall import FULLEST
from secondheart.variables import BEAT_CONNECTIONS, BEAT_VESSELS

FIRST_ARTERIAL, CAPILLARY, VENOUS, FILLING = 90.0, 20.0, 6.0, 4.0  # mmHg of a first guess
FIRST_HIGHEST = 200.0  # mmHg in the veins of the fullest
VENOUS_SATURATION = 0.75  # of a first guess too
OXYGENATED = ("left_atrium", "left_ventricle", "pulmonary_capillaries", "pulmonary_veins")


def round_to_quanta(volumes: Floats) -> Floats:
    """Round volumes to multiples of the quantum."""
    return np.asarray((volumes + at.ROUNDER) - at.ROUNDER, dtype=np.float64)


def start_state(packed: Packed, record_sums: int) -> State:
    """Return a state with all the person's blood, spread by a first guess of the pressures."""
    net, body = packed.network, packed.body
    beds, regions, breathing = len(packed.beds), len(packed.regions), len(packed.gas.lung) > 0
    volume = _first_volumes(packed, body.scalars["blood.volume"])
    clock = np.zeros(at.CLOCKS)
    clock[at.BEAT_LENGTH] = net.person[at.RR_REST]
    clock[at.VENTRICLE_SYSTOLE] = net.person[at.SYSTOLE] * math.sqrt(net.person[at.RR_REST])
    clock[at.SENSED_ARTERIAL] = clock[at.ADAPTED] = clock[at.MEAN_ARTERIAL] = net.person[at.SET_ARTERIAL]
    clock[at.SENSED_ATRIAL] = net.person[at.SET_ATRIAL]
    state = State(
        volume=volume,
        flow=np.zeros(net.flows),
        opening=np.zeros(net.flows),
        clock=clock,
        counts=np.zeros(at.COUNTS, np.int64),
        outside=np.zeros(at.FIRST_MUSCLE + len(packed.muscles)),
        muscle=np.zeros(len(packed.muscles)),
        height=np.zeros(net.vessels + 1),
        cuff=np.zeros(net.vessels),
        sleeve_rise=np.zeros(len(net.sleeve_stiffness)),
        pressed=np.zeros(net.vessels),
        leak=net.leak.copy(),
        potential=np.zeros(net.vessels),
        transmural=np.zeros(net.vessels),
        unstressed_now=net.unstressed.copy(),
        yielded=np.zeros(net.vessels),
        carry=np.zeros(net.flows),
        push=np.zeros(net.flows),
        drag=np.zeros(net.flows),
        filling=np.ones(net.vessels + 1),
        difference=np.zeros(net.flows),
        next_flow=np.zeros(net.flows),
        moved=np.zeros(net.flows),
        underfilled=np.zeros(net.vessels, np.uint64),
        rim=np.zeros(net.flows, np.uint64),
        rim_inner=np.zeros(net.flows, np.uint64),
        tone=np.ones(net.flows),
        leaving=np.zeros(net.vessels),
        arterial_errors=np.zeros(at.DELAYS),
        atrial_errors=np.zeros(at.DELAYS),
        bed_effort=np.zeros(beds),
        bed_local=np.ones(beds),
        bed_hanging=np.zeros(beds),
        bed_used_to=np.zeros(beds),
        bed_emptied=np.zeros(beds),
        bed_warm=np.zeros(beds),
        fluid=np.zeros(regions),
        relaxed=np.zeros(regions),
        protein=np.zeros(regions),
        closed=np.zeros(regions),
        lymph=np.zeros(regions),
        capillary=np.zeros(regions),
        plasma=_first_plasma(packed),
        ledger=np.zeros(at.LEDGER, np.int64),
        tissue_sums=np.zeros(2 * len(packed.tissue.vessel) + regions),
        oxygen=_first_oxygen(packed, volume),
        forward=np.zeros(net.flows if breathing else 0),
        backward=np.zeros(net.flows if breathing else 0),
        saturation=np.zeros(net.vessels),
        content=np.zeros(net.vessels),
        before=volume.copy(),
        breath=np.zeros(at.BREATH),
        sums=np.zeros(record_sums),
        beat_s=np.zeros(1),
        beat_pressure=np.zeros((len(BEAT_VESSELS), 3)),
        beat_volume=np.zeros(len(BEAT_CONNECTIONS)),
    )
    return align(state)


def _first_volumes(packed: Packed, blood: float) -> Floats:
    pressure = {
        "artery": FIRST_ARTERIAL,
        "capillary": CAPILLARY,
        "vein": VENOUS,
        "elastic_vein": VENOUS,
        "chamber": FILLING,
    }
    vessels = by_kind(packed.body.vessels)
    guess = np.empty(len(vessels))
    for i, vessel in enumerate(vessels):
        p = 15.0 if vessel.region == "lungs" else pressure[vessel.kind]
        soft = 1.0 / vessel.elastance_diastolic if vessel.kind == "chamber" else vessel.compliance
        guess[i] = vessel.unstressed + (min(soft * p, 0.5 * vessel.distending) if vessel.distending else soft * p)
    veins = np.array([vessel.kind == "vein" for vessel in vessels])
    share = guess * veins / (guess * veins).sum()
    volumes = round_to_quanta(guess + (blood - guess.sum()) * share)
    if _is_overfull(vessels, volumes):
        volumes = round_to_quanta(np.where(veins, _alike(vessels, blood - guess[~veins].sum(), veins), guess))
    names = [vessel.name for vessel in vessels]
    volumes[names.index("splanchnic_veins")] += round_to_quanta(np.array([blood]))[0] - volumes.sum()
    return round_to_quanta(volumes)[[names.index(name) for name in packed.vessels]]


def _is_overfull(vessels: Sequence[Vessel], volumes: Floats) -> bool:
    """Say whether a vein is so full that it would burst into its neighbours at the first step."""
    filled = zip(vessels, volumes, strict=True)
    return any(volume - v.unstressed > FULLEST * v.distending > 0.0 for v, volume in filled if v.kind == "vein")


def _alike(vessels: Sequence[Vessel], blood: float, veins: NDArray[np.bool_]) -> Floats:
    """Return volumes of veins that hold so much blood together at one pressure, found by halving."""
    limits = np.array([0.5 * math.pi * v.compliance / v.distending if v.distending else 0.0 for v in vessels])
    compliance, unstressed = (np.array([getattr(v, name) for v in vessels]) for name in ("compliance", "unstressed"))
    low, high = 0.0, FIRST_HIGHEST
    for _ in range(50):
        middle = 0.5 * (low + high)
        soft = np.where(limits > 0.0, np.arctan(limits * middle) / np.maximum(limits, 1e-12), middle)
        volumes = unstressed + compliance * soft
        low, high = (middle, high) if volumes[veins].sum() < blood else (low, middle)
    return np.asarray(volumes, dtype=np.float64)


def _first_plasma(packed: Packed) -> Floats:
    plasma = np.zeros(at.PLASMA)
    plasma[at.PLASMA_VOLUME] = round_to_quanta(packed.tissue.number[at.PLASMA_REST : at.PLASMA_REST + 1])[0]
    plasma[at.PLASMA_PROTEIN] = plasma_protein(packed.body) * at.DECILITRE * plasma[at.PLASMA_VOLUME]
    return plasma


def _first_oxygen(packed: Packed, volume: Floats) -> Floats:
    """Arteries and the lungs' veins full, all else as mixed venous blood; settling does the rest."""
    if not len(packed.gas.lung):
        return np.zeros(0)
    capacity, arterial = packed.gas.number
    kinds = [packed.body.vessel(name) for name in packed.vessels]
    full = [(v.kind == "artery" and v.region != "lungs") or v.name in OXYGENATED for v in kinds]
    return np.asarray(volume * capacity * np.where(full, arterial, VENOUS_SATURATION), dtype=np.float64)
