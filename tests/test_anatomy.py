"""Names however they are spelled: one form is listed, any is understood."""

from __future__ import annotations

import doctest
from collections.abc import Callable

import pytest

import secondheart as sh
from secondheart import anatomy
from secondheart.cli.lists import TOPICS
from secondheart.compression import as_device, as_garment
from secondheart.compression.cuff import Cuff, tourniquet
from secondheart.day.schedule import builtin_day, day_names
from secondheart.person import parse
from secondheart.person.files import person_text, read_person
from secondheart.protocol import builtin, names
from secondheart.protocol.files import from_toml

DEFAULT = sh.Person()
LISTED = ("protocols", "conditions", "treatments", "garments", "devices")
SPELLINGS: list[Callable[[str], str]] = [
    str.upper,
    lambda name: name.replace("-", "_"),
    lambda name: name.replace("-", " ").title(),
]


def test_examples_run() -> None:
    assert doctest.testmod(anatomy).failed == 0


@pytest.mark.parametrize("topic", LISTED)
def test_listed_names_have_one_form(topic: str) -> None:
    typed = [row["name"].removesuffix("VEIN") for row in TOPICS[topic].rows()]
    assert typed == [anatomy.command_name(name) if name[-1] != "-" else name for name in typed]


@pytest.mark.parametrize("spell", SPELLINGS)
@pytest.mark.parametrize(
    ("understand", "name"),
    [
        (lambda text: parse.with_condition(DEFAULT, text), "leaking-great-saphenous-left"),
        (lambda text: parse.with_condition(DEFAULT, text), "varicose-great-saphenous-right"),
        (lambda text: parse.with_treatment(DEFAULT, text), "ablated-great-saphenous-left"),
        (lambda text: parse.with_treatment(DEFAULT, text), "repaired-small-saphenous"),
        (lambda text: parse.with_garment(DEFAULT, text), "us-20-30-thigh-left"),
        (lambda text: parse.with_garment(DEFAULT, text), "bandage-inelastic-right"),
        (lambda text: sh.condition(DEFAULT, text), "varicose-great-saphenous"),
        (lambda text: sh.leaking_valves(DEFAULT, text), "small-saphenous-left"),
        (lambda text: sh.ablate(DEFAULT, text), "great-saphenous-left"),
        (lambda text: sh.repair_valves(DEFAULT, text), "calf-perforators-right"),
        (lambda text: sh.wear_stockings(DEFAULT, text), "cen-a"),
        (as_garment, "ral-ii-thigh"),
        (as_device, "graded-calf-left"),
        (tourniquet, "below-knee-left"),
        (lambda text: Cuff(site=text, pressure_mmHg=40), "above-knee"),
        (builtin, "stand-tiptoe"),
        (builtin_day, "office"),
    ],
)
def test_any_spelling_is_understood(
    understand: Callable[[str], object], name: str, spell: Callable[[str], str]
) -> None:
    assert understand(spell(name)) == understand(name)


def test_a_persons_file_may_spell_names_in_any_way(tmp_path) -> None:
    person = sh.treatment(sh.condition(DEFAULT, "varicose-great-saphenous"), "ablated-great-saphenous")
    person = sh.leaking_valves(person, "popliteal_left")
    file = tmp_path / "person.toml"
    file.write_text(person_text(person).replace("great-saphenous", "Great_Saphenous").replace("l_l", "l-l"), "utf-8")
    assert "popliteal-left" in file.read_text("utf-8")
    assert read_person(file) == person


def test_a_valve_that_is_named_twice_is_refused() -> None:
    with pytest.raises(sh.InputError, match="given twice, in two spellings"):
        sh.Person(leaks={"popliteal_left": 0.3, "popliteal-left": 0.5})


def test_a_protocols_file_may_spell_names_in_any_way() -> None:
    step = '[[step]]\ndo = "stand"\nseconds = 5\nwear = ["{}"]\ndevice = "{}"\n'
    assert from_toml(step.format("RAL II", "Graded_Calf")) == from_toml(step.format("ral-ii", "graded-calf"))


def test_names_of_days_and_protocols_have_one_form() -> None:
    assert [anatomy.command_name(name) for name in (*names(), *day_names())] == [*names(), *day_names()]
