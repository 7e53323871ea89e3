"""Traits: what people differ in, sourced, and applied before anything else."""

from __future__ import annotations

import pytest

import secondheart as sh
from secondheart.bibliography import references
from secondheart.errors import InputError
from secondheart.person.files import person_text, read_person, write_person
from secondheart.person.traits import Trait, all_traits, leaks_of_traits

EVERY = tuple(all_traits().items())


@pytest.mark.parametrize(("name", "trait"), EVERY)
def test_each_trait_is_sourced_and_changes_the_body(name: str, trait: Trait) -> None:
    assert trait.source == "assumed" or trait.source in references()
    assert trait.low <= trait.usual <= trait.high
    assert len(trait.why) > 10
    moved = sh.Person(traits={name: trait.usual + 0.1}).body
    assert moved != sh.Person().body


def test_there_are_twenty_two() -> None:
    assert len(EVERY) == 22


@pytest.mark.parametrize(("name", "trait"), [(name, trait) for name, trait in EVERY if trait.sided])
def test_a_trait_of_one_leg_leaves_the_other_as_it_was(name: str, trait: Trait) -> None:
    body, usual = sh.Person(traits={f"{name}_left": trait.usual + 0.1}).body, sh.Person().body
    assert body != usual
    for ours, theirs in zip(body.vessels, usual.vessels, strict=True):
        assert ours == theirs or ours.name.endswith("_left")
    for mine, other in zip(body.connections, usual.connections, strict=True):
        assert mine == other or mine.tail.endswith("_left")


def test_the_usual_traits_are_no_traits() -> None:
    person = sh.Person(traits={name: trait.usual for name, trait in EVERY})
    assert person == sh.Person()
    assert person_text(person) == person_text(sh.Person())


def test_one_leg_may_be_as_usual_where_both_are_not() -> None:
    person = sh.Person(traits={"strength": 0.5, "strength_left": 1.0})
    assert person.body.strengths["thigh_left"] == 1.0
    assert person.body.strengths["thigh_right"] == 0.5


@pytest.mark.parametrize(
    "change",
    [
        lambda person: sh.wear_stockings(person, "RAL II"),
        lambda person: sh.condition(person, "varicose-great-saphenous"),
        lambda person: sh.ablate(person),
        lambda person: person.replace(resolution="valves"),
    ],
)
def test_traits_come_before_everything_else(change) -> None:  # type: ignore[no-untyped-def]
    traits = {"deep_leak": 0.2, "vein_compliance": 1.3, "strength_left": 0.7}
    assert change(sh.Person()).replace(traits=traits).body == change(sh.Person(traits=traits)).body


def test_a_stocking_acts_on_a_leak_that_is_a_trait() -> None:
    leaking = sh.Person(traits={"deep_leak": 0.2})
    bare, dressed = (
        next(one.value for one in sh.visit(person, ["apg"], ["left"]) if one.name == "VFI")
        for person in (leaking, sh.wear_stockings(leaking, "RAL II"))
    )
    assert dressed < 0.8 * bare


def test_a_leak_by_its_valve_goes_before_a_trait_and_the_worse_of_trait_and_condition_counts() -> None:
    person = sh.Person(traits={"deep_leak": 0.2}, leaks={"popliteal_left": 0.05})
    by_valve = {c.valve: c.leak for c in person.body.connections if c.valve}
    assert by_valve["popliteal_left"] == 0.05
    assert by_valve["popliteal_right"] == 0.2
    worse = sh.condition(person, "post-thrombotic", 0.75)  # its valves leak by 0.6
    worst = {c.valve: c.leak for c in worse.body.connections if c.valve}
    assert worst["popliteal_left"] == 0.05
    assert worst["popliteal_right"] == pytest.approx(0.6)
    assert set(leaks_of_traits({"deep_leak_left": 0.1})) <= set(by_valve)


def test_longer_legs_hang_lower_and_leave_the_trunk() -> None:
    long, usual = sh.Person(traits={"leg_length": 1.1}).body, sh.Person().body
    ankle, groin = (usual.scalars[f"segments.{name}"] for name in ("ankle", "groin"))
    assert long.scalars["segments.ankle"] == pytest.approx(groin + 1.1 * (ankle - groin))
    assert long.vessel("common_iliac_left").position == usual.vessel("common_iliac_left").position
    assert long.vessel("dorsal_arch_left").position > usual.vessel("dorsal_arch_left").position


def test_a_person_with_traits_goes_to_a_file_and_back(tmp_path) -> None:  # type: ignore[no-untyped-def]
    person = sh.Person(traits={"Vein compliance left": 1.2, "heart-rate": 8.0})
    write_person(person, tmp_path / "one.toml")
    assert read_person(tmp_path / "one.toml") == person
    assert person.traits == {"vein_compliance_left": 1.2, "heart_rate": 8.0}


@pytest.mark.parametrize(
    ("traits", "sentence"),
    [
        ({"strangth": 1.0}, "unknown trait 'strangth'; nearest: strength"),
        ({"strength": 3.0}, "the trait strength is 3, allowed is 0 to 2"),
        ({"heart_rate_left": 1.0}, "the trait 'heart_rate_left' has no side"),
        ({"strength": 1.1, "Strength": 1.2}, "a trait is given twice"),
    ],
)
def test_what_is_no_trait_is_refused(traits: dict[str, float], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        sh.Person(traits=traits)
