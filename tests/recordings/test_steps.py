"""Steps keep their number, whatever they are spread over, and two sources are never summed."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondheart.recordings.logbook import Table, table_of
from secondheart.recordings.sources import chosen_steps, lanes
from secondheart.recordings.steps import Counted, joined, spread

MINUTES = st.floats(0.5, 3600.0)


@given(number=st.integers(1, 300), start=st.floats(0.0, 86_000.0), length=MINUTES)
def test_a_bout_keeps_its_steps_and_stays_within_its_time(number: int, start: float, length: float) -> None:
    number = max(1, min(number, round(5 * length)))
    bout = spread(Counted(start, start + length, number))
    assert bout.per_min * (bout.stop_s - bout.start_s) / 60.0 == pytest.approx(number, rel=1e-12)
    assert start - 0.005 - 1e-9 <= bout.start_s < bout.stop_s <= bout.rest_s <= start + length + 0.016
    for time in (bout.start_s, bout.stop_s, bout.rest_s):
        assert 100 * time == pytest.approx(round(100 * time), abs=1e-6)  # on the model's clock


@given(number=st.integers(1, 300))
def test_a_minute_is_walked_through_or_in_one_bout_at_the_preferred_pace(number: int) -> None:
    bout = spread(Counted(600.0, 660.0, number))
    if number >= 60:
        assert (bout.start_s, bout.stop_s, bout.per_min) == (600.0, 660.0, number)
    else:
        assert bout.per_min == pytest.approx(100.0, rel=0.02)  # one step is 0.6 s, on a grid of 0.01 s
        assert bout.stop_s == pytest.approx(600.0 + 0.6 * number, abs=0.01)


@given(lengths=st.lists(st.floats(0.3, 90.0), min_size=1, max_size=60), pause=st.floats(0.1, 5.0))
def test_joining_short_rows_keeps_their_steps_and_their_time(lengths: list[float], pause: float) -> None:
    rows, t_s = [], 0.0
    for place, length in enumerate(lengths):
        t_s += pause * (place % 7 == 3)
        rows.append(Counted(t_s, t_s + length, 2.0))
        t_s += length
    made = joined(rows)
    assert sum(row.number for row in made) == 2.0 * len(rows)
    assert all(after.start_s >= before.stop_s for before, after in pairwise(made))
    assert all(row.stop_s - row.start_s <= max(60.05, *lengths) + 1e-9 for row in made)
    covered = sum(row.stop_s - row.start_s for row in made)
    assert covered == pytest.approx(sum(lengths), abs=1e-6)


@st.composite
def some_source(draw: st.DrawFn, name: str) -> Table:
    lengths = draw(st.lists(st.integers(1, 600), max_size=20))
    pauses = draw(st.lists(st.integers(0, 400), min_size=len(lengths), max_size=len(lengths)))
    starts = np.cumsum([0, *lengths[:-1]])[: len(lengths)] + np.cumsum(pauses)
    counts = [draw(st.integers(0, 200)) for _ in lengths]
    return table_of("steps", name, "measured", starts, starts + np.array(lengths), value=counts)


@given(watch=some_source("watch"), phone=some_source("phone"))
def test_of_two_sources_no_time_is_counted_twice(watch: Table, phone: Table) -> None:
    rows = [row for row, _ in chosen_steps([watch, phone])]
    assert all(after.start_s >= before.stop_s for before, after in pairwise(rows))
    total = sum(row.number for row in rows)
    assert max(watch.value.sum(), phone.value.sum()) <= total <= watch.value.sum() + phone.value.sum()


def test_of_what_overlaps_the_source_that_counted_more_is_taken() -> None:
    watch = table_of("steps", "watch", "measured", [0, 600], [300, 900], value=[400, 20])
    phone = table_of("steps", "phone", "measured", [100, 650, 2000], [200, 700, 2060], value=[120, 80, 90])
    chosen = [(row.number, table.source) for row, table in chosen_steps([watch, phone])]
    assert chosen == [(400, "watch"), (80, "phone"), (90, "phone")]


@given(starts=st.lists(st.integers(0, 50), min_size=1, max_size=30), length=st.integers(1, 20))
def test_rows_of_one_lane_never_overlap(starts: list[int], length: int) -> None:
    begin = np.sort(np.array(starts, dtype=float))
    lane = lanes(begin, begin + length)
    for number in range(lane.max() + 1):
        here = begin[lane == number]
        assert (np.diff(here) >= length).all()
