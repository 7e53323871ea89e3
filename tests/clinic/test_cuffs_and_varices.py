"""What a cuff dams and closes, and how varices fill, against published numbers."""

from __future__ import annotations

import pytest

from secondheart import Person, ablate, condition, simulate
from secondheart.clinic.apg import apg_protocol, calf_volumes
from secondheart.clinic.duplex import PROBES, cuffs_standing, duplex_protocol, probed_flow
from secondheart.clinic.strain_gauge import strain_gauge_protocol
from secondheart.evidence.measures.clinical_tests import strain_gauge_ejected_share
from secondheart.evidence.measures.cuffs_and_reflux import (
    dammed_share,
    inflow_below_cuff,
    standing_ankle_fills,
    strained_reflux_time,
    strained_reflux_volume,
)
from secondheart.evidence.measures.legs import small_saphenous_diameter
from secondheart.evidence.protocols import thigh_cuff, trendelenburg
from secondheart.person.body import Body
from secondheart.physics.compression import firm_share, garment_rise, girth_stiffness, leaflet_gap, rim_dam
from secondheart.protocol import lie, stand

VARICOSE = condition(Person(), "varicose-great_saphenous")
BODY: Body = Person().body
BELOW_KNEE = [v.name for v in BODY.vessels if v.region in ("foot_left", "lower_calf_left", "upper_calf_left")]


def test_a_rim_holds_back_what_runs_in_and_nothing_that_runs_out() -> None:
    assert rim_dam(30.0, -20.0) == 20.0  # flat by 20 mmHg: only 10 of 30 mmHg drive
    assert rim_dam(10.0, -20.0) == 10.0  # not enough to open it
    assert rim_dam(-30.0, -20.0) == 0.0
    assert rim_dam(30.0, 5.0) == 0.0


def test_a_loose_garment_hardly_holds_and_leaflets_meet_when_the_vein_closes() -> None:
    assert (firm_share(1.0, 20.0), firm_share(20.0, 20.0), firm_share(40.0, 20.0)) == (0.05, 1.0, 1.0)
    assert [leaflet_gap(70.0, p) for p in (0.0, 35.0, 70.0, 90.0)] == [1.0, 0.25, 0.0, 0.0]
    assert leaflet_gap(-5.0, 10.0) == 0.0  # a raised leg


def test_a_garment_presses_by_the_girth_that_veins_give_a_leg_and_never_pulls() -> None:
    assert girth_stiffness(30.0, 24.0, 1200.0) == pytest.approx(0.3)  # mmHg for each mL: 40 mL are 0.4 cm of girth
    assert garment_rise(0.5, 12.0, 20.0) == 6.0
    assert garment_rise(0.5, -60.0, 20.0) == -20.0


@pytest.mark.parametrize("mmHg", [20.0, 40.0, 60.0])
def test_veins_below_a_thigh_cuff_come_to_its_pressure(mmHg: float) -> None:
    assert 90.0 < dammed_share(simulate(Person(), thigh_cuff(mmHg))) < 105.0


def test_a_cuff_above_arterial_pressure_stops_the_inflow_and_what_is_below_keeps_its_volume() -> None:
    result = simulate(Person(), thigh_cuff(250.0), sample_s=0.1)
    assert abs(inflow_below_cuff(result)) < 1.0  # mL/min
    held = result.volume.sel(vessel=BELOW_KNEE).sum("vessel")
    assert float(held.sel(time=360.0)) == pytest.approx(float(held.sel(time=130.0)), abs=1.5)
    assert float(result.pressure.sel(vessel="femoral_artery_left").min()) > -20.0


def test_varices_fill_in_seconds_and_reflux_as_long_as_a_strain_lasts() -> None:
    small = condition(Person(), "varicose-small-saphenous")
    assert all(standing_ankle_fills(simulate(one, trendelenburg())) < 20.0 for one in (VARICOSE, small))
    assert standing_ankle_fills(simulate(Person(), trendelenburg())) > 40.0
    result = simulate(VARICOSE, duplex_protocol())
    assert 12.5 < strained_reflux_volume(result) < 37.5  # mL in 3 s
    assert 4.0 < strained_reflux_time(result) < 5.5  # s of a strain of 5


@pytest.mark.parametrize(
    ("name", "probe", "leaks"),
    [
        ("varicose-great-saphenous", "great_saphenous", (0.05, 0.12, 0.3)),
        ("varicose-small-saphenous", "saphenopopliteal_junction", (0.2, 0.4, 0.9)),
    ],
)
def test_varices_reflux_for_seconds_the_faster_and_the_more_the_more_they_leak(
    name: str, probe: str, leaks: tuple[float, ...]
) -> None:
    (place,) = (one for one in PROBES if one.name == probe)
    squeezes, vessels = stand(seconds=90) + cuffs_standing(), [f"{place.tail}_left", f"{place.head}_left"]
    results = (simulate(condition(Person(), name, leak), squeezes, record=vessels) for leak in leaks)
    flows = [probed_flow(result, place, "left", cuffed=1) for result in results]
    assert all(2.0 < flow.duration_s < 8.0 for flow in flows)  # healthy veins close within half a second (D01)
    assert flows[0].fastest_cm_s < flows[1].fastest_cm_s < flows[2].fastest_cm_s
    assert flows[0].volume_mL < flows[1].volume_mL < flows[2].volume_mL


def filling_index(person: Person) -> float:
    """VFI of the left leg, in mL/s."""
    return calf_volumes(simulate(person, apg_protocol("left")), "left").filling_mL_s


@pytest.mark.parametrize(
    ("name", "leaks"), [("varicose-great-saphenous", (0.03, None, 0.3)), ("varicose-small-saphenous", (0.1, None, 1.0))]
)
def test_a_varicose_calf_fills_by_four_to_eight_mL_in_a_second_the_faster_the_more_it_leaks(
    name: str, leaks: tuple[float | None, ...]
) -> None:
    little, usual, much = (filling_index(condition(Person(), name, leak)) for leak in leaks)
    assert usual - little > 1.0
    assert much - usual > 1.0  # no leak is too large to be told from a larger one
    assert 4.0 < usual < 8.0


def test_a_varicose_small_saphenous_vein_closed_leaves_a_calf_that_fills_as_in_health() -> None:
    assert filling_index(ablate(condition(Person(), "varicose-small-saphenous"), "small_saphenous")) < 2.0  # A07


def test_steps_drive_less_out_of_a_varicose_calf_and_half_as_much_where_reflux_is_severe() -> None:
    people = (Person(), VARICOSE, condition(Person(), "varicose-gsv", 0.25))
    healthy, usual, severe = (strain_gauge_ejected_share(simulate(one, strain_gauge_protocol())) for one in people)
    assert healthy > 1.3 * usual
    assert usual > 1.2 * severe
    assert severe == pytest.approx(0.5 * healthy, rel=0.15)  # about half (A28)


def test_a_varicose_small_saphenous_vein_is_as_wide_as_published() -> None:
    standing = simulate(condition(Person(), "varicose-small-saphenous"), lie(minutes=1) + stand(minutes=10))
    assert small_saphenous_diameter(standing) == pytest.approx(5.2, abs=0.1)  # mm (D10)
