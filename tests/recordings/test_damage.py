"""However a file is damaged, it is read or refused with one sentence."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from secondheart.errors import InputError
from secondheart.recordings import read_day, read_logbook, read_recording
from secondheart.recordings.registry import all_formats
from tests.recordings.samples import healthy

ROUNDS = 60
BITS = [b"", b"0", b"-1", b"9e9", b"nan", b",", b";", b"\n", b"\x00", b"\xff", b"<", b'"', b"T", b"2026", b"9999-12-31"]


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Cut, repeat or overwrite parts of a file."""
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(data) + 1)
        until = min(len(data), at + chance.choice([0, 1, 4, 30, 400]))
        part = chance.choice([*BITS, data[at:until] * 2, chance.randbytes(3)])
        data = data[:at] + part + (data[until:] if chance.random() < 0.9 else b"")
    return data


@pytest.mark.parametrize("place", range(26))
def test_damage_is_read_or_told_in_one_sentence(tmp_path: Path, place: int) -> None:
    (tmp_path / "whole").mkdir()
    path = healthy(tmp_path / "whole")[place]
    whole, chance = path.read_bytes(), random.Random(place)
    victim = tmp_path / path.name
    sentences: list[str] = []
    for _ in range(ROUNDS):
        victim.write_bytes(damaged(whole, chance))
        for read in (read_day, read_recording):
            try:
                read(victim)
            except InputError as error:
                sentences.append(str(error))
    assert [sentence for sentence in sentences if "\n" in sentence or len(sentence) > 700] == []
    assert len(sentences) > ROUNDS / 10  # damage was done


def test_every_format_is_among_them(tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    paths = healthy(tmp_path / "whole")
    assert len(paths) == 26
    forms = set()
    for path in paths:
        book = read_logbook(path)
        forms.add(book.form)
        assert book.span[1] > book.span[0]
    assert forms == {form.name for form in all_formats()}
