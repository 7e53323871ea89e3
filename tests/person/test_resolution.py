"""Every valve its own: what is cut adds up to the whole, keeps its names, and finds what the standard finds."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from secondheart import InputError, Person, lie, simulate, stand, tiptoe
from secondheart.anatomy import LEGS
from secondheart.clinic.avp import ambulatory_pressure
from secondheart.packing import build_orders, pack
from secondheart.person import condition, leaking_valves, wear_stockings
from secondheart.person.atlas.read import table
from secondheart.person.body import Body
from secondheart.person.conditions import ailments
from secondheart.person.files import read_person, write_person
from secondheart.person.valve_resolution import sites, stretches
from secondheart.report.leg import picture
from secondheart.simulation.session import STEPS_S, prepare

PAGE = Path(__file__).parents[2] / "docs" / "resolution.md"
WHOLE, FINE = Person(), Person(resolution="valves")
VEINS = tuple(f"{stretch.vein}_{side}" for stretch in stretches() for side in LEGS)


def chain(body: Body, valve: str, side: str) -> list:
    """The ways of a stretch, from below."""
    stretch = next(one for one in stretches() if one.valve == valve)
    by_valve = {c.valve: c for c in body.connections if c.valve}
    return [by_valve[f"{name}_{side}"] for name in stretch.valves]


def leaks(person: Person) -> dict[str, float]:
    return {c.valve: c.leak for c in person.body.connections if c.valve and c.leak > 0.0}


# --- what is cut


def test_every_stretch_with_several_valves_is_cut_at_each() -> None:
    counts = {row["valve"]: row["valve_count"] for row in table("leg")["connection"] if row.get("valve_count", 1) > 1}
    assert {valve: len(row.heights) for valve, row in sites().items()} == counts
    assert len(FINE.body.valves) - len(WHOLE.body.valves) == 2 * sum(count - 1 for count in counts.values())


def test_the_standard_is_what_it_is_and_comes_first() -> None:
    assert Person() == Person(resolution="standard")
    assert not any(vessel.of for vessel in WHOLE.body.vessels)
    assert {c.loss_share for c in WHOLE.body.connections} == {1.0}


@pytest.mark.parametrize("vein", VEINS)
def test_pieces_add_up_to_their_vein(vein: str) -> None:
    whole = WHOLE.body.vessel(vein)
    parts = [FINE.body.vessel(name) for name in FINE.body.vessels_named(vein)]
    assert len(parts) > 1
    for field in ("unstressed", "compliance", "distending"):
        assert sum(getattr(part, field) for part in parts) == pytest.approx(getattr(whole, field), rel=1e-12)
        assert min(getattr(part, field) for part in parts) > 0.0
    for field in ("region", "surroundings", "transmission", "skin_transmission", "buckling", "kind"):
        assert {getattr(part, field) for part in parts} == {getattr(whole, field)}


@pytest.mark.parametrize("valve", sites())
@pytest.mark.parametrize("side", LEGS)
def test_ways_add_up_to_theirs_and_lose_as_much_once(valve: str, side: str) -> None:
    whole = next(c for c in WHOLE.body.connections if c.valve == f"{valve}_{side}")
    ways = chain(FINE.body, valve, side)
    assert [way.head for way in ways[:-1]] == [way.tail for way in ways[1:]]
    for field in ("resistance", "length", "loss_share"):
        assert sum(getattr(way, field) for way in ways) == pytest.approx(getattr(whole, field), rel=1e-12)
    assert {(way.lumen, way.valve_lumen) for way in ways} == {(whole.lumen, whole.valve_lumen)}
    coarse, fine = pack(WHOLE.body), pack(FINE.body)
    for array in ("loss", "inertance"):
        added = sum(getattr(fine.network, array)[fine.connection(way.name)] for way in ways)
        assert added == pytest.approx(getattr(coarse.network, array)[coarse.connection(whole.name)], rel=1e-12)


def test_nothing_else_changes() -> None:
    cut = {*VEINS}
    same = [vessel for vessel in FINE.body.vessels if not vessel.of]
    assert same == [vessel for vessel in WHOLE.body.vessels if vessel.name not in cut]
    assert FINE.body.scalars == WHOLE.body.scalars


def test_no_vein_that_is_cut_has_a_share_of_the_venous_tone() -> None:
    assert {stretch.vein for stretch in stretches()} & set(table("body")["tone_share"]) == set()


@pytest.mark.parametrize("valve", sites())
def test_a_stretch_climbs_from_its_vein_to_the_next(valve: str) -> None:
    for side in LEGS:
        heights = [FINE.body.vessel(way.tail).position for way in chain(FINE.body, valve, side)]
        assert heights == sorted(heights, reverse=True)
        assert heights[-1] >= FINE.body.vessel(chain(FINE.body, valve, side)[-1].head).position


def test_what_joins_a_vein_from_the_side_enters_at_its_height() -> None:
    for c, old in zip(_from_the_side(FINE.body), _from_the_side(WHOLE.body), strict=True):
        assert (c.name, c.tail) == (old.name, old.tail)
        level = WHOLE.body.vessel(old.tail).position
        off = [abs(FINE.body.vessel(name).position - level) for name in FINE.body.vessels_named(old.head)]
        assert abs(FINE.body.vessel(c.head).position - level) == min(off)


def _from_the_side(body: Body) -> list:
    through = {f"{name}_{side}" for stretch in stretches() for name in stretch.valves for side in LEGS}
    return [c for c in body.connections if c.valve not in through]


# --- names


def test_all_names_of_the_standard_are_there_and_none_twice() -> None:
    for of in (lambda b: [v.name for v in b.vessels], lambda b: [c.name for c in b.connections], lambda b: b.valves):
        assert set(of(WHOLE.body)) < set(of(FINE.body))
        assert max(Counter(of(FINE.body)).values()) == 1


@pytest.mark.parametrize("vein", VEINS)
def test_the_piece_that_keeps_the_name_hangs_where_the_vein_is_measured(vein: str) -> None:
    assert FINE.body.vessel(vein).position == WHOLE.body.vessel(vein).position
    tall = FINE.replace(height_cm=190)
    ratio = {tall.body.vessel(n).position / FINE.body.vessel(n).position for n in FINE.body.vessels_named(vein)}
    assert max(ratio) == pytest.approx(190 / 170)
    assert min(ratio) == pytest.approx(190 / 170)


def test_a_name_without_a_number_is_the_whole_and_a_number_one_piece() -> None:
    body = FINE.body
    assert len(body.vessels_named("peroneal_left")) == 7
    assert len(body.vessels_named("peroneal")) == 14
    assert body.vessels_named("peroneal_3_left") == ("peroneal_left",)
    assert body.vessels_named("peroneal_1_left") == ("peroneal_1_left",)
    assert body.vessels_named("popliteal") == WHOLE.body.vessels_named("popliteal")
    with pytest.raises(InputError, match="unknown vessel 'peroneal_8_left'; nearest: peroneal_"):
        body.vessels_named("peroneal_8_left")


# --- leaks


def test_one_valve_leaks_alone_or_all_of_its_stretch() -> None:
    assert leaks(leaking_valves(FINE, valve="peroneal_5_left", leak=0.4)) == {"peroneal_5_left": 0.4}
    assert leaks(leaking_valves(FINE, valve="peroneal_3_left", leak=0.4)) == {"peroneal_left": 0.4}
    whole = leaks(leaking_valves(FINE, "peroneal_left", 0.2))
    assert len(whole) == 7
    assert set(whole.values()) == {0.2}
    of_legs = {valve for valve in FINE.body.valves if valve.endswith(LEGS) and "thigh_muscle" not in valve}
    assert set(leaks(leaking_valves(FINE, "all", 0.2))) == of_legs


def test_a_number_goes_before_a_name_and_the_last_word_holds() -> None:
    one = FINE.replace(leaks={"peroneal_left": 0.2, "peroneal_5_left": 0.0})
    assert len(leaks(one)) == 6
    both = leaking_valves(leaking_valves(FINE, valve="peroneal_5_left", leak=0.9), "peroneal", 0.1)
    assert set(leaks(both).values()) == {0.1}
    sick = leaking_valves(condition(FINE, "post-thrombotic", 1.0), valve="peroneal_5_left", leak=0.3)
    assert (leaks(sick)["peroneal_5_left"], leaks(sick)["peroneal_4_left"]) == (0.3, 0.8)


def test_a_row_of_leaking_valves_leaks_as_much_as_the_lumped_one() -> None:
    """Resistance over leak, and loss over its square, add up along the row; worked out from the parts."""
    whole = next(c for c in leaking_valves(WHOLE, "peroneal").body.connections if c.valve == "peroneal_left")
    row = chain(leaking_valves(FINE, "peroneal").body, "peroneal", "left")
    assert sum(way.resistance / way.leak for way in row) == pytest.approx(whole.resistance / whole.leak)
    assert sum(way.loss_share / way.leak**2 for way in row) == pytest.approx(1.0 / whole.leak**2)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Person(resolution="fine"), "Person: resolution = 'fine' is not allowed: input should be 'standard'"),
        (
            lambda: WHOLE.replace(leaks={"peroneal_3_left": 0.3}),
            "the single valve 'peroneal_3_left' is known to resolution 'valves' only, not to 'standard'",
        ),
        (
            lambda: leaking_valves(FINE, valve="peroneal_3_left").replace(resolution="standard"),
            "the single valve 'peroneal_3_left' is known to resolution 'valves' only",
        ),
        (lambda: leaking_valves(WHOLE, valve="peroneal_3"), "the single valve 'peroneal_3' is known to resolution"),
        (lambda: leaking_valves(FINE, valve="peroneal_8"), "unknown vein or valve 'peroneal_8'; nearest: peroneal_"),
        (
            lambda: leaking_valves(FINE, "popliteal", valve="popliteal"),
            "either the vein or the valve that leaks; given",
        ),
        (lambda: leaking_valves(FINE), "name either the vein or the valve that leaks"),
        (lambda: leaking_valves(FINE, valve="deep"), "'deep' is not one valve but 34; name it as a vein"),
    ],
)
def test_what_is_not_allowed_is_said(make, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        make()


def test_it_survives_a_file(tmp_path: Path) -> None:
    someone = leaking_valves(condition(FINE, "weak-calf"), valve="great_saphenous_thigh_3", leak=0.2)
    write_person(someone, tmp_path / "p.toml")
    assert read_person(tmp_path / "p.toml") == someone


# --- simulated


@pytest.mark.parametrize("name", ailments())
def test_conditions_change_the_same_whole(name: str) -> None:
    sick, fine = condition(WHOLE, name).body, condition(FINE, name).body
    for field in ("unstressed", "compliance"):
        coarse = sum(getattr(vessel, field) for vessel in sick.vessels)
        assert sum(getattr(vessel, field) for vessel in fine.vessels) == pytest.approx(coarse, rel=1e-12)
    coarse = sum(c.resistance for c in sick.connections)
    assert sum(c.resistance for c in fine.connections) == pytest.approx(coarse, rel=1e-12)
    assert prepare(condition(FINE, name)).dt_s in STEPS_S


@pytest.mark.parametrize("facts", [(35, 120, 100), (200, 220, 18), (70, 170, 30)])
def test_the_step_is_one_that_the_check_allows(facts: tuple[float, float, float]) -> None:
    mass, height, age = facts
    assert prepare(FINE.replace(mass_kg=mass, height_cm=height, age_years=age)).dt_s in STEPS_S


def test_a_dressed_leg_with_a_leak_moves_and_loses_no_blood() -> None:
    person = wear_stockings(leaking_valves(FINE, valve="great_saphenous_thigh_2", leak=0.3), "RAL II")
    result = simulate(person, lie(seconds=2) + stand(seconds=6) + tiptoe(times=2))
    assert result.attrs["volume_drift_mL"] == 0.0
    assert np.isfinite(result.pressure).all()
    assert np.isfinite(result.flow).all()
    assert len(picture(result, "left", -1).valves) == len(picture(simulate(WHOLE, lie(seconds=1)), "left", 0).valves)


def test_a_garment_and_a_cuff_press_on_all_pieces() -> None:
    dressed = wear_stockings(FINE, "RAL II").body
    assert len({dressed.vessel(name).garment_pressure for name in dressed.vessels_named("peroneal_left")} - {0.0}) == 1
    session = prepare(FINE)
    (order,) = build_orders(lie(seconds=1).cuff("calf", pressure_mmHg=50.0), session.packed, session.dt_s)
    assert {order.cuffs[session.packed.vessel(name)] for name in FINE.body.vessels_named("peroneal_left")} == {50.0}


def test_a_vein_is_kept_with_all_its_pieces() -> None:
    result = simulate(FINE, lie(seconds=1), record=["peroneal_left"])
    assert set(result["vessel"].values) == set(FINE.body.vessels_named("peroneal_left"))
    assert "peroneal_left>popliteal_left" in result["connection"].values


def test_the_page_shows_what_both_find() -> None:
    text = PAGE.read_text("utf-8").partition("Healthy:")[2]
    for name, label in (("ambulatory_venous_pressure", "over the tenth tiptoe"), ("refill_time_90", "RT90")):
        (shown,) = re.findall(
            rf"{label}\)? \|.*\| ([\d.]+) \| ([\d.]+) \|$", text.partition("All great")[0], re.MULTILINE
        )
        for person, told in zip((WHOLE, FINE), shown, strict=True):
            (found,) = [one for one in ambulatory_pressure(person) if (one.name, one.side) == (name, "left")]
            assert found.is_normal
            assert found.value == pytest.approx(float(told), rel=0.02), "stale: python -m benchmarks.clinical"
