"""Which allowed inputs are so extreme that a vessel may run empty.

The run then breaks off and says so; but the stepper looks only when a beat is over, and a chamber of the heart that was
filled again by then has been below zero for a moment.
"""

from __future__ import annotations

from secondheart import Person, Protocol, Step
from secondheart.protocol import Burst

SQUEEZED_MMHG = 500.0  # in a muscle: the pressure of a burst, times strength
STRAINED_MMHG = 150.0  # in chest or belly
STAMPED = 3.0  # body weights on a foot
PRESSED_MMHG = 1500.0  # of all cuffs of both legs together, on a body that hangs head down


def is_extreme(person: Person, protocol: Protocol) -> bool:
    """Say whether a vessel may run empty."""
    return any(_extreme(person, step) for step in protocol.steps)


def _extreme(person: Person, step: Step) -> bool:
    if step.posture.trunk_deg < 0.0 and _pressed(step) > PRESSED_MMHG:
        return True  # all the blood of the legs falls into the veins of the chest at once
    if step.activity is None:
        return False
    strength = step.activity.strength_percent * person.strength_percent / 1e4
    worn = sum(garment.ankle_mmHg + garment.stiffness_mmHg for garment in person.garments)
    stamped = 2.0 * step.standing_load + sum(load.weight for load in step.activity.loads)
    return stamped > STAMPED or any(_too_hard(burst, strength, worn) for burst in step.activity.bursts)


def _pressed(step: Step) -> float:
    return sum(cuff.pressure_mmHg * (2.0 if cuff.side == "both" else 1.0) for cuff in step.cuffs)


def _too_hard(burst: Burst, strength: float, worn: float) -> bool:
    if burst.group in ("chest", "belly"):
        return burst.pressure_mmHg > STRAINED_MMHG
    return burst.pressure_mmHg * strength + worn > SQUEEZED_MMHG
