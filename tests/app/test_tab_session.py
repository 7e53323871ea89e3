"""The session of a tab: what is said is answered and done, and nothing is hoarded or lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from secondheart._limits import MOST_BYTES
from secondheart.app import messages as say
from secondheart.app.frames import Flag, Frame, unpack_frame
from secondheart.app.scenario import Scenario
from secondheart.app.tab_session import Outgoing
from secondheart.errors import InputError
from secondheart.person import Person, leaking_valves
from secondheart.protocol import Protocol
from secondheart.simulation.live import TICK_S
from secondheart.simulation.simulate import simulate
from secondheart.variables import INCLUDED
from tests.app.conftest import Bench

New = Callable[..., Bench]


def texts(said: Iterable[Outgoing], kind: str) -> list[dict[str, Any]]:
    """Return the messages of a kind."""
    return [json.loads(one.text) for one in said if one.kind == kind]


def frames(bench: Bench, said: Iterable[Outgoing]) -> list[Frame]:
    """Return the frames, unpacked by their own hello."""
    hellos = {message["id"]: message for message in texts(bench.said, "hello")}
    return [unpack_frame(one.frame, hellos[int.from_bytes(one.frame[16:18], "little")]) for one in said if one.frame]


def sample(bench: Bench, said: Iterable[Outgoing], column: str, body: int = 0) -> np.ndarray:
    """Return a column of all samples."""
    names = [one["name"] for one in texts(bench.said, "hello")[-1]["samples"]]
    return np.concatenate([frame.bodies[body].samples[:, names.index(column)] for frame in frames(bench, said)])


def course(person: Person, protocol: Protocol, vessel: str) -> np.ndarray:
    """Return the pressure in a vessel as `simulate` gives it."""
    result = simulate(person, protocol, sample_s=TICK_S, including=INCLUDED)
    return np.asarray(result["pressure"].sel(vessel=vessel).values)


def test_the_first_turn_tells_names_before_the_first_frame(bench: New) -> None:
    out = bench().run(1)
    assert [one.kind for one in out] == ["hello", "state", "event", "state", "frame", "findings"]
    hello = json.loads(out[0].text)
    kinds = ("scalars", "vessels", "connections", "valves", "muscles", "regions", "places")
    named = {name: len(hello[name]) for name in kinds}
    assert [block["count"] for block in hello["blocks"]] == [named[block["of"]] for block in hello["blocks"]]


def test_frames_follow_each_other_without_a_gap(bench: New) -> None:
    one = bench()
    seen = frames(one, one.run(30))
    assert [frame.seq for frame in seen] == list(range(1, 31))
    assert [round(frame.time_s / TICK_S) for frame in seen] == list(range(4, 121, 4))
    assert [bool(frame.flags & Flag.GAP) for frame in seen] == [True] + 29 * [False]
    assert {len(frame.bodies[0].samples) for frame in seen} == {4}


def test_what_is_shown_is_the_run_of_the_protocol_that_is_given_out(bench: New) -> None:
    one = bench()
    said = one.run(20) + one.run(40, say.Do(id=1, verb="walk", arguments={"km_h": 3.0}))
    said += one.run(
        90, say.Do(id=2, verb="tiptoe", arguments={"times": 2}), say.Set(id=3, key="breathing.depth_mL", value=900)
    )
    said += one.run(10, say.Wear(id=4, kind="RAL II"))
    person, protocol = one.tab.run_of("a", "live")
    exact = course(person, protocol, "great_saphenous_ankle_left")
    assert np.array_equal(sample(one, said, "ankle_vein_left"), exact.astype(np.float32))
    labels = [label for label, _ in protocol.describe()]
    assert labels == ["stand", "walk 3 km/h", "2 x tiptoe", "stand", "stand, RAL II"]


def test_a_click_is_answered_in_the_turn_that_hears_it(bench: New) -> None:
    one = bench()
    one.run(5)
    one.clock.now += 0.001  # no frame is due
    out = one.turn(say.Do(id=77, verb="walk"))
    assert [message["id"] for message in texts(out, "ok")] == [77]
    assert texts(out, "state")[-1]["scenario"]["verb"] == "walk"
    assert not frames(one, out)


def test_what_comes_after_a_change_of_posture_waits_for_it_and_the_last_word_counts(bench: New) -> None:
    one = bench()
    one.run(5)
    one.run(5, say.Do(verb="lie"))
    out = one.run(1, say.Do(id=1, verb="stand"), say.Do(id=2, verb="sit"))
    begins = [message["begins_s"] for message in texts(out, "ok")]
    assert begins[0] == begins[1] > texts(out, "ok")[0]["time_s"]
    assert texts(out, "state")[-1]["pending"]["begins_s"] == begins[0]
    said = one.run(120)
    assert [event["label"] for event in texts(said, "event")] == ["sit"]
    assert texts(said, "event")[0]["time_s"] == pytest.approx(begins[0])


def test_a_force_that_is_switched_off_is_marked_by_its_name(bench: New) -> None:
    one = bench()
    one.run(3)
    said = one.run(2, say.Set(key="without", value=["heart"])) + one.run(2, say.Do(verb="walk"))
    said += one.run(2, say.Set(key="without", value=[]))
    assert [event["label"] for event in texts(said, "event")] == ["without heart", "walk 3 km/h", "all forces"]


def test_a_counted_movement_ends_by_itself_at_its_exact_time(bench: New) -> None:
    one = bench()
    one.run(3)
    said = one.run(80, say.Do(verb="tiptoe", arguments={"times": 2}))
    assert [(event["time_s"], event["label"]) for event in texts(said, "event")] == [
        (0.12, "2 x tiptoe"),
        (pytest.approx(2.12), "stand"),
    ]


def test_a_pause_stops_time_and_a_step_moves_it_by_one_frame(bench: New) -> None:
    one = bench()
    one.run(3)
    assert not frames(one, one.run(5, say.Play(playing=False)))
    assert one.tab.wait() is None
    assert [frame.time_s for frame in frames(one, one.run(5, say.StepFrame(id=1)))] == [0.16]
    assert [frame.time_s for frame in frames(one, one.run(2, say.Play(playing=True)))] == pytest.approx([0.2, 0.24])


def test_what_is_changed_while_it_is_paused_shows_after_one_tick(bench: New) -> None:
    one = bench()
    one.run(3, say.Play(playing=False))
    assert one.tab.wait() is None
    before = one.tab.steering.time_s
    out = one.run(5, say.Wear(kind="RAL II"))
    assert [frame.time_s for frame in frames(one, out)] == [pytest.approx(before + TICK_S)]
    assert texts(out, "hello")[-1]["people"]["a"]["wears"]
    assert not frames(one, one.run(5, say.Speed(speed=5.0)))  # nothing of the leg is changed by that
    assert one.tab.wait() is None


def test_the_state_names_the_preset_that_a_person_is(bench: New) -> None:
    one = bench()
    out = one.run(2, say.Preset(name="weak"), say.Set(key="height_cm", value=180))
    assert texts(out, "state")[-1]["presets"] == {"a": "weak"}
    out = one.run(2, say.Leak(vein="popliteal_left", leak=0.2), say.Compare(b="preset:varicose"))
    assert texts(out, "state")[-1]["presets"] == {"a": "", "b": "varicose"}


def test_findings_tell_the_swelling_and_compare_two_legs(bench: New) -> None:
    one = bench()
    one.run(2, say.Compare(b="copy"))
    one.clock.now += 1.0
    rows = {(row["name"], row["side"]): row for row in texts(one.run(2), "findings")[-1]["rows"]}
    swelling = rows["leg_swelling", "left"]
    assert swelling["unit"] == "mL"
    assert (
        swelling["a"]
        == swelling["b"]
        == pytest.approx(float(one.tab.steering.lives["a"].swelling()[:4].sum()), abs=1e-3)
    )
    assert rows["ankle_vein_mean", "left"]["difference"]["size"] == "small"


def test_time_pauses_when_nothing_is_drawn_and_no_sample_is_lost(bench: New) -> None:
    one = bench()
    first = frames(one, one.run(80, ack=False))
    assert len(first) == 25
    assert one.tab.wait() is None
    one.tab.pace.ack(20, one.clock())
    then = frames(one, one.run(5, ack=False))
    assert [frame.seq for frame in then] == [26, 27, 28, 29, 30]
    assert then[0].time_s == pytest.approx(first[-1].time_s + 0.04)
    assert not any(frame.flags & Flag.GAP for frame in then)


def test_a_hidden_tab_gets_summaries_and_time_goes_on(bench: New) -> None:
    one = bench()
    one.run(5)
    one.tab.pace.visible = False
    seen = frames(one, one.run(4))
    assert [round(frame.span_s, 6) for frame in seen[1:]] == [1.0, 1.0, 1.0]
    assert all(frame.flags & Flag.SUMMARY for frame in seen)


def test_a_hidden_tab_of_a_slow_machine_gets_shorter_summaries_and_no_time_is_lost(bench: New) -> None:
    one = bench()
    one.run(5)
    one.tab.pace.visible = False
    one.tab.pace.tick_s = 1e-3  # ten times faster than life
    seen = frames(one, one.run(4))
    spans = [frame.span_s for frame in seen]
    assert 0.25 < spans[0] < spans[1] < spans[2] < 1.0  # found to be quicker than it seemed, it is asked for more
    assert [b.time_s - a.time_s for a, b in pairwise(seen)] == pytest.approx(spans[1:])
    assert not any(frame.flags & Flag.GAP for frame in seen)


def test_at_high_speed_frames_hold_lowest_mean_and_highest(bench: New) -> None:
    one = bench()
    one.run(3)
    one.tab.pace.tick_s = 1e-6
    one.run(1, say.Do(verb="walk"), say.Speed(speed=600))
    one.tab.pace.tick_s = 1e-6
    (frame,) = frames(one, one.run(1))
    low, mean, high = frame.bodies[0].samples
    assert frame.flags & Flag.ENVELOPE
    assert frame.span_s == 24.0
    assert (low <= mean).all()
    assert (mean <= high).all()
    scalars = [scalar["name"] for scalar in texts(one.said, "hello")[-1]["scalars"]]
    assert frame.bodies[0].blocks[0][scalars.index("cycles")] == pytest.approx(24.0 / 1.3, rel=1e-3)


def test_a_leak_goes_on_from_the_same_blood_and_is_told(bench: New) -> None:
    one = bench()
    one.run(10)
    out = one.run(2, say.Leak(id=5, vein="great_saphenous_left", leak=0.4))
    hello, state = texts(out, "hello")[-1], texts(out, "state")[-1]
    assert set(hello["people"]["a"]["leaks"].values()) == {0.4}
    assert (state["exact"], state["exact_since_s"]) == (False, 0.4)
    assert "begins there" in state["note"]
    assert not any(frame.flags & Flag.GAP for frame in frames(one, out))
    assert texts(out, "event")[0]["label"] == "great saphenous, left: leak 0.4"


def test_after_a_restart_what_is_given_out_is_exact_again(bench: New) -> None:
    one = bench()
    one.run(10)
    one.run(2, say.Leak(vein="great_saphenous_left", leak=0.4))
    said = one.run(20, say.Restart(id=1))
    assert frames(one, said)[0].flags & Flag.GAP
    assert texts(said, "state")[-1]["exact"]
    person, protocol = one.tab.run_of("a", "live")
    assert person == leaking_valves(Person(), "great_saphenous_left", 0.4)
    exact = course(person, protocol, "dorsal_arch_left")
    assert np.array_equal(sample(one, said, "foot_vein_left"), exact.astype(np.float32))


def test_a_person_of_another_size_begins_from_rest(bench: New) -> None:
    one = bench()
    one.run(10)
    out = one.run(2, say.Set(key="height_cm", value=180))
    assert [event["kind"] for event in texts(out, "event")] == ["restart"]
    assert frames(one, out)[0].time_s == pytest.approx(0.04)
    assert frames(one, out)[0].flags & Flag.GAP


def test_two_legs_go_on_one_clock_and_differ_by_their_garments_only(bench: New) -> None:
    one = bench()
    one.run(5)
    one.run(2, say.Compare(b="copy"))
    both = frames(one, one.run(5))
    assert all(np.array_equal(f.bodies[0].samples, f.bodies[1].samples) for f in both)
    one.run(60, say.Wear(kind="RAL III", body="b"))
    said = one.run(5)
    assert not np.array_equal(sample(one, said, "calf_volume_left"), sample(one, said, "calf_volume_left", 1))
    hello = texts(one.said, "hello")[-1]
    assert hello["bodies"] == ["a", "b"]
    assert hello["people"]["a"]["wears"] == []
    assert hello["people"]["b"]["wears"][0].startswith("RAL III")
    person, protocol = one.tab.run_of("b", "live")
    session = one.tab.steering.lives["b"].session
    exact = simulate(person, protocol, sample_s=TICK_S, including=INCLUDED)["volume"].isel(time=-1)
    assert np.array_equal(session.state.volume, exact.sel(vessel=list(session.packed.vessels)).values)
    alone = one.run(2, say.Compare())
    assert len(frames(one, alone)[-1].bodies) == 1


def test_one_leg_sits_and_breathes_slowly_beside_one_that_stands(bench: New) -> None:
    one = bench()
    one.run(2, say.Compare(b="copy"))
    one.run(2, say.Set(key="breathing.rate_per_min", value=6, body="b"), say.Do(verb="sit", body="b"))
    said = one.run(150)
    standing, sitting = (sample(one, said, "ankle_vein_left", body)[-50:].mean() for body in (0, 1))
    assert standing > sitting + 15
    assert {body: live.step.posture.name for body, live in one.tab.steering.lives.items()} == {"a": "stand", "b": "sit"}
    assert one.tab.steering.lives["b"].step.breathing.rate_per_min == 6
    assert texts(one.said, "event")[-1]["label"] == "B: sit"
    for body in ("a", "b"):  # each is the run of its own protocol
        person, protocol = one.tab.run_of(body, "live")
        exact = simulate(person, protocol, sample_s=TICK_S, including=INCLUDED)["volume"].isel(time=-1)
        session = one.tab.steering.lives[body].session
        assert np.array_equal(session.state.volume, exact.sel(vessel=list(session.packed.vessels)).values)
    found = texts(one.said, "findings")[-1]["rows"]
    assert all(row["normal_low"] is None for row in found)  # no range speaks of both
    one.run(2, say.Together(keys=["verb", "arguments", "breathing"]))
    assert one.tab.steering.wanted.apart == {}


def test_watched_vessels_have_columns_of_their_own(bench: New) -> None:
    one = bench()
    one.run(2)
    said = one.run(3, say.Watch(vessels=["popliteal_left"]))
    names = [column["name"] for column in texts(said, "hello")[-1]["samples"]]
    assert names[-4:] == [f"{kind}:popliteal_left" for kind in ("pressure", "volume", "outflow", "velocity")]
    assert np.isfinite(sample(one, said, "pressure:popliteal_left")).all()


def test_the_findings_are_the_means_of_the_last_seconds_beside_what_is_normal(bench: New) -> None:
    one = bench()
    said = one.run(300)
    rows = {(row["name"], row["side"]): row for row in texts(said, "findings")[-1]["rows"]}
    ankle = rows["ankle_vein_mean", "left"]
    last = sample(one, said, "ankle_vein_left")
    assert ankle["window_s"] == pytest.approx(10.0, abs=0.05)
    assert ankle["a"] == pytest.approx(last[-1000:].mean(), abs=0.2)
    assert (ankle["normal_low"], ankle["normal_high"]) == (74, 95)
    assert rows["heart_rate", "both"]["a"] == pytest.approx(75.0, abs=15.0)
    one.run(2, say.Do(verb="walk"))
    rows = {(row["name"], row["side"]): row for row in texts(one.run(20), "findings")[-1]["rows"]}
    assert rows["ankle_vein_mean", "left"]["normal_high"] == 30
    assert rows["ankle_vein_mean", "left"]["window_s"] < 2.0


def test_a_refused_message_is_answered_and_nothing_else_happens(bench: New) -> None:
    one = bench()
    one.run(3)
    before = one.tab.steering.wanted
    out = one.run(1, say.Set(id=9, key="age_years", value=7), say.Do(id=10, verb="fly"))
    assert [(e["id"], e["key"]) for e in texts(out, "error")] == [(9, "age_years"), (10, "do")]
    assert one.tab.steering.wanted == before
    assert len(frames(one, out)) == 1


def test_a_body_that_breaks_off_is_told_and_the_tab_lives_on(bench: New) -> None:
    one = bench()
    one.run(3)
    one.tab.steering.lives["a"].session.state.volume[5] = np.nan
    out = one.run(1)
    assert "stopped being a number" in texts(out, "error")[0]["text"]
    assert not one.tab.steering.wanted.playing
    assert frames(one, one.run(3, say.Play(playing=True)))[-1].time_s == pytest.approx(0.12)


def test_who_comes_back_gets_what_was_missed(bench: New) -> None:
    one = bench()
    one.run(20)
    one.run(20, ack=False)
    again = one.tab.again(25)
    assert [json.loads(part)["type"] for part in again[:2]] == ["hello", "state"]
    hello = json.loads(again[0])
    missed = [unpack_frame(part, hello) for part in again[2:]]
    assert [frame.seq for frame in missed] == list(range(26, 41))
    assert all(frame.flags & Flag.REPLAYED for frame in missed)
    assert not one.tab.pace.full


def test_a_scenario_begins_at_once_as_it_says(bench: New) -> None:
    one = bench()
    one.run(3)
    wanted = Scenario(a={"sex": "female"}, b={}, verb="lie", speed=2.0)
    out = one.run(2, say.LoadScenario(id=1, scenario=wanted))
    assert texts(out, "state")[-1]["scenario"]["verb"] == "lie"
    assert one.tab.steering.people["a"].sex == "female"
    assert frames(one, out)[-1].time_s == pytest.approx(0.16)


def test_nothing_is_given_out_before_anything_was_done(bench: New) -> None:
    one = bench(Scenario(playing=False))
    one.turn()
    with pytest.raises(InputError, match="nothing was done yet"):
        one.tab.run_of("a", "live")
    with pytest.raises(InputError, match="no leg 'b'"):
        one.tab.run_of("b", "live")


def test_what_is_kept_for_a_replay_is_bounded(bench: New, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MOST_BYTES, "replay", 50_000)
    one = bench()
    one.run(40)
    kept = one.tab.recording()
    assert 40_000 < sum(said.size for said in kept) == one.tab.recorded_bytes <= 50_000
    assert kept[-1].before >= 40


def test_a_dragged_slider_leaves_few_hellos_behind(bench: New) -> None:
    one = bench()
    one.run(2)
    for number in range(25):
        one.run(1, say.Leak(vein="popliteal", leak=number / 25))
    assert len(one.tab.hellos) == 16
    assert [part for part in one.tab.again(0) if part[:1] != b"{"]


def test_findings_are_judged_only_when_the_legs_have_settled(bench: New) -> None:
    one = bench()
    first = texts(one.run(30), "findings")[-1]
    assert (first["since_s"], first["settled"]) == (None, True)  # one begins at rest
    one.run(1, say.Do(verb="walk", arguments={"km_h": 3.0}))
    walking = texts(one.run(60), "findings")[-1]
    assert 1.0 < walking["since_s"] < 3.0
    assert not walking["settled"]
    one.run(1, say.Speed(speed=30.0))
    assert texts(one.run(60), "findings")[-1]["settled"]
    anew = texts(one.run(40, say.Restart(), say.Speed(speed=1.0)), "findings")[-1]
    assert anew["time_s"] < 3.0
    assert anew["settled"]  # from rest again


@pytest.mark.parametrize(("km_h", "known"), [(3.0, True), (6.0, False)])
def test_a_range_speaks_of_the_pace_at_which_it_was_measured(bench: New, km_h: float, known: bool) -> None:
    one = bench()
    one.run(1, say.Do(verb="walk", arguments={"km_h": km_h}))
    rows = {(row["name"], row["side"]): row for row in texts(one.run(40), "findings")[-1]["rows"]}
    assert (rows["ankle_vein_mean", "left"]["normal_high"] is not None) == known


def test_a_person_who_cannot_hold_the_blood_of_before_begins_from_rest(bench: New) -> None:
    one = bench()
    one.run(20)
    said = one.run(40, say.SetCondition(name="stiff-veins"))
    pressure = sample(one, said, "ankle_vein_left")
    assert pressure.max() < 150.0
    assert "restart" in [event["kind"] for event in texts(said, "event")]
    weak = one.run(40, say.Set(key="strength_percent", value=50.0))  # this changes no vessel
    assert "restart" not in [event["kind"] for event in texts(weak, "event")]


def test_what_a_textbook_rounds_calls_nothing_abnormal(bench: New) -> None:
    one = bench()
    one.clock.now += 1.0
    rows = {row["name"]: row for row in texts(one.run(3), "findings")[-1]["rows"] if row["side"] != "right"}
    assert rows["right_atrial_mean"]["normal_low"] is not None
    assert [rows[name]["measured"] for name in ("right_atrial_mean", "ankle_vein_mean")] == [False, True]
