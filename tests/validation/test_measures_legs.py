"""What is measured of legs, on results whose answer is known, and of clinical tests against their own findings."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from secondheart.clinic.apg import calf_volumes
from secondheart.evidence import protocols as of
from secondheart.evidence.cases import Trial, job_of
from secondheart.evidence.measures import clinical_tests as clinic
from secondheart.evidence.measures import legs as m
from secondheart.person import Person
from secondheart.protocol import run, stand, tiptoe
from secondheart.simulation.simulate import simulate
from tests.clinic.synthetic import Course, Floats, result_of, still

BODY = Person().body
UP = 300.0  # when the person of `lie_stand` is up


def after(time: float, before: float, then: float) -> Course:
    return lambda t: np.where(t < time, before, then)


def volumes(**courses: Course) -> Mapping[str, Course]:
    return {vessel.name: courses.get(vessel.name, still(1.0)) for vessel in BODY.vessels}


def test_flows_of_arteries() -> None:
    flow = {m.LEG_ARTERY: after(180.0, 6.0, 4.0), m.KNEE_ARTERY: after(180.0, 2.0, 1.0)}
    result = result_of(of.lie_sit(), flow=flow, sample_s=0.1)
    assert m.lying_leg_flow(result) == pytest.approx(360.0)
    assert m.lying_leg_flow_L(result) == pytest.approx(0.36)
    assert m.sitting_leg_flow_L(result) == pytest.approx(0.24)
    assert m.lying_knee_flow(result) == pytest.approx(120.0)
    assert m.sitting_knee_flow(result) == pytest.approx(60.0)
    tilted = result_of(of.tilt_lie(), flow={m.LEG_ARTERY: after(600.0, 3.0, 6.0)}, sample_s=0.1)
    assert m.leg_flow_after_tilt(tilted) == pytest.approx(180.0)


def test_flows_on_standing() -> None:
    flow = {m.LEG_ARTERY: after(780.0, 6.0, 3.0), m.FEMORAL_VEIN: lambda t: np.where((t >= UP) & (t < 420.0), 1.0, 4.0)}
    result = result_of(of.lie_stand(), flow=flow, sample_s=0.1)
    assert m.standing_leg_flow_change(result) == pytest.approx(-180.0)
    assert m.standing_femoral_vein_flow_first(result) == pytest.approx(-180.0)


def test_lumens_follow_the_filling_of_the_fuller_end() -> None:
    tail, _, head = m.COMMON_FEMORAL.partition(">")
    lying = {name: still(2.0 * BODY.vessel(name).unstressed) for name in (tail, head)}
    result = result_of(of.lie_stand(), volume=volumes(**lying), sample_s=0.1)
    lumen = next(c.lumen for c in BODY.connections if c.name == m.COMMON_FEMORAL)
    assert m.lying_femoral_lumen(result) == pytest.approx(200.0 * lumen)


@pytest.mark.parametrize(
    ("measure", "vein", "veins"),
    [
        (m.junction_diameter, "great_saphenous_upper_thigh_left>common_femoral_left", 1),
        (m.great_saphenous_diameter, "great_saphenous_lower_thigh_left>great_saphenous_upper_thigh_left", 1),
        (m.small_saphenous_diameter, "small_saphenous_upper_left>popliteal_left", 1),
        (m.popliteal_diameter, "popliteal_left>femoral_lower_left", 1),
        (m.posterior_tibial_diameter, "posterior_tibial_upper_left>popliteal_left", 2),
    ],
)
def test_diameters_are_those_of_round_veins(measure, vein: str, veins: int) -> None:
    ends = vein.split(">")
    filled = {name: after(UP, 0.0, 4.0 * BODY.vessel(name).unstressed) for name in ends}
    result = result_of(of.lie_stand(), volume=volumes(**filled), sample_s=0.1)
    area_cm2 = 4.0 * next(c.lumen for c in BODY.connections if c.name == vein) / veins
    assert 0.25 * np.pi * (measure(result) / 10.0) ** 2 == pytest.approx(area_cm2)


def test_a_vein_widens() -> None:
    ends = m.FEMORAL_VEIN.split(">")
    filled = {name: after(UP, BODY.vessel(name).unstressed, 1.5 * BODY.vessel(name).unstressed) for name in ends}
    assert m.femoral_vein_widening(result_of(of.lie_stand(), volume=volumes(**filled), sample_s=0.1)) == pytest.approx(
        50.0
    )


def test_blood_that_moves_on_standing() -> None:
    moved = {"right_atrium": after(UP, 60.0, 40.0), "plantar_left": after(UP, 5.0, 20.0)}
    moved |= {"soleal_sinuses_left": after(UP, 4.0, 30.0), "common_iliac_right": after(UP, 1.0, 8.0)}
    result = result_of(of.lie_stand(), volume=volumes(**moved), sample_s=0.1)
    assert m.standing_lower_leg_gain(result) == pytest.approx(41.0)
    assert m.standing_legs_gain(result) == pytest.approx(48.0)
    assert m.plantar_content(result) == pytest.approx(21.0)
    assert m.lying_soleus_veins(result) == pytest.approx(4.0)
    assert m.standing_soleus_veins(result) == pytest.approx(30.0)
    calf = [v for v in BODY.vessels if v.venous and v.region in ("lower_calf_left", "upper_calf_left")]
    assert m.calf_vein_content(result) == pytest.approx(30.0 + len(calf) - 1)


@pytest.mark.parametrize("at", [25.0, 60.0])
def test_the_pressure_that_narrows_and_the_one_that_closes(at: float) -> None:
    def pressed(name: str) -> Course:
        full = 2.0 * BODY.vessel(name).unstressed
        return lambda t: full * np.clip(1.0 - (t - of.UNPRESSED_S) / (2.0 * at), 0.0, 1.0)

    result = result_of(of.pressing("lie"), volume={name: pressed(name) for name in m.PRESSED_VEINS}, sample_s=0.1)
    assert m.narrowing_pressure(result) == pytest.approx(2.0 * at * (1.0 - m.NARROWED), abs=0.2)
    assert m.closing_pressure(result) == pytest.approx(2.0 * at * (1.0 - m.WALLS_MEET / 2.0), abs=0.2)


def test_a_vein_that_stays_open_has_no_closing_pressure() -> None:
    open_ = {name: still(BODY.vessel(name).unstressed) for name in m.PRESSED_VEINS}
    assert np.isnan(m.closing_pressure(result_of(of.pressing("lie"), volume=open_, sample_s=0.1)))


def test_weight_that_moves_and_toes_that_curl() -> None:
    feet = {f"dorsal_arch_{side}": after(120.0, 80.0, 70.0) for side in ("left", "right")}
    assert m.foot_vein_under_transfer(result_of(of.paralysed_transfer(), pressure=feet)) == pytest.approx(-10.0)
    curled = volumes(plantar_left=lambda t: np.where((t > 120.5) & (t < 121.0), 3.0, 8.0))
    assert m.first_curl_stroke(result_of(of.toe_curling("lie"), volume=curled)) == pytest.approx(5.0)


def test_work_is_pressure_times_the_volume_that_it_drives_out() -> None:
    """A ventricle and a muscle, each ejecting 10 mL a second at 100 and at 50 mmHg: the muscle does a third."""

    def volume(t: Floats) -> Floats:
        return 20.0 + 10.0 * np.cos(2 * np.pi * t)

    def pressure(high: float) -> Course:
        return lambda t: np.where(np.sin(2 * np.pi * t) > 0.0, high, 0.0)

    muscle = "superficial_posterior_left"
    ventricle = {"left_ventricle": pressure(100.0), "right_ventricle": still(0.0)}
    moved = volumes(left_ventricle=volume, right_ventricle=still(1.0), soleal_sinuses_left=volume)
    protocol = stand(seconds=30) + run(km_h=10, minutes=2)
    result = result_of(protocol, pressure=ventricle, volume=moved, muscle={muscle: pressure(50.0)}, sample_s=0.01)
    assert m.pump_share_of_work(result) == pytest.approx(100.0 / 3.0, abs=0.2)


def test_the_rise_in_a_tibial_vein_is_that_of_the_first_tiptoe() -> None:
    protocol = stand(seconds=60) + tiptoe(times=10) + stand(seconds=90)

    def course(t: Floats) -> Floats:
        return np.where((t >= 60.2) & (t < 60.6), 150.0, np.where((t > 65.0) & (t < 70.0), 170.0, 80.0))

    result = result_of(protocol, pressure={"posterior_tibial_lower_left": course})
    assert clinic.tibial_rise(result) == pytest.approx(70.0)


@pytest.fixture(scope="module")
def tied():
    return simulate(Person(), of.apg_tourniquet(), record=job_of(Trial("default", "apg"), None).record)


def test_a_leg_that_loses_nothing_fills_at_the_rate_of_its_inflow() -> None:
    """The sole gains 2 mL/s of 4 on standing; it has 90 % after 45 s of 50."""
    up = sum(step.duration_s for step in of.apg_tourniquet().steps[:4])
    filling = volumes(plantar_left=lambda t: 1.0 + 2.0 * np.clip(t - up, 0.0, 50.0))
    inflow = {"popliteal_artery_left>tibial_arteries_left": still(4.0)}
    result = result_of(of.apg_tourniquet(), volume=filling, flow=inflow)
    assert clinic.apg_filling_over_inflow(result) == pytest.approx(-50.0, abs=0.2)


def test_a_tied_thigh_is_examined_as_a_free_one(tied) -> None:
    calf = calf_volumes(tied, "left")
    assert clinic.apg_volume(tied) == calf.gained_mL
    assert clinic.apg_filling_time(tied) == calf.filling_s
    assert clinic.apg_filling_index(tied) == calf.filling_mL_s
    assert clinic.apg_ejected(tied) == calf.ejected_mL
    assert clinic.apg_ejected_share(tied) == calf.ejected_percent
    assert clinic.apg_residual(tied) == calf.left_mL
    assert clinic.apg_residual_share(tied) == calf.left_percent
    assert -50.0 < clinic.apg_filling_over_inflow(tied) < 0.0
    ties = [step.cuffs for step in of.apg_tourniquet().steps]
    assert [bool(cuffs) and cuffs[0].kind == "tourniquet" for cuffs in ties] == [False] * 3 + [True] * 6
