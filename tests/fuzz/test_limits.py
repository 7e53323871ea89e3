"""What would take too much memory or time is refused before the work begins, in a sentence that says what to change."""

from __future__ import annotations

import pytest

from secondheart import Person, Protocol, lie, simulate, walk
from secondheart._limits import MOST_BYTES
from secondheart.errors import InputError, SecondheartError, UnknownName
from secondheart.protocol._shared_parts import MOST_MOVEMENTS
from tests.fuzz.budget import limited


def test_a_record_that_would_not_fit_is_refused() -> None:
    told = r"sample_s = 0\.01 is not allowed for \d+ vessels over 1740 s, .* memory: 0\.02 s or more, or fewer vessels"
    with limited(), pytest.raises(InputError, match=told):
        simulate(Person(), lie(minutes=29), sample_s=0.01)


def test_a_record_that_just_fits_is_told() -> None:
    with pytest.raises(InputError, match="would not fit into memory") as refused:
        simulate(Person(), lie(minutes=60 * 24 * 7), sample_s=0.01)
    least = float(str(refused.value).split("memory: ")[1].split(" s")[0])
    assert 86400 * 7 / least * 8 < MOST_BYTES["record"]


def test_too_many_movements_are_refused() -> None:
    step = walk(km_h=3, seconds=0.01).steps[0]
    assert step.activity is not None
    strengths = [100.0 + 1e-3 * i for i in range(MOST_MOVEMENTS + 1)]
    steps = tuple(step.replace(activity=step.activity.replace(strength_percent=one)) for one in strengths)
    with limited(), pytest.raises(InputError, match="5001 different movements in one protocol are not allowed: up to"):
        simulate(Person(), Protocol(steps=steps))


@pytest.mark.parametrize("name", ["a\nb", "\x1b[2J", "\ud800", "x" * 100_000, "\u2028"])
def test_a_sentence_is_one_line_that_can_be_printed(name: str) -> None:
    for error in (SecondheartError(name), UnknownName.of("vein", name, ["popliteal", "femoral"])):
        assert str(error).isprintable()
        assert len(str(error)) <= 600
