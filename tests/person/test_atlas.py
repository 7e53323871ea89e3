"""The atlas: every number has a unit, a range and a source, and the anatomy hangs together."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pint
import pytest

import secondheart
from secondheart.anatomy import LEGS
from secondheart.person import Person
from secondheart.person.atlas.read import table
from secondheart.person.body import MUSCLES
from secondheart.person.values import body_numbers
from secondheart.person.valves import groups, valve_names, valves_of

ureg = pint.UnitRegistry()
NUMBERS = dict(body_numbers())
BODY = Person().body
REFERENCES = Path(secondheart.__file__).parent / "references.bib"

DIMENSIONS = {
    "unstressed_volume": "mL",
    "distending_volume": "mL",
    "buckling_pressure": "mmHg",
    "compliance": "mL/mmHg",
    "elastance_diastolic": "mmHg/mL",
    "elastance_systolic": "mmHg/mL",
    "position": "cm",
    "length": "cm",
    "lumen": "cm2",
    "valve_lumen": "cm2",
    "resistance": "mmHg s/mL",
    "transmission": "1",
    "skin_transmission": "1",
}


def test_every_number_has_a_unit_that_can_be_read() -> None:
    for unit in {number.unit for number in NUMBERS.values()}:
        ureg.Quantity(1.0, re.sub(r"([A-Za-z])(\d)", r"\1**\2", unit))


def test_every_number_lies_within_its_range() -> None:
    assert [name for name, number in NUMBERS.items() if not number.low <= number.value <= number.high] == []


def test_every_number_has_a_source_and_every_guess_a_reason() -> None:
    assert len(NUMBERS) > 500
    assert [name for name, number in NUMBERS.items() if not number.source] == []
    assert [name for name, number in NUMBERS.items() if number.source == "assumed" and len(number.why) < 8] == []


def test_every_source_is_a_key_of_the_references() -> None:
    keys = set(re.findall(r"^@\w+\{(\w+),", REFERENCES.read_text("utf-8"), re.MULTILINE))
    assert {n.source for n in NUMBERS.values()} - {"assumed"} - keys == set()


def test_a_number_of_a_vessel_or_a_connection_has_the_unit_of_its_name() -> None:
    for name, number in NUMBERS.items():
        unit = DIMENSIONS.get(name.rpartition(".")[2])
        if unit and not name.startswith("body."):
            assert number.unit == unit, name


def test_sizes_are_positive() -> None:
    for name, number in NUMBERS.items():
        field = name.rpartition(".")[2]
        if field in DIMENSIONS and field not in ("position", "transmission", "skin_transmission"):
            assert number.low > 0.0, name
        if "transmission" in field:
            assert 0.0 <= number.low <= number.high <= 1.0, name


def test_names_are_anatomical_and_never_twice() -> None:
    names = [vessel.name for vessel in BODY.vessels]
    assert max(Counter(names).values()) == 1
    assert max(Counter(c.name for c in BODY.connections).values()) == 1
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", name) for name in names)


def test_every_vessel_has_a_way_in_and_a_way_out() -> None:
    names = {vessel.name for vessel in BODY.vessels}
    assert {c.tail for c in BODY.connections} == names
    assert {c.head for c in BODY.connections} == names


def test_blood_that_leaves_the_heart_can_come_back_to_it_from_everywhere() -> None:
    onwards: dict[str, set[str]] = {}
    for c in BODY.connections:
        onwards.setdefault(c.tail, set()).add(c.head)
    for vessel in BODY.vessels:
        seen, todo = set(), [vessel.name]
        while todo:
            name = todo.pop()
            if name not in seen:
                seen.add(name)
                todo += onwards[name]
        assert "left_ventricle" in seen, vessel.name


def test_the_legs_are_mirror_images() -> None:
    def mirrored(side: str) -> list[tuple]:
        other = {"left": "right", "right": "left"}[side]
        swap = re.compile(rf"{side}\b")
        return sorted(
            tuple(swap.sub(other, value) if isinstance(value, str) else value for value in vars(c).values())
            for c in BODY.connections
            if c.tail.endswith(side)
        )

    right = sorted(tuple(vars(c).values()) for c in BODY.connections if c.tail.endswith("right"))
    assert mirrored("left") == right


def test_every_muscle_of_the_leg_squeezes_a_vein() -> None:
    squeezed = {vessel.surroundings for vessel in BODY.vessels}
    for side in LEGS:
        for muscle in MUSCLES:
            assert f"{muscle}_{side}" in squeezed
    for vessel in BODY.vessels:
        known = {"none", "thorax", "pericardium", "abdomen", "cranium", *(f"{m}_{s}" for m in MUSCLES for s in LEGS)}
        assert vessel.surroundings in known, vessel.name


def test_what_presses_around_a_vessel_reaches_it() -> None:
    untouched = [v.name for v in BODY.vessels if v.surroundings != "none" and v.transmission == 0.0]
    assert untouched == []


def test_superficial_veins_are_not_squeezed() -> None:
    for vessel in BODY.vessels:
        if "saphenous" in vessel.name or "skin_veins" in vessel.name:
            assert vessel.surroundings == "none", vessel.name


def test_the_named_veins_of_the_design_are_there() -> None:
    deep = ("plantar", "posterior_tibial_lower", "peroneal", "soleal_sinuses", "gastrocnemius_sinuses", "popliteal")
    groin = ("femoral_upper", "deep_femoral", "common_femoral", "external_iliac")
    superficial = ("dorsal_arch", "great_saphenous_ankle", "small_saphenous_lower")
    for name in (*deep, *groin, *superficial):
        for side in LEGS:
            assert BODY.vessel(f"{name}_{side}").venous
    assert {"saphenofemoral_junction_left", "saphenopopliteal_junction_right"} <= set(BODY.valves)


def test_every_valve_is_named_once_and_those_of_the_legs_can_be_made_to_leak() -> None:
    assert max(Counter(BODY.valves).values()) == 1
    assert sorted(valve for valve in BODY.valves if valve.endswith(LEGS)) == sorted(valve_names())


def test_the_heart_has_four_valves_and_four_chambers() -> None:
    assert sum(c.kind == "heart_valve" for c in BODY.connections) == 4
    assert sum(vessel.kind == "chamber" for vessel in BODY.vessels) == 4


def test_perforators_lead_inwards_in_calf_and_thigh() -> None:
    for c in BODY.connections:
        if c.kind == "perforator" and c.valve:
            assert "saphenous" in c.tail, c.name
            assert "saphenous" not in c.head, c.name


def test_legs_go_down_from_the_groin_to_the_foot() -> None:
    order = "common_femoral femoral_upper femoral_lower popliteal posterior_tibial_upper posterior_tibial_lower plantar"
    positions = [BODY.vessel(f"{name}_left").position for name in order.split()]
    assert positions == sorted(positions)
    assert BODY.vessel("right_atrium").position == 0.0
    assert BODY.vessel("head_veins").position < 0.0


def test_the_shares_of_venous_tone_belong_to_veins_and_make_one() -> None:
    shares = {name: row.value for name, row in table("body")["tone_share"].items()}
    for name in shares:
        side = "" if name in table("trunk")["vessel"] else "_left"
        assert BODY.vessel(name + side).kind == "vein"
    total = sum(share * (1 if name in table("trunk")["vessel"] else 2) for name, share in shares.items())
    assert total == pytest.approx(1.0, abs=0.03)


def test_every_bed_has_arterioles_and_venules() -> None:
    into = {c.bed for c in BODY.connections if c.kind == "arterioles"}
    out = {c.bed for c in BODY.connections if c.kind == "venules"}
    assert into == out
    assert "" not in into


def test_every_group_of_valves_names_valves() -> None:
    for name in groups():
        assert valves_of(name)
        assert set(valves_of(name)) <= set(valve_names())
    parts = [set(valves_of(name)) for name in ("superficial", "deep", "perforators")]
    assert sum(map(len, parts)) == len(set.union(*parts))  # none in two of them
    assert set.union(*parts) == set(valves_of("all"))
