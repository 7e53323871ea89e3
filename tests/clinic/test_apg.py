"""Air plethysmography on a calf whose course is known, and on people."""

from __future__ import annotations

import numpy as np
import pytest

from secondheart import Person, leaking_valves
from secondheart.clinic.apg import ApgPart, air_plethysmography, apg_protocol, calf_volumes
from secondheart.clinic.calf import leg_veins_of
from secondheart.simulation.simulate import simulate
from tests.clinic.synthetic import result_of, still

NAMES = {
    "VV": ("mL", 80.0, 150.0),
    "VFT90": ("s", 70.0, 170.0),
    "VFI": ("mL/s", 0.5, 2.0),
    "inflow_below_knee": ("mL/s", None, None),
    "inflow_to_calf": ("mL/s", None, None),
    "EV": ("mL", 60.0, 150.0),
    "EF": ("%", 60.0, 90.0),
    "RV": ("mL", 2.0, 45.0),
    "RVF": ("%", 2.0, 35.0),
    "outflow_fraction": ("%", 38.0, None),
}
LYING, EMPTY, FULL, TAU = 60.0, 20.0, 120.0, 30.0


def calf(t: np.ndarray) -> np.ndarray:
    """Calf volume: caught by a cuff to 110, half gone in a second; filling with a time constant; 70 and 80 % out."""
    starts = apg_protocol("left").starts()
    volume = np.full_like(t, LYING)
    volume[t >= 20.0] = 110.0 - 50.0 * np.exp(-(t[t >= 20.0] - 20.0) / 10.0)
    volume[t >= starts[2]] = LYING + 50.0 * 0.5 ** (t[t >= starts[2]] - starts[2])
    volume[t >= starts[3]] = EMPTY
    filling = t >= starts[ApgPart.FILLED]
    volume[filling] = FULL - (FULL - EMPTY) * np.exp(-(t[filling] - starts[ApgPart.FILLED]) / TAU)
    volume[(t >= starts[ApgPart.ONE_TIPTOE]) & (t < starts[ApgPart.ONE_TIPTOE] + 1.5)] = 50.0
    volume[(t >= starts[ApgPart.ONE_TIPTOE] + 1.5) & (t < starts[ApgPart.TEN_TIPTOES])] = FULL
    volume[t >= starts[ApgPart.TEN_TIPTOES]] = 40.0
    return volume


def test_a_known_course_gives_what_is_in_it() -> None:
    veins = leg_veins_of(Person(), "left")
    courses = dict.fromkeys(veins, lambda t: calf(t) / len(veins))
    flows = {"popliteal_artery_left>tibial_arteries_left": 3.0, "tibial_arteries_left>foot_arteries_left": 1.0}
    result = result_of(apg_protocol("left"), volume=courses, flow={name: still(q) for name, q in flows.items()})
    leg = calf_volumes(result, "left")
    assert leg.gained_mL == pytest.approx(FULL - EMPTY, abs=0.1)
    assert leg.filling_s == pytest.approx(TAU * np.log(10.0), abs=0.1)
    assert leg.filling_mL_s == pytest.approx(90.0 / (TAU * np.log(10.0)), rel=2e-3)
    assert (leg.ejected_mL, leg.ejected_percent) == (pytest.approx(70.0, abs=0.1), pytest.approx(70.0, abs=0.1))
    assert (leg.left_mL, leg.left_percent) == (pytest.approx(20.0, abs=0.1), pytest.approx(20.0, abs=0.1))
    assert (leg.inflow_below_knee, leg.inflow_to_calf) == (pytest.approx(3.0), pytest.approx(2.0))
    assert leg.outflow_fraction == pytest.approx(50.0, abs=0.5)


def test_only_the_examined_leg_is_cuffed_and_bears_no_weight() -> None:
    steps = apg_protocol("right").steps
    assert {cuff.side for step in steps for cuff in step.cuffs} == {"right"}
    assert all(step.standing_loads["right"] == 0.0 for step in steps if step.activity is None)
    assert steps[ApgPart.FILLED].standing_loads["left"] == 1.0
    assert all(
        steps[place].standing_loads == {"left": 0.5, "right": 0.5}
        for place in (ApgPart.ONE_TIPTOE, ApgPart.TEN_TIPTOES)
    )


def test_the_findings_name_both_legs_left_first() -> None:
    seen: list[tuple[float, float]] = []
    found = air_plethysmography(Person(), lambda now, whole: seen.append((now, whole)))
    assert [(one.name, one.side) for one in found] == [(name, side) for name in NAMES for side in ("left", "right")]
    assert {one.name: (one.unit, one.normal_low, one.normal_high) for one in found} == NAMES
    assert all(one.test == "apg" and bool(one.source) == (one.normal_low is not None) for one in found)
    assert max(seen) == (2 * apg_protocol("left").duration_s,) * 2


@pytest.fixture(scope="module")
def by_person() -> dict[str, dict[str, float]]:
    people = {
        "default": Person(),
        **{vein: leaking_valves(Person(), vein, 0.3) for vein in ("great_saphenous", "deep")},
    }
    return {
        name: {one.name: one.value or np.nan for one in air_plethysmography(person) if one.side == "left"}
        for name, person in people.items()
    }


def test_where_no_valve_leaks_the_calf_fills_by_its_arteries(by_person: dict[str, dict[str, float]]) -> None:
    healthy = by_person["default"]
    assert healthy["VFI"] == pytest.approx(healthy["inflow_to_calf"], rel=0.15)
    assert healthy["inflow_to_calf"] < healthy["inflow_below_knee"]


def test_leaking_valves_fill_the_calf_sooner_and_leave_more_in_it(by_person: dict[str, dict[str, float]]) -> None:
    order = [by_person[name] for name in ("default", "great_saphenous", "deep")]
    assert order[0]["VFI"] < order[1]["VFI"] < order[2]["VFI"]
    assert order[0]["VFT90"] > order[1]["VFT90"] > order[2]["VFT90"]
    assert order[0]["RVF"] < order[1]["RVF"] < order[2]["RVF"]


def test_the_calf_fills_the_faster_the_more_a_saphenous_vein_leaks() -> None:
    def filling(vein: str, leak: float) -> float:
        patient = leaking_valves(Person(), f"{vein}_left", leak)
        return calf_volumes(simulate(patient, apg_protocol("left")), "left").filling_mL_s

    slight, some, much = (filling("great_saphenous", leak) for leak in (0.02, 0.1, 0.3))
    assert slight < some < much
    assert 3.0 < much < 8.0  # mL/s; as varicose legs do (A08)
    little, half, most = (filling("small_saphenous", leak) for leak in (0.02, 0.1, 0.3))
    assert 1.7 < little < half < most < much  # it has less above it
    assert half > 2.0  # mL/s; above what a healthy leg has (A07)


def test_one_leaking_leg_leaves_the_other_as_it_was(by_person: dict[str, dict[str, float]]) -> None:
    patient = leaking_valves(Person(), "deep_left", 0.3)
    found = {(one.name, one.side): one.value for one in air_plethysmography(patient)}
    assert found["VFI", "left"] == pytest.approx(by_person["deep"]["VFI"], rel=0.1)
    assert found["VFI", "right"] == pytest.approx(by_person["default"]["VFI"], rel=0.1)
