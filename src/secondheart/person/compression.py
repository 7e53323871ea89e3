"""What garments do to a body: veins pressed from outside, and leaflets that meet again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from secondheart.anatomy import CALF, LEGS, split_side
from secondheart.compression.garment import Garment
from secondheart.person.body import Body, Connection, Vessel
from secondheart.physics.compression import firm_share, leaflet_gap

CALF_MUSCLES = ("superficial_posterior", "deep_posterior", "anterior")
Numbers = Mapping[str, float]  # scalars of a body


def apply_garments(body: Body, garments: Sequence[Garment]) -> Body:
    """Return the body with its garments on.

    Each vessel is pressed by the garments over it, as far as its depth lets through. When the calf contracts, a stiff
    garment does not give way: it presses more on what lies under the skin, and the muscle's own pressure rises by as
    much; a loose one lets it swell first. A leaking valve under a garment leaks less, because the narrowed vein brings
    its leaflets together, by the working pressure that reaches it. Laws: `physics.compression`; numbers: the atlas.
    """
    if not garments:
        return body
    number = body.scalars
    vessels = tuple(_press(vessel, garments, number) for vessel in body.vessels)
    by_name = {vessel.name: vessel for vessel in vessels}
    return replace(
        body,
        vessels=vessels,
        connections=tuple(
            _narrow_valve(connection, by_name[connection.tail], garments, number) for connection in body.connections
        ),
        strengths={name: value * (1.0 + _support(name, garments, number)) for name, value in body.strengths.items()},
        garments=tuple(garments),
        bare=body,
    )


def _support(muscle: str, garments: Sequence[Garment], number: Numbers) -> float:
    """Rise of a calf muscle's pressure by what holds it, as a share of the muscle's own."""
    group, side = split_side(muscle)
    stiffness = _stiffness("upper_calf", side, garments, number)
    return stiffness / number["garment.full_contraction"] if group in CALF_MUSCLES else 0.0


def _stiffness(region: str, side: str, garments: Sequence[Garment], number: Numbers) -> float:
    """Rise of the stiffest garment's pressure when the calf contracts fully, in mmHg."""
    firm = number["garment.firm"]
    return max((g.stiffness_mmHg * firm_share(g.pressure(region, side), firm) for g in garments), default=0.0)


def _press(vessel: Vessel, garments: Sequence[Garment], number: Numbers) -> Vessel:
    region, side = split_side(vessel.region)
    if side not in LEGS:
        return vessel
    pressure = sum(garment.pressure(region, side) for garment in garments) * vessel.skin_transmission
    vessel = replace(vessel, garment_pressure=pressure)
    stiffness = _stiffness(region, side, garments, number)
    if region in CALF and vessel.surroundings == "none" and vessel.venous and stiffness > 0.0:
        share = stiffness * vessel.skin_transmission / number["garment.full_contraction"]
        return replace(vessel, surroundings=f"superficial_posterior_{side}", transmission=share)
    return vessel


def _narrow_valve(connection: Connection, vein: Vessel, garments: Sequence[Garment], number: Numbers) -> Connection:
    if connection.leak == 0.0 or vein.garment_pressure == 0.0:
        return connection
    region, side = split_side(vein.region)
    half_way = 0.5 * _stiffness(region, side, garments, number) * vein.skin_transmission  # of a contraction
    gap = leaflet_gap(vein.garment_pressure + half_way, number["garment.closing_pressure"])
    return replace(connection, leak=connection.leak * gap)
