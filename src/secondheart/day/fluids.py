"""What a person drinks, passes and loses."""

from __future__ import annotations

from secondheart.protocol.protocol import Protocol
from secondheart.protocol.step import Fluids, Step

# 2.4 L drunk in the sixteen waking hours, 1.1 and 0.6 mL/min of urine, 0.8 L a day by skin and breath (all assumed)
AWAKE_FLUIDS = Fluids(drink_mL_per_h=150.0, urine_mL_per_h=66.0, loss_mL_per_h=33.3)
ASLEEP_FLUIDS = Fluids(urine_mL_per_h=36.0, loss_mL_per_h=33.3)
NIGHT_SLEEP = "sleep"


def through_the_day(protocol: Protocol) -> Protocol:
    """Return a day on which a person drinks, passes and loses as usual, where nothing else is said.

    Examples
    --------
    >>> from secondheart.protocol import sit
    >>> through_the_day(sit(minutes=1)).steps[0].fluids.drink_mL_per_h
    150.0
    """
    return protocol.replace(steps=tuple(_usual(step) for step in protocol.steps))


def _usual(step: Step) -> Step:
    if step.fluids is not None:
        return step
    return step.replace(fluids=ASLEEP_FLUIDS if step.label == NIGHT_SLEEP else AWAKE_FLUIDS)
