"""A visit: several tests with one settling find what each finds alone."""

from __future__ import annotations

import numpy as np
import pytest

import secondheart as sh
from secondheart.clinic import Finding
from secondheart.clinic.apg import APG
from secondheart.clinic.avp import AVP
from secondheart.clinic.duplex import DUPLEX
from secondheart.errors import InputError
from secondheart.people.visit import visit, visit_s
from secondheart.simulation.from_rest import FromRest, simulate_from_rest

# What the start of the tiptoes in heartbeat and breath alone moves, thrice, and what a minute of lying leaves unsettled
ALLOWED = {"VV": 0.3, "VFI": 0.05, "EF": 0.5, "RVF": 0.5, "outflow_fraction": 1.2, "ambulatory_venous_pressure": 0.3}
PERSON = sh.condition(sh.Person(name="a leg", sex="female", age_years=52, height_cm=163), "varicose-great-saphenous")


def by_name(findings: list[Finding], side: str = "left") -> dict[str, float]:
    return {one.name: one.value for one in findings if one.side == side and one.value is not None}


@pytest.fixture(scope="module")
def short() -> list[Finding]:
    return visit(PERSON, ["avp", "apg", "reflux"], ["left"])


def test_a_visit_finds_what_the_tests_find_alone(short: list[Finding]) -> None:
    together = by_name(short)
    alone = by_name([*APG.examine(PERSON).findings, *AVP.examine(PERSON).findings, *DUPLEX.examine(PERSON).findings])
    assert set(together) <= set(alone)
    for name, most in ALLOWED.items():
        assert together[name] == pytest.approx(alone[name], abs=most), name
    for name in ("VFT90", "refill_time_90", "reflux_time_great_saphenous"):
        assert together[name] == pytest.approx(alone[name], rel=0.12), name


def test_only_what_is_asked_for_is_found(short: list[Finding]) -> None:
    assert {one.test for one in short} == {"apg", "avp", "reflux"}
    assert {one.side for one in short} == {"left"}
    assert {one.test for one in visit(PERSON, ["apg"], ["right"])} == {"apg"}


def test_a_leg_is_the_same_alone_and_beside_the_other(short: list[Finding]) -> None:
    both = visit(PERSON, ["avp", "apg", "reflux"])
    assert by_name(short) == by_name(both)
    assert set(by_name(both, "right")) == set(by_name(both))


def test_a_run_that_keeps_what_is_read_has_the_same_numbers_and_nothing_else() -> None:
    protocol, vessels = sh.stand(seconds=20), ("popliteal_left", "femoral_lower_left")
    way = "popliteal_left>femoral_lower_left"
    (whole,) = simulate_from_rest(PERSON, [FromRest(protocol, 0.1, vessels)])
    (part,) = simulate_from_rest(PERSON, [FromRest(protocol, 0.1, vessels, (way,), ("flow", "volume"))])
    assert set(part.variables) == {"flow", "volume", "time", "vessel", "connection"}
    assert part["connection"].values.tolist() == [way]
    assert "beat_time" in whole.variables
    assert part["volume"].identical(whole["volume"].drop_vars(["vessel_name", "vessel_side"]))
    assert np.array_equal(part["flow"].sel(connection=way), whole["flow"].sel(connection=way))


def test_a_visit_leaves_nothing_to_the_next(short: list[Finding]) -> None:
    leaking = sh.leaking_valves(PERSON, "popliteal", 0.5)
    other = visit(leaking, ["avp", "apg", "reflux"], ["left"])
    assert visit(PERSON, ["avp", "apg", "reflux"], ["left"]) == short
    assert visit(leaking, ["avp", "apg", "reflux"], ["left"]) == other
    assert by_name(other) != by_name(short)


def test_a_visit_is_shorter_than_its_tests() -> None:
    alone = sum(360 + protocol.duration_s for test in (AVP, APG, DUPLEX) for protocol in test.protocols().values())
    assert visit_s(["avp", "apg", "duplex"]) < 0.6 * alone
    assert visit_s(["avp", "apg", "reflux"], ["left"]) < 0.27 * alone


def test_an_unknown_test_is_refused() -> None:
    with pytest.raises(InputError, match="unknown test 'apgg'; nearest: apg"):
        visit(PERSON, ["apgg"])
