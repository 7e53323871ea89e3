"""When the legs are told one by one."""

from __future__ import annotations

from dataclasses import replace

from secondheart import Person, leaking_valves
from secondheart.clinic import Finding
from secondheart.compression import stocking
from secondheart.person import condition, wear
from secondheart.protocol import stand, to_toml, walk
from secondheart.report.normal_ranges import ends_beside
from secondheart.report.one_sided import is_person_one_sided, is_protocol_one_sided, legs_apart, merge_legs
from secondheart.report.summary import Span, means


def test_legs_that_are_treated_alike_are_told_as_one(result) -> None:
    row = means(result, Span("", 0.0, 9.0))
    apart = [replace(row, ankle_vein_mean=(20.0, 23.0))]
    assert not legs_apart([result], apart)
    one_leg = result.assign_attrs(protocol=to_toml(walk(minutes=1).paralysed("left")))
    assert legs_apart([result, one_leg], apart)
    assert not legs_apart([one_leg], [replace(row, ankle_vein_mean=(20.0, 20.9), foot_vein_mean=(20.0, 20.9))])


def test_findings_of_both_legs_become_their_mean(cases) -> None:
    assert {finding.side for held in ends_beside(cases) for finding in held} == {"both"}
    left = Finding(name="a", value=1.0, unit="s", side="left", test="t")
    other = Finding(name="b", value=5.0, unit="s", side="both", test="t")
    both = merge_legs(
        [left, left.replace(side="right", value=3.0), other, left, left.replace(side="right", value=None)]
    )
    assert [(finding.name, finding.value, finding.side) for finding in both] == [
        ("a", 2.0, "both"), ("b", 5.0, "both"), ("a", None, "both"),
    ]  # fmt: skip


def test_a_person_is_one_sided_by_leaks_conditions_and_garments() -> None:
    left = leaking_valves(Person(), "popliteal_left", 0.3)
    assert is_person_one_sided(left)
    assert not is_person_one_sided(leaking_valves(left, "popliteal_right", 0.3))
    assert is_person_one_sided(leaking_valves(left, "popliteal_right", 0.4))
    assert is_person_one_sided(condition(Person(), "weak-calf", side="right"))
    dressed = wear(Person(), stocking("RAL II", side="left"))
    assert is_person_one_sided(dressed)
    assert not is_person_one_sided(wear(dressed, stocking("RAL II", side="right")))


def test_a_protocol_is_one_sided_by_what_it_asks_of_one_leg() -> None:
    still = stand(seconds=5)
    assert not is_protocol_one_sided(still.unloaded("left", "right") + still.cuff("calf", pressure_mmHg=40))
    assert is_protocol_one_sided(still.unloaded("left"))
    assert is_protocol_one_sided(still.cuff("calf", pressure_mmHg=40, side="left"))
    assert is_protocol_one_sided(still.wearing("ral-ii-left"))
    assert is_protocol_one_sided(still.with_device("foot-pump", side="right"))
