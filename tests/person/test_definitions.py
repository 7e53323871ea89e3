"""Conditions and treatments of one's own: they act, travel with the person, are cited, and are checked like ours."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import secondheart as sh
from secondheart._files import package_text
from secondheart.cli.options import Asked
from secondheart.cli.people import parse_person
from secondheart.errors import BadFile, InputError
from secondheart.person import Person, read_person, write_person
from secondheart.person.conditions import ailments, apply_condition
from secondheart.person.definitions import check_ailment, check_operation, kind_of_file
from secondheart.person.parse import with_condition, with_treatment
from secondheart.person.treatments import operations

TIGHT = """
title = "a narrow iliac vein, and soft sinuses"
degree = {meaning = "how narrow", usual = 2.0, low = 1.0, high = 10.0}
source = "Smith 2020"

[[change]]
connection = ["external_iliac>common_iliac"]
field = "resistance"
plus = 0.05

[[change]]
vessel = ["*_sinuses"]
field = "compliance"
times = 1.1

[[change]]
valve = ["popliteal"]
times = 0.1
"""
TIED = 'title = "t"\nsource = "assumed"\nwhy = "to try it"\nclosed = ["great_saphenous_upper_thigh>common_femoral"]\n'


def write(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("name", ailments())
def test_ours_pass_the_checks(name: str) -> None:
    check_ailment(ailments()[name])


@pytest.mark.parametrize("name", operations())
def test_our_treatments_pass_the_checks(name: str) -> None:
    check_operation(operations()[name])


def test_one_of_ours_in_a_file_does_the_same(tmp_path: Path) -> None:
    tables = tomllib.loads(package_text("person/atlas/conditions.toml"))
    from tomli_w import dumps

    path = write(tmp_path / "mine.toml", dumps(tables["varicose-great-saphenous"]))
    mine, ours = with_condition(Person(), f"{path}-left"), with_condition(Person(), "varicose-great-saphenous-left")
    assert mine.body == ours.body
    assert apply_condition(Person().body, mine.conditions[0]) == apply_condition(Person().body, ours.conditions[0])


def test_a_condition_acts_on_its_leg_by_its_degree(tmp_path: Path) -> None:
    path = write(tmp_path / "tight.toml", TIGHT)
    person = with_condition(Person(), f"{path}-left=3")
    before, after = Person().body, person.body
    ratio = after.vessel("soleal_sinuses_left").compliance / before.vessel("soleal_sinuses_left").compliance
    assert ratio == pytest.approx(1.0 + 3 * 0.1)
    assert after.vessel("soleal_sinuses_right") == before.vessel("soleal_sinuses_right")
    leaks = {one.valve: one.leak for one in after.connections if one.leak}
    assert leaks == {"popliteal_left": pytest.approx(0.3)}
    assert with_condition(Person(), str(path)).conditions[0].degree == 2.0


def test_it_travels_with_the_person_and_is_cited(tmp_path: Path) -> None:
    person = with_condition(Person(), str(write(tmp_path / "tight.toml", TIGHT)))
    person = with_treatment(person, f"{write(tmp_path / 'tie.toml', TIED)}-right")
    write_person(person, tmp_path / "me.toml")
    (tmp_path / "tight.toml").unlink()
    assert read_person(tmp_path / "me.toml") == person
    result = sh.simulate(person, sh.stand(seconds=1))
    assert "% tight, defined by the user: Smith 2020" in sh.citations(result)
    assert result.attrs["hash"] != sh.simulate(Person(), sh.stand(seconds=1)).attrs["hash"]


def test_a_treatment_closes_what_it_names(tmp_path: Path) -> None:
    path = write(tmp_path / "tie.toml", TIED)
    ways = {one.name: one.resistance for one in with_treatment(Person(), f"{path}-left").body.connections}
    healthy = {one.name: one.resistance for one in Person().body.connections}
    changed = {name for name, value in ways.items() if value != healthy[name]}
    assert changed == {"great_saphenous_upper_thigh_left>common_femoral_left"}


def test_a_compared_person_may_have_files_of_each_kind(tmp_path: Path) -> None:
    tight, tie = write(tmp_path / "tight.toml", TIGHT), write(tmp_path / "tie.toml", TIED)
    sock = write(tmp_path / "sock.toml", "[pressure_mmHg]\nB = 20\n")
    assert [kind_of_file(path) for path in (tight, tie, sock)] == ["condition", "treatment", "garment"]
    person = parse_person(f"default+{tight}=4+{tie}-left+{sock}", Person())
    assert person.conditions[0].degree == 4.0
    assert person.treatments[0].side == "left"
    assert person.garments[0].name == "sock"


def test_a_person_s_file_needs_no_degree() -> None:
    assert Person(conditions=({"name": "weak-calf"},)).conditions[0].degree == ailments()["weak-calf"].degree.usual


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("*_sinuses", "sinuss", "change 2: unknown vessel 'sinuss'; nearest: soleal_sinuses"),
        ("external_iliac>common_iliac", "a>b", "change 1: unknown connection 'a>b'; nearest: "),
        ('field = "compliance"', 'field = "softness"', "change 2: a vessel has no field 'softness'; nearest: "),
        ('["popliteal"]', '["poplital"]', "change 3: unknown valve 'poplital'; nearest: popliteal"),
        ("usual = 2.0", "usual = 20.0", "degree: usual = 20 is not allowed: 1 to 10"),
        ('source = "Smith 2020"', 'source = ""', "source = '' is not allowed: where it comes from"),
        ('source = "Smith 2020"', 'source = "assumed"', "why = '' is not allowed: what is assumed needs a reason"),
        ("times = 1.1", "time = 1.1", "time"),
        ("title", "titl", "Ailment needs 'title'"),
    ],
)
def test_a_wrong_condition_is_refused_in_a_sentence(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    path = write(tmp_path / "tight.toml", TIGHT.replace(old, new))
    with pytest.raises(BadFile, match=sentence.replace("[", r"\[")) as caught:
        sh.read_condition(path)
    assert str(caught.value).startswith(str(path))


def test_a_wrong_treatment_and_a_name_of_ours_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="unknown closed 'x>y'"):
        sh.read_treatment(write(tmp_path / "a.toml", TIED.replace("great_saphenous_upper_thigh>common_femoral", "x>y")))
    with pytest.raises(BadFile, match="nothing is done; give closed"):
        sh.read_treatment(write(tmp_path / "b.toml", 'title = "t"\nsource = "Smith 2020"\n'))
    with pytest.raises(InputError, match="'weak-calf' is one of the atlas; give your own another name"):
        sh.read_condition(write(tmp_path / "weak-calf.toml", TIGHT))
    with pytest.raises(BadFile, match="the condition cannot be read: no such file"):
        with_condition(Person(), str(tmp_path / "no.toml"))


def test_an_own_atlas_has_numbers_in_the_atlas_s_form(tmp_path: Path) -> None:
    text = '[leg.vessel.soleal_sinuses]\nunstressed_volume = {value = 20, unit = "mL", source = "Smith 2020"}\n'
    path = write(tmp_path / "atlas.toml", text + "[body.reflex]\nvagal = 0.01\n")
    values = {"leg.vessel.soleal_sinuses.unstressed_volume": 20.0, "body.reflex.vagal": 0.01}
    assert sh.read_atlas(path) == values
    assert Asked(atlas=path).build() == Person().with_values(values)
    for wrong, sentence in (
        (text.replace('"mL"', '"L"'), "unit = 'L' is not allowed: mL"),
        (text.replace("soleal", "solael"), "unknown value 'leg.vessel.solael_sinuses.unstressed_volume'"),
        (text.replace("value = 20", 'value = "20"'), "a number is needed"),
    ):
        with pytest.raises(BadFile, match=sentence):
            sh.read_atlas(write(path, wrong))
    with pytest.raises(InputError, match="= 99 is not allowed"):
        Asked(atlas=write(path, text.replace("value = 20", "value = 99"))).build()


def test_an_own_atlas_adds_no_vessel_and_says_where_one_is_added(tmp_path: Path) -> None:
    path = write(tmp_path / "more.toml", '[[vessel]]\nname = "giacomini"\nlength = 20\n')
    with pytest.raises(
        BadFile, match=r"more\.toml: vessel is a list of tables: .* adds nothing to it; a new vessel is"
    ):
        sh.read_atlas(path)
