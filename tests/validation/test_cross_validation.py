"""Groups that are left out: the search for the levers, and that a table is read as it was written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from secondheart.evidence import cross_validation as module
from secondheart.evidence.cross_validation import (
    GROUPS_LEFT_OUT,
    LEVERS,
    LONGEST_S,
    fit_levers,
    leave_groups_out,
    lever_factors,
    usable_rows,
)
from secondheart.evidence.cross_validation_table import read_left_out, write_left_out
from secondheart.evidence.rows import Row
from secondheart.results.measure import Floats

ROWS = usable_rows()
WIDE = (-0.5, 0.5)


def test_rows_are_calibrated_closed_and_quick() -> None:
    assert {row.status for row in ROWS} == {"calibrated"}
    assert all(row.low is not None and row.high is not None for row in ROWS)
    assert set(GROUPS_LEFT_OUT) <= {row.group for row in ROWS}
    assert LONGEST_S < 3600.0


def test_a_lever_stays_within_the_range_of_each_of_its_numbers() -> None:
    for low, high in lever_factors():
        assert -1.0 < low <= 0.0 <= high


def test_levers_bring_rows_to_the_middle_and_stop_at_their_range() -> None:
    slope = np.array([[10.0, 0.0], [0.0, 10.0]])
    moved = fit_levers(np.array([1.0, -1.0]), slope, [WIDE, WIDE])
    assert moved == pytest.approx([-0.1, 0.1], abs=1e-3)
    moved = fit_levers(np.array([1.0, -1.0]), slope, [(-0.02, 0.5), WIDE])
    assert moved == pytest.approx([-0.02, 0.1], abs=1e-3)


def test_a_group_is_predicted_by_what_the_others_say(monkeypatch: pytest.MonkeyPatch) -> None:
    def slopes(rows: tuple[Row, ...], _: object) -> tuple[Floats, Floats]:
        ends = [(row.low or 0.0, row.high or 0.0) for row in rows]
        middle, half = (np.array([0.5 * (high + sign * low) for low, high in ends]) for sign in (1.0, -1.0))
        slope = np.zeros((len(rows), len(LEVERS)))
        slope[:, 0] = 100.0 * half  # every row asks for the same move of the first lever
        return middle + half, slope

    monkeypatch.setattr(module, "measure_slopes", slopes)
    for one in leave_groups_out():
        assert one.apart[0] == pytest.approx(1.0)
        assert one.apart[2] < 0.05  # what the others ask for serves this group as well
        assert one.inside[2] == one.rows
        assert one.levers["blood"] == pytest.approx(0.99, abs=1e-3)


def test_a_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    kept = read_left_out()
    assert {one.group for one in kept} == set(GROUPS_LEFT_OUT)
    write_left_out(kept, tmp_path / "a.toml")
    assert read_left_out(tmp_path / "a.toml") == kept
