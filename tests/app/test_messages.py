"""What a page may say: all that is declared, and nothing else; whatever comes, the answer is one sentence."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondheart._limits import MOST_BYTES
from secondheart.app import messages as say
from secondheart.app.apply_message import apply_message
from secondheart.app.scenario import Scenario, steps_of
from secondheart.errors import InputError


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"type":"start"}', say.Start()),
        ('{"type":"ack","seq":12}', say.Ack(seq=12)),
        ('{"type":"do","id":1,"verb":"walk","arguments":{"km_h":3}}', say.Do(id=1, verb="walk", arguments={"km_h": 3})),
        ('{"type":"scenario","id":3,"scenario":{"verb":"lie"}}', say.LoadScenario(id=3, scenario=Scenario(verb="lie"))),
        ('{"type":"compare","b":null}', say.Compare()),
    ],
)
def test_a_message_is_what_it_says(text: str, message: say.ClientMessage) -> None:
    assert say.decode_message(text) == message


HOSTILE = [
    "",
    "null",
    "[]",
    "{",
    '{"type":"nothing"}',
    '{"type":"do","verb":7}',
    '{"type":"do","verbs":"walk"}',
    '{"type":"ack","seq":"many"}',
    '{"type":"ack","seq":1e99}',
    '{"type":"leak","leak":null}',
    '{"type":"speed","speed":NaN}',
    '{"type":"scenario","scenario":{"a":{},"surprise":1}}',
    '{"type":"start","session":["x"]}',
    '{"id":{"$gt":0},"type":"play"}',
    '{"type":"watch","vessels":"all"}',
    "[" * 30_000,
    '{"type":"set","value":' + "[" * 30_000,
    '{"type":"do","verb":"' + "x" * MOST_BYTES["message"] + '"}',
    "\x00\ud7ff",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(InputError, match=r"a message (that is not understood|of \d+ bytes)"):
        say.decode_message(text)
    assert say.id_of(text) == 0


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(InputError, match="not understood"):
        say.decode_message(b"\xff\xfe{}")


def test_the_id_of_a_bad_message_is_found_for_the_answer() -> None:
    assert say.id_of('{"id":31,"type":"nothing","other":{}}') == 31


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"type": "do", "verb": "fly"}, "unknown verb 'fly'"),
    ({"type": "do", "verb": "walk", "arguments": {"km_h": 80}}, "km_h = 80 is not allowed: 0.5 to 8 km/h"),
    ({"type": "do", "verb": "walk", "arguments": {"__class__": 1}}, "unknown argument of walk '__class__'"),
    ({"type": "do", "verb": "walk", "arguments": {"km_h": [3]}}, "km_h = \\[3\\] is not allowed"),
    ({"type": "do", "verb": "tilt"}, "tilt: .*angle_deg"),
    ({"type": "do", "verb": "lie", "arguments": {"seconds": 1e9}}, "seconds = 1000000000.0 is not allowed"),
    ({"type": "set", "key": "speed_of_light", "value": 1}, "unknown control 'speed_of_light'"),
    ({"type": "set", "key": "breathing.rate_per_min", "value": 900}, "rate_per_min = 900"),
    ({"type": "set", "key": "breathing.rate_per_min", "value": "fast"}, "a value that is not allowed"),
    ({"type": "set", "key": "breathing.__init__", "value": 1}, "unknown breathing '__init__'"),
    ({"type": "set", "key": "without", "value": ["gravity"]}, "without"),
    ({"type": "set", "key": "without", "value": "heart"}, "a value that is not allowed"),
    ({"type": "set", "key": "cuffs", "value": [{"site": "neck", "pressure_mmHg": 9}]}, "Cuff: site = 'neck'"),
    ({"type": "set", "key": "device", "value": "hammer"}, "unknown device 'hammer'"),
    ({"type": "set", "key": "heart_rate_bpm", "value": 1000}, "heart_rate_bpm = 1000"),
    ({"type": "set", "key": "age_years", "value": 7}, "age_years = 7"),
    ({"type": "set", "key": "age_years", "value": 40, "body": "b"}, "there is no leg 'b'"),
    ({"type": "leak", "vein": "jugular_left_right", "leak": 0.1}, "jugular_left_right"),
    ({"type": "leak", "vein": "popliteal", "leak": 1.5}, "1.5, allowed is 0"),
    ({"type": "condition", "name": "bad-luck"}, "unknown condition 'bad-luck'"),
    ({"type": "condition", "name": "weak-calf", "degree": 9}, "weak-calf = 9 is not allowed"),
    ({"type": "wear", "kind": "RAL IX"}, "unknown stocking class 'RAL IX'"),
    ({"type": "wear", "kind": "bandage-inelastic", "pressure_mmHg": 999}, "foot_mmHg = 919.08 is not allowed"),
    ({"type": "wear", "kind": "RAL II", "body": "b"}, "there is no leg 'b'"),
    ({"type": "preset", "name": "immortal"}, "unknown preset 'immortal'"),
    ({"type": "compare", "b": "preset:immortal"}, "unknown preset 'immortal'"),
    ({"type": "compare", "b": "paste"}, "b = 'paste' is not allowed"),
    ({"type": "watch", "vessels": ["aorta"]}, "unknown vessel 'aorta'"),
    ({"type": "watch", "vessels": ["popliteal_left"] * 9}, "9 vessels to watch"),
    ({"type": "speed", "speed": 0.0}, "speed = 0 is not allowed: 0.1 to 600"),
    ({"type": "speed", "speed": 601}, "speed = 601 is not allowed"),
    ({"type": "scenario", "scenario": {"a": {"height_cm": 1}}}, "height_cm = 1"),
    ({"type": "scenario", "scenario": {"a": {"": 1}}}, "Person"),
    ({"type": "scenario", "scenario": {"wear": {"c": []}}}, "unknown body 'c'"),
    ({"type": "scenario", "scenario": {"wear": {"a": [{"name": "x", "ankle_mmHg": 500}]}}}, "ankle_mmHg = 500"),
    ({"type": "scenario", "scenario": {"wear": {"a": [{"name": "x"}] * 9}}}, "9 garments"),
    ({"type": "do", "verb": "sit", "body": "b"}, "there is no leg 'b'"),
    ({"type": "set", "key": "without", "value": ["heart"], "body": "b"}, "there is no leg 'b'"),
    ({"type": "scenario", "scenario": {"apart": {"speed": 3}}}, "unknown thing that leg B can have of its own 'speed'"),
    ({"type": "scenario", "scenario": {"apart": {"verb": 7}}}, "a value that is not allowed"),
    ({"type": "scenario", "scenario": {"apart": {"verb": "tiptoe"}}}, "leg B cannot do 'tiptoe' by itself"),
    ({"type": "start"}, "'start' is not allowed here"),
]


@pytest.mark.parametrize(("message", "sentence"), REFUSED)
def test_what_is_not_allowed_is_refused_and_changes_nothing(message: dict[str, Any], sentence: str) -> None:
    before = Scenario()
    with pytest.raises(InputError, match=sentence):
        apply_message(before, say.decode_message(json.dumps(message)))
    assert before == Scenario()


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(
                ["do", "set", "together", "leak", "condition", "wear", "preset", "scenario", "watch"]
            )
        },
        optional={
            key: ANYTHING for key in ("key", "keys", "value", "vein", "leak", "name", "kind", "scenario", "vessels")
        }
        | {
            "verb": st.sampled_from(["day", "walk", "tiptoe"]) | ANYTHING,
            "arguments": st.dictionaries(st.sampled_from(["name", "part", "km_h", "times"]), ANYTHING) | ANYTHING,
        },
    )
)
def test_whatever_is_said_is_done_or_refused(message: dict[str, Any]) -> None:
    with contextlib.suppress(InputError):  # any other exception is a fault
        assert isinstance(apply_message(Scenario(), say.decode_message(json.dumps(message))), Scenario)


def after(*messages: dict[str, Any]) -> Scenario:
    scenario = Scenario()
    for message in messages:
        scenario = apply_message(scenario, say.decode_message(json.dumps(message)))
    return scenario


def test_a_leak_is_in_the_person() -> None:
    found = after({"type": "leak", "vein": "great_saphenous_left", "leak": 0.25})
    assert set(found.a["leaks"].values()) == {0.25}
    assert all(valve.endswith("_left") for valve in found.a["leaks"])


def test_a_garment_replaces_what_was_worn_on_its_side() -> None:
    knee = {"type": "wear", "kind": "RAL II"}
    found = after(knee, {**knee, "kind": "RAL III", "side": "left"})
    assert [(g["name"].partition(",")[0], g["side"]) for g in found.wear["a"]] == [
        ("RAL II", "right"),
        ("RAL III", "left"),
    ]
    assert after(knee, {"type": "wear", "kind": "none"}).wear == {"a": []}


def test_a_condition_comes_and_goes_by_its_side() -> None:
    weak = {"type": "condition", "name": "weak-calf", "side": "left"}
    both = after(weak, {**weak, "side": "right"})
    assert [one["side"] for one in both.a["conditions"]] == ["left", "right"]
    assert [one["side"] for one in after(weak, {**weak, "degree": 0.7}).a["conditions"]] == ["left"]
    assert after(weak, {**weak, "on": False, "side": "both"}).a["conditions"] == []


def test_a_preset_keeps_the_size_and_nothing_else() -> None:
    found = after(
        {"type": "set", "key": "height_cm", "value": 180},
        {"type": "leak", "vein": "popliteal", "leak": 0.5},
        {"type": "preset", "name": "weak"},
    )
    assert (found.a["height_cm"], found.a["leaks"], found.a["strength_percent"]) == (180.0, {}, 50.0)


def test_comparing_copies_the_leg_and_its_garments() -> None:
    found = after({"type": "wear", "kind": "RAL II"}, {"type": "compare", "b": "copy"})
    assert found.wear["b"] == found.wear["a"] != []
    off = apply_message(found, say.Compare())
    assert (off.b, list(off.wear)) == (None, ["a"])


COPY = {"type": "compare", "b": "copy"}


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ({"type": "do", "verb": "sit", "body": "b"}, "posture"),
        ({"type": "set", "key": "breathing.rate_per_min", "value": 6, "body": "b"}, "breathing"),
        ({"type": "set", "key": "heart_rate_bpm", "value": 90, "body": "b"}, "heart_rate_bpm"),
        ({"type": "set", "key": "without", "value": ["breathing"], "body": "b"}, "without"),
        ({"type": "set", "key": "cuffs", "value": [{"site": "thigh", "pressure_mmHg": 40}], "body": "b"}, "cuffs"),
        ({"type": "set", "key": "device", "value": "foot-pump", "body": "b"}, "device"),
    ],
)
def test_leg_b_can_have_anything_of_its_own_until_the_comparison_ends(message: dict[str, Any], field: str) -> None:
    apart = after(COPY, message)
    steps = steps_of(apart)
    assert getattr(steps["b"], field) != getattr(steps["a"], field)
    assert steps["a"] == steps_of(after(COPY))["a"]
    keys = list(apart.apart)
    assert steps_of(apply_message(apart, say.Together(keys=keys)))["b"] == steps["a"]
    assert apply_message(apart, say.Compare()).apart == {}
    assert steps_of(apply_message(apart, say.Do(verb="lie")))["a"].posture.name == "lie"


def test_breathing_goes_back_to_what_the_verb_says() -> None:
    slow = {"type": "set", "key": "breathing.rate_per_min", "value": 6}
    assert after(slow).breathing == {"rate_per_min": 6}
    assert after(slow, {**slow, "value": None}).breathing is None
