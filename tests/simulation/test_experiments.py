"""The experiments that physiologists ask for first: suction, warmth, bleeding, infusion, immersion."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import secondheart as sh
from secondheart.engine import layout as at
from secondheart.errors import InputError
from secondheart.packing import build_orders, pack
from secondheart.packing.pressure import in_water, outfit
from secondheart.packing.transfers import Transfer, transfers_of
from secondheart.person import Person
from secondheart.protocol import from_toml, to_toml
from secondheart.results.measure import mean_pressure

BLED = sh.lie(seconds=60) + sh.lie(seconds=120).bleeding(100) + sh.lie(seconds=30)


def blood(result, moment: float) -> float:  # type: ignore[no-untyped-def]  # a dataset
    return float(result["volume"].sel(time=moment, method="nearest").sum())


def beats(result, name: str, start: float, stop: float) -> float:  # type: ignore[no-untyped-def]
    ends = result["beat_time"].values
    return float(result[name].values[(ends > start) & (ends <= stop)].mean())


def test_what_is_bled_is_gone_to_the_quantum() -> None:
    result = sh.simulate(Person(), BLED)
    assert result.attrs["volume_drift_mL"] == 0.0
    assert blood(result, 200.0) - blood(result, 59.0) == pytest.approx(-200.0, abs=1e-9)
    assert blood(result, 120.0) - blood(result, 59.0) == pytest.approx(-100.0, abs=2.0)
    assert beats(result, "stroke_volume", 190, 210) < 0.98 * beats(result, "stroke_volume", 40, 60)
    assert mean_pressure(result, "right_atrium", (190, 210)) < mean_pressure(result, "right_atrium", (40, 60)) - 0.2


def test_an_infusion_brings_it_back() -> None:
    result = sh.simulate(Person(), BLED + sh.lie(seconds=120).infused(100) + sh.lie(seconds=30))
    assert result.attrs["volume_drift_mL"] == 0.0
    assert blood(result, 355.0) == pytest.approx(blood(result, 59.0), abs=1e-9)
    assert mean_pressure(result, "right_atrium", (340, 360)) == pytest.approx(
        mean_pressure(result, "right_atrium", (40, 60)), abs=0.3
    )


def test_plasma_and_oxygen_go_with_the_blood() -> None:
    result = sh.simulate(Person(), BLED, including=["swelling", "oxygen"])
    assert result.attrs["volume_drift_mL"] == 0.0
    assert result.attrs["lost_mL"] == pytest.approx(200.0, abs=1e-9)
    never = sh.simulate(Person(), sh.lie(seconds=210), including=["swelling", "oxygen"])
    plasma = never.attrs["plasma_mL"] - result.attrs["plasma_mL"]
    assert plasma == pytest.approx(0.56 * 200.0, rel=0.15)  # some comes back from the tissues meanwhile
    saturation = result["saturation"].sel(vessel="ascending_aorta")
    assert float(abs(saturation - 0.975).max()) < 0.01


def test_rates_follow_the_step_whatever_its_length() -> None:
    for seconds in (0.4, 1.0, 59.5):
        step = sh.lie(seconds=seconds).bleeding(60).infused(30).steps[0]
        moved = list(transfers_of(step, 0, 0.0025))
        assert sum(one.let_mL for one in moved) == pytest.approx(seconds)
        assert sum(one.infused_mL for one in moved) == pytest.approx(0.5 * seconds)
        assert all(0 <= one.begins < seconds / 0.0025 for one in moved)
    assert list(transfers_of(sh.lie(seconds=5).steps[0], 0, 0.0025)) == []


def test_orders_stay_in_their_order() -> None:
    protocol = sh.lie(seconds=3).bleeding(60).with_device("calf") + sh.lie(seconds=2).infused(60)
    orders = build_orders(protocol, pack(Person().body), 0.0025)
    assert list(orders.begins) == sorted(orders.begins)
    assert sum(isinstance(one, Transfer) for one in orders) == 5
    assert [one.begins for one in orders] == list(orders.begins)


def test_nobody_is_bled_before_the_run_begins() -> None:
    result = sh.simulate(Person(), sh.lie(seconds=10).bleeding(300))
    assert blood(result, 10.0) == pytest.approx(Person().body.scalars["blood.volume"] - 50.0, abs=1e-6)


def test_water_presses_by_depth_on_all_but_head_and_chest() -> None:
    packed, step = pack(Person().body), sh.stand(minutes=1).immersed(150).steps[0]
    water = in_water(outfit(packed, ()), step, packed).garment_pressure
    by_name = dict(zip(packed.vessels, water, strict=True))
    assert by_name["dorsal_arch_left"] - by_name["popliteal_left"] == pytest.approx((110 - 76) * 0.7356, rel=1e-3)
    assert by_name["right_atrium"] == by_name["pulmonary_veins"] == by_name["head_veins"] == 0.0
    assert by_name["splanchnic_veins"] > 0.0
    lying = in_water(outfit(packed, ()), sh.lie(minutes=1).immersed(10).steps[0], packed).garment_pressure
    assert lying.max() <= 10 * 0.7356 + 1e-9
    knees = in_water(outfit(packed, ()), sh.stand(minutes=1).immersed(30).steps[0], packed).garment_pressure
    assert dict(zip(packed.vessels, knees, strict=True))["femoral_upper_left"] == 0.0


def test_water_to_the_neck_fills_the_chest() -> None:
    seat, neck_cm = sh.sit(minutes=2), 100  # heels 80 cm below the right atrium
    result = sh.simulate(Person(), seat + sh.sit(minutes=3).immersed(neck_cm) + seat)
    assert result.attrs["volume_drift_mL"] == 0.0
    atrium = mean_pressure(result, "right_atrium", (240, 300)) - mean_pressure(result, "right_atrium", (60, 120))
    assert 5.0 < atrium < 18.0  # arborelius1972: 2.5 to some 13 mmHg, sitting
    assert beats(result, "stroke_volume", 240, 300) > 1.2 * beats(result, "stroke_volume", 60, 120)
    assert beats(result, "heart_rate", 240, 300) < beats(result, "heart_rate", 60, 120)
    after = mean_pressure(result, "right_atrium", (380, 420)) - mean_pressure(result, "right_atrium", (60, 120))
    assert abs(after) < 1.0


def test_water_empties_the_legs_of_one_who_stands() -> None:
    result = sh.simulate(Person(), sh.stand(minutes=2) + sh.stand(minutes=3).immersed(150))
    legs = result["volume"].sel(vessel=[one for one in result["vessel"].values if "saphenous" in one]).sum("vessel")
    assert float(legs.sel(time=290, method="nearest")) < 0.7 * float(legs.sel(time=110, method="nearest"))


def test_water_in_every_step_is_like_a_garment_no_cuff_s_rim() -> None:
    packed = pack(Person().body)
    order = build_orders(sh.stand(seconds=5).immersed(120), packed, 0.0025)[0]
    assert np.allclose(order.cuffs, order.outfit.garment_pressure)  # type: ignore[union-attr]
    assert order.cuff_s >= 10.0  # type: ignore[union-attr]
    assert at.QUANTUM > 0.0


def test_suction_and_warm_air_are_steps_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "lab.toml"
    path.write_text(
        """
[[step]]
do = "lie"
seconds = 60

[[step]]
do = "lie"
seconds = 60
cuffs = [{site = "lower-body", pressure_mmHg = -40}]

[[step]]
do = "lie"
seconds = 60
air_C = 36

[[step]]
do = "lie"
seconds = 60
fluids = {bleed_mL_per_min = 50}

[[step]]
do = "sit"
seconds = 60
water_cm = 30
""",
        "utf-8",
    )
    protocol = sh.read_protocol(path)
    assert from_toml(to_toml(protocol)).steps == protocol.steps
    assert [step.air_C for step in protocol.steps] == [22.0, 22.0, 36.0, 22.0, 22.0]
    assert protocol.steps[3].description == "lie, bleeding 50 mL/min"
    result = sh.simulate(Person(), protocol)
    assert mean_pressure(result, "right_atrium", (90, 120)) < mean_pressure(result, "right_atrium", (30, 60)) - 1.0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda lying: lying.bleeding(301), "Fluids: bleed_mL_per_min = 301 is not allowed"),
        (lambda lying: lying.infused(-1), "Fluids: infuse_mL_per_min = -1 is not allowed"),
        (lambda lying: lying.immersed(251), "Step: water_cm = 251 is not allowed"),
        (lambda lying: lying.air(46), "Step: air_C = 46 is not allowed"),
        (lambda lying: lying.cuff("lower_body", pressure_mmHg=-101), "-101"),
    ],
)
def test_what_nobody_survives_is_refused(change, sentence: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError, match=sentence):
        change(sh.lie(minutes=1))
