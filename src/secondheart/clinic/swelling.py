"""Swelling of the calf in standing and sitting still, and how lying takes it back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from secondheart.anatomy import LEGS, Leg
from secondheart.clinic.calf import calf_percent, fluid_percent, leg_veins_of, percent_volume
from secondheart.clinic.clinical_test import ClinicalTest
from secondheart.clinic.finding import Finding, body_finding, leg_findings, published_spread
from secondheart.clinic.trace import Mark, leg_traces
from secondheart.person import Person
from secondheart.protocol import Protocol, lie, sit, stand
from secondheart.results.measure import Floats, mean_over, middles
from secondheart.simulation.session import Progress
from secondheart.units import MINUTE_S

if TYPE_CHECKING:
    import xarray as xr

HANGING_MIN: float = 40.0
LYING_MIN, BACK_MIN = 5.0, 60.0
AROUND_S = 30.0  # a reading is a mean over so many seconds before and after its minute
EARLY, LATE = (5.0, 20.0), (20.0, 39.0)  # minutes since the legs hung down
STICK = "Stick C, Grau H, Witzleb E. Eur J Appl Physiol 1989;59:39-47"

SWELLING_STANDING = published_spread(0.12, 0.22, f"{STICK}, F28")
SWELLING_SITTING = published_spread(0.08, 0.16, f"{STICK}, F29")


class SwellingRates(NamedTuple):
    """What one leg does: %/min early and late while it hangs, and what lying takes back."""

    early: float
    late: float
    gained: float  # mL/100 mL of fluid at the end of hanging
    fast: float  # s in which half of the blood's filling is gone
    slow: float  # min in which 1/e of the fluid is left, from what is gone after BACK_MIN


def swelling_protocol(hanging: Protocol | None = None) -> Protocol:
    """Lie, let the legs hang still (standing, where nothing else is said), lie again."""
    still = hanging or stand(minutes=HANGING_MIN)
    return (lie(minutes=LYING_MIN) + still + lie(minutes=BACK_MIN)).named("swelling")


def swelling_rates(result: xr.Dataset, side: str) -> SwellingRates:
    """Measure one leg in a run of `swelling_protocol`."""
    fluid, blood = fluid_percent(result, side), percent_volume(result, side)
    calf, times = fluid + blood, middles(result)
    down = LYING_MIN * MINUTE_S
    up = down + HANGING_MIN * MINUTE_S

    def rate(span: tuple[float, float]) -> float:
        return (_at_minute(result, calf, span[1]) - _at_minute(result, calf, span[0])) / (span[1] - span[0])

    gained = float(fluid[times < up][-1])
    full, empty = float(blood[times < up][-1]), float(blood[-1])
    falling = (times > up) & (blood < 0.5 * (full + empty))
    left = float(fluid[-1]) / gained
    slow = BACK_MIN / -np.log(left) if 0.0 < left < 1.0 else np.nan
    return SwellingRates(rate(EARLY), rate(LATE), gained, float(times[falling][0] - up), float(slow))


def _at_minute(result: xr.Dataset, volume: Floats, minute: float) -> float:
    """Return a volume at a minute since the legs hung down."""
    moment = (LYING_MIN + minute) * MINUTE_S
    return mean_over(result, volume, (moment - AROUND_S, moment + AROUND_S))


def swelling_marks(result: xr.Dataset, side: Leg) -> Iterator[Mark]:
    """Yield the slopes that are measured on the trace of a standing leg."""
    calf = calf_percent(result, side)
    for finding, symbol, span in (
        ("calf_swelling_standing", "early", EARLY),
        ("calf_swelling_standing_later", "late", LATE),
    ):
        times, ends = ([(LYING_MIN + one) * MINUTE_S for one in span], [_at_minute(result, calf, one) for one in span])
        yield Mark(finding, symbol, *times, *ends)


class _Hanging(NamedTuple):
    """What both legs do in one way of letting them hang, and the flow to them in percent of that lying."""

    legs: list[SwellingRates]
    flow_percent: float


def _measure(result: xr.Dataset) -> _Hanging:
    return _Hanging([swelling_rates(result, side) for side in LEGS], _hanging_flow(result))


def _hanging_flow(result: xr.Dataset) -> float:
    """Flow to both legs after 10 minutes of hanging, in percent of that before."""
    ways = [str(c) for c in result["connection"].values if str(c).startswith("external_iliac_artery_")]
    flow = np.asarray(result["flow"].sel(connection=ways).sum("connection"), float)
    down = LYING_MIN * MINUTE_S
    before = mean_over(result, flow, (down - 2.0 * MINUTE_S, down))
    return 100.0 * mean_over(result, flow, (down + 9.0 * MINUTE_S, down + 11.0 * MINUTE_S)) / before


def swelling_findings(ways: Mapping[str, _Hanging]) -> list[Finding]:
    """Return the findings of both legs, standing and sitting."""
    legs, seated = ways["standing"].legs, ways["sitting"].legs
    return [
        *leg_findings("calf_swelling_standing", "%/min", [leg.early for leg in legs], SWELLING_STANDING),
        *leg_findings("calf_swelling_standing_later", "%/min", [leg.late for leg in legs]),
        *leg_findings("calf_fluid_standing", "mL/100 mL", [leg.gained for leg in legs]),
        *leg_findings("calf_swelling_sitting", "%/min", [leg.early for leg in seated], SWELLING_SITTING),
        *leg_findings("calf_swelling_sitting_later", "%/min", [leg.late for leg in seated]),
        *leg_findings("calf_fluid_sitting", "mL/100 mL", [leg.gained for leg in seated]),
        *leg_findings("lying_blood_half_time", "s", [leg.fast for leg in legs]),
        *leg_findings("lying_fluid_time_constant", "min", [leg.slow for leg in legs]),
        body_finding("leg_flow_standing", "%", ways["standing"].flow_percent),
    ]


def swelling_vessels(person: Person) -> list[str]:
    """Return the veins of both calves, and the arteries of both legs."""
    veins = [vein for side in LEGS for vein in leg_veins_of(person, side)]
    return [*veins, *(f"external_iliac_artery_{side}" for side in LEGS)]


SWELLING_TEST = ClinicalTest(
    name="swelling",
    title="Swelling of the calf in standing and sitting",
    purpose="Test how fast the calves swell while the legs hang still, and how lying takes it back.",
    protocols=lambda: {
        "standing": swelling_protocol(stand(minutes=HANGING_MIN)),
        "sitting": swelling_protocol(sit(minutes=HANGING_MIN)),
    },
    vessels=swelling_vessels,
    measure=lambda result, _: _measure(result),
    findings=swelling_findings,
    trace=lambda result, _: leg_traces(
        result, "Calf volume, blood and fluid", "mL/100 mL", calf_percent, marking=swelling_marks
    ),
    sample_s=1.0,
    including=("swelling",),
)


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
    >>> [one.name for one in swelling(Person())][:2]
    ['calf_swelling_standing', 'calf_swelling_standing']
    """
    return SWELLING_TEST.examine(person, progress).findings
