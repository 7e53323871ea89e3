"""Any number of the body by name: the atlas's own changes nothing, another changes what it names and nothing else."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import secondheart as sh
from secondheart._files import toml_tables
from secondheart.anatomy import LEGS
from secondheart.errors import BadFile, InputError, UnknownName
from secondheart.person import Person, read_person, values, write_person
from secondheart.person.atlas.number import Number
from secondheart.person.body import Connection
from secondheart.person.files import person_text
from secondheart.person.values import body_numbers, match_values, numbers_with

DEFAULT = Person()
SINUS = "leg.vessel.soleal_sinuses.unstressed_volume"
ATLAS = {name: number.value for name, number in body_numbers().items()}
TREATED = "treatments."
GROUPS: dict[str, dict[str, Number]] = {}  # numbers by table, part and field
for _name, _number in body_numbers().items():
    GROUPS.setdefault(".".join((*_name.split(".")[:2], _name.rpartition(".")[2])), {})[_name] = _number


def flattened(person: Person) -> str:
    """All numbers of a body, in words that can be compared."""
    body = person.body
    return repr((body.vessels, body.connections, sorted(body.scalars.items())))


def test_examples_run() -> None:
    assert doctest.testmod(values).failed == 0


@pytest.mark.parametrize("person", [DEFAULT, Person(sex="female", age_years=70, height_cm=150, resolution="valves")])
def test_the_atlas_s_own_values_change_nothing(person: Person) -> None:
    same = person.with_values(ATLAS)
    assert same == person
    assert same.values == {}
    assert person_text(same) == person_text(person)
    sided = {
        values._add_value_side(name, leg): value for name, value in ATLAS.items() for leg in LEGS if "leg." in name
    }
    assert flattened(person.with_values(sided)) == flattened(person)


@pytest.mark.parametrize("group", GROUPS)
def test_every_number_reaches_the_body(group: str) -> None:
    person = Person(resolution="valves")
    moved = {name: number.low if number.low != number.value else number.high for name, number in GROUPS[group].items()}
    before, after = person.body, person.with_values(moved).body
    pairs = [*zip(before.vessels, after.vessels, strict=True), *zip(before.connections, after.connections, strict=True)]
    whole = {one.name if isinstance(one, Connection) else one.of or one.name for one, other in pairs if one != other}
    changed = [name for name, value in before.scalars.items() if after.scalars[name] != value]
    varying = [name for name, value in moved.items() if value != ATLAS[name]]
    if group.startswith(("leg.", "trunk.")):
        assert len(whole) >= len(varying) * (2 if group.startswith("leg.") else 1)
    elif group.startswith("valve_sites"):
        assert len(whole) > 0
    else:
        assert len(changed) == len(varying)


def test_numbers_of_treatments_reach_the_body() -> None:
    person = sh.stent(sh.ablate(DEFAULT), "iliac")
    for name in (name for name in ATLAS if name.startswith(TREATED)):
        assert flattened(person.with_values({name: body_numbers()[name].low})) != flattened(person), name


def test_a_value_changes_the_vessel_that_it_names_and_is_scaled_like_the_atlas_s() -> None:
    tall = Person(height_cm=190)
    for person in (DEFAULT, tall):
        before, after = person.body, person.with_values({SINUS: 20.0}).body
        ratio = {v.name: v.unstressed / w.unstressed for v, w in zip(after.vessels, before.vessels, strict=True)}
        assert {name for name, share in ratio.items() if share != 1.0} == {f"soleal_sinuses_{side}" for side in LEGS}
        assert ratio["soleal_sinuses_left"] == pytest.approx(20.0 / ATLAS[SINUS])


def test_values_come_before_conditions() -> None:
    ailing = sh.condition(DEFAULT, "varicose-great-saphenous")
    name = "leg.vessel.great_saphenous_calf.compliance"
    plus = ailing.body.vessel("great_saphenous_calf_left").compliance - ATLAS[name]
    low = body_numbers()[name].low
    assert ailing.with_values({name: low}).body.vessel("great_saphenous_calf_left").compliance == pytest.approx(
        low + plus
    )


def test_a_side_means_one_leg_and_both_overrule_it() -> None:
    left = DEFAULT.with_values({"soleal_sinuses_left.unstressed_volume": 20.0})
    volumes = [left.body.vessel(f"soleal_sinuses_{side}").unstressed for side in LEGS]
    assert volumes == [20.0, ATLAS[SINUS]]
    assert left.with_values({SINUS: 15.0}).values == {SINUS: 15.0}
    assert left.with_values({SINUS: ATLAS[SINUS]}) == DEFAULT
    both = DEFAULT.with_values({"soleal_sinuses_left.unstressed_volume": 20.0, SINUS: 15.0})
    assert [both.body.vessel(f"soleal_sinuses_{side}").unstressed for side in LEGS] == [20.0, 15.0]


def test_scales_multiply_what_the_person_has() -> None:
    person = (
        DEFAULT.with_values({SINUS: 10.0}).with_scales({SINUS: 1.5}).with_scales({"soleal*.unstressed_volume": 0.5})
    )
    assert person.values == {SINUS: 7.5}
    left = DEFAULT.with_values({"soleal_sinuses_left.unstressed_volume": 20.0}).with_scales({SINUS: 0.5})
    assert left.body.vessel("soleal_sinuses_left").unstressed == 10.0


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("gsv.compliance", 4),
        ("GSV_left.compliance", 4),
        ("great_saphenous_*.compliance", 4),
        ("body.reflex.vagal", 1),
        ("reflex.vagal", 1),
        ("leg.connection.peroneal:popliteal.resistance", 1),
        ("peroneal->popliteal.resistance", 1),
        ("leg.arterioles.*.resistance", 9),
        ("*", len(ATLAS)),
    ],
)
def test_a_name_may_be_short(text: str, count: int) -> None:
    assert len(match_values(text)) == count


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"soleal_sinus.compliance": 1}, "unknown value 'soleal_sinus.compliance'; nearest: "),
        ({"right_atrium_left.position": 1}, "unknown value 'right_atrium_left.position'"),
        ({"compliance": 1}, "'compliance' means .* and 70 more; give more of the name, or use [*]"),
        ({SINUS: 30}, "soleal_sinuses.unstressed_volume = 30 is not allowed: 5.625 to 22.5 mL"),
        ({SINUS: "20"}, "unstressed_volume = '20' is not allowed: a number is needed"),
        ({SINUS: float("nan")}, "unstressed_volume = nan is not allowed: a number is needed"),
        ({SINUS: True}, "unstressed_volume = True is not allowed: a number is needed"),
        ({SINUS: 20, "soleal_sinuses.unstressed_volume": 21}, "is given twice, as "),
    ],
)
def test_what_is_not_allowed_is_said_in_a_sentence(asked: dict[str, float], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        DEFAULT.with_values(asked)


def test_a_factor_that_leads_out_of_a_range_names_those_that_do_not() -> None:
    with pytest.raises(InputError, match=r"factors of 0\.5 to 2 keep all in range"):
        DEFAULT.with_scales({SINUS: 3.0})


def test_a_value_out_of_range_names_the_argument_of_python_and_of_files(tmp_path: Path) -> None:
    told = r"= 30 is not allowed: 5\.625 to 22\.5 mL; beyond_range = true allows more"
    with pytest.raises(InputError, match=told):
        DEFAULT.with_values({SINUS: 30.0})
    file = tmp_path / "mine.toml"
    file.write_text(f'[values]\n"{SINUS}" = 30\n', "utf-8")
    with pytest.raises(InputError, match=told):
        sh.read_person(file)
    file.write_text(f'beyond_range = true\n[values]\n"{SINUS}" = 30\n', "utf-8")
    assert sh.read_person(file).values[SINUS] == 30.0


def test_beyond_the_range_is_allowed_when_asked_for_and_the_result_says_so() -> None:
    person = DEFAULT.with_values({SINUS: 30.0}, beyond_range=True)
    result = sh.simulate(person, sh.stand(seconds=1))
    assert result.attrs["beyond_range"] == f"{SINUS} = 30 is beyond 5.625 to 22.5 mL"
    assert "beyond_range" not in sh.simulate(DEFAULT, sh.stand(seconds=1)).attrs


def test_a_changed_number_changes_the_hash_and_is_cited_and_the_default_s_does_not() -> None:
    protocol = sh.stand(seconds=1)
    default, same, other = (sh.simulate(DEFAULT.with_values(asked), protocol) for asked in ({}, ATLAS, {SINUS: 20.0}))
    assert default.equals(same)
    assert default.attrs["hash"] == same.attrs["hash"] != other.attrs["hash"]
    assert f"% {SINUS} = 20 mL, set by the user; the atlas has 11.25 mL (assumed)" in sh.citations(other)
    assert "set by the user" not in sh.citations(default)
    (row,) = [row for row in sh.assumptions(other) if row.name == SINUS]
    assert row.value == 20.0
    assert len(sh.assumptions(other)) == len(sh.assumptions(default))


def test_a_value_that_was_measured_is_no_longer_that_of_its_source() -> None:
    name = "leg.vessel.femoral_artery.compliance"
    assert dict(numbers_with({name: 0.012}))[name].source == "set by the user"


@given(st.dictionaries(st.sampled_from(sorted(ATLAS)), st.floats(0.0, 1.0), max_size=5))
def test_a_person_s_file_keeps_its_values(shares: dict[str, float]) -> None:
    chosen = {name: values.body_numbers()[name] for name in shares}
    person = DEFAULT.with_values(
        {name: min(n.low + shares[name] * (n.high - n.low), n.high) for name, n in chosen.items()}
    )
    assert Person(**toml_tables(person_text(person), "a person")) == person


def test_a_file_may_write_names_as_tables_and_patterns(tmp_path: Path) -> None:
    path = tmp_path / "me.toml"
    path.write_text('[values]\nleg.vessel.soleal_sinuses.unstressed_volume = 20\n"gsv_left.compliance" = 50\n')
    with pytest.raises(BadFile, match=r"great_saphenous_.*compliance = 50 is not allowed"):
        read_person(path)
    path.write_text('[values]\nleg.vessel.soleal_sinuses.unstressed_volume = 20\n"*.reflex.vagal" = 0.01\n')
    person = read_person(path)
    assert person.values == {"body.reflex.vagal": 0.01, SINUS: 20.0}
    write_person(person, path)
    assert read_person(path) == person


def test_nearest_names_are_three() -> None:
    with pytest.raises(UnknownName) as caught:
        match_values("leg.vessel.solaels.compliance")
    assert str(caught.value).count(", ") == 2
