"""A built-in day on the page: part after part at their exact times, the same protocol as the command's."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from secondheart.app import messages as say
from secondheart.app.scenario import Scenario, after, check_scenario
from secondheart.day.schedule import builtin_day
from secondheart.errors import InputError
from tests.app.conftest import Bench


def test_a_day_goes_on_by_itself_and_is_the_days_own_protocol(bench: Callable[..., Bench]) -> None:
    one = bench()
    one.run(2)
    begun = say.Do(verb="day", arguments={"name": "office", "part": 0}), say.Restart(), say.Speed(speed=600.0)
    said = one.run(70, *begun)
    events = [json.loads(part.text) for part in said if part.kind == "event"]
    assert [(event["time_s"], event["kind"], event["label"]) for event in events[-2:]] == [
        (1200.0, "part", "weight transfer"),
        (1560.0, "part", "walk 3 km/h"),
    ]
    _, protocol = one.tab.run_of("a", "office")
    whole = builtin_day("office").protocol.steps
    first = protocol.steps[0].replace(transition_s=whole[0].transition_s)  # one begins settled, so there is none
    assert (first, protocol.steps[1]) == whole[:2]
    assert protocol.steps[2].duration_s < whole[2].duration_s  # under way
    assert one.tab.steering.wanted.arguments == {"name": "office", "part": 2}


def test_after_the_last_part_one_rests() -> None:
    last = len(builtin_day("bed").protocol.steps) - 1
    evening = Scenario(verb="day", arguments={"name": "bed", "part": last})
    assert after(evening, builtin_day("bed").protocol.steps[last]).verb == "lie"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"name": "../office"}, "unknown day"),
        ({"name": "office", "part": -1}, "0 to 90"),
        ({"name": "office", "part": 1.0}, "0 to 90"),
        ({"hours": 3}, "unknown argument of day"),
    ],
)
def test_a_day_that_is_none_is_refused(arguments: dict[str, object], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        check_scenario(Scenario(verb="day", arguments=arguments))


@pytest.mark.parametrize("ticks", [1, 7, 10, 13])
def test_a_stretch_that_is_cut_short_is_seen_too(bench: Callable[..., Bench], ticks: int) -> None:
    one = bench()
    one.run(3)
    for _ in range(4):  # wherever the samples of before have left off
        taken = one.tab.steering.advance(ticks, sample_ticks=10)["a"]
        assert len(taken.pressure) >= 1
