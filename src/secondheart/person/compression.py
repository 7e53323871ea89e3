"""What garments do to a body: veins are pressed from outside, by more where they fill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from secondheart.anatomy import CALF, LEG_REGIONS, LEGS, split_side
from secondheart.compression.garment import Garment
from secondheart.person.body import Body, Vessel
from secondheart.physics.compression import firm_share

CALF_MUSCLES = ("superficial_posterior", "deep_posterior", "anterior")
Numbers = Mapping[str, float]  # scalars of a body


def apply_garments(body: Body, garments: Sequence[Garment]) -> Body:
    """Return the body with its garments on.

    Each vessel is pressed by the garments over it, as far as its depth lets through. When the calf contracts, a stiff
    garment does not give way: it presses more on what lies under the skin, and the muscle's own pressure rises by as
    much; a loose one lets it swell first. Where its veins fill, a garment presses more. A leaking valve under a garment
    leaks less, because the narrowed vein brings its leaflets together. Laws: `physics.compression`; numbers: the atlas.
    """
    if not garments:
        return body
    number = body.scalars
    return replace(
        body,
        vessels=tuple(_press(vessel, garments, number) for vessel in body.vessels),
        sleeves={f"{part}_{side}": _stiffness(part, side, garments, number) for part in LEG_REGIONS for side in LEGS},
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
