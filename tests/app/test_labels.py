"""Names of parts in words, as the page shows and speaks them."""

from __future__ import annotations

import pytest

from secondheart import Person
from secondheart.app.channels import label_of


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("dorsal_arch_left", "dorsal arch, left"),
        ("perforators_hunter_right", "Hunter perforators, right"),
        ("perforators_cockett", "Cockett perforators"),
        ("perforators_gastrocnemius_medial_left", "gastrocnemius medial perforators, left"),
        ("perforators_left", "perforators, left"),
        ("heart_right", "heart, right"),
    ],
)
def test_a_name_is_said_with_its_side_last_and_people_with_a_capital(name: str, words: str) -> None:
    assert label_of(name) == words


def test_names_in_words_stay_apart() -> None:
    valves = {one.valve for one in Person().body.connections if one.valve}
    assert len({label_of(name) for name in valves}) == len(valves)
