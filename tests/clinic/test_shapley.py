"""Shares of the three forces: exact whatever the numbers."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondheart.anatomy import LEGS
from secondheart.clinic.forces import (
    ALL_FORCES,
    BODY_STATES,
    COALITIONS,
    THREE_FORCES,
    ForcesRow,
    forces_protocol,
    forces_row,
    leg_veins,
    shapley,
    share_findings,
    shares,
)
from secondheart.person import Person
from tests.clinic.synthetic import result_of, still

worths = st.fixed_dictionaries({some: st.floats(-1e4, 1e4) for some in COALITIONS})


def test_there_are_eight_combinations_from_all_to_none() -> None:
    assert len(set(COALITIONS)) == 8
    assert (COALITIONS[0], COALITIONS[-1]) == (ALL_FORCES, frozenset())


@given(worths)
def test_shares_sum_to_the_whole_and_are_means_over_all_orders(worth: dict) -> None:
    found = shapley(worth)
    assert sum(found.values()) == pytest.approx(worth[ALL_FORCES] - worth[frozenset()], abs=1e-8)
    for force in THREE_FORCES:
        gains = []
        for order in permutations(THREE_FORCES):
            before = frozenset(order[: order.index(force)])
            gains.append(worth[before | {force}] - worth[before])
        assert found[force] == pytest.approx(np.mean(gains), abs=1e-8)


@given(worths, st.sampled_from(THREE_FORCES))
def test_a_force_that_does_nothing_has_no_share(worth: dict, idle: str) -> None:
    same = {some: worth[some - {idle}] for some in COALITIONS}
    assert shapley(same)[idle] == 0.0


@given(worths.filter(lambda worth: abs(worth[ALL_FORCES]) > 1.0))
def test_the_shares_of_all_and_of_none_are_a_hundred_percent(worth: dict) -> None:
    assert sum(shares(worth).values()) == pytest.approx(100.0, abs=1e-6 * max(map(abs, worth.values())))


def test_of_no_outflow_there_are_no_shares() -> None:
    assert all(np.isnan(share) for share in shares(dict.fromkeys(COALITIONS, 0.0)).values())


@pytest.mark.parametrize("state", BODY_STATES)
def test_all_forces_act_until_the_measured_minute(state: str) -> None:
    protocol = forces_protocol(state, frozenset({"heart"}))
    before, then = protocol.steps
    assert before.without == frozenset()
    assert then.without == {"breathing", "muscles"}
    assert then.duration_s == 60.0
    assert before.posture == then.posture
    assert (then.activity is not None) == (state == "walking")


def test_a_run_is_measured_in_its_windows() -> None:
    flows = {f"external_iliac_{side}>common_iliac_{side}": lambda t: t - 5.0 for side in LEGS}
    ankles = {"great_saphenous_ankle_left": still(70.0), "great_saphenous_ankle_right": still(80.0)}
    veins = leg_veins(Person())
    volume = {**dict.fromkeys(veins, still(10.0)), "external_iliac_left": still(1e6)}
    result = result_of(forces_protocol("lying", ALL_FORCES), flow=flows, pressure=ankles, volume=volume)
    row = forces_row(result, ("lying", ALL_FORCES))
    assert row.outflow_first_mL_min == pytest.approx(2 * 60.0 * 5.0)
    assert row.outflow_last_mL_min == pytest.approx(2 * 60.0 * 45.0)
    assert row.leg_veins_mL == pytest.approx(10.0 * len(veins))
    assert row.ankle_vein_mmHg == pytest.approx(75.0)


def test_leg_veins_end_at_the_groin() -> None:
    veins = leg_veins(Person())
    assert "common_femoral_left" in veins
    assert "dorsal_arch_right" in veins
    assert not any("iliac" in name or "artery" in name or "capillaries" in name for name in veins)


def test_findings_of_a_table_name_state_and_force() -> None:
    table = [
        ForcesRow(state, some, 100.0 * len(some), 10.0 * len(some), 500.0, 80.0)
        for state in BODY_STATES
        for some in COALITIONS
    ]
    found = share_findings(table)
    assert [f.name for f in found if f.test == "forces-standing"] == [
        f"{prefix}{name}"
        for prefix in ("", "early_")
        for name in ("outflow", "share_heart", "share_breathing", "share_muscles", "share_none")
    ]
    assert [f.value for f in found if f.name == "share_heart"] == [pytest.approx(100.0 / 3.0)] * 3
    assert {f.value for f in found if f.name == "early_outflow"} == {300.0}
    assert {f.side for f in found} == {"both"}
