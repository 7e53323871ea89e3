"""What experts set: treatments, own garments and devices, another device on leg B; and velocities."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from secondheart import Person
from secondheart.app import messages as say
from secondheart.app.apply_message import apply_message
from secondheart.app.channels import columns
from secondheart.app.presets import preset_of
from secondheart.app.scenario import Scenario, build_device, dressed_people_of, people_of, steps_of
from secondheart.errors import InputError, UnknownName
from tests.app.conftest import Bench

OWN = {
    "name": "own programme",
    "chambers": ["ankle", "calf"],
    "pressures_mmHg": [50, 40],
    "rise_s": 1,
    "hold_s": 5,
    "fall_s": 1,
    "period_s": 20,
}


def test_a_treatment_is_done_and_taken_back() -> None:
    ablated = apply_message(Scenario(), say.SetTreatment(name="ablated-great-saphenous"))
    (done,) = people_of(ablated)["a"].treatments
    assert (done.name, done.side) == ("ablated-great-saphenous", "both")
    assert preset_of(people_of(ablated)["a"]) == ""
    back = apply_message(ablated, say.SetTreatment(name="ablated-great-saphenous", on=False))
    assert people_of(back)["a"].treatments == ()
    assert people_of(apply_message(ablated, say.Preset(name="healthy")))["a"].treatments == ()


def test_an_unknown_treatment_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="ablated-great-saphenous"):
        apply_message(Scenario(), say.SetTreatment(name="ablated-great-saphenus"))


def test_a_garment_presses_by_its_profile_even_if_that_rises() -> None:
    worn = say.Wear(kind="own", profile_mmHg=(10, 20, 30, 0), stiffness_mmHg=12)
    (garment,) = dressed_people_of(apply_message(Scenario(), worn))["a"].garments
    assert (garment.foot_mmHg, garment.ankle_mmHg, garment.calf_mmHg, garment.thigh_mmHg) == (10, 20, 30, 0)
    assert garment.stiffness_mmHg == 12
    assert garment.progressive


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (say.Wear(kind="own"), "needs profile_mmHg"),
        (say.Wear(kind="own", profile_mmHg=(10, 200, 30, 0)), "ankle_mmHg"),
        (say.Set(key="device", value={**OWN, "period_s": 3}), "its period is 3 s"),
        (say.Set(key="device", value={**OWN, "pressures_mmHg": [50]}), "one for each chamber"),
        (say.Set(key="device", value={"chambers": ["calf"]}), "pressures_mmHg|name"),
        (say.Set(key="device", value=["calf"]), "not allowed"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(message: say.ClientMessage, words: str) -> None:
    with pytest.raises(InputError, match=words):
        apply_message(Scenario(), message)


def test_each_leg_has_a_device_of_its_own_or_the_same() -> None:
    two = apply_message(Scenario(device="calf"), say.Compare(b="copy"))
    assert {body: step.device.name for body, step in steps_of(two).items() if step.device} == {"a": "calf", "b": "calf"}
    own = apply_message(two, say.Set(key="device", value=OWN, body="b"))
    devices = {body: step.device for body, step in steps_of(own).items()}
    assert devices["a"] is not None
    assert devices["a"].name == "calf"
    assert devices["b"] is not None
    assert devices["b"].pressures_mmHg == (50, 40)
    none = apply_message(own, say.Set(key="device", value=None, body="b"))
    assert steps_of(none)["b"].device is None
    assert steps_of(apply_message(none, say.Compare(b=None)))["a"].device is not None


def test_two_devices_press_at_the_same_time(bench: Callable[..., Bench]) -> None:
    one = bench(apply_message(Scenario(verb="lie"), say.Compare(b="copy")))
    one.run(5)
    one.run(60, say.Set(key="device", value="foot-pump", body="a"), say.Set(key="device", value=OWN, body="b"))
    lives = one.tab.steering.lives
    assert lives["a"].step.device is not None
    assert lives["a"].step.device.name == "foot-pump"
    assert lives["b"].step.device is not None
    assert lives["b"].step.device.name == "own programme"


def test_a_watched_vein_has_the_velocity_of_its_widest_way_out(bench: Callable[..., Bench]) -> None:
    one = bench(Scenario(watch=["popliteal_left"]))
    one.run(3)
    live = one.tab.steering.lives["a"]
    shown = {column.name: column for column in columns(live.packed, live.person, ["popliteal_left"])}
    window = live.advance(20)
    body = Person().body
    (way,) = (each for each in body.connections if each.name == "popliteal_left>femoral_lower_left")
    ends = [live.packed.vessel(name) for name in (way.tail, way.head)]
    filled = window.volume[:, ends] / [body.vessel(name).unstressed for name in (way.tail, way.head)]
    expected = window.flow[:, live.packed.connection(way.name)] / (way.lumen * filled.max(axis=1))
    np.testing.assert_allclose(shown["velocity:popliteal_left"].read(window), expected, rtol=1e-12)
    assert shown["velocity:popliteal_left"].unit == "cm/s"


def test_a_device_s_name_reads_no_file(tmp_path: Path) -> None:
    path = tmp_path / "pump.toml"
    path.write_text('chambers = ["calf"]\npressures_mmHg = [60]\nhold_s = 2\nperiod_s = 20\n', "utf-8")
    with pytest.raises(UnknownName, match="unknown device"):
        build_device(str(path))
