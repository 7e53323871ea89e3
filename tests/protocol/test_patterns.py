"""The patterns: every number has a source, and the pressures are those of the calibrated leg."""

from __future__ import annotations

import pytest

from secondheart.errors import InputError
from secondheart.protocol import Activity, pattern_rows, run, tiptoe, walk
from secondheart.protocol.gait import effort_percent, gait_activity
from secondheart.protocol.patterns import Value, patterns

# Share of a body's weight on the foot to pressure under it: what the split of the foot's pressure assumes. [mmHg]
PER_WEIGHT = 40.0


def activity(protocol) -> Activity:
    return protocol.steps[0].activity


def peaks(of: Activity) -> dict[str, float]:
    """The highest pressure of each group."""
    return {burst.group: burst.pressure_mmHg for burst in sorted(of.bursts, key=lambda burst: burst.pressure_mmHg)}


def test_every_number_has_a_source_and_every_guess_a_reason() -> None:
    rows = pattern_rows()
    assert len(rows) > 50
    assert len({row.place for row in rows}) > 30
    for row in rows:
        assert row.source, row.place
        assert row.unit, row.place
        assert row.source != "assumed" or row.why, row.place


def test_a_guess_without_a_reason_is_refused() -> None:
    with pytest.raises(InputError, match="what is assumed needs a reason"):
        Value(value=1.0, unit="s", source="assumed")


def test_all_that_the_file_holds_is_listed() -> None:
    everything = repr(patterns())
    assert everything.count("source=") == len(pattern_rows())


# Peaks and times as in the calibrated leg (data/calibrated_leg_activation.csv of the reference), in mmHg.
@pytest.mark.parametrize(
    ("km_h", "expected"),
    [
        (3, {"superficial_posterior": 128, "deep_posterior": 96, "anterior": 67.5, "thigh": 18.75}),
        (6, {"superficial_posterior": 165, "deep_posterior": 124, "anterior": 103.5, "thigh": 28.75}),
        (4.5, {"superficial_posterior": 146.5, "deep_posterior": 110, "anterior": 85.5, "thigh": 23.75}),
    ],
)
def test_walking_pressures_grow_on_a_line_with_speed(km_h: float, expected: dict[str, float]) -> None:
    found = peaks(gait_activity("walk", km_h))
    assert {group: found[group] for group in expected} == pytest.approx(expected, abs=1e-9)


def test_tiptoe_pressures() -> None:
    assert peaks(activity(tiptoe())) == {
        "superficial_posterior": 124,
        "deep_posterior": 105,
        "anterior": 15,
        "foot": 70,
        "thigh": 15,
    }


@pytest.mark.parametrize(("km_h", "total"), [(3, 48), (6, 66)])
def test_weight_and_muscle_of_a_walking_foot_add_up(km_h: float, total: float) -> None:
    walking = gait_activity("walk", km_h)
    (load,) = walking.loads
    (foot,) = [burst for burst in walking.bursts if burst.group == "foot"]
    assert load.rise_end <= foot.rise_end <= load.hold_end  # both are at their height together
    assert foot.pressure_mmHg + PER_WEIGHT * load.weight == pytest.approx(total, abs=1e-9)


def test_weight_and_muscle_of_a_tiptoe_foot_add_up() -> None:
    (step,) = tiptoe().steps
    assert peaks(activity(tiptoe()))["foot"] + PER_WEIGHT * step.standing_load == pytest.approx(90, abs=1e-9)


def test_running_pressures_are_those_measured() -> None:
    # Ballard et al. 1998: soleus 269 mmHg, tibialis anterior 151 mmHg.
    running = activity(run(8, minutes=1))
    assert peaks(running)["superficial_posterior"] == 269
    assert peaks(running)["anterior"] == 151
    assert {burst.source.split(":")[0] for burst in running.bursts} == {"ballard1998", "assumed"}


def test_the_calf_of_a_runner_presses_as_the_force_on_its_tendon_grows() -> None:
    # PMC11096059: 8.2 body weights at 2.68 m/s, 10.1 at 4.47 m/s.
    slow, fast = (peaks(activity(run(3.6 * speed, minutes=1))) for speed in (2.68, 4.47))
    for group in ("superficial_posterior", "deep_posterior", "foot"):
        assert fast[group] / slow[group] == pytest.approx(10.1 / 8.2, abs=0.02), group


def test_a_runner_flies_and_a_walker_does_not() -> None:
    # The other foot is half a cycle later: stance beyond half a cycle means that both are on the ground for a while.
    (walker,), (runner,) = activity(walk(5, minutes=1)).loads, activity(run(10, minutes=1)).loads
    assert (walker.start, walker.stop) == (0.0, 0.62)
    assert (runner.start, runner.stop) == (0.0, 0.35)


@pytest.mark.parametrize(("speed", "period"), [(0.75, 2.6), (3, 1.3), (6, 1.0), (8, 0.8)])
def test_faster_walkers_take_shorter_strides_in_time(speed: float, period: float) -> None:
    assert gait_activity("walk", speed).period_s == pytest.approx(period, abs=1e-9)


def test_running_cadence() -> None:
    # 80 strides of one foot a minute at 8 km/h and 90 at 14.
    assert 60 / gait_activity("run", 8).period_s == pytest.approx(80, abs=0.01)
    assert 60 / gait_activity("run", 14).period_s == pytest.approx(90, abs=0.01)


def test_effort_follows_the_metabolic_equations() -> None:
    # ACSM: 3.5 + 0.1 v walking, 3.5 + 0.2 v running, v in m/min; reserve from 3.5 to 45 mL/(kg min).
    assert effort_percent("walk", 6) == pytest.approx(100 * 10 / 41.5, abs=1e-9)
    assert effort_percent("run", 9) == pytest.approx(100 * 30 / 41.5, abs=1e-9)
    assert effort_percent("run", 25) == 100.0


def test_the_flow_of_a_gait_comes_from_its_effort_and_that_of_a_walking_calf_from_push_off_too() -> None:
    assert gait_activity("run", 10).hyperaemia == {}
    slow, quick, quicker = (gait_activity("walk", km_h).hyperaemia["calf"] for km_h in (2, 4.5, 6))
    assert 1.0 == slow < quick < quicker


@pytest.mark.parametrize("name", ["walk", "run"])
def test_every_allowed_speed_gives_a_possible_activity(name) -> None:
    low, high = (patterns().walk if name == "walk" else patterns().run).allowed_km_h.value
    for tenth in range(11):
        found = gait_activity(name, low + (high - low) * tenth / 10)
        assert found.period_s > 0.4
        assert 0 < found.effort_percent <= 100
