"""The tissues' clock, every second: fluid leaves the capillaries, swells the tissue and goes home as lymph.

What leaves one holds enters the next as a whole number of quanta, so that blood, tissue, urine and losses less what
was drunk stay one exact number.
"""

from __future__ import annotations

from secondheart._jit import part
from secondheart.engine import layout as at
from secondheart.engine.layout import Command, Floats, State, Tissue
from secondheart.physics.lymph import lymph_flow
from secondheart.physics.starling import filtration, leaving_protein, oncotic_pressure
from secondheart.physics.stress_relaxation import yielding
from secondheart.physics.tissue import closed_share, swelling_pressure

ROUNDS = 8  # until what is filtered and how thick it leaves the plasma agree to a hundredth


@part
def quanta(amount: float) -> float:
    """Round a volume to a whole number of quanta."""
    return (amount + at.ROUNDER) - at.ROUNDER


@part
def draw(held: float, amount: float) -> float:
    """What a vessel gives of what it is asked for, in quanta: at most half of what it holds."""
    return quanta(min(amount, 0.5 * held))


@part
def watch_tissue(tissue: Tissue, state: State) -> None:
    """Add this moment's capillary pressures, flows and muscle pressures to the sums of the second."""
    sums, ways = state.tissue_sums, tissue.vessel.size
    for w in range(ways):
        sums[w] += state.transmural[tissue.vessel[w]]
        sums[ways + w] += state.flow[tissue.flow[w]]
    for r in range(tissue.muscle.size):
        if tissue.muscle[r] >= 0:
            sums[2 * ways + r] += state.muscle[tissue.muscle[r]]
    state.counts[at.TISSUE_SUMMED] += 1


@part
def pressure_in(tissue: Tissue, strained: float, r: int) -> float:
    """Pressure in a region's tissue that so much fluid strains."""
    swelling = 100.0 * strained / tissue.volume[r]
    rest = tissue.number[at.REST_PRESSURE]
    return swelling_pressure(swelling, rest, tissue.below[r], tissue.soft[r], tissue.knee[r], tissue.taut[r])


@part
def tissue_protein(protein: float, fluid: float) -> float:
    """Protein dissolved in a region's fluid, in g/dL."""
    return protein / (at.DECILITRE * fluid)


@part
def filter_fluid(tissue: Tissue, state: State, seconds: float) -> None:
    """Let each bed filter into its region, or take back, by the mean pressure and flow of the second."""
    ways, share = tissue.vessel.size, 1.0 / state.counts[at.TISSUE_SUMMED]
    sigma = tissue.number[at.REFLECTION]
    plasma = state.plasma[at.PLASMA_PROTEIN] / (at.DECILITRE * state.plasma[at.PLASMA_VOLUME])
    state.capillary[:] = 0.0
    for w in range(ways):
        r = tissue.region[w]
        pressure, flow = share * state.tissue_sums[w], share * state.tissue_sums[ways + w]
        state.capillary[r] += tissue.weight[w] * pressure
        around, held = (
            pressure_in(tissue, state.fluid[r] - state.relaxed[r], r),
            tissue_protein(state.protein[r], tissue.water[r] + state.fluid[r]),
        )
        open_to = tissue.conductance[w] * (1.0 - tissue.closing[r] * state.closed[r])
        pull = oncotic_pressure(held)
        inflow = tissue.number[at.PLASMA_SHARE] * tissue.flow_share[w] * flow
        filtered = filtration(open_to, pressure, around, sigma, oncotic_pressure(plasma) - pull)
        for _ in range(ROUNDS):
            mean = oncotic_pressure(0.5 * (plasma + leaving_protein(plasma, filtered, inflow)))
            # Half the way: a whole one overshoots where little plasma flows and much is filtered.
            filtered = 0.5 * (filtered + filtration(open_to, pressure, around, sigma, mean - pull))
        moved = draw(state.volume[tissue.vessel[w]], filtered * seconds)
        state.volume[tissue.vessel[w]] -= moved
        state.plasma[at.PLASMA_VOLUME] -= moved
        state.fluid[r] += moved
        carried = at.DECILITRE * (1.0 - sigma) * (plasma if filtered > 0.0 else held) * filtered
        protein = seconds * (carried + tissue.permeability[w] * (plasma - held))
        state.protein[r] += protein
        state.plasma[at.PLASMA_PROTEIN] -= protein


@part
def drain_lymph(tissue: Tissue, state: State, seconds: float) -> None:
    """Carry each region's lymph home to the great veins."""
    share = 1.0 / (state.counts[at.TISSUE_SUMMED] * tissue.number[at.ACTIVE_PRESSURE])
    first = 2 * tissue.vessel.size
    for r in range(tissue.volume.size):
        activity = min(share * state.tissue_sums[first + r], 1.0)
        rise = pressure_in(tissue, state.fluid[r] - state.relaxed[r], r) - tissue.number[at.REST_PRESSURE]
        steep, most = tissue.number[at.STEEPNESS], tissue.number[at.MOST_LYMPH]
        congestion = max(state.capillary[r] - tissue.lying[r], 0.0)
        state.lymph[r] = lymph_flow(tissue.lymph[r], rise, steep, most, activity, congestion)
        protein = tissue_protein(state.protein[r], tissue.water[r] + state.fluid[r])
        moved = quanta(state.lymph[r] * seconds)
        state.fluid[r] -= moved
        state.volume[tissue.home[at.THORACIC_DUCT]] += moved
        state.plasma[at.PLASMA_VOLUME] += moved
        state.protein[r] -= at.DECILITRE * protein * moved
        state.plasma[at.PLASMA_PROTEIN] += at.DECILITRE * protein * moved


@part
def close_capillaries(capillary: Floats, lying: Floats, number: Floats, closed: Floats, seconds: float) -> None:
    """Let capillaries close, or open again, with the pressure in them."""
    for r in range(closed.size):
        end = closed_share(capillary[r], lying[r], number[at.CLOSING_SPAN])
        closed[r] += (end - closed[r]) * seconds / (number[at.CLOSING_TIME] + seconds)


@part
def relax_gel(fluid: Floats, number: Floats, relaxed: Floats, seconds: float) -> None:
    """Let the gel of each tissue give way to what it holds, or come back, over hours."""
    for r in range(relaxed.size):
        end = yielding(number[at.GEL_YIELDING], fluid[r], 0.0)
        relaxed[r] += (end - relaxed[r]) * seconds / (number[at.GEL_TIME] + seconds)


@part
def drink_and_pass(tissue: Tissue, command: Command, state: State, seconds: float) -> None:
    """Take up what is drunk; pass urine; lose what skin and breath lose."""
    now = command.now
    above = state.plasma[at.PLASMA_VOLUME] - tissue.number[at.PLASMA_REST]
    urine = max(now[at.URINE] + tissue.number[at.MORE_URINE] * above, 0.0) if now[at.URINE] > 0.0 else 0.0
    drunk = quanta(now[at.DRINK] * seconds)
    passed = draw(state.volume[tissue.home[at.KIDNEY]], urine * seconds)
    lost = draw(state.volume[tissue.home[at.SKIN]], now[at.LOSS] * seconds)
    state.volume[tissue.home[at.GUT]] += drunk
    state.volume[tissue.home[at.KIDNEY]] -= passed
    state.volume[tissue.home[at.SKIN]] -= lost
    state.plasma[at.PLASMA_VOLUME] += drunk - passed - lost
    state.ledger[at.DRUNK] += int(drunk / at.QUANTUM)
    state.ledger[at.PASSED] += int(passed / at.QUANTUM)
    state.ledger[at.LOST] += int(lost / at.QUANTUM)


@part
def exchange_fluid(tissue: Tissue, command: Command, state: State, seconds: float) -> None:
    """One step of the tissues' clock."""
    if tissue.vessel.size * state.counts[at.TISSUE_ON] * state.counts[at.TISSUE_SUMMED] == 0:
        return
    filter_fluid(tissue, state, seconds)
    drain_lymph(tissue, state, seconds)
    close_capillaries(state.capillary, tissue.lying, tissue.number, state.closed, seconds)
    relax_gel(state.fluid, tissue.number, state.relaxed, seconds)
    drink_and_pass(tissue, command, state, seconds)
    state.tissue_sums[:] = 0.0
    state.counts[at.TISSUE_SUMMED] = 0
