"""However a file is damaged, it is read or refused with one sentence."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from secondheart.errors import InputError
from secondheart.recordings import Recording, read_day, read_logbook, read_recording
from secondheart.recordings.registry import all_formats
from tests.recordings.samples import by_format

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


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    return by_format(tmp_path_factory.mktemp("samples"))


@pytest.mark.parametrize("form", [one.name for one in all_formats()])
def test_damage_is_read_or_told_in_one_sentence(form: str, samples: dict[str, list[Path]], tmp_path: Path) -> None:
    chance = random.Random(form)
    sentences: list[str] = []
    for path in samples[form]:
        whole, victim = path.read_bytes(), tmp_path / path.name
        for _ in range(max(20, ROUNDS // len(samples[form]))):
            victim.write_bytes(damaged(whole, chance))
            for read in (read_day, read_recording):
                try:
                    read(victim)
                except InputError as error:
                    sentences.append(str(error))
    assert [sentence for sentence in sentences if "\n" in sentence or len(sentence) > 700] == []
    assert len(sentences) > ROUNDS / 10  # damage was done


def test_each_format_has_a_sample(samples: dict[str, list[Path]]) -> None:
    assert set(samples) == {form.name for form in all_formats()}


@pytest.mark.parametrize("form", [one.name for one in all_formats()])
def test_run_and_day_tell_the_same_facts(form: str, samples: dict[str, list[Path]]) -> None:
    for path in samples[form]:
        book = read_logbook(path)
        run = read_recording(path)
        days = {book.clock.day_of(moment) for moment in (book.span[0], book.span[1] - 1.0)}
        wanted = run.date or (min(days) if book.clock.dated else None)
        try:
            day = read_day(path, wanted)
        except InputError:  # beats alone are no day
            assert run.steps + run.turns == 0
            assert not book.of("postures")
            continue
        assert (day.device, day.left_out, day.notes) == (run.device, run.left_out, run.notes)
        if run.date or len(days) == 1 or not book.clock.dated:
            assert (day.steps, day.turns) == (run.steps, run.turns)
            assert [b - a for a, b in day.pauses] == pytest.approx([b - a for a, b in run.pauses])
            assert measured(day) == pytest.approx(measured(run))
            assert heart_s(day) >= heart_s(run) - 1e-3  # a moment reaches beyond the end of the recording


def measured(recording: Recording) -> dict[str, float]:
    """For how long what was measured, without heart and breath."""
    return {
        one.what: one.duration_s for one in recording.account if one.origin == "measured" and "rate" not in one.what
    }


def heart_s(recording: Recording) -> float:
    return sum(one.duration_s for one in recording.account if (one.what, one.origin) == ("heart rate", "measured"))
