"""Swelling of the calf in standing and sitting still, and how lying takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from secondheart.anatomy import LEGS
from secondheart.clinic.calf import fluid_percent, leg_veins_of, percent_volume
from secondheart.clinic.finding import Finding, Normal, of_body, of_legs
from secondheart.person import Person
from secondheart.protocol import Protocol, lie, sit, stand
from secondheart.results.measure import Floats, mean_over, middles
from secondheart.simulation.parallel import Job, measure_all
from secondheart.simulation.session import Progress
from secondheart.units import MINUTE_S

if TYPE_CHECKING:
    import xarray as xr

TEST = "swelling"
LYING_MIN, HANGING_MIN, BACK_MIN = 5.0, 40.0, 60.0
AROUND_S = 30.0  # a reading is a mean over so many seconds before and after its minute
EARLY, LATE = (5.0, 20.0), (20.0, 39.0)  # minutes since the legs hung down
STICK = "Stick C, Grau H, Witzleb E. Eur J Appl Physiol 1989;59:39-47"

STANDING = Normal(0.12, 0.22, f"{STICK}, F28")
SITTING = Normal(0.08, 0.16, f"{STICK}, F29")


class Rates(NamedTuple):
    """What one leg does: %/min early and late while it hangs, and what lying takes back."""

    early: float
    late: float
    gained: float  # mL/100 mL of fluid at the end of hanging
    fast: float  # s in which half of the blood's filling is gone
    slow: float  # min in which 1/e of the fluid is left, told from what is gone after BACK_MIN


def swelling_protocol(hanging: Protocol | None = None) -> Protocol:
    """Lie, let the legs hang still (standing, where nothing else is said), lie again."""
    still = hanging or stand(minutes=HANGING_MIN)
    return (lie(minutes=LYING_MIN) + still + lie(minutes=BACK_MIN)).named("swelling")


def rates(result: xr.Dataset, side: str) -> Rates:
    """Measure one leg in a run of `swelling_protocol`."""
    fluid, blood = fluid_percent(result, side), percent_volume(result, side)
    calf, times = fluid + blood, middles(result)
    down = LYING_MIN * MINUTE_S
    up = down + HANGING_MIN * MINUTE_S

    def at(volume: Floats, minute: float) -> float:
        moment = down + minute * MINUTE_S
        return mean_over(result, volume, (moment - AROUND_S, moment + AROUND_S))

    def rate(span: tuple[float, float]) -> float:
        return (at(calf, span[1]) - at(calf, span[0])) / (span[1] - span[0])

    gained = float(fluid[times < up][-1])
    full, empty = float(blood[times < up][-1]), float(blood[-1])
    falling = (times > up) & (blood < 0.5 * (full + empty))
    left = float(fluid[-1]) / gained
    slow = BACK_MIN / -np.log(left) if 0.0 < left < 1.0 else np.nan
    return Rates(rate(EARLY), rate(LATE), gained, float(times[falling][0] - up), float(slow))


def swelling(person: Person, progress: Progress | None = None) -> list[Finding]:
    """Test how fast the calves swell while the legs hang still, and how lying takes it back.

    In the laboratory a strain gauge lies around the calf of a person who lies, then stands or sits without a move.
    The veins fill within minutes; from then on the slope is fluid that leaves the capillaries.

    Parameters
    ----------
    person : Person
    progress : callable, optional
        See `simulate`.

    Returns
    -------
    list of Finding
        For the left and the right leg: the rate of swelling, blood and fluid, between the 5th and the 20th and
        between the 20th and the 39th minute of standing and of sitting; the fluid gained by then; after standing, the
        time in which lying drains half of the blood, and the time constant at which the fluid goes home. The flow to
        both legs in standing, in percent of that in lying.

    References
    ----------
    Stick C, Grau H and Witzleb E 1989 (findings F28, F29). The veno-arteriolar response: F05, F08.

    Examples
    --------
    >>> [job.protocol.duration_s for job in jobs(Person())]
    [6300.0, 6300.0]
    """
    standing, sitting = measure_all(jobs(person), [_both, _both], progress)
    legs, seated = standing[0], sitting[0]
    return [
        *of_legs(TEST, "calf_swelling_standing", "%/min", [leg.early for leg in legs], STANDING),
        *of_legs(TEST, "calf_swelling_standing_later", "%/min", [leg.late for leg in legs]),
        *of_legs(TEST, "calf_fluid_standing", "mL/100 mL", [leg.gained for leg in legs]),
        *of_legs(TEST, "calf_swelling_sitting", "%/min", [leg.early for leg in seated], SITTING),
        *of_legs(TEST, "calf_swelling_sitting_later", "%/min", [leg.late for leg in seated]),
        *of_legs(TEST, "calf_fluid_sitting", "mL/100 mL", [leg.gained for leg in seated]),
        *of_legs(TEST, "lying_blood_half_time", "s", [leg.fast for leg in legs]),
        *of_legs(TEST, "lying_fluid_time_constant", "min", [leg.slow for leg in legs]),
        of_body(TEST, "leg_flow_standing", "%", standing[1]),
    ]


def jobs(person: Person) -> list[Job]:
    """Return the runs of the test: standing and sitting."""
    veins = tuple(vein for side in LEGS for vein in leg_veins_of(person, side))
    kept = (*veins, *(f"external_iliac_artery_{side}" for side in LEGS))
    hanging = (stand(minutes=HANGING_MIN), sit(minutes=HANGING_MIN))
    return [Job(person, swelling_protocol(way), 1.0, kept, ("swelling",)) for way in hanging]


def _both(result: xr.Dataset) -> tuple[list[Rates], float]:
    return [rates(result, side) for side in LEGS], _hanging_flow(result)


def _hanging_flow(result: xr.Dataset) -> float:
    """Flow to both legs after 10 minutes of hanging, in percent of that before."""
    ways = [str(c) for c in result["connection"].values if str(c).startswith("external_iliac_artery_")]
    flow = np.asarray(result["flow"].sel(connection=ways).sum("connection"), float)
    down = LYING_MIN * MINUTE_S
    before = mean_over(result, flow, (down - 2.0 * MINUTE_S, down))
    return 100.0 * mean_over(result, flow, (down + 9.0 * MINUTE_S, down + 11.0 * MINUTE_S)) / before
