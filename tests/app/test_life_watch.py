"""What no living body has is told by the page as long as it goes on, in the words of a run."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from secondheart.app import messages as say
from secondheart.app.life_watch import UNSEEN_S
from secondheart.app.tab_session import Outgoing
from secondheart.results.beyond_life import beyond_life
from secondheart.simulation.live import TICK_S
from secondheart.simulation.simulate import simulate
from secondheart.variables import INCLUDED
from tests.app.conftest import Bench

New = Callable[..., Bench]
STRAIN = say.Do(verb="valsalva", arguments={"pressure_mmHg": 60.0, "seconds": 15.0, "posture": "stand"})


def beyond(said: Iterable[Outgoing]) -> list[list[dict[str, Any]]]:
    """Return what each message of live values tells of it."""
    return [json.loads(one.text)["beyond"] for one in said if one.kind == "findings"]


def test_an_ordinary_stand_and_walk_need_no_word(bench: New) -> None:
    one = bench()
    told = beyond(one.run(100) + one.run(200, say.Do(verb="walk", arguments={"km_h": 3.0})))
    assert len(told) > 10
    assert not any(told)


def test_a_hard_strain_standing_is_told_with_the_values_of_its_run_and_goes_when_it_is_over(bench: New) -> None:
    one = bench()
    one.run(20)
    told = beyond(one.run(int(16.0 / 0.04), STRAIN))
    assert not told[0]
    at_worst = {row["quantity"]: row["text"] for row in max(told, key=len)}
    assert "arterial_mean" in at_worst
    last = {row["quantity"]: row["text"] for rows in told for row in rows}
    person, protocol = one.tab.run_of("a", "strain")
    assert set(last.values()) == set(beyond_life(simulate(person, protocol, sample_s=TICK_S, including=INCLUDED)))
    assert beyond(one.run(int((20.0 + UNSEEN_S) / 0.04)))[-1] == []


def test_each_body_is_told_of_and_a_restart_ends_it(bench: New) -> None:
    one = bench()
    one.run(20, say.Compare(b="copy"))
    told = beyond(one.run(int(16.0 / 0.04), STRAIN))
    assert {row["body"] for rows in told for row in rows} == {"a", "b"}
    assert beyond(one.run(30, say.Restart()))[-1] == []


@pytest.mark.parametrize("speed", [1.0, 60.0])
def test_what_came_and_went_between_two_looks_is_told_once(bench: New, speed: float) -> None:
    one = bench()
    one.run(20, say.Speed(speed=speed))
    one.tab.findings_at = one.clock.now + 1000.0  # nobody looks
    one.run(int(50.0 / 0.04 / speed), STRAIN)
    one.tab.findings_at = 0.0
    told = beyond(one.run(30))
    assert any(row["quantity"] == "arterial_mean" for row in told[0])
    assert told[-1] == []
