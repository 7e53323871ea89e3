"""What the slow clocks work on: tissue that swells, and oxygen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from secondheart.anatomy import LEGS
from secondheart.engine import layout as at
from secondheart.engine.layout import Floats, Network, Tissue
from secondheart.person.atlas.read import table
from secondheart.person.body import Body
from secondheart.physics.starling import ONCOTIC_1, ONCOTIC_2, ONCOTIC_3
from secondheart.units import HOUR_S, MINUTE_S, PERCENT

ATLAS_BLOOD = 5200.0  # mL of blood of the person whom the atlas describes; tissue and uptake go with it (assumed)
HOMES = ("superior_vena_cava", "splanchnic_veins", "renal_veins", "arm_veins")  # lymph, gut, kidney, skin
COMPLIANCE = ("below", "soft", "taut", "knee")
REST = "body"  # name of the region that is all but the legs


@dataclass(frozen=True)
class Region:
    """A region of tissue with its side: where the atlas has it, its capillaries and the muscle that moves it."""

    place: str
    name: str
    side: str
    row: dict[str, Any]

    @property
    def full(self) -> str:
        """Its name, side last."""
        return f"{self.name}_{self.side}" if self.side else self.name

    def of(self, body: Body, key: str) -> float:
        """A number of this region in a body."""
        return body.scalars[f"tissue.{self.place}.{key}"]


def regions() -> tuple[Region, ...]:
    """Regions of both legs, left first, and the rest of the body."""
    atlas = table("tissue")
    legs = tuple(Region(f"region.{name}", name, side, row) for side in LEGS for name, row in atlas["region"].items())
    return (*legs, Region(f"rest.{REST}", REST, "", atlas["rest"][REST]))


def region_names() -> tuple[str, ...]:
    """Names of the regions in the stepper's order, side last."""
    return tuple(region.full for region in regions())


def girths(body: Body) -> Floats:
    """Girth of each region, in cm: it goes with the root of the volume, as lengths hardly differ (assumed)."""
    size = body.scalars["blood.volume"] / ATLAS_BLOOD
    return np.array([region.of(body, "girth") * size**0.5 for region in regions()])


def leg_parts(body: Body) -> list[tuple[float, float]]:
    """Girth in cm and volume in mL of each part of both legs, from the foot up, left first."""
    size = body.scalars["blood.volume"] / ATLAS_BLOOD
    legs = (region for region in regions() if region.side)
    return [(region.of(body, "girth") * size**0.5, region.of(body, "volume") * size) for region in legs]


def tissue_of(body: Body, places: dict[str, int], network: Network, muscles: Sequence[str], used: bool) -> Tissue:
    """Return the arrays of the tissues, of length zero where they are left out."""
    size = body.scalars["blood.volume"] / ATLAS_BLOOD
    included = regions() if used else ()
    volume = np.array([region.of(body, "volume") * size for region in included])
    compliance = {key: np.full(len(included), body.scalars[f"tissue.compliance.{key}"]) for key in COMPLIANCE}
    ways = [(r, region, *way) for r, region in enumerate(included) for way in region.row["ways"]]
    vessels = [_place(name, region, places) for _, region, name, _, _ in ways]
    leaving = [int(np.flatnonzero(network.tail == vessel)[0]) for vessel in vessels]
    capacity = [
        region.of(body, "filtration") * region.of(body, "volume") * size / PERCENT / MINUTE_S for region in included
    ]
    return Tissue(
        vessel=np.array(vessels, np.uint64),
        flow=np.array(leaving, np.uint64),
        region=np.array([way[0] for way in ways], np.uint64),
        flow_share=np.array([float(way[4]) for way in ways]),
        conductance=np.array([way[3] * capacity[way[0]] for way in ways]),
        weight=np.array([float(way[3]) for way in ways]),
        permeability=np.zeros(len(ways)),
        volume=volume,
        water=np.array([region.of(body, "water") * region.of(body, "volume") * size / PERCENT for region in included]),
        **compliance,
        closing=np.array([region.of(body, "closing") for region in included]),
        lying=np.zeros(len(included)),
        lymph=np.array(
            [region.of(body, "lymph") * region.of(body, "volume") * size / PERCENT / MINUTE_S for region in included]
        ),
        muscle=np.array([_muscle(region, muscles) for region in included], np.int64),
        home=np.array([places[name] for name in HOMES] if used else [], np.uint64),
        number=_numbers(body),
    )


def _a_second(region: Region, body: Body, rate: str, size: float) -> float:
    """Return what a rate in percent of the tissue and minute is in mL/s."""
    return region.of(body, rate) * region.of(body, "volume") * size / PERCENT / MINUTE_S


def _place(name: str, region: Region, places: dict[str, int]) -> int:
    return places[f"{name}_{region.side}" if region.side else name]


def _muscle(region: Region, muscles: Sequence[str]) -> int:
    name = region.row["muscle"]
    return muscles.index(f"{name}_{region.side}") if name else -1


def _numbers(body: Body) -> Floats:
    number = np.zeros(at.NUMBERS)
    fluid = {key: body.scalars[f"tissue.fluid.{key}"] for key in table("tissue")["fluid"]}
    number[at.REST_PRESSURE] = fluid["rest_pressure"]
    number[at.REFLECTION] = fluid["reflection"]
    number[at.STEEPNESS] = fluid["lymph_steepness"]
    number[at.MOST_LYMPH] = fluid["lymph_most"]
    number[at.CLOSING_SPAN] = fluid["closing_span"]
    number[at.CLOSING_TIME] = fluid["closing_time"] * MINUTE_S
    number[at.ACTIVE_PRESSURE] = fluid["active_pressure"]
    number[at.MORE_URINE] = fluid["more_urine"] / MINUTE_S
    number[at.GEL_YIELDING] = fluid["gel_yielding"]
    number[at.GEL_TIME] = fluid["gel_time"] * HOUR_S
    number[at.PLASMA_SHARE] = fluid["plasma_share"] / PERCENT
    number[at.PLASMA_REST] = number[at.PLASMA_SHARE] * body.scalars["blood.volume"]
    return number


@dataclass(frozen=True)
class Balance:
    """What keeps a region at rest while the person lies: found once, when the body has settled lying."""

    lying: Floats  # region, mmHg in its capillaries
    protein: Floats  # region, g in its fluid
    permeability: Floats  # way, dL/s


def balance_tissue(tissue: Tissue, pressures: Floats, plasma_oncotic: float) -> Balance:
    """Return the protein and its permeability with which every region neither swells nor shrinks, lying.

    Parameters
    ----------
    tissue : Tissue
    pressures : array
        Mean capillary pressure of each way, lying. [mmHg]
    plasma_oncotic : float
        Oncotic pressure of the plasma. [mmHg]

    Notes
    -----
    Filtration equals lymph, and the protein that both carry is equal too. Where capillaries are emptied by a raised
    limb or a tight garment the tissue would have to hold more protein than plasma; it is then held just below.
    """
    rest, sigma = tissue.number[at.REST_PRESSURE], tissue.number[at.REFLECTION]
    plasma = protein_at(plasma_oncotic)
    region = tissue.region.astype(int)
    count = len(tissue.volume)
    lying: Floats = np.bincount(region, tissue.weight * pressures, count).astype(np.float64)
    whole = np.bincount(region, tissue.conductance, count)
    pull = plasma_oncotic - (lying - rest - tissue.lymph / whole) / sigma
    held = np.clip([protein_at(p) for p in pull], 0.2, 0.95 * plasma)
    need = tissue.lymph * held - tissue.lymph * (1.0 - sigma) * plasma
    spread = np.maximum(need, 0.0) / (plasma - held) * at.DECILITRE
    return Balance(lying, held * at.DECILITRE * tissue.water, spread[region] * tissue.weight)


def plasma_protein(body: Body) -> float:
    """Protein of the plasma at rest, in g/dL."""
    return protein_at(body.scalars["tissue.fluid.plasma_oncotic"])


def protein_at(oncotic: float) -> float:
    """Protein at which a fluid has an oncotic pressure, in g/dL: the law of `physics.starling` read backwards."""
    roots = np.roots([ONCOTIC_3, ONCOTIC_2, ONCOTIC_1, -max(oncotic, 0.0)])
    return float(max(root.real for root in roots if abs(root.imag) < 1e-9))
