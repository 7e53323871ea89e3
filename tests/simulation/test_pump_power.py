"""Windows onto the muscle pumps: one for each movement, and not too many."""

from __future__ import annotations

from itertools import pairwise

from secondheart.protocol import Protocol, fidget, sit, walk
from secondheart.simulation.pump_power import AGAIN_S, APART_S, MANY_PACES, WINDOW_S, windows


def joined(parts: list[Protocol]) -> Protocol:
    return Protocol(steps=tuple(step for part in parts for step in part.steps))


def test_every_movement_has_a_window_of_whole_cycles_and_again_each_half_hour() -> None:
    day = 4 * (sit(minutes=10) + walk(3, minutes=5) + walk(5, minutes=5) + fidget(minutes=10))
    found = windows(day)
    assert {window.kind for window in found} == {"walk 3 km/h", "walk 5 km/h", "fidget"}
    for kind in {window.kind for window in found}:
        starts = [window.start_s for window in found if window.kind == kind]
        assert len(starts) == 4
        assert all(later - earlier >= AGAIN_S for earlier, later in pairwise(starts))
    for window in found:
        activity = day.step_at(window.start_s).activity
        assert activity is not None
        assert window.length_s >= WINDOW_S
        cycles = window.length_s / activity.period_s
        assert abs(cycles - round(cycles)) < 1e-9
        assert day.step_at(window.start_s + window.length_s - 1e-6).activity == activity


def test_of_hundreds_of_paces_few_have_a_window() -> None:
    day = joined([walk(3 + 0.001 * pace, seconds=30) for pace in range(600)])  # five hours
    found = windows(day)
    starts = [window.start_s for window in found]
    assert MANY_PACES <= len(found) <= MANY_PACES + day.duration_s / APART_S
    assert starts == sorted(starts)


def test_stillness_has_none() -> None:
    assert windows(sit(minutes=60)) == []
