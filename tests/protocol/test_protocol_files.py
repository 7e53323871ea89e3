"""Protocol files: back and forth exactly, and one sentence for everything that is wrong in one."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from secondheart.errors import BadFile
from secondheart.protocol import (
    Protocol,
    from_toml,
    lie,
    read_protocol,
    run,
    stand,
    tilt,
    tiptoe,
    to_toml,
    walk,
    write_protocol,
)
from secondheart.protocol._shared_parts import MOST_MOVEMENTS
from secondheart.protocol.verbs import all_verbs
from tests.protocol.strategies import protocols

STANDING = '[[step]]\ndo = "stand"\nminutes = 2\n'


def paces(count: int) -> str:
    """Steps each of which is another movement."""
    (step,) = tiptoe(times=1).steps
    assert step.activity is not None
    moved = [step.activity.replace(strength_percent=100.0 + 1e-3 * i) for i in range(count)]
    return to_toml(Protocol(steps=tuple(step.replace(activity=activity) for activity in moved)))


def test_steps_of_a_file_share_what_they_have_in_common() -> None:
    step = '[[step]]\ndo = "walk"\nkm_h = 3\nseconds = {}\n'
    first, second = from_toml(step.format(1) + step.format(2)).steps
    assert first.activity is second.activity
    assert (first.posture is second.posture, first.breathing is second.breathing) == (True, True)
    assert (first.duration_s, second.duration_s) == (1.0, 2.0)


def test_too_many_movements_are_refused_before_the_rest_is_read() -> None:
    nonsense = '[[step]]\ndo = "fly"\n'
    with pytest.raises(BadFile, match=r"^protocol: step 5001: unknown verb 'fly'"):
        from_toml(paces(MOST_MOVEMENTS) + nonsense)
    with pytest.raises(
        BadFile, match=r"^protocol: 5001 different movements in one protocol are not allowed: up to 5000$"
    ):
        from_toml(paces(MOST_MOVEMENTS + 1) + nonsense)


@settings(max_examples=60, deadline=None)
@given(protocols)
def test_a_written_protocol_reads_the_same(tmp_path_factory: pytest.TempPathFactory, protocol: Protocol) -> None:
    path = tmp_path_factory.mktemp("round") / "p.toml"
    write_protocol(protocol, path)
    assert read_protocol(path) == protocol
    assert to_toml(read_protocol(path)) == path.read_text(encoding="utf-8")


def test_verbs_survive_a_file_too(tmp_path: Path) -> None:
    protocol = (tilt(60, minutes=1) + tiptoe(3) + walk(4.2, minutes=1) + run(minutes=1)).named("mixed")
    protocol = protocol.cuff("ankle", pressure_mmHg=30).without("heart", "breathing").heart_rate(66)
    write_protocol(protocol, tmp_path / "p.toml")
    assert read_protocol(tmp_path / "p.toml") == protocol


def test_the_hand_written_form(tmp_path: Path) -> None:
    path = tmp_path / "morning.toml"
    path.write_text(
        STANDING
        + """
        [[step]]
        do = "walk"
        km_h = 3
        minutes = 5
        breathing = {rate_per_min = 12}
        cuffs = [{site = "thigh", pressure_mmHg = 40}]
        without = ["muscles"]
        heart_rate_bpm = 90
        label = "slowly"
        repeat = 3
        """,
        encoding="utf-8",
    )
    walking = walk(3, minutes=5).breathing(rate_per_min=12).cuff("thigh", pressure_mmHg=40).without("muscles")
    (step,) = walking.heart_rate(90).steps
    assert read_protocol(path) == Protocol(
        name="morning", steps=(*stand(minutes=2).steps, *3 * (step.replace(label="slowly"),))
    )


def test_steps_may_say_when_they_start_and_stop() -> None:
    text = """
    step = [{do = "lie", start_s = 0, stop_s = 60}, {do = "tiptoe", start_s = 60, stop_s = 70},
            {do = "walk", start_s = 70, stop_s = 190}]
    """
    assert from_toml(text) == lie(minutes=1) + tiptoe() + walk(minutes=2)


def spans(*rows: str) -> str:
    return "".join(f"[[step]]\n{row}\n" for row in rows)


KEYS = st.sampled_from(
    [
        "do",
        "minutes",
        "cuffs",
        "breathing",
        "posture",
        "without",
        "times",
        "every_s",
        "watts",
        "repeat",
        "start_s",
        "site",
        "x",
    ]
)
NAMES = st.sampled_from(sorted(all_verbs()))


# What is in the file, and the sentence after the file's name.
WRONG = {
    "": r"there is no step; at least one is needed, under \[\[step\]\]",
    "x": "not a TOML file: expected '=' after a key",
    "a = " + "[" * 3000: "not a TOML file: maximum recursion depth exceeded",
    "a = " + "1" * 5000: "not a TOML file: exceeds the limit",
    "name = 0x" + "f" * 5000: "not a TOML file: a whole number beyond 64 bits",
    "step = [{ do = 'lie', seconds = [-9223372036854775809] }]": "not a TOML file: a whole number beyond 64 bits",
    "step = 3": "step = 3 is not allowed: one or more tables",
    "step = []": r"step = \[\] is not allowed",
    "steps = []": "a protocol file has no key 'steps'; nearest: step, name",
    "name = 3\n" + STANDING: "Protocol: name = 3 is not allowed",
    STANDING + '[[step]]\ndo = "wlak"': "step 2: unknown verb 'wlak'; nearest: walk,",
    "[[step]]\ndo = [1]": r"step 1: unknown verb '\[1\]'; nearest:",
    "[[step]]\nminutes = 2": "step 1: a step without 'do' has no key 'minutes'; nearest:",
    "[[step]]\nduration_s = 2": "step 1: Step needs 'posture'",
    "[[step]]\nduration_s = 2\nposture = 'lie'": "step 1: posture: 'lie' is not allowed: a table of trunk_deg,",
    "[[step]]\nduration_s = 2\nposture = {self = 1}": "step 1: Posture has no key 'self'",
    STANDING + "minute = 3": "step 1: stand has no key 'minute'; nearest: minutes,",
    STANDING + "breathing = {rate = 3}": "step 1: Breathing has no key 'rate'; nearest: rate_per_min,",
    STANDING + "breathing = {rate_per_min = 99}": "step 1: Breathing: rate_per_min = 99 is not allowed",
    STANDING + "cuffs = {site = 'thigh'}": "step 1: cuffs = {'site': 'thigh'} is not allowed: a list",
    STANDING + "cuffs = [3]": "step 1: cuffs: 3 is not allowed: a table of site, side,",
    STANDING + "cuffs = [{site = 'hip', pressure_mmHg = 3}]": "step 1: Cuff: site = 'hip' is not allowed: .*'foot'",
    STANDING + "without = 'muscles'": "step 1: without = 'muscles' is not allowed: a list",
    STANDING + "without = ['wind']": "step 1: Step: without.0 = 'wind' is not allowed: .*'muscles'",
    STANDING + "paralysed = 'left'": "step 1: paralysed = 'left' is not allowed: a list",
    STANDING + "unloaded = ['middle']": "step 1: Step: unloaded.0 = 'middle' is not allowed: .*'left'",
    STANDING + "repeat = 0": "step 1: repeat = 0 is not allowed: a whole number from 1 to 100000",
    2 * (STANDING + "repeat = 60000\n"): "with all repeats there are more than 100000 steps",
    STANDING + "seconds = 3": "step 1: stand needs a duration in exactly one of seconds and minutes; both are given",
    "[[step]]\ndo = 'stand'\nminutes = '2'": "step 1: stand: minutes = '2' is not allowed: 0.001 to 10080",
    "[[step]]\ndo = 'stand'\nminutes = 1979-05-27": "step 1: stand: minutes = .* is not allowed",
    "[[step]]\ndo = 'tilt'\nminutes = 2": "step 1: tilt needs 'angle_deg'",
    "[[step]]\ndo = 'tiptoe'\nstart_s = 0\nstop_s = 12": "step 1: tiptoe lasts 10 s, but start_s and stop_s leave 12 s",
    spans("do='stand'\nstart_s=0\nstop_s=10", "do='lie'\nstart_s=8\nstop_s=20"): (
        r"overlapping steps: step 1 \(stand\) from 0 to 10 s and step 2 \(lie\) from 8 to 20 s"
    ),
    spans("do='stand'\nstart_s=0\nstop_s=10", "do='lie'\nstart_s=12\nstop_s=20"): (
        r"a gap between steps: step 1 \(stand\) from 0 to 10 s and step 2 \(lie\) from 12 to 20 s"
    ),
    spans("do='stand'\nstart_s=0\nstop_s=10", "do='lie'\nminutes=1"): r"step 2 \(lie\) has no start_s and stop_s",
    spans("do='stand'\nstart_s=1\nstop_s=10"): r"step 1 \(stand\) from 1 to 10 s starts too late",
    spans("do='stand'\nstart_s=0"): "step 1: start_s stands alone; give start_s and stop_s, or a duration",
    spans("do='stand'\nstart_s=5\nstop_s=5"): "step 1: stop_s = 5 is not allowed: more than start_s = 5",
    spans("do='stand'\nstart_s=0\nstop_s=5\nminutes=1"): "step 1: minutes is not allowed with start_s and stop_s",
    spans("do='stand'\nstart_s=0\nstop_s=5\nrepeat=2"): "step 1: repeat = 2 is not allowed with start_s and stop_s",
    spans("duration_s=5\nstart_s=0\nstop_s=5"): "step 1: duration_s is not allowed with start_s and stop_s",
}


@pytest.mark.parametrize(("text", "sentence"), WRONG.items(), ids=range(len(WRONG)))
def test_one_sentence_says_what_is_wrong_and_where(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadFile, match=rf"bad\.toml: {sentence}") as caught:
        read_protocol(path)
    assert "\n" not in str(caught.value)


SCALARS = st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
ANYTHING = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=3))


@settings(max_examples=100, deadline=None)
@given(table=st.dictionaries(KEYS, ANYTHING, max_size=4), verb=NAMES)
def test_any_table_is_a_step_or_a_sentence(table: dict[str, object], verb: str) -> None:
    usual = {"seconds": 5} if "seconds" in inspect.signature(all_verbs()[verb]).parameters else {}
    text = tomli_w.dumps({"step": [{"do": verb} | usual | table]})
    try:
        told = from_toml(text, place="it").name
    except BadFile as error:
        told = str(error)
    assert told == "" or told.startswith("it: ")


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="the protocol cannot be read: no such file"):
        read_protocol(tmp_path / "none.toml")
    with pytest.raises(BadFile, match="the protocol cannot be read: is a directory"):
        read_protocol(tmp_path)
    (tmp_path / "bytes.toml").write_bytes(b"\xff")
    with pytest.raises(BadFile, match="not a TOML file: byte 0 is not UTF-8"):
        read_protocol(tmp_path / "bytes.toml")


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "taken"
    folder.mkdir()
    with pytest.raises(BadFile, match="taken: the protocol cannot be written"):
        write_protocol(stand(minutes=1), folder)
    with pytest.raises(BadFile, match="the protocol cannot be written: no such file"):
        write_protocol(stand(minutes=1), tmp_path / "none" / "p.toml")
    assert list(tmp_path.iterdir()) == [folder]


def test_writing_replaces_the_file_whole(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    write_protocol(100 * stand(minutes=1), path)
    write_protocol(stand(minutes=1), path)
    assert read_protocol(path) == stand(minutes=1)
    assert list(tmp_path.iterdir()) == [path]
