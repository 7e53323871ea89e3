"""What happens within hundredths of a second is done as fast as a body can, or in shorter steps."""

from __future__ import annotations

import pytest

from secondheart import Person, Protocol, Step, lie, simulate
from secondheart.engine.layout import Record
from secondheart.errors import VesselEmptied
from secondheart.protocol import Breathing, Cuff, Posture
from secondheart.simulate import Session
from tests.fuzz.checks import run
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


@pytest.fixture(params=[0.00125, 0.0005])
def enough(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> float:
    """Let a vessel be emptied where the step is longer than this."""
    whole, longest = Session.advance, float(request.param)

    def emptied(self: Session, steps: int, record: Record) -> None:
        whole(self, steps, record)
        if self.dt_s > 1.001 * longest:
            raise VesselEmptied("it is empty")

    monkeypatch.setattr(Session, "advance", emptied)
    return longest


def test_a_run_that_empties_a_vessel_is_made_again_in_shorter_steps(enough: float) -> None:
    result = simulate(Person(), lie(seconds=0.1))
    assert result.attrs["dt_s"] == enough
    assert result.identical(simulate(Person(), lie(seconds=0.1), dt_s=enough).assign_attrs(wall_s=result.wall_s))


def test_where_the_shortest_step_does_not_help_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def emptied(self: Session, *_: object) -> None:
        raise VesselEmptied(f"it is empty in steps of {self.dt_s:g} s")

    monkeypatch.setattr(Session, "advance", emptied)
    with pytest.raises(VesselEmptied, match=r"it is empty in steps of 0\.0005 s"):
        simulate(Person(), lie(seconds=0.1))


@pytest.mark.usefixtures("enough")
def test_a_step_that_was_asked_for_is_kept() -> None:
    with pytest.raises(VesselEmptied, match="it is empty"):
        simulate(Person(), lie(seconds=0.1), dt_s=0.0025)


def test_a_vessel_that_was_empty_for_a_moment_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Session.advance

    def dipped(self: Session, steps: int, record: Record) -> None:
        whole(self, steps, record)
        if record.volume.size:  # settling keeps no samples
            record.volume[4, self.packed.vessel("popliteal_left")] = -1e-9

    monkeypatch.setattr(Session, "advance", dipped)
    told = r"the volume of 'popliteal_left' fell below zero at t = 0\.100 s; try dt_s <= 0\.00125"
    with pytest.raises(VesselEmptied, match=told) as caught:
        simulate(Person(), lie(seconds=0.2), dt_s=0.0025)
    assert caught.value.partial.duration_s == 0.2
