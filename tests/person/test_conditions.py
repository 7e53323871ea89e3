"""Conditions: what each changes, that they combine, and that the body answers in the right direction."""

from __future__ import annotations

import numpy as np
import pytest

from secondheart import InputError, Person, lie, simulate, stand, tiptoe, walk
from secondheart.person import condition, leaking_valves
from secondheart.person.conditions import ailments
from secondheart.person.files import read_person, write_person

DEFAULT = Person()
EVERY = tuple(ailments())


def mean(person: Person, protocol, what: str, start: float) -> float:
    """Mean pressure of a vessel from `start` on."""
    result = simulate(person, protocol)
    return float(result.pressure.sel(vessel=what, time=slice(start, None)).mean())


@pytest.mark.parametrize("name", EVERY)
def test_a_condition_changes_something_and_none_of_it_at_degree_zero(name: str) -> None:
    assert condition(DEFAULT, name).body != DEFAULT.body
    if not ailments()[name].full:
        assert condition(DEFAULT, name, 0.0).body == DEFAULT.body


@pytest.mark.parametrize("name", EVERY)
def test_a_condition_keeps_to_its_leg(name: str) -> None:
    sick, well = condition(DEFAULT, name, side="left").body, DEFAULT.body
    for kind in ("vessels", "connections"):
        for mine, theirs in zip(getattr(sick, kind), getattr(well, kind), strict=True):
            if mine != theirs and not any(change.scalar for change in ailments()[name].change):
                assert mine.name.endswith("_left") or mine.name == "right_ventricle"


@pytest.mark.parametrize("name", EVERY)
def test_a_person_with_a_condition_survives_a_file_and_a_run(name: str, tmp_path) -> None:
    sick = condition(DEFAULT, name)
    write_person(sick, tmp_path / "p.toml")
    assert read_person(tmp_path / "p.toml") == sick
    result = simulate(sick, lie(seconds=2) + stand(seconds=4) + tiptoe(times=2))
    assert result.attrs["volume_drift_mL"] == 0.0
    assert np.isfinite(result.pressure).all()


def test_conditions_combine_and_a_leak_of_ones_own_wins() -> None:
    both = condition(condition(DEFAULT, "weak-calf", 0.5), "stiff-ankle", 0.5)
    assert both.body.strengths["deep_posterior_left"] == pytest.approx(0.5 * 0.75)
    own = condition(leaking_valves(DEFAULT, "popliteal", 0.05), "post-thrombotic", 1.0)
    leaks = {c.valve: c.leak for c in own.body.connections if c.valve}
    assert (leaks["popliteal_left"], leaks["plantar_left"]) == (0.05, 0.8)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: condition(DEFAULT, "weak-cafl"), "unknown condition 'weak-cafl'; nearest: weak-calf"),
        (lambda: condition(DEFAULT, "weak-calf", 2.0), "weak-calf = 2 is not allowed: share of the strength .* 0 to 1"),
        (
            lambda: condition(condition(DEFAULT, "stiff-veins"), "soft-veins", side="left"),
            "'soft-veins' contradicts 'stiff-veins' of the same left leg; give one of them",
        ),
        (
            lambda: condition(condition(DEFAULT, "weak-calf"), "weak-calf", 0.2),
            "'weak-calf' contradicts 'weak-calf' of the same left leg",
        ),
    ],
)
def test_what_is_not_allowed_is_said(make, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        make()


def test_a_weak_calf_and_leaking_valves_raise_the_floor_of_tiptoeing() -> None:
    exercise = stand(seconds=10) + tiptoe(times=10)
    floor = mean(DEFAULT, exercise, "dorsal_arch_left", 19.0)
    for name in (
        *("weak-calf", "stiff-ankle", "varicose-great-saphenous", "varicose-small-saphenous"),
        *("no-valves", "post-thrombotic"),
    ):
        assert mean(condition(DEFAULT, name), exercise, "dorsal_arch_left", 19.0) > floor + 2.0, name


@pytest.mark.parametrize("name", ["obstructed-iliac", "abdominal-pressure", "heart-failure"])
def test_what_stands_in_the_way_fills_the_lying_leg(name: str) -> None:
    lying = lie(seconds=10)
    assert (
        mean(condition(DEFAULT, name), lying, "dorsal_arch_left", 2.0)
        > mean(DEFAULT, lying, "dorsal_arch_left", 2.0) + 1.0
    )


def test_a_blunted_reflex_lets_the_standing_pressure_fall() -> None:
    standing = stand(seconds=10)
    blunted = condition(DEFAULT, "blunted-baroreflex", 0.8)
    assert simulate(blunted, standing).arterial_mean.mean() < simulate(DEFAULT, standing).arterial_mean.mean() - 5.0


def test_without_its_response_a_hanging_leg_gets_more_blood() -> None:
    lost = condition(DEFAULT, "no-veno-arteriolar-response")
    flow = {"connection": "external_iliac_left>common_iliac_left"}
    free = float(simulate(lost, stand(seconds=20)).flow.sel(flow).mean())
    assert free > 1.2 * float(simulate(DEFAULT, stand(seconds=20)).flow.sel(flow).mean())


def test_a_blocked_popliteal_vein_keeps_the_walking_pressure_up() -> None:
    walking = stand(seconds=5) + walk(km_h=3, seconds=40)
    blocked = condition(DEFAULT, "obstructed-popliteal", 5.0)
    assert mean(blocked, walking, "great_saphenous_ankle_left", 35.0) > mean(
        DEFAULT, walking, "great_saphenous_ankle_left", 35.0
    )
