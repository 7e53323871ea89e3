"""What happens within hundredths of a second is done as fast as a body can, and no vessel gives more than it holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from secondheart import Person, Protocol, Step, simulate
from secondheart.protocol import Activity, Breathing, Burst, Cuff, Posture
from secondheart.simulation import simulate_to_file
from tests.fuzz.checks import is_sound, run
from tests.fuzz.strategies import SITES

UPSIDE_DOWN = (-90.0, -90.0, -90.0, -90.0)


def posture(trunk: float, thigh: float, calf: float, foot: float) -> Posture:
    return Posture(trunk_deg=trunk, thigh_deg=thigh, calf_deg=calf, foot_deg=foot)


def tight(rise_s: float) -> tuple[Cuff, ...]:
    return tuple(Cuff(site=site, pressure_mmHg=300, rise_s=rise_s) for site in SITES)


# The worst of some thousand pairs of postures: turned in no time, each emptied the groin's or the pelvis' veins.
@pytest.mark.parametrize(
    ("before", "after", "rise_s"),
    [
        ((18, 0, -90, -90), UPSIDE_DOWN, 0.0),
        ((90, 90, -90, -90), (-90, -90, 0, -90), 0.0),
        ((90, 90, 90, 90), (-90, 90, 0, 90), 0.05),
        ((90, 90, 90, 90), (-90, -90, 0, -90), 0.1),
        ((18, 0, -90, -90), (-90, -90, 0, -90), 0.2),
        ((0, 90, -90, 0), (-90, 90, 0, -90), 0.2),
        ((39, 0, -90, -90), (0, -90, -90, -90), 0.0),
    ],
)
def test_a_turn_in_no_time_under_tight_cuffs_is_survived(before: tuple, after: tuple, rise_s: float) -> None:
    deep = Breathing(rate_per_min=26, depth_mL=4000, belly_percent=0)
    first = Step(duration_s=2.0, posture=posture(*before), breathing=deep)
    second = Step(duration_s=1.0, posture=posture(*after), cuffs=tight(rise_s))
    run(Person(), Protocol(steps=(first, second)))


HARD = {"start": 0.0, "rise_end": 0.1, "hold_end": 0.5, "stop": 0.6}


def pressed(group: str, pressure_mmHg: float) -> Protocol:
    """A muscle, or the chest, that presses as hard as is allowed, three times a second."""
    burst = Burst(group=group, pressure_mmHg=pressure_mmHg, source="drawn", **HARD)
    activity = Activity(name="pressed", period_s=0.3, bursts=(burst,), strength_percent=300)
    return Protocol(steps=(Step(duration_s=3.0, posture=posture(90, 90, 90, 0), activity=activity),))


@pytest.mark.parametrize(
    ("group", "pressure_mmHg"),
    [("superficial_posterior", 500), ("foot", 500), ("thigh", 500), ("belly", 300), ("chest", 300)],
)
def test_who_presses_beyond_all_measure_gets_a_sound_result_that_tells_it(group: str, pressure_mmHg: float) -> None:
    result = simulate(Person(strength_percent=200), pressed(group, pressure_mmHg), including=("swelling", "oxygen"))
    assert is_sound(result)
    assert result.attrs["held_back_steps"] > 0


def test_a_streamed_run_survives_it_too(tmp_path: Path) -> None:
    protocol = pressed("chest", 300)
    result = simulate_to_file(Person(), protocol, tmp_path / "pressed.nc")
    assert is_sound(result)
    assert result.attrs["held_back_steps"] > 0
