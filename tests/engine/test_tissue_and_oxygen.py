"""The slow clocks: fluid that swells the tissue, and oxygen that goes with the blood."""

from __future__ import annotations

import numpy as np
import pytest

from secondheart._jit import plain
from secondheart.engine import layout as at
from secondheart.engine.oxygen import BRIMFUL
from secondheart.engine.tissue import relax_gel
from secondheart.packing.tissue import balance_tissue, plasma_protein, protein_at
from secondheart.person import Person, leaking_valves
from secondheart.physics.starling import oncotic_pressure
from secondheart.protocol import Protocol, cough, lie, run, sit, stand, tiptoe, valsalva, walk
from secondheart.results.balance import total_volume
from secondheart.simulation.session import Session
from tests.runs import begin, bits, play

BOTH = ("swelling", "oxygen")
KINDS: dict[str, Protocol] = {
    "standing": stand(seconds=20),
    "tiptoe": stand(seconds=2) + tiptoe(times=8) + lie(seconds=4),
    "walking": walk(km_h=3, seconds=20),
    "running": run(km_h=12, seconds=20),
    "dammed": lie(seconds=5) + lie(seconds=20).cuff("thigh", pressure_mmHg=80) + lie(seconds=10),
    "no heart": stand(seconds=5) + stand(seconds=15).without("heart"),
}


def begun(protocol: Protocol, person: Person | None = None) -> tuple[Session, list]:
    return begin(person or leaking_valves(Person(), "all", 0.3), protocol, including=BOTH)


def oxygen_in_all(session: Session) -> float:
    breath = session.state.breath
    return float(session.state.oxygen.sum() + breath[at.SPENT] - breath[at.UPTAKE])


@pytest.mark.parametrize("kind", KINDS)
def test_fluid_is_one_exact_number_and_oxygen_is_conserved(kind: str) -> None:
    session, todo = begun(KINDS[kind])
    fluid, oxygen = total_volume(session.state), oxygen_in_all(session)
    seconds = round(KINDS[kind].duration_s)
    for second in range(1, seconds + 1):
        play(session, todo, 400 * second)
        assert total_volume(session.state) == fluid
        assert oxygen_in_all(session) == pytest.approx(oxygen, rel=1e-9)
        assert session.state.saturation.min() >= 0.0
        # a little more where plasma has come back to blood that was filled before
        assert session.state.saturation.max() <= (1.0 + 1e-5) * session.packed.gas.number[at.ARTERIAL]
    assert np.abs(session.state.fluid).max() > 0.0
    assert session.state.breath[at.SPENT] > 0.0


HARD_PRESSED: dict[str, Protocol] = {
    "cough": lie(seconds=2) + cough(times=3, every_s=2, pressure_mmHg=150),
    "strain": lie(seconds=2) + valsalva(200, seconds=6) + lie(seconds=2),
}


@pytest.mark.parametrize("kind", HARD_PRESSED)
def test_a_vein_that_is_emptied_and_filled_at_once_holds_no_more_oxygen_than_its_blood_can(kind: str) -> None:
    session, todo = begun(HARD_PRESSED[kind], Person())
    oxygen, most = oxygen_in_all(session), 0.0
    for tenth in range(1, round(10.0 * HARD_PRESSED[kind].duration_s) + 1):
        play(session, todo, 40 * tenth)
        most = max(most, session.state.saturation.max())
    assert session.state.counts[at.HELD_BACK] > 0  # veins were emptied
    assert most <= BRIMFUL * session.packed.gas.number[at.ARTERIAL] + 1e-12
    assert oxygen_in_all(session) == pytest.approx(oxygen, rel=1e-9)


def test_blood_leaves_the_lungs_full_however_fast_it_runs_through_them() -> None:
    session, todo = begun(run(km_h=14, seconds=60), Person())
    oxygen = oxygen_in_all(session)
    play(session, todo, 24000)
    aorta = session.packed.vessels.index("ascending_aorta")
    arterial = session.packed.gas.number[at.ARTERIAL]
    assert session.state.saturation[aorta] == pytest.approx(arterial, abs=0.002)
    assert oxygen_in_all(session) == pytest.approx(oxygen, rel=1e-9)


def test_tissue_gives_way_to_what_it_holds_and_comes_back() -> None:
    session, todo = begun(stand(seconds=40), Person())
    play(session, todo, 16000)
    state, number = session.state, session.packed.tissue.number
    legs = state.fluid > 0.0
    assert (state.relaxed[legs] > 0.0).all()
    assert (state.relaxed[legs] < number[at.GEL_YIELDING] * state.fluid[legs]).all()
    state.fluid[:] = 0.0
    before = state.relaxed.copy()
    plain(relax_gel)(state.fluid, number, state.relaxed, 60.0)
    assert (state.relaxed[legs] < before[legs]).all()


def test_what_is_drunk_and_passed_is_in_the_balance() -> None:
    session, todo = begun(sit(seconds=10))
    before = total_volume(session.state)
    play(session, todo, 400)
    session.command.now[[at.DRINK, at.URINE, at.LOSS]] = 0.5, 0.02, 0.01
    play(session, todo, 4000)
    assert total_volume(session.state) == before
    assert session.state.ledger[at.DRUNK] * at.QUANTUM == pytest.approx(4.5, abs=0.6)
    assert session.state.ledger[at.PASSED] > session.state.ledger[at.LOST] > 0


def test_plasma_and_protein_follow_the_fluid() -> None:
    session, todo = begun(stand(seconds=30), Person())
    state, packed = session.state, session.packed
    cells = state.volume.sum() - state.plasma[at.PLASMA_VOLUME]
    protein = state.protein.sum() + state.plasma[at.PLASMA_PROTEIN]
    play(session, todo, 12000)
    assert state.volume.sum() - state.plasma[at.PLASMA_VOLUME] == pytest.approx(cells, abs=1e-8)
    assert state.protein.sum() + state.plasma[at.PLASMA_PROTEIN] == pytest.approx(protein, rel=1e-12)
    legs = [r for r, name in enumerate(packed.regions) if name != "body"]
    assert (state.fluid[legs] > 0.0).all()


def test_a_person_who_lies_neither_swells_nor_shrinks() -> None:
    """In ten minutes no region moves by more than a tenth of what standing moves it in one."""
    session, todo = begin(Person(), lie(minutes=10), settle_s=60.0, including=BOTH)
    play(session, todo, 240000)
    share = session.state.fluid / session.packed.tissue.volume
    assert np.abs(share).max() < 1e-4


def test_a_bed_that_lets_more_through_filters_more_however_slowly_plasma_flows() -> None:
    """What is filtered thickens what is left; worked out in one round, that would overshoot and turn this round."""

    def filtered(share: float) -> np.ndarray:
        session, todo = begun(stand(seconds=10), Person())
        session.packed.tissue.conductance[:] *= share
        session.packed.tissue.flow_share[:] *= 0.5
        play(session, todo, 4000)
        return session.state.fluid[:4]

    gains = [filtered(share) for share in (0.5, 1.0, 2.0)]
    assert (gains[0] < gains[1]).all()
    assert (gains[1] < gains[2]).all()


def test_the_first_balance_is_one() -> None:
    packed = begun(lie(seconds=1), Person())[0].packed
    tissue, plasma = packed.tissue, plasma_protein(packed.body)
    pressures = np.full(len(tissue.vessel), 18.0)
    found = balance_tissue(tissue, pressures, packed.body.scalars["tissue.fluid.plasma_oncotic"])
    r, ways = 1, tissue.region == 1
    held = found.protein[r] / (0.01 * tissue.water[r])
    pull = tissue.number[at.REFLECTION] * (oncotic_pressure(plasma) - oncotic_pressure(held))
    filtered = tissue.conductance[ways].sum() * (18.0 - tissue.number[at.REST_PRESSURE] - pull)
    assert filtered == pytest.approx(tissue.lymph[r], rel=1e-9)
    carried = (1.0 - tissue.number[at.REFLECTION]) * plasma * filtered * 0.01
    spread = found.permeability[ways].sum() * (plasma - held)
    assert carried + spread == pytest.approx(tissue.lymph[r] * held * 0.01, rel=1e-9)


def test_the_law_of_protein_can_be_read_backwards() -> None:
    for pressure in (0.0, 5.0, 28.0):
        assert oncotic_pressure(protein_at(pressure)) == pytest.approx(pressure, abs=1e-9)


@pytest.mark.parametrize("including", [(), ("swelling",), ("oxygen",)])
def test_oxygen_rides_along_without_a_trace_and_nothing_runs_that_was_left_out(including: tuple[str, ...]) -> None:
    """The blood is the same to the last bit with oxygen and without; tissue that takes fluid changes it."""
    protocol = stand(seconds=3)
    plain, todo = begin(Person(), protocol)
    other, _ = begin(Person(), protocol, including=including)
    for session in (plain, other):
        play(session, todo, 1200)
    same = bits(plain)["volume"] == bits(other)["volume"]
    assert same == ("swelling" not in including)
    assert (len(other.state.oxygen) > 0) == ("oxygen" in including)
    assert (len(other.state.fluid) > 0) == ("swelling" in including)
