"""Blood that is let, and fluid that is infused, during a step: moved a little each second, in whole quanta."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from secondheart.engine import layout as at
from secondheart.engine.layout import Command, State
from secondheart.packing.network import Packed
from secondheart.protocol import Step
from secondheart.units import MINUTE_S

NEEDLE = "arm_veins"  # where both happen
TRANSFER_S = 1.0  # so often (chosen)
MOST_AT_ONCE = 0.5  # share of what the vein holds that can be let at once, as in `engine.tissue.draw`


@dataclass(frozen=True)
class Transfer:
    """What is let and infused at one moment, in mL."""

    begins: int  # step of the run
    let_mL: float
    infused_mL: float

    def write(self, packed: Packed, command: Command, state: State, dt: float) -> None:  # noqa: ARG002 - as of an order
        """Move the blood: what is let takes its plasma, protein and oxygen along; what is infused has none."""
        vein = packed.vessel(NEEDLE)
        let = _quanta(min(self.let_mL, MOST_AT_ONCE * float(state.volume[vein])))
        infused = _quanta(self.infused_mL)
        if packed.regions:
            share = let / float(state.volume.sum())
            state.plasma[at.PLASMA_VOLUME] += infused - share * state.plasma[at.PLASMA_VOLUME]
            state.plasma[at.PLASMA_PROTEIN] *= 1.0 - share
        if len(packed.gas.lung):
            state.oxygen[vein] *= 1.0 - let / float(state.volume[vein])
            state.before[vein] += infused - let
        state.volume[vein] += infused - let
        state.ledger[at.DRUNK] += int(infused / at.QUANTUM)
        state.ledger[at.LOST] += int(let / at.QUANTUM)


def _quanta(amount: float) -> float:
    return round(amount / at.QUANTUM) * at.QUANTUM


def transfers_of(step: Step, begins: int, dt: float) -> Iterator[Transfer]:
    """Yield what is let and infused in a step, in the middle of each second of it; `begins` is its step of the run."""
    fluids = step.fluids
    if fluids is None or not (fluids.bleed_mL_per_min or fluids.infuse_mL_per_min):
        return
    count = max(int(step.duration_s / TRANSFER_S), 1)
    each_s = step.duration_s / count
    for k in range(count):
        yield Transfer(
            begins + int((k + 0.5) * each_s / dt),
            fluids.bleed_mL_per_min * each_s / MINUTE_S,
            fluids.infuse_mL_per_min * each_s / MINUTE_S,
        )
