"""The schema says what the inputs themselves allow: each limit is let through, and what lies beyond is not."""

from __future__ import annotations

from typing import Any

import pytest

from secondheart.app import messages as say
from secondheart.app.actions import all_actions
from secondheart.app.apply_message import apply_message
from secondheart.app.scenario import Scenario, build_protocol, steps_of
from secondheart.app.schema import controls, schema
from secondheart.compression import garment_classes
from secondheart.errors import InputError
from secondheart.person.valves import valves_of
from secondheart.protocol.verbs import all_verbs

SCHEMA = schema()
NUMBERS = [(verb, one) for verb, action in all_actions().items() for one in action.arguments if one.low is not None]
SHORTEST = {"valsalva": "seconds"}  # the page offers no shorter strain than it can show


def given(verb: str, **more: Any) -> dict[str, Any]:
    """Return a verb's arguments as the page first has them."""
    return {one.name: one.default for one in all_actions()[verb].arguments} | more


@pytest.mark.parametrize("verb", all_actions())
def test_a_verb_is_done_as_the_page_first_has_it(verb: str) -> None:
    assert build_protocol(verb, given(verb)).steps[0].duration_s > 0.0


def test_every_verb_is_offered() -> None:
    assert set(all_actions()) == set(all_verbs())


@pytest.mark.parametrize(("verb", "argument"), NUMBERS, ids=lambda one: getattr(one, "name", one))
def test_the_limits_of_a_verb_are_its_own(verb: str, argument: Any) -> None:
    for limit, beyond in ((argument.low, argument.low - 1.5), (argument.high, argument.high + 1.5)):
        whole = int if argument.step == 1 and argument.name == "times" else float
        assert build_protocol(verb, given(verb, **{argument.name: whole(limit)}))
        if limit == argument.low and SHORTEST.get(verb) == argument.name:
            continue
        with pytest.raises(InputError, match=r"is not allowed"):
            build_protocol(verb, given(verb, **{argument.name: whole(beyond)}))


@pytest.mark.parametrize("action", SCHEMA["verbs"], ids=lambda one: one["name"])
def test_every_choice_of_a_verb_can_be_made(action: dict[str, Any]) -> None:
    for argument in action["arguments"]:
        for option in argument["options"] or ():
            assert build_protocol(action["name"], given(action["name"], **{argument["name"]: option["value"]}))


@pytest.mark.parametrize("control", [one for one in controls() if one.kind == "number"], ids=lambda one: one.key)
def test_the_limits_of_a_control_are_those_of_the_input(control: Any) -> None:
    for limit, beyond in ((control.low, control.low - 1.0), (control.high, control.high + 1.0)):
        assert apply_message(Scenario(), say.Set(key=control.key, value=limit))
        with pytest.raises(InputError):
            apply_message(Scenario(), say.Set(key=control.key, value=beyond))


@pytest.mark.parametrize("control", [one for one in controls() if one.options], ids=lambda one: one.key)
def test_every_option_of_a_control_can_be_chosen(control: Any) -> None:
    for option in control.options:
        value = [option["value"]] if control.kind == "flags" else option["value"]
        assert steps_of(apply_message(Scenario(), say.Set(key=control.key, value=value)))


def test_every_preset_condition_and_garment_can_be_had() -> None:
    for row in SCHEMA["presets"]:
        assert apply_message(Scenario(), say.Preset(name=row["name"]))
    for row in SCHEMA["conditions"]:
        for degree in (row["low"], row["high"], None):
            assert apply_message(Scenario(), say.SetCondition(name=row["name"], degree=degree))
    for row in SCHEMA["garments"]:
        for length in row["lengths"]:
            assert steps_of(apply_message(Scenario(), say.Wear(kind=row["name"], length=length)))["a"].wear
    assert {row["name"] for row in SCHEMA["garments"]} >= set(garment_classes())


def test_every_vein_that_is_named_can_leak() -> None:
    for vein in SCHEMA["veins"]:
        assert apply_message(Scenario(), say.Leak(vein=vein, leak=0.5)).a["leaks"]
    for group, valves in SCHEMA["valve_groups"].items():
        assert tuple(valves) == valves_of(group)


def test_every_number_of_a_vessel_has_a_source() -> None:
    numbers = [number for vessel in SCHEMA["vessels"].values() for number in vessel["numbers"]]
    assert numbers
    assert all(number["source"] in SCHEMA["references"] or number["source"] == "assumed" for number in numbers)


@pytest.mark.parametrize("one", SCHEMA["cuffs"]["kinds"], ids=lambda one: f"{one['kind']}-{one['site']}")
def test_every_cuff_and_tourniquet_can_be_put_on(one: dict[str, str]) -> None:
    high = SCHEMA["cuffs"]["high_mmHg"]
    assert SCHEMA["cuffs"]["usual_mmHg"] < high
    for pressure in (0.0, high):
        put_on = apply_message(Scenario(), say.Set(key="cuffs", value=[{**one, "pressure_mmHg": pressure}]))
        assert steps_of(put_on)["a"].cuffs[0].site == one["site"]
    with pytest.raises(InputError):
        apply_message(Scenario(), say.Set(key="cuffs", value=[{**one, "pressure_mmHg": high + 1.0}]))


def test_a_class_that_is_open_above_says_so() -> None:
    labels = {row["name"]: row["label"] for row in SCHEMA["garments"]}
    assert labels["RAL IV"] == "RAL IV (49 mmHg or more)"
    assert labels["RAL II"] == "RAL II (23 to 32 mmHg)"
