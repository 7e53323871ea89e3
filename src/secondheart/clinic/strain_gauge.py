"""Strain-gauge plethysmography: what stepping on the spot drives out of the calf, by its girth."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from secondheart.anatomy import LEGS
from secondheart.clinic.calf import leg_veins_of, percent_volume
from secondheart.clinic.finding import Finding, Normal, of_legs
from secondheart.person import Person
from secondheart.protocol import Protocol, raise_legs, stand, walk
from secondheart.results.measure import (
    HEARTBEAT_S,
    last_part,
    mean_over,
    middles,
    protocol_of,
    refill_time,
    smooth,
    step_span,
)
from secondheart.simulation.session import Progress
from secondheart.simulation.simulate import simulate

if TYPE_CHECKING:
    import xarray as xr

TEST = "strain-gauge"
KM_H, STEPS = 3.0, 20
LEVEL_S = 10.0
RAISED, STANDING, STEPPING = range(3)  # steps of the protocol

EF = Normal(63.4, 68.6, "Mosti G, Partsch H, PMID 20924345: quartiles of 15 healthy people")
REFILL = Normal(20, None, "general limit of refill times, A21")


class Girth(NamedTuple):
    """What the gauge around one calf shows, in mL per 100 mL and s; nan where it cannot be told."""

    filled: float
    expelled: float
    refill_s: float

    @property
    def ejected_percent(self) -> float:
        """Share of the filling that stepping drives out, in percent."""
        return 100.0 * self.expelled / self.filled


def strain_gauge_protocol() -> Protocol:
    """Raise the legs, stand, make twenty steps as at 3 km/h, stand again."""
    stepping = walk(km_h=KM_H, seconds=STEPS / 2 * _stride_s())
    return (raise_legs(seconds=20) + stand(seconds=200) + stepping + stand(seconds=90)).named("strain-gauge")


def _stride_s() -> float:
    activity = walk(km_h=KM_H, seconds=1).steps[0].activity
    return activity.period_s if activity else 0.0


def girth(result: xr.Dataset, side: str) -> Girth:
    """Measure a run of `strain_gauge_protocol`."""
    volume = percent_volume(result, side)
    empty, full = (mean_over(result, volume, last_part(result, step, LEVEL_S)) for step in (RAISED, STANDING))
    end = step_span(result, STEPPING)[1]
    activity = protocol_of(result).steps[STEPPING].activity
    low = mean_over(result, volume, last_part(result, STEPPING, activity.period_s if activity else HEARTBEAT_S))
    refill = refill_time(middles(result), smooth(result, volume, HEARTBEAT_S), end, low, full)
    return Girth(full - empty, full - low, refill)


def strain_gauge(person: Person, progress: Progress | None = None) -> list[Finding]:
    """Test the calf pumps of both legs by the girth of the calves.

    In the laboratory a fine tube filled with mercury or indium lies around the calf and is stretched by its swelling.
    The leg is raised until it is empty; the patient stands until the trace is level, makes twenty steps on the spot
    and stands still. A change of the girth in percent is half that of the volume; the findings are volumes, in mL per
    100 mL. Here it is the blood in the veins of the calf, as a share of the leg below the knee.

    Parameters
    ----------
    person : Person
    progress : callable, optional
        See `simulate`.

    Returns
    -------
    list of Finding
        For the left and the right leg: what the calf gains on standing (means over 10 s); what twenty steps drive out,
        and its share (mean over the last stride); the time from the end of the steps until 90 % of it is regained.

    References
    ----------
    Mosti G and Partsch H, PMID 20924345 (finding A28): simulated walking, ejection fraction 64.6 %, quartiles 63.4 and
    68.6. A refill time above 20 s speaks against reflux (A21).

    Examples
    --------
    >>> [one.name for one in strain_gauge(Person())][::2]
    ['strain_gauge_VV', 'strain_gauge_EV', 'strain_gauge_EF', 'strain_gauge_refill_time']
    """
    record = [vein for side in LEGS for vein in leg_veins_of(person, side)]
    result = simulate(person, strain_gauge_protocol(), record=record, progress=progress)
    calves = [girth(result, side) for side in LEGS]
    return [
        *of_legs(TEST, "strain_gauge_VV", "mL/100 mL", [calf.filled for calf in calves]),
        *of_legs(TEST, "strain_gauge_EV", "mL/100 mL", [calf.expelled for calf in calves]),
        *of_legs(TEST, "strain_gauge_EF", "%", [calf.ejected_percent for calf in calves], EF),
        *of_legs(TEST, "strain_gauge_refill_time", "s", [calf.refill_s for calf in calves], REFILL),
    ]
