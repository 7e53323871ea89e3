"""A leg whose muscles do nothing, and a leg that bears no weight."""

from __future__ import annotations

import pytest

from secondheart.errors import InputError
from secondheart.protocol import from_toml, sit, stand, tilt, to_toml, walk
from secondheart.protocol.repeated import ankle_pumps


def test_what_rested_on_one_foot_rests_on_the_other() -> None:
    (step,) = stand(minutes=1).steps
    assert step.standing_loads == {"left": 0.5, "right": 0.5}
    assert step.replace(unloaded={"left"}).standing_loads == {"left": 0.0, "right": 1.0}
    assert step.replace(unloaded={"left", "right"}).standing_loads == {"left": 0.0, "right": 0.0}


@pytest.mark.parametrize("protocol", [sit(minutes=1), tilt(50, minutes=1), walk(minutes=1)])
def test_no_weight_is_lost_or_won(protocol) -> None:
    (step,) = protocol.unloaded("right").steps
    assert sum(step.standing_loads.values()) == pytest.approx(2 * step.standing_load, abs=1e-12)


def test_a_paralysed_leg_still_bears_its_weight() -> None:
    (step,) = stand(minutes=1).paralysed("right").steps
    assert step.standing_loads == {"left": 0.5, "right": 0.5}


def test_legs_are_added_step_by_step_and_the_original_stays() -> None:
    original = stand(minutes=1) + ankle_pumps()
    changed = original.paralysed("left").paralysed("right").unloaded("left")
    for step in changed.steps:
        assert (step.paralysed, step.unloaded) == ({"left", "right"}, {"left"})
    assert original == stand(minutes=1) + ankle_pumps()


def test_files_know_them_with_a_verb_and_without() -> None:
    text = """
    [[step]]
    do = "walk"
    minutes = 5
    paralysed = ["right"]
    unloaded = ["right"]
    """
    protocol = from_toml(text)
    assert protocol == walk(minutes=5).paralysed("right").unloaded("right").named("")
    assert from_toml(to_toml(protocol)) == protocol


@pytest.mark.parametrize("change", ["paralysed", "unloaded"])
def test_a_third_leg_is_refused(change: str) -> None:
    with pytest.raises(InputError, match=rf"^Step: {change}.0 = 'middle' is not allowed: input should be 'left' or 'r"):
        getattr(stand(minutes=1), change)("middle")
