"""Any table and any text is a person who can be simulated, or is refused in a sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import example, given
from hypothesis import strategies as st

from secondheart import Person, Protocol, lie, stand, tiptoe
from secondheart.person import read_person
from secondheart.person.valves import valve_names
from tests.fuzz.budget import drawn
from tests.fuzz.checks import run, taken
from tests.fuzz.mutation import mutated
from tests.fuzz.strategies import people, spoilt

A_LITTLE: Protocol = lie(seconds=0.5) + stand(seconds=1.5, transition_s=0) + tiptoe(times=2, every_s=0.5)


FULL = {
    "age_years": 100.0,
    "height_cm": 120.0,
    "mass_kg": 35.0,
    "conditions": [{"name": "heart-failure", "degree": 1.0}],
}


TALL = {"age_years": 18.0, "height_cm": 220.0, "mass_kg": 35.0, "leaks": dict.fromkeys(valve_names(), 1.0)}


@drawn(9)
@given(people)
@example(FULL)
@example(TALL)
def test_every_allowed_person_lives(fields: dict[str, Any]) -> None:
    person = taken(Person, **fields)
    if person is not None:
        run(person, A_LITTLE)


@drawn(7)
@given(spoilt(people))
def test_a_spoilt_person_is_refused_or_lives(fields: dict[str, Any]) -> None:
    person = taken(lambda: Person(**fields))
    if person is not None:
        run(person, lie(seconds=0.1))


@drawn(6)
@given(st.data())
def test_a_spoilt_file_is_refused_or_is_a_person(tmp_path: Path, data: st.DataObject) -> None:
    text = tomli_w.dumps(data.draw(people)).encode()
    path = tmp_path / "person.toml"
    path.write_bytes(data.draw(mutated(text) | st.binary(max_size=200)))
    person = taken(read_person, path)
    if person is not None:
        run(person, lie(seconds=0.1))


@pytest.mark.parametrize("sex", ["male", "female"])
@pytest.mark.parametrize("size", [(120, 35), (120, 200), (220, 35), (220, 200)])
@pytest.mark.parametrize("age_years", [18, 100])
def test_the_smallest_and_the_largest_live(sex: str, size: tuple[float, float], age_years: float) -> None:
    run(Person(sex=sex, height_cm=size[0], mass_kg=size[1], age_years=age_years), A_LITTLE)
