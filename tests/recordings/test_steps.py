"""Steps keep their number, whatever they are spread over, and two sources are never summed."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondheart.recordings.bouts import Counted, join, spread, spread_out
from secondheart.recordings.logbook import LogTable, table_of
from secondheart.recordings.sources import choose_steps, lanes

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
    made = join(rows)
    assert sum(row.number for row in made) == 2.0 * len(rows)
    assert all(after.start_s >= before.stop_s for before, after in pairwise(made))
    assert all(row.stop_s - row.start_s <= max(60.05, *lengths) + 1e-9 for row in made)
    covered = sum(row.stop_s - row.start_s for row in made)
    assert covered == pytest.approx(sum(lengths), abs=1e-6)


@st.composite
def some_source(draw: st.DrawFn, name: str) -> LogTable:
    lengths = draw(st.lists(st.integers(1, 600), max_size=20))
    pauses = draw(st.lists(st.integers(0, 400), min_size=len(lengths), max_size=len(lengths)))
    starts = np.cumsum([0, *lengths[:-1]])[: len(lengths)] + np.cumsum(pauses)
    counts = [draw(st.integers(0, 200)) for _ in lengths]
    return table_of("steps", name, "measured", starts, starts + np.array(lengths), value=counts)


@given(watch=some_source("watch"), phone=some_source("phone"))
def test_of_two_sources_no_time_is_counted_twice(watch: LogTable, phone: LogTable) -> None:
    whole = [row for row, _ in choose_steps([watch, phone])]
    parts = sorted((part, row.number) for row in whole for part in row.parts or ((row.start_s, row.stop_s),))
    rows = [Counted(*part, number) for part, number in parts]
    assert all(after.start_s >= before.stop_s for before, after in pairwise(rows))
    total = sum(row.number for row in whole)
    alone = sum(
        table.value[i]
        for table, other in ((watch, phone), (phone, watch))
        for i in range(len(table))
        if not ((other.start_s < table.stop_s[i]) & (other.stop_s > table.start_s[i])).any()
    )
    assert alone <= total <= watch.value.sum() + phone.value.sum()


def test_of_rows_of_one_length_the_source_that_counted_more_is_taken() -> None:
    watch = table_of("steps", "watch", "measured", [0, 600], [300, 900], value=[400, 20])
    phone = table_of("steps", "phone", "measured", [100, 650, 2000], [400, 950, 2300], value=[120, 80, 90])
    chosen = [(row.number, table.source) for row, table in choose_steps([watch, phone])]
    assert chosen == [(400, "watch"), (80, "phone"), (90, "phone")]


@given(number=st.integers(1, 4000), start=st.floats(0.0, 80_000.0), length=st.floats(301.0, 90_000.0))
def test_a_long_row_keeps_its_steps_in_bouts_that_do_not_overlap(number: int, start: float, length: float) -> None:
    number = min(number, round(2.4 * length))
    half = [(start + 0.1 * length, start + 0.4 * length), (start + 0.6 * length, start + 0.8 * length)]
    bouts = spread_out(Counted(start, start + length, number), [half])
    assert sum(bout.number for bout in bouts) == pytest.approx(number)
    assert all(one.rest_s <= other.start_s + 1e-9 for one, other in pairwise(bouts))
    assert start - 0.01 <= bouts[0].start_s
    assert bouts[-1].rest_s <= start + length + 0.02


def test_finer_rows_come_first_and_coarser_ones_fill_the_rest() -> None:
    watch = table_of("steps", "watch", "measured", [0, 600], [300, 900], value=[400, 20])
    phone = table_of("steps", "phone", "measured", [100, 650, 2000], [200, 700, 2060], value=[120, 80, 90])
    chosen = [(row.number, table.source) for row, table in choose_steps([watch, phone])]
    assert chosen == [
        (140, "watch"),
        (120, "phone"),
        (140, "watch"),
        (0, "watch"),
        (80, "phone"),
        (0, "watch"),
        (90, "phone"),
    ]


@given(starts=st.lists(st.integers(0, 50), min_size=1, max_size=30), length=st.integers(1, 20))
def test_rows_of_one_lane_never_overlap(starts: list[int], length: int) -> None:
    begin = np.sort(np.array(starts, dtype=float))
    lane = lanes(begin, begin + length, 50)
    for number in range(lane.max() + 1):
        here = begin[lane == number]
        assert (np.diff(here) >= length).all()
