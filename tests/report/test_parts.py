"""What is chosen of a run to be shown: samples, moments, parts, and what is normal there."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondheart import Person, leaking_valves
from secondheart.person import condition
from secondheart.protocol import Protocol, cycle, lie, sit, stand, tiptoe, to_toml, valsalva, walk
from secondheart.report.downsample import along, block_means, extremes
from secondheart.report.finding_rows import range_in_words
from secondheart.report.moments import calf_squeeze, close_up, doings, end_of, leg_of, moments, postures, room_for
from secondheart.report.normal_ranges import end_findings, is_comparable, last_step, ranges
from secondheart.report.panels import LabelledRun, panels
from secondheart.report.part_tables import part_tables
from secondheart.report.references import reference_lines
from secondheart.report.summary import Means, Span
from secondheart.report.text import describe_person
from secondheart.results import measure
from secondheart.simulation.simulate import simulate
from secondheart.variables import QUANTITIES

CURVE = st.lists(st.floats(-1e3, 1e3), min_size=300, max_size=300)


def test_every_mean_is_a_quantity_with_a_unit_and_words_for_both_readers() -> None:
    shown = [QUANTITIES[field.name] for field in fields(Means)]
    assert all(one.unit and one.label.islower() and one.clinical for one in shown)


@given(st.lists(CURVE, min_size=1, max_size=3), st.integers(20, 400))
def test_thinning_keeps_what_is_highest_and_lowest(curves: list[list[float]], most: int) -> None:
    arrays = [np.array(curve) for curve in curves]
    kept = extremes(arrays, most)
    assert (np.diff(kept) > 0).all()
    assert (kept[0], kept[-1]) == (0, 299)
    assert len(kept) <= max(most + 2 * len(arrays) + 2, 0 if most < 300 else 300)
    for array in arrays:
        assert (array[kept].min(), array[kept].max()) == (array.min(), array.max())


def test_few_places_are_kept_along_a_way_and_few_means_of_neighbours() -> None:
    angle = np.linspace(0, 20, 5000)
    kept = along(np.cos(angle), np.sin(angle), 100)
    assert kept[0] == 0
    assert kept[-1] == 4999
    assert len(kept) <= 100
    assert len(block_means(np.zeros((5000, 3)), 100)) == 100
    assert along(np.zeros(500), np.zeros(500), 10).size >= 1


def test_moments_are_the_ends_of_parts_with_muscles_tight_and_slack(result) -> None:
    found = moments(result, "left")
    assert [moment.label for moment in found] == [
        "1. stand, end", "2. 2 x tiptoe, calf contracted", "2. 2 x tiptoe, calf relaxed", "3. stand, end",
    ]  # fmt: skip
    squeeze = calf_squeeze(result, "left")
    assert squeeze[found[1].place] > 100
    assert squeeze[found[2].place] < 5
    assert found[-1].time_s == result["time"].values[-1]


def test_only_a_short_movement_has_a_close_up(result) -> None:
    assert close_up(result) is None  # half the run would be in it
    still = result.assign_attrs(protocol=__import__("secondheart").protocol.to_toml(lie(minutes=1)))
    assert close_up(still) is None


def test_postures_and_movements_are_told_once_for_neighbours() -> None:
    protocol = stand(seconds=5) + tiptoe(times=2) + sit(seconds=5).cuff("thigh", pressure_mmHg=50).without("heart")
    assert [(band.label, band.stop_s) for band in postures(protocol)] == [("stand", 7.0), ("sit", 12.0)]
    assert [band.label for band in doings(protocol)] == ["2 x tiptoe", "thigh cuff 50 mmHg; without heart"]
    many = doings(Protocol(steps=(walk(seconds=5) + stand(seconds=5)).steps * 20))
    assert {band.label for band in many} == {"walk"}
    placed = room_for(many, 200.0, 0.02)
    assert 0 < len(placed) < len(many)


def test_a_name_that_is_longer_than_its_bar_stands_beside_it() -> None:
    rows = doings(stand(seconds=120) + tiptoe(times=10) + stand(seconds=120))
    ((band, centred),), ((_, beside),) = (room_for(rows, 250.0, 0.02, within_bars=one) for one in (False, True))
    half = 0.02 * len(band.label) * 250.0 / 2
    assert centred == 125.0
    assert beside - half > band.stop_s == 130.0
    late = doings(stand(seconds=120) + tiptoe(times=10))
    ((_, before),) = room_for(late, 130.0, 0.02, within_bars=True)
    assert before + 0.02 * len(band.label) * 130.0 / 2 < late[0].start_s
    close = doings(walk(seconds=10) + stand(seconds=1) + walk(seconds=200))
    assert [one.start_s for one, _ in room_for(close, 211.0, 0.02, within_bars=True)] == [11.0]


def test_the_leg_that_is_shown_is_the_one_that_leaks_more() -> None:
    assert leg_of(Person()) == "left"
    assert leg_of(Person(), leaking_valves(Person(), "popliteal_right")) == "right"
    assert leg_of(condition(Person(), "varicose-great-saphenous", side="right")) == "right"
    assert leg_of(Person(), protocol=stand(seconds=5).unloaded("right")) == "right"
    assert leg_of(Person(), protocol=stand(seconds=5).cuff("calf", pressure_mmHg=40, side="right")) == "right"
    assert leg_of(Person(), protocol=stand(seconds=5).unloaded("right") + walk(minutes=1).paralysed("left")) == "left"
    varicose = condition(Person(), "varicose-great-saphenous", side="left")
    assert leg_of(varicose, protocol=stand(seconds=5).unloaded("right")) == "left"
    weak = condition(Person(), "weak-calf", side="right")
    assert leg_of(weak) == "right"
    assert describe_person(weak).endswith("70 kg, weak-calf-right=0.5")


def test_normal_ranges_are_of_known_findings_and_have_sources() -> None:
    assert {row["finding"] for row in ranges()} <= QUANTITIES.keys()
    assert all(row["low"] < row["high"] and row["source"] for row in ranges())


def test_the_end_of_a_part_is_held_against_its_range(result) -> None:
    found = end_findings(result)
    names = [(finding.test, finding.name, finding.side) for finding in found]
    assert ("1. stand", "ankle_vein_mean", "right") in names
    assert not any(name == "foot_vein_mean" for _, name, _ in names)  # the range is that after ten rises, not two
    ankle = next(f for f in found if f.name == "ankle_vein_mean" and f.test == "1. stand")
    last = measure.mean_pressure(result, "great_saphenous_ankle_left", (0.0, 4.0))
    assert ankle.value == pytest.approx(last)
    assert (ankle.normal_low, ankle.normal_high, ankle.is_normal) == (74, 95, True)


def test_what_a_textbook_rounds_calls_nobody_abnormal(result) -> None:
    atrium = [one for one in end_findings(result) if one.name == "right_atrial_mean"]
    assert atrium
    assert all(one.range_kind == "published" and one.is_normal is None for one in atrium)
    assert {range_in_words(one) for one in atrium} == {"(-2 to 2)"}


def test_who_is_not_left_alone_has_no_normal_range() -> None:
    span, still = Span("stand", 0.0, 5.0), stand(seconds=5)
    disturbed = (still.cuff("calf", pressure_mmHg=40), still.with_device("foot-pump"), still.without("breathing"))
    assert last_step(still, span).undisturbed_action == "stand"
    assert [last_step(one, span).undisturbed_action for one in disturbed] == ["", "", ""]
    assert end_of(tiptoe(times=10), Span("tiptoe", 0.0, 10.0)) == (9.0, 10.0)
    assert end_of(walk(minutes=2), Span("walk", 0.0, 120.0)) == (110.0, 120.0)


def test_lying_under_a_foot_pump_is_not_judged_by_the_range_of_lying() -> None:
    bare, pumped = lie(seconds=20), lie(seconds=20).with_device("foot-pump")
    assert [len(end_findings(simulate(Person(), one))) > 0 for one in (bare, pumped)] == [True, False]


def test_tables_have_parts_beside_each_other_or_people_with_differences(result, cases) -> None:
    from secondheart.report.panels import LabelledRun

    alone = part_tables([LabelledRun("", result)])
    assert alone[0].columns == ("1. stand, 0:04", "2. 2 x tiptoe, 0:02", "3. stand, 0:03")
    assert [row.label for row in alone[0].rows][:2] == ["heart rate", "mean arterial pressure"]
    assert len(alone[0].rows) == len(fields(Means))
    beside = part_tables(cases)
    assert [table.caption for table in beside] == list(alone[0].columns)
    foot = next(row for row in beside[1].rows if row.label == "foot vein pressure")
    assert foot.values[0] == pytest.approx(next(r for r in alone[0].rows if r.label == "foot vein pressure").values[1])
    assert foot.differences[0] == ""
    assert foot.differences[1].startswith("+")


def test_references_are_told_without_markup() -> None:
    from secondheart.bibliography import references

    lines = reference_lines("\n\n".join(references().values()))
    assert len(lines) == len(references())
    assert not any(set("{}\\") & set(line) for line in lines)
    assert any(line.startswith("Heldt, Thomas") for line in lines)


@pytest.mark.parametrize(
    ("protocol", "there"),
    [
        (walk(3, minutes=1), True),
        (walk(6, minutes=1), False),
        (cycle(50, 50, minutes=1), True),
        (cycle(200, 90, minutes=1), False),
        (tiptoe(times=10), True),
        (tiptoe(times=1), False),
    ],
)
def test_a_movement_has_the_range_of_those_who_moved_like_that(protocol: Protocol, there: bool) -> None:
    (row,) = (row for row in ranges() if row["doing"] == protocol.steps[0].activity.name)
    assert is_comparable(row, protocol, Span("", 0.0, protocol.duration_s)) is there


def test_what_has_no_beat_has_no_panel_of_the_heart() -> None:
    moment = simulate(Person(), stand(seconds=0.1))
    assert moment.sizes["beat"] == 0
    assert {panel.key for panel in panels([LabelledRun("", moment)], "left")} == {"pressure", "muscle", "volume"}
    lying = simulate(Person(), lie(seconds=2))  # nothing presses on the feet either
    assert "muscle" not in {panel.key for panel in panels([LabelledRun("", lying)], "left")}


def test_a_short_movement_is_seen_to_its_end(result) -> None:
    def window(seconds: float) -> tuple[float, float] | None:
        protocol = lie(minutes=2) + valsalva(seconds=seconds) + lie(minutes=2)
        return close_up(result.assign_attrs(protocol=to_toml(protocol)))

    assert window(15.0) == (118.0, 137.0)
    assert window(40.0) == (118.0, 134.0)
