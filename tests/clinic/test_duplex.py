"""Reflux times and velocities of courses that are known, and of people."""

from __future__ import annotations

import numpy as np
import pytest

from secondheart import Person, leaking_valves, lie
from secondheart.clinic.duplex import PROBES, VEINS, Part, duplex, duplex_protocol
from secondheart.clinic.reverse_flow import reflux_time
from secondheart.clinic.velocity import (
    SETTLING,
    VISCOSITY,
    fastest_velocity,
    inspiratory_fall,
    jet,
    lumen,
    resting_peak,
    resting_velocity,
    velocity,
)
from tests.clinic.synthetic import result_of, still

STEP = 0.02
FEMORAL = "popliteal_left>femoral_lower_left"


def course(*stretches: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    """Velocities after a release at 0, one (seconds, cm/s) after the other."""
    values = np.concatenate([np.full(round(seconds / STEP), speed) for seconds, speed in stretches])
    return STEP * (np.arange(values.size) + 0.5), values


@pytest.mark.parametrize(
    ("stretches", "wanted"),
    [
        ([(5.0, 2.0)], 0.0),
        ([(0.1, 0.0), (0.2, -10.0), (4.0, 1.0)], 0.2),
        ([(0.3, 5.0), (3.0, -8.0), (1.0, -0.9), (3.0, -8.0)], 3.0),
        ([(2.0, -6.0), (0.1, 1.0), (2.0, -6.0), (1.0, 0.0)], 4.1),
        ([(2.0, -6.0), (0.4, 1.0), (2.0, -6.0), (1.0, 0.0)], 2.0),
        ([(1.5, 1.0), (2.0, -6.0)], 0.0),
        ([(4.0, -0.9)], 0.0),
        ([(4.0, -2.0)], 0.5),  # so slowly a valve may close; a leak is not told from breath
        ([(0.3, -12.0), (15.0, -4.9)], 0.5),
        ([(4.0, -5.1)], 4.0),
    ],
)
def test_reflux_is_the_first_stretch_of_reverse_flow(stretches: list[tuple[float, float]], wanted: float) -> None:
    assert reflux_time(*course(*stretches), released_s=0.0) == pytest.approx(wanted)


def veins(full: float) -> dict[str, object]:
    """The popliteal vein at its unstressed volume, the femoral one filled to `full` times it."""
    body = Person().body
    return {
        "popliteal_left": still(body.vessel("popliteal_left").unstressed),
        "femoral_lower_left": still(full * body.vessel("femoral_lower_left").unstressed),
    }


@pytest.mark.parametrize(("full", "wider"), [(0.5, 1.0), (2.0, 2.0)])
def test_the_lumen_follows_the_fuller_end(full: float, wider: float) -> None:
    result = result_of(lie(seconds=10), volume=veins(full), flow={FEMORAL: still(2.0)})
    atlas = next(one.lumen for one in Person().body.connections if one.name == FEMORAL)
    assert lumen(result, FEMORAL) == pytest.approx(wider * atlas)
    assert velocity(result, FEMORAL) == pytest.approx(2.0 / (wider * atlas))
    assert resting_velocity(result, FEMORAL, (0.0, 10.0)) == pytest.approx(4.0 / (wider * atlas))


def test_a_sudden_flow_is_flat_and_becomes_a_parabola() -> None:
    result = result_of(lie(seconds=20), volume=veins(1.0), flow={FEMORAL: lambda t: 1.0 + 9.0 * (t > 10.0)})
    atlas = float(lumen(result, FEMORAL)[0])
    fastest, ends = fastest_velocity(result, FEMORAL) * atlas, np.asarray(result["time"])
    settling_s = atlas / (np.pi * VISCOSITY * SETTLING**2)  # 0.22 s in a femoral vein
    assert fastest[ends < 10.0] == pytest.approx(2.0)
    after = ends[ends > 10.0] - 10.0
    assert fastest[ends > 10.0] == pytest.approx(11.0 + 9.0 * (1.0 - np.exp(-after / settling_s)), rel=1e-6)


def test_peaks_are_short_means_and_one_a_breath() -> None:
    def flow(t: np.ndarray) -> np.ndarray:
        return 1.0 + 1.0 * (t % 4.0 < 2.0) + 8.0 * ((t > 10.0) & (t < 13.0)) + 50.0 * (abs(t - 15.0) < 0.011)

    result = result_of(lie(seconds=20), volume=veins(1.0), flow={FEMORAL: flow})
    atlas = float(lumen(result, FEMORAL)[0])
    assert resting_peak(result, FEMORAL, (0.0, 8.0)) * atlas == pytest.approx(4.0, rel=1e-3)
    assert jet(result, FEMORAL, (8.0, 14.0)) * atlas == pytest.approx(2.0 * 10.0, rel=0.01)
    assert jet(result, FEMORAL, (14.5, 15.5)) * atlas < 0.7 * 50.0  # a single sample is no peak


def test_the_fall_is_from_the_end_of_expiration_to_the_lowest() -> None:
    def flow(t: np.ndarray) -> np.ndarray:
        phase = t % 4.0
        return np.where((phase > 0.8) & (phase < 1.4), 1.0, 4.0) + 0.5 * np.sin(2 * np.pi * t / 0.9)

    result = result_of(lie(seconds=60), flow={"a_left>b_left": flow})
    assert inspiratory_fall(result, "a_left>b_left", (0.0, 60.0)) == pytest.approx(75.0, abs=6.0)


def test_the_probes_are_at_veins_that_are_there() -> None:
    connections = {one.name for one in Person().body.connections}
    assert {probe.connection(side) for probe in PROBES for side in ("left", "right")} <= connections
    assert len({probe.name for probe in PROBES}) == len(PROBES)
    assert {probe.tail for probe in PROBES} | {probe.head for probe in PROBES} == set(VEINS)


def test_each_part_is_the_step_it_is_called_after() -> None:
    steps = duplex_protocol().steps
    assert len(steps) == len(Part)
    assert [steps[part].cuffs[0].site for part in Part if steps[part].cuffs] == [
        "upper_calf",
        "thigh",
        "foot",
        "upper_calf",
    ]
    assert steps[Part.STRAINING].activity is not None
    assert [steps[part].posture.name for part in (Part.LYING, Part.SITTING, Part.STANDING)] == ["lie", "sit", "stand"]


@pytest.fixture(scope="module")
def by_person() -> dict[str, dict[str, float]]:
    people = {
        "default": Person(),
        **{vein: leaking_valves(Person(), vein, 0.3) for vein in ("great_saphenous", "deep")},
    }
    people["groin"] = leaking_valves(people["great_saphenous"], "common_femoral", 0.0)
    people["slight"] = leaking_valves(Person(), "great_saphenous", 0.02)
    return {
        name: {one.name: np.nan if one.value is None else one.value for one in duplex(person) if one.side == "left"}
        for name, person in people.items()
    }


def test_tight_valves_let_blood_run_back_no_longer_than_they_take_to_close(by_person: dict) -> None:
    for probe in PROBES:
        assert by_person["default"][f"reflux_time_{probe.name}"] < probe.normal.high


@pytest.mark.parametrize(
    ("person", "leaking", "tight"),
    [
        ("great_saphenous", ("great_saphenous", "great_saphenous_calf"), ("popliteal", "femoral", "posterior_tibial")),
        ("deep", ("popliteal", "femoral", "posterior_tibial", "gastrocnemius"), ("great_saphenous", "small_saphenous")),
    ],
)
def test_leaking_veins_are_told_from_tight_ones(by_person: dict, person: str, leaking: tuple, tight: tuple) -> None:
    found = by_person[person]
    assert all(found[f"reflux_time_{vein}"] > 1.0 for vein in leaking)
    assert all(found[f"reflux_time_{vein}"] < 0.5 for vein in tight)


def test_a_slight_leak_is_no_reflux_on_the_screen(by_person: dict) -> None:
    for probe in PROBES:
        assert by_person["slight"][f"reflux_time_{probe.name}"] <= probe.normal.high


def test_straining_shows_leaks_at_the_groin(by_person: dict) -> None:
    assert by_person["deep"]["reflux_time_common_femoral_valsalva"] > 1.0
    assert by_person["great_saphenous"]["reflux_time_saphenofemoral_junction_valsalva"] > 0.5
    # a tight valve above the junction keeps the strain from it (D24: one leg in two has one)
    assert by_person["groin"]["reflux_time_saphenofemoral_junction_valsalva"] < 0.5
    assert by_person["default"]["reflux_time_saphenofemoral_junction_valsalva"] < 0.35


def test_velocities_are_lowest_sitting_and_highest_in_movement(by_person: dict) -> None:
    found = {name.removeprefix("popliteal_"): value for name, value in by_person["default"].items()}
    assert found["velocity_sitting"] < found["velocity_lying"] < found["velocity_lying_moving_feet"]
    assert found["peak_velocity_sitting"] < found["peak_velocity_plantarflexion"]
    assert 40.0 < found["femoral_fall_in_inspiration"] < 100.0


def test_the_phases_of_the_valve_make_up_a_cycle(by_person: dict) -> None:
    phases = [value for name, value in by_person["default"].items() if name.startswith("valve_")]
    assert len(phases) == 4
    assert sum(phases) == pytest.approx(1.8)
