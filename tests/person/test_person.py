"""A person: checked when made, scaled by stated rules, kept in files."""

from __future__ import annotations

import copy
import doctest
import json
import pickle
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import secondheart as sh
from secondheart import errors
from secondheart.anatomy import LEGS
from secondheart.errors import BadFile, InputError, UnknownName
from secondheart.person import (
    Person,
    interventions,
    leaking_valves,
    person,
    read_person,
    repair_valves,
    scale,
    valves,
    write_person,
)
from secondheart.person.files import person_text
from secondheart.person.scale import dubois_m2, nadler_litres, scale_of
from secondheart.person.valves import leaking_above_mouths, valve_names, valves_of

DEFAULT = Person()
people = st.builds(
    Person,
    name=st.text(max_size=8),
    sex=st.sampled_from(["male", "female"]),
    age_years=st.floats(18, 100),
    height_cm=st.floats(120, 220),
    mass_kg=st.floats(35, 200),
    strength_percent=st.floats(0, 200),
    leaks=st.dictionaries(st.sampled_from(valve_names()), st.floats(0, 1), max_size=4),
)


@pytest.mark.parametrize("module", [interventions, errors, person, scale, valves])
def test_examples_run(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


def test_the_default_is_a_man_of_thirty() -> None:
    assert (DEFAULT.sex, DEFAULT.age_years, DEFAULT.height_cm, DEFAULT.mass_kg) == ("male", 30.0, 170.0, 70.0)
    scale = scale_of("male", 30.0, 170.0, 70.0)
    assert (scale.blood, scale.surface, scale.length, scale.leg_vein_compliance) == (1.0, 1.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("height_cm", -3, "Person: height_cm = -3 is not allowed: input should be greater than or equal to 120"),
        ("height_cm", 250, "Person: height_cm = 250 is not allowed: input should be less than or equal to 220"),
        ("mass_kg", float("nan"), "Person: mass_kg = nan is not allowed: input should be "),
        ("age_years", float("inf"), "Person: age_years = inf is not allowed: input should be "),
        ("sex", "m", "Person: sex = 'm' is not allowed: input should be 'male' or 'female'"),
        ("strength_percent", 201, "Person: strength_percent = 201 is not allowed"),
        ("mass_kg", "70 kg", "Person: mass_kg = '70 kg' is not allowed: input should be a valid number"),
        ("weight_kg", 70, "Person has no field 'weight_kg'; nearest: "),
        ("leaks", {"popliteal": 0.3}, "unknown valve 'popliteal'; nearest: popliteal_left, popliteal_right"),
        ("leaks", {"popliteal_left": 1.5}, r"the leak of popliteal_left is 1\.5, allowed is 0 \(tight\) to 1"),
    ],
)
def test_what_a_person_cannot_be_is_said_in_a_sentence(field: str, value: object, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence) as caught:
        Person(**{field: value})
    assert "\n" not in str(caught.value)
    with pytest.raises(InputError, match=sentence):
        DEFAULT.replace(**{field: value})


def test_a_person_does_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        DEFAULT.mass_kg = 80  # type: ignore[misc]
    heavier = DEFAULT.replace(mass_kg=80)
    assert (DEFAULT.mass_kg, heavier.mass_kg) == (70.0, 80.0)
    assert heavier.body.scalars["blood.volume"] > DEFAULT.body.scalars["blood.volume"]


@given(people)
def test_a_person_comes_back_from_a_file_as_it_was(tmp_path_factory: pytest.TempPathFactory, someone: Person) -> None:
    path = tmp_path_factory.mktemp("person") / "person.toml"
    write_person(someone, path)
    assert read_person(path) == someone


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("mass_kg = ", "not a TOML file"),
        ("mass_kg = 20", "Person: mass_kg = 20 is not allowed: input should be greater than or equal to 35"),
        ("mas_kg = 70", "Person has no field 'mas_kg'; nearest: mass_kg"),
        ("self = 1", "Person has no field 'self'; nearest: "),
        ("leaks = 3", "Person: leaks = 3 is not allowed"),
    ],
)
def test_a_bad_file_is_named_with_what_is_wrong(text: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "someone.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(BadFile, match=f"someone.toml: {sentence}"):
        read_person(path)


def test_a_file_that_is_not_there_or_not_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"nobody\.toml: the person cannot be read: no such file or directory"):
        read_person(tmp_path / "nobody.toml")
    (tmp_path / "noise.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadFile, match=r"noise\.toml: not a TOML file"):
        read_person(tmp_path / "noise.toml")


def test_a_person_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"person\.toml: cannot be written"):
        write_person(DEFAULT, tmp_path / "no-such-folder" / "person.toml")
    (tmp_path / "person.toml").mkdir()
    with pytest.raises(BadFile, match=r"person\.toml: cannot be written"):
        write_person(DEFAULT, tmp_path / "person.toml")
    assert [path.name for path in tmp_path.iterdir()] == ["person.toml"]


# --- scaling


def test_blood_follows_nadler_and_surface_dubois() -> None:
    # worked by hand from the published formulas
    assert nadler_litres("female", 165.0, 60.0) == pytest.approx(0.3561 * 4.492125 + 0.03308 * 60.0 + 0.1833)
    assert nadler_litres("male", 180.0, 80.0) == pytest.approx(0.3669 * 5.832 + 0.03219 * 80.0 + 0.6041)
    assert dubois_m2(170.0, 70.0) == pytest.approx(1.81, abs=0.01)


def test_the_heart_slows_and_leg_veins_stiffen_with_age() -> None:
    young, old = scale_of("male", 28.0, 170.0, 70.0), scale_of("male", 65.0, 170.0, 70.0)
    assert (young.maximal_heart_rate, old.maximal_heart_rate) == pytest.approx((188.4, 162.5))
    change = old.leg_vein_compliance / young.leg_vein_compliance
    assert change == pytest.approx(0.6, abs=0.02)  # C07: 40 % less
    ages = [scale_of("male", age, 170.0, 70.0).leg_vein_compliance for age in range(18, 101)]
    assert ages == sorted(ages, reverse=True)
    assert min(ages) > 0.0


def test_a_body_is_scaled_by_the_stated_rules() -> None:
    tall = DEFAULT.replace(height_cm=190, mass_kg=90)
    scale = scale_of("male", 30.0, 190.0, 90.0)
    for mine, theirs in zip(DEFAULT.body.vessels, tall.body.vessels, strict=True):
        assert theirs.unstressed == pytest.approx(mine.unstressed * scale.blood)
        assert theirs.compliance == pytest.approx(mine.compliance * scale.blood)
        assert theirs.position == pytest.approx(mine.position * scale.length)
        if mine.kind == "vein":  # so the same pressure at the same share of filling
            assert theirs.distending / theirs.compliance == pytest.approx(mine.distending / mine.compliance)
        if mine.kind == "chamber":
            assert theirs.elastance_systolic * theirs.unstressed == pytest.approx(
                mine.elastance_systolic * mine.unstressed
            )
    for mine, theirs in zip(DEFAULT.body.connections, tall.body.connections, strict=True):
        assert theirs.resistance == pytest.approx(mine.resistance / scale.surface)
        assert theirs.length * theirs.lumen == pytest.approx(mine.length * mine.lumen * scale.blood)  # volume
    assert tall.body.scalars["blood.volume"] == pytest.approx(DEFAULT.body.scalars["blood.volume"] * scale.blood)


def test_age_stiffens_leg_veins_and_arteries_which_hold_as_much_at_90_mmhg() -> None:
    old = DEFAULT.replace(age_years=70)
    for mine, theirs in zip(DEFAULT.body.vessels, old.body.vessels, strict=True):
        artery = mine.kind == "artery" and mine.region != "lungs"
        aged = artery or (mine.kind == "vein" and mine.name.endswith(LEGS))
        assert (theirs.compliance < mine.compliance) == aged, mine.name
        full = 90.0 if artery else 0.0
        assert theirs.unstressed + full * theirs.compliance == pytest.approx(mine.unstressed + full * mine.compliance)


def test_age_stiffens_the_heart_narrows_arterioles_and_blunts_the_reflexes_of_the_heart() -> None:
    young, old = DEFAULT.body, DEFAULT.replace(age_years=70).body
    assert old.vessel("left_ventricle").elastance_taut == pytest.approx(
        1.4 * young.vessel("left_ventricle").elastance_taut
    )
    assert old.scalars["reflex.vagal"] == pytest.approx(0.5 * young.scalars["reflex.vagal"])  # gribbin1971
    assert old.scalars["reflex.resistance_arterial"] == young.scalars["reflex.resistance_arterial"]
    for mine, theirs in zip(young.connections, old.connections, strict=True):
        assert (theirs.resistance > mine.resistance) == (mine.kind == "arterioles")
    twenty = DEFAULT.replace(age_years=20).body
    assert twenty.scalars["reflex.vagal"] == young.scalars["reflex.vagal"]


def test_strength_is_a_share_of_the_default() -> None:
    assert set(DEFAULT.body.strengths.values()) == {1.0}
    assert set(DEFAULT.replace(strength_percent=60).body.strengths.values()) == {0.6}


@settings(max_examples=50)
@given(people)
def test_everyone_has_a_body_of_positive_numbers(someone: Person) -> None:
    body = someone.body
    assert len(body.vessels) == len(DEFAULT.body.vessels)
    for vessel in body.vessels:
        assert vessel.unstressed > 0.0
        assert vessel.compliance > 0.0 or vessel.elastance_diastolic > 0.0
    assert sum(v.unstressed for v in body.vessels) < body.scalars["blood.volume"]  # the veins are filled
    leaks = {c.valve: c.leak for c in body.connections if c.leak > 0.0}
    assert leaks == {valve: leak for valve, leak in leaking_above_mouths(someone.leaks).items() if leak > 0.0}


# --- leaking valves


@pytest.mark.parametrize(
    ("vein", "count"), [("popliteal", 2), ("popliteal_left", 1), ("great_saphenous", 10), ("great_saphenous_right", 5)]
)
def test_a_vein_without_a_side_means_both(vein: str, count: int) -> None:
    leaks = leaking_valves(DEFAULT, vein, 0.3).leaks
    assert len(leaks) == count
    assert set(leaks.values()) == {0.3}


@pytest.mark.parametrize(
    ("mouth", "above"), [("saphenofemoral_junction", "common_femoral"), ("saphenopopliteal_junction", "popliteal")]
)
def test_above_a_leaking_mouth_the_deep_valve_leaks_unless_it_is_said_to_hold(mouth: str, above: str) -> None:
    def leak(someone: Person) -> float:
        return next(c.leak for c in someone.body.connections if c.valve == f"{above}_left")

    patient = leaking_valves(DEFAULT, f"{mouth}_left", 0.3)
    assert leak(patient) == 0.3
    assert leak(leaking_valves(patient, f"{above}_left", 0.0)) == 0.0
    assert leak(leaking_valves(patient, f"{above}_left", 0.7)) == 0.7
    assert leak(repair_valves(patient, mouth)) == 0.0
    assert leak(leaking_valves(DEFAULT, f"{mouth}_right", 0.3)) == 0.0


def test_leaks_add_up_and_the_last_one_holds() -> None:
    someone = leaking_valves(leaking_valves(DEFAULT, "all", 0.1), "popliteal_left", 0.5)
    assert someone.leaks["popliteal_left"] == 0.5
    assert someone.leaks["popliteal_right"] == 0.1
    assert set(someone.leaks) == set(valve_names()) & set(valves_of("all"))
    assert DEFAULT.leaks == {}


@pytest.mark.parametrize(
    "change",
    [
        lambda leaks: leaks.__setitem__("popliteal_left", 7.0),
        lambda leaks: leaks.__delitem__("popliteal_left"),
        lambda leaks: leaks.__ior__({"nonsense": 1.0}),
        lambda leaks: leaks.update(nonsense=1.0),
        lambda leaks: leaks.setdefault("nonsense", 1.0),
        lambda leaks: leaks.pop("popliteal_left"),
        lambda leaks: leaks.popitem(),
        lambda leaks: leaks.clear(),
    ],
)
@pytest.mark.parametrize("someone", [DEFAULT, leaking_valves(DEFAULT, "popliteal", 0.2)])
def test_leaks_that_were_checked_cannot_be_changed(someone: Person, change: Callable[[dict[str, float]], None]) -> None:
    before = someone.model_dump()
    with pytest.raises(TypeError, match="it cannot be changed; make a new one with replace"):
        change(someone.leaks)
    assert someone.model_dump() == before


def test_a_leaking_person_is_copied_sent_and_written() -> None:
    someone = leaking_valves(DEFAULT, "popliteal", 0.2)
    for other in (copy.deepcopy(someone), pickle.loads(pickle.dumps(someone)), someone.replace()):
        assert other == someone
        assert hash(other) == hash(someone)
        with pytest.raises(TypeError, match="it cannot be changed"):
            other.leaks["popliteal_left"] = 7.0
    assert json.loads(someone.model_dump_json())["leaks"] == {"popliteal_left": 0.2, "popliteal_right": 0.2}
    assert Person(**tomllib.loads(person_text(someone))) == someone


def test_a_leak_reaches_its_connection() -> None:
    body = leaking_valves(DEFAULT, "saphenofemoral_junction_left", 0.4).body
    leaks = {c.valve: c.leak for c in body.connections if c.valve}
    assert leaks.pop("saphenofemoral_junction_left") == leaks.pop("common_femoral_left") == 0.4
    assert set(leaks.values()) == {0.0}


@pytest.mark.parametrize("leak", [-0.1, 1.1, float("nan")])
def test_a_leak_outside_of_nothing_and_all_is_refused(leak: float) -> None:
    with pytest.raises(InputError, match=r"the leak of popliteal is .*, allowed is 0 \(tight\) to 1 \(always open\)"):
        leaking_valves(DEFAULT, "popliteal", leak)


def test_an_unknown_vein_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="unknown vein or valve 'great_safenous_left'; nearest: great_saphenous"):
        leaking_valves(DEFAULT, "great_safenous_left")
    with pytest.raises(UnknownName, match="unknown vein or valve 'left'; nearest: "):
        leaking_valves(DEFAULT, "left")


def test_the_public_names_are_these() -> None:
    assert sh.Person is Person
    assert sh.leaking_valves is leaking_valves
    assert sh.read_person is read_person
