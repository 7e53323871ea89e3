"""The clock of a tab: frames when they are due, credit instead of hoarding, nothing made up for."""

from __future__ import annotations

import pytest

from secondheart.app.frame_rate import MOST_TICKS, RATE_SAMPLED, Pace, sample_ticks
from secondheart.app.greeting import CREDIT


def test_a_frame_is_due_every_fortieth_of_a_second() -> None:
    pace = Pace(next_at=10.0)
    made = []
    for now in (9.99, 10.0, 10.02, 10.041, 10.079, 10.08, 10.12):
        if pace.due(now):
            made.append(now)
            pace.count_frame(now, 0.04, 1e-4)
    assert made == [10.0, 10.041, 10.08, 10.12]


def test_what_was_missed_is_not_made_up_for() -> None:
    pace = Pace(next_at=10.0)
    pace.count_frame(13.0, 0.04, 1e-4)
    assert pace.next_at == 13.0
    pace.count_frame(13.0, 0.04, 1e-4)
    assert not pace.due(13.03)


def sent(pace: Pace, now: float) -> int:
    """Send what may be sent from a time on, and return how much that was."""
    before = pace.sent
    while pace.due(now):
        pace.count_frame(now, 0.04, 1e-4)
        now += 0.04
    return pace.sent - before


def test_at_most_a_second_of_frames_is_on_its_way_to_a_page_that_is_not_known() -> None:
    pace = Pace()
    assert sent(pace, 0.0) == 25
    assert pace.wait(9.0) is None
    pace.ack(10, 9.0)
    assert [pace.full, pace.due(9.0)] == [False, True]


def test_at_most_two_seconds_of_frames_are_on_their_way_to_a_quick_page() -> None:
    pace = Pace(sent=100)
    for tenth in range(11):
        pace.ack(10 * tenth, 0.125 * tenth)  # it could draw eighty a second
    assert sent(pace, 1.25) == CREDIT == 50


@pytest.mark.parametrize(("seq", "acked"), [(3, 3), (99, 5), (-4, 2), (2, 2)])
def test_only_what_was_sent_is_acknowledged(seq: int, acked: int) -> None:
    pace = Pace(sent=5, acked=2)
    pace.ack(seq, 0.0)
    assert pace.acked == acked


def test_a_frame_covers_as_much_time_as_the_speed_says() -> None:
    pace = Pace(tick_s=1e-6)
    assert [pace.ticks(speed) for speed in (1.0, 10.0, 600.0)] == [4, 40, 2400]
    pace.visible = False
    assert [pace.ticks(speed) for speed in (1.0, 600.0)] == [100, MOST_TICKS]


def test_a_slow_machine_gets_smaller_frames() -> None:
    assert Pace(tick_s=1e-4).ticks(600.0) == 300
    assert Pace(tick_s=1.0).ticks(600.0) == 4


def test_a_hidden_tab_gets_one_frame_a_second() -> None:
    pace = Pace(next_at=5.0, visible=False)
    pace.count_frame(5.0, 1.0, 1e-4)
    assert pace.wait(5.25) == pytest.approx(0.75)


def test_the_speed_that_is_reached_is_simulated_over_wall_time() -> None:
    pace = Pace()
    for frame in range(11):
        pace.count_frame(0.1 * frame, 0.5, 1e-4)
    assert pace.speed() == pytest.approx(5.0)
    assert Pace().speed() == 0.0


def test_a_frame_has_not_too_many_samples() -> None:
    assert [sample_ticks(ticks) for ticks in (1, 4, 240, 241, 2400)] == [1, 1, 1, 2, 10]
    assert all(ticks // sample_ticks(ticks) <= RATE_SAMPLED for ticks in range(1, MOST_TICKS + 1))


def test_a_page_that_draws_slowly_gets_no_more_than_it_draws_in_two_seconds() -> None:
    pace = Pace(sent=1000)
    for tenth in range(1, 8):
        pace.ack(10 * tenth, 1.0 * tenth)  # ten a second
    assert pace.credit == 20
    for tenth in range(1, 8):
        pace.ack(70 + 10 * tenth, 7.0 + 0.4 * tenth)  # and again twenty-five
    assert pace.credit == 50


def test_a_page_that_hardly_draws_can_still_tell_of_ten_frames() -> None:
    pace = Pace(sent=1000)
    pace.ack(10, 0.0)
    pace.ack(20, 60.0)
    assert pace.credit == 10
    pace.forgive()
    assert (pace.credit, pace.full) == (25, False)


@pytest.mark.parametrize(
    ("speed", "ticks", "apart_s"), [(0.1, 1, 0.1), (0.25, 1, 0.04), (0.5, 2, 0.04), (5.0, 20, 0.04)]
)
def test_slow_motion_is_a_tick_a_frame_and_frames_that_come_more_rarely(
    speed: float, ticks: int, apart_s: float
) -> None:
    pace = Pace(next_at=1.0, tick_s=1e-6)
    assert pace.ticks(speed) == ticks
    pace.count_frame(1.0, 0.01 * ticks, 1e-4, speed)
    assert pace.next_at == pytest.approx(1.0 + apart_s)
