"""The protocols that come with the package."""

from __future__ import annotations

import pytest

from secondheart.errors import UnknownName
from secondheart.protocol import builtin, from_toml, names, to_toml

# Steps as (label, seconds).
EXPECTED = {
    "lie": [("lie", 300)],
    "sit": [("sit", 300)],
    "stand": [("stand", 300)],
    "lie-stand": [("lie", 300), ("stand", 300)],
    "stand-tiptoe": [("stand", 120), ("10 x tiptoe", 10), ("stand", 120)],
    "stand-walk": [("stand", 120), ("walk 3 km/h", 300), ("stand", 120)],
    "stand-run": [("stand", 120), ("run 10 km/h", 300), ("stand", 180)],
    "tilt": [("lie", 300), ("tilt 60 deg", 600), ("lie", 300)],
    "raise-legs": [("lie", 180), ("raise legs", 180), ("lie", 180)],
    "cycle": [("sit", 120), ("cycle 50 W, 50/min", 300), ("sit", 120)],
    "ankle-pumps": [("lie", 120), ("30 x ankle pump", 60), ("lie", 120)],
    "pneumatic": [("lie", 120), ("lie, sequential", 300), ("lie", 120)],
    "valsalva": [("lie", 120), ("Valsalva 40 mmHg", 15), ("lie", 60)],
    "squat": [("stand", 120), ("squat", 120), ("stand", 120)],
    "stairs": [("stand", 120), ("stairs 80/min", 120), ("stand", 120)],
    "fidget": [("sit", 180), ("fidget", 300), ("sit", 180)],
    "dorsiflexion": [("sit", 120), ("10 x dorsiflexion", 15), ("sit", 120)],
    "toe-curls": [("sit", 120), ("30 x toe curl", 60), ("sit", 120)],
    "weight-transfer": [("stand", 120), ("weight transfer", 120), ("stand", 120)],
    "cough": [("stand", 120), ("3 x cough", 6), ("stand", 60)],
    "one-leg": [
        ("stand", 120),
        ("walk 3 km/h, right leg paralysed", 180),
        ("stand, right leg unloaded", 120),
    ],
}


def test_the_names_are_known() -> None:
    assert set(names()) == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_named_protocol_has_its_steps(name: str) -> None:
    protocol = builtin(name)
    assert protocol.name == name
    assert list(protocol.describe()) == EXPECTED[name]
    assert from_toml(to_toml(protocol)) == protocol


def test_the_table_tilts_back_as_fast_as_it_came() -> None:
    assert builtin("tilt").transitions() == (0.0, 6.0, 6.0)


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"^unknown protocol 'stand-tiptoes'; nearest: stand-tiptoe, "):
        builtin("stand-tiptoes")
