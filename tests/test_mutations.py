"""`make mutate` loses no result when it is stopped, and believes none of other code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import mutate
from tests.mutate import Mutation, Results, all_mutations, try_all

CHANGES = [Mutation("physics/valve.py", 7, begin, begin + 1, "+", "-") for begin in (3, 9, 12)]  # of one line


def noticing(by: str, stop_at: int = 9) -> tuple[list[Mutation], Callable[[Mutation], str]]:
    """Return what is tried, and a way of trying that is interrupted at some place."""
    tried: list[Mutation] = []

    def notice(one: Mutation) -> str:
        if len(tried) == stop_at:
            raise KeyboardInterrupt
        tried.append(one)
        return by

    return tried, notice


def test_a_stopped_run_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "new" / "mutations"
    first, notice = noticing("laws", stop_at=2)
    monkeypatch.setattr(mutate, "noticed_by", notice)
    assert try_all(CHANGES, 700, Results(path, "state")) == 130
    assert "2 of 700 changes tried" in capsys.readouterr().out
    rest, notice = noticing("none")
    monkeypatch.setattr(mutate, "noticed_by", notice)
    assert try_all(CHANGES, 700, Results(path, "state")) == 1
    assert (first, rest) == (CHANGES[:2], CHANGES[2:])
    assert "laws       2\nstepper    0\nnone       1\n" in capsys.readouterr().out


def test_results_of_other_code_and_half_written_ones_are_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "mutations"
    for one in CHANGES:
        Results(path, "state").keep(one, "stepper")
    assert len(Results(path, "state").by) == len(CHANGES)
    path.write_text(path.read_text("utf-8")[:-2], "utf-8")
    assert [one.place in Results(path, "state").by for one in CHANGES] == [True, True, False]
    Results(path, "state").keep(CHANGES[2], "laws")
    assert list(Results(path, "state").by.values()) == ["stepper", "stepper", "laws"]
    assert Results(path, "other state").by == {}
    assert path.read_text("utf-8") == "other state\n"


def test_every_change_has_a_place_of_its_own() -> None:
    places = [one.place for one in all_mutations()]
    assert len(places) == len(set(places)) > 500
