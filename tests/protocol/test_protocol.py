"""Protocols: sums, products, changes, and which step is active when."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondheart.errors import InputError
from secondheart.protocol import STAND, Cuff, Protocol, lie, stand, tilt, tiptoe, walk
from tests.protocol.strategies import protocols

FEW = settings(max_examples=25, deadline=None)


@FEW
@given(protocols, protocols, protocols)
def test_addition_is_associative_and_keeps_the_time(a: Protocol, b: Protocol, c: Protocol) -> None:
    assert (a + b) + c == a + (b + c)
    assert (a + b).steps == a.steps + b.steps
    assert (a + b).duration_s == pytest.approx(a.duration_s + b.duration_s, rel=1e-12)


@FEW
@given(protocols, st.integers(1, 4))
def test_multiplication_is_repeated_addition(a: Protocol, times: int) -> None:
    total = a
    for _ in range(times - 1):
        total = total + a
    assert a * times == times * a == total


@FEW
@given(protocols)
def test_steps_are_half_open(a: Protocol) -> None:
    for start, step in zip(a.starts(), a.steps, strict=True):
        assert a.step_at(start) is step
    with pytest.raises(InputError, match=r"step_at: t_s = .* is not allowed"):
        a.step_at(a.duration_s)


@FEW
@given(protocols)
def test_equal_protocols_have_equal_hashes(a: Protocol) -> None:
    again = Protocol(name=a.name, steps=tuple(step.replace() for step in a.steps))
    assert a == again
    assert hash(a) == hash(again)
    assert a.named(a.name + "x") != a


def test_the_time_just_before_a_change_belongs_to_the_step_before() -> None:
    protocol = lie(minutes=1) + stand(minutes=1)
    assert protocol.step_at(59.999).label == "lie"
    assert protocol.step_at(60.0).label == "stand"
    with pytest.raises(InputError, match="t_s = -1 is not allowed"):
        protocol.step_at(-1)


def test_only_a_change_of_posture_takes_time() -> None:
    protocol = stand(minutes=1) + tiptoe() + lie(minutes=1) + tilt(60, minutes=1) + lie(minutes=1)
    assert protocol.transitions() == (0.0, 0.0, 2.0, 6.0, 2.0)


def test_a_table_of_steps() -> None:
    assert (stand(minutes=2) + tiptoe(5) + walk(4.5, seconds=30)).describe() == (
        ("stand", 120.0),
        ("5 x tiptoe", 5.0),
        ("walk 4.5 km/h", 30.0),
    )
    assert Protocol(steps=(stand(minutes=1).steps[0].replace(label=""),)).describe() == (("stand", 60.0),)


def test_a_sum_has_no_name_until_it_is_given_one() -> None:
    assert lie(minutes=1).name == "lie"
    assert (lie(minutes=1) + stand(minutes=1)).name == ""
    assert (lie(minutes=1) + stand(minutes=1)).named("up").name == "up"


def test_changes_apply_to_every_step_and_leave_the_original() -> None:
    original = lie(minutes=1) + stand(minutes=1)
    changed = (
        original.breathing(rate_per_min=10)
        .breathing(depth_mL=1000)
        .cuff("thigh", pressure_mmHg=50, side="left")
        .without("muscles")
        .without("heart")
        .heart_rate(70)
    )
    for step in changed.steps:
        assert (step.breathing.rate_per_min, step.breathing.depth_mL) == (10, 1000)
        assert step.cuffs == (Cuff(site="thigh", side="left", pressure_mmHg=50),)
        assert step.without == {"heart", "muscles"}
        assert step.heart_rate_bpm == 70
    assert original == lie(minutes=1) + stand(minutes=1)
    assert changed.heart_rate(None).steps[0].heart_rate_bpm is None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda p: p.without("gravity"), "'gravity' is not allowed: input should be 'heart', 'breathing' or 'muscles'"),
        (lambda p: p.without(["heart"]), "is not allowed"),
        (lambda p: p.cuff("thigh", pressure_mmHg=400), "pressure_mmHg = 400 is not allowed"),
        (lambda p: p.cuff("calf", pressure_mmHg=40).cuff("calf", pressure_mmHg=50), "two at the calf"),
        (lambda p: p.heart_rate(10), "heart_rate_bpm = 10 is not allowed"),
        (lambda p: p.breathing(rate_per_min=100), "rate_per_min = 100 is not allowed"),
        (lambda p: p * 0, "repeating 0 times is not allowed: 1 to 100000 times"),
        (lambda p: p * 10**9, "repeating 1000000000 times is not allowed"),
    ],
)
def test_impossible_changes_are_refused(change, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        change(stand(minutes=1))


def test_only_protocols_are_added_and_only_whole_numbers_multiply() -> None:
    with pytest.raises(TypeError, match="unsupported operand"):
        stand(minutes=1) + 3
    with pytest.raises(TypeError, match="unsupported operand"):
        stand(minutes=1) * 1.5


def test_a_protocol_has_a_step() -> None:
    with pytest.raises(InputError, match=r"^Protocol: steps = \(\) is not allowed"):
        Protocol(steps=())


def test_steps_are_shared_not_copied() -> None:
    step = stand(minutes=1).steps[0]
    assert all(other is step for other in (3 * Protocol(steps=(step,))).steps)
    assert step.posture is STAND
