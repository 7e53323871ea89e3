"""What is worn, by name."""

from __future__ import annotations

import pytest

from secondheart.cli.people import parse_person
from secondheart.compression import garment_names
from secondheart.errors import InputError
from secondheart.person import Person
from secondheart.person.parse import with_garment


@pytest.mark.parametrize("name", garment_names())
def test_every_garment_can_be_worn_on_one_leg_or_both(name: str) -> None:
    (both,), (left,) = with_garment(Person(), name).garments, with_garment(Person(), f"{name}_left").garments
    assert (both.side, left.side) == ("both", "left")
    assert both.ankle_mmHg == left.ankle_mmHg > 0.0
    assert (both.thigh_mmHg > 0.0) == name.endswith("-thigh")


def test_conditions_and_garments_are_joined_by_a_plus() -> None:
    person = parse_person("leaking-great-saphenous+ral-ii+bandage-inelastic-left=30", Person())
    assert len(person.leaks) == 10
    assert [garment.ankle_mmHg for garment in person.garments] == [27.5, 30.0]
    assert person.garments[1].side == "left"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("ral-v", "unknown garment 'ral-v'; nearest: ral-iv, "),
        ("ral-ii=30", "a class has its own pressure; only a bandage takes one"),
        ("bandage-elastic=tight", "the pressure 'tight' is not a number of mmHg"),
        ("bandage-elastic=200", "foot_mmHg = 184.0 is not allowed"),
    ],
)
def test_what_cannot_be_worn_is_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        with_garment(Person(), text)
