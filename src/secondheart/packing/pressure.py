"""What presses a leg from outside: garments, cuffs, tourniquets and the chambers of devices, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from secondheart._files import package_toml
from secondheart.anatomy import LEGS, split_side
from secondheart.compression import Device
from secondheart.compression.garment import Garment
from secondheart.engine.layout import Floats, Indices, Network
from secondheart.errors import UnknownName
from secondheart.packing.network import Packed, sleeve_stiffness, surroundings
from secondheart.person.body import Connection
from secondheart.person.compression import apply_garments
from secondheart.physics.gravity import DENSITY, MMHG_PER_CM, drop
from secondheart.protocol import Cuff, Posture, Step

CLOSES_MMHG = 20.0  # at which a vein closes that holds no column of blood (K11: 20 to 25 lying)
WATER_MMHG_PER_CM = MMHG_PER_CM / DENSITY  # of a column of water
JOINTS = ("groin", "knee", "ankle")


@dataclass(frozen=True)
class Outfit:
    """What garments write into a body's arrays."""

    garment_pressure: Floats  # vessel, mmHg
    sleeve_stiffness: Floats  # part of a leg and one more, mmHg/mL
    surroundings: Indices  # vessel
    transmission: Floats  # vessel
    strengths: tuple[float, ...]  # of the leg muscles

    def put_on(self, network: Network) -> None:
        """Write them; the pressure on the veins is ordered with that of cuffs."""
        network.surroundings[:] = self.surroundings
        network.transmission[:] = self.transmission
        network.garment_pressure[:] = self.garment_pressure
        network.sleeve_stiffness[:] = self.sleeve_stiffness


def outfit(packed: Packed, garments: Sequence[Garment]) -> Outfit:
    """Return what a body wears: its own garments, and more."""
    body = packed.body
    if garments:
        body = apply_garments(body.bare or body, (*body.garments, *garments))
    vessels = [body.vessel(name) for name in packed.vessels]
    return Outfit(
        garment_pressure=np.array([vessel.garment_pressure for vessel in vessels]),
        sleeve_stiffness=sleeve_stiffness(body),
        surroundings=np.array([surroundings(vessel) for vessel in vessels], np.uint64),
        transmission=np.array([vessel.transmission for vessel in vessels]),
        strengths=tuple(body.strengths.values()),
    )


def heights_of(positions: Floats, posture: Posture, packed: Packed) -> Floats:
    """Height of places along the body above the right atrium, in cm; head and neck go with the trunk."""
    bounds = np.array([0.0, *(packed.body.scalars[f"segments.{name}"] for name in JOINTS), np.inf])
    drops = [drop(1.0, angle) for angle in posture.angles]
    result = -np.minimum(positions, 0.0) * drops[0]
    for begin, end, fall in zip(bounds[:-1], bounds[1:], drops, strict=True):
        result -= np.clip(positions - begin, 0.0, end - begin) * fall
    return np.asarray(result)


# --- water


def in_water(clothes: Outfit, step: Step, packed: Packed) -> Outfit:
    """Return what presses on a body that is in water: like a garment, by the depth of each vessel.

    Water presses on legs, pelvis, belly and arms, through all of the tissue, and not on head and chest. Up to the neck
    it drives blood into the chest: the right atrium rises by some 10 mmHg and the stroke volume by a third
    (arborelius1972).
    """
    if not step.water_cm:
        return clothes
    height = heights_of(packed.positions, step.posture, packed)
    depth = np.clip(height.min() + step.water_cm - height, 0.0, None)
    vessels = [packed.body.vessel(name) for name in packed.vessels]
    wet = np.array([one.region.endswith((*LEGS, "arms")) or one.surroundings == "abdomen" for one in vessels])
    water = step.gravity_g * WATER_MMHG_PER_CM * depth * wet
    return replace(clothes, garment_pressure=clothes.garment_pressure + water)


# --- cuffs and chambers


def rise_share(t_s: float, rise_s: float) -> float:
    """Share of its pressure that a cuff has reached: it rises evenly, as the engine makes it."""
    return min(t_s / rise_s, 1.0)


@cache
def cuff_sites() -> dict[str, list[str]]:
    """Vessels under a cuff, by its site."""
    return {site: row["vessels"] for site, row in _atlas("cuffs").items()}


@cache
def _reaching(site: str) -> float:
    """Share of a cuff's pressure that reaches the vessels under it."""
    return float(_atlas("cuffs")[site]["transmission"]["value"])


@cache
def _atlas(name: str) -> dict[str, Any]:
    return package_toml(f"person/atlas/{name}.toml")


def under_cuffs(cuffs: Sequence[Cuff], garment_pressure: Floats, packed: Packed) -> Floats:
    """Pressure of garments and cuffs on each vessel once they are filled, in mmHg."""
    pressure = garment_pressure.copy()
    for cuff in sorted(cuffs, key=lambda one: one.site == "lower_body"):
        if cuff.site == "lower_body":
            pressure[sucked_vessels(packed)] += cuff.pressure_mmHg
        elif cuff.kind == "cuff":
            for side in LEGS if cuff.side == "both" else (cuff.side,):
                _press(pressure, garment_pressure, cuff.site, side, cuff.pressure_mmHg, packed)
    return pressure


def sucked_vessels(packed: Packed) -> list[int]:
    """Places of the vessels in a box around the lower body, sealed at the iliac crest: those of legs and pelvis."""
    return [packed.vessel(one.name) for one in packed.body.vessels if one.region.endswith(LEGS)]


def under_device(device: Device, since_s: float, garment_pressure: Floats, packed: Packed) -> Floats:
    """Pressure of garments and a device's chambers on each vessel, some time after it was switched on, in mmHg."""
    pressure = garment_pressure.copy()
    for side in LEGS:
        for site, mmHg in device.pressures(side, since_s).items():
            _press(pressure, garment_pressure, site, side, mmHg, packed)
    return pressure


def reaching_of(site: str, side: str, packed: Packed) -> Floats:
    """Return the share of a cuff's pressure that reaches each vessel; 0 where it does not lie under it."""
    shares = np.zeros(len(packed.vessels))
    for vein in cuff_sites()[site]:
        for name in packed.body.vessels_named(f"{vein}_{side}"):
            shares[packed.vessel(name)] = _reaching(site)
    return shares


def _press(pressure: Floats, garment_pressure: Floats, site: str, side: str, mmHg: float, packed: Packed) -> None:
    if site not in cuff_sites():
        raise UnknownName.of("cuff site", site, cuff_sites())
    reaching = _reaching(site) * mmHg
    for vein in cuff_sites()[site]:
        for name in packed.body.vessels_named(f"{vein}_{side}"):
            place = packed.vessel(name)
            pressure[place] = max(pressure[place], garment_pressure[place] + reaching)


# --- tourniquets


def tourniquet_clamps(step: Step, packed: Packed) -> list[int]:
    """Places of the connections that tourniquets close.

    A tourniquet is narrow: it closes the veins of skin and fat where it crosses them, and leaves deep ones open. It
    closes them if it presses more than the column of blood between it and the heart in this posture, and at least
    20 mmHg (K11); a weaker one does nothing.
    """
    rings = [cuff for cuff in step.cuffs if cuff.kind == "tourniquet"]
    return [place for ring in rings for place in _clamps_of(ring, step, packed)]


def _clamps_of(ring: Cuff, step: Step, packed: Packed) -> list[int]:
    level = tourniquet_level(ring.site, packed)
    column = -MMHG_PER_CM * step.gravity_g * float(heights_of(np.array([level]), step.posture, packed)[0])
    if ring.pressure_mmHg < max(column, CLOSES_MMHG):
        return []
    sides = LEGS if ring.side == "both" else (ring.side,)
    return [packed.connection(one.name) for one in packed.body.connections if _crosses(one, level, sides, packed)]


def _crosses(one: Connection, level: float, sides: Sequence[str], packed: Packed) -> bool:
    veins = tuple(_atlas("tourniquets")["veins"])
    if one.kind != "vessel" or not one.tail.startswith(veins) or split_side(one.tail)[1] not in sides:
        return False
    tail, head = packed.body.vessel(one.tail), packed.body.vessel(one.head)
    ends = sorted((tail.position, head.position))
    return ends[0] < level < ends[1] and head.surroundings == "none"


def tourniquet_level(site: str, packed: Packed) -> float:
    """Distance of a tourniquet below the right atrium along the body, in cm."""
    levels = _atlas("tourniquets")["level"]
    if site not in levels:
        raise UnknownName.of("site of a tourniquet", site, levels)
    above, below = (packed.body.scalars[f"segments.{levels[site][end]}"] for end in ("from", "to"))
    return float(above + levels[site]["share"] * (below - above))
