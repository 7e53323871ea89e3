"""Air plethysmography: how the veins of the calf fill on standing, and what tiptoes drive out of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import IntEnum, auto
from typing import TYPE_CHECKING, NamedTuple

from secondheart.anatomy import LEGS, Leg
from secondheart.clinic.calf import LEVEL_S, TIPTOE_S, leg_veins_of, venous_volume
from secondheart.clinic.clinical_test import ClinicalTest
from secondheart.clinic.finding import Finding, Normal, leg_findings
from secondheart.clinic.trace import Mark, height_mark, leg_traces, level_mark
from secondheart.person import Person
from secondheart.protocol import Protocol, lie, raise_legs, stand, tiptoe
from secondheart.results.measure import (
    EXTREME_S,
    HEARTBEAT_S,
    REFILLED,
    last_part,
    mean_flow,
    mean_in,
    middles,
    refill_time,
    samples_in,
    smooth,
    step_span,
)
from secondheart.simulation.session import Progress

if TYPE_CHECKING:
    import xarray as xr

OCCLUDING_MMHG = 80.0
EMPTIED_WITHIN_S = 2.0  # the lowest volume is looked for until so long after the tiptoe
RELEASE_S = 1.0  # the outflow fraction is what leaves in so long
ARTERIES = ("popliteal_artery", "tibial_arteries")
INFLOWS = ("popliteal_artery_{0}>tibial_arteries_{0}", "tibial_arteries_{0}>foot_arteries_{0}")

CHRISTOPOULOS = "Christopoulos DG, J Vasc Surg 1987;5:148-59; Nicolaides AN, Circulation 2000;102:e126-63"
VV, VFT90, VFI = Normal(80, 150, CHRISTOPOULOS), Normal(70, 170, CHRISTOPOULOS), Normal(0.5, 2.0, CHRISTOPOULOS)
EV, EF = Normal(60, 150, CHRISTOPOULOS), Normal(60, 90, CHRISTOPOULOS)
RV, RVF = Normal(2, 45, CHRISTOPOULOS), Normal(2, 35, CHRISTOPOULOS)
OUTFLOW_FRACTION = Normal(38, None, "Nicolaides AN, Circulation 2000;102:e126-63, recalled")


class ApgPart(IntEnum):
    """Steps of the protocol."""

    LYING = 0
    CUFFED = auto()
    RELEASED = auto()
    RAISED = auto()
    FILLED = auto()
    ONE_TIPTOE = auto()
    REFILLED = auto()
    TEN_TIPTOES = auto()


class CalfVolumes(NamedTuple):
    """What the boot around one calf shows; nan where it cannot be measured."""

    gained_mL: float  # VV
    filling_s: float  # VFT90
    ejected_mL: float  # EV
    left_mL: float  # RV
    inflow_below_knee: float
    inflow_to_calf: float
    outflow_fraction: float

    @property
    def filling_mL_s(self) -> float:
        """VFI: mean rate of filling until 90 % of VV."""
        return REFILLED * self.gained_mL / self.filling_s

    @property
    def ejected_percent(self) -> float:
        """EF: share of VV that one tiptoe drives out."""
        return 100.0 * self.ejected_mL / self.gained_mL

    @property
    def left_percent(self) -> float:
        """RVF: share of VV that is left after ten tiptoes."""
        return 100.0 * self.left_mL / self.gained_mL


def apg_protocol(side: Leg) -> Protocol:
    """Examine one leg: a thigh cuff filled and let off, the leg raised, standing on the other; 1 and 10 tiptoes."""
    lying = lie(seconds=20) + lie(seconds=120).cuff("thigh", side=side, pressure_mmHg=OCCLUDING_MMHG) + lie(seconds=20)
    resting = [stand(seconds=seconds).unloaded(side) for seconds in (240, 90, 20)]
    moving = resting[0] + tiptoe(times=1) + resting[1] + tiptoe(times=10, every_s=TIPTOE_S) + resting[2]
    return (lying + raise_legs(seconds=60) + moving).named(f"apg-{side}")


class CalfLevels(NamedTuple):
    """Levels of the volume of a calf, in mL, and when: what a technician puts the cursor on."""

    empty: float
    full: float
    filling_s: float
    emptied: float
    emptied_at_s: float
    after_ten: float
    resting: float
    caught: float
    released: float


def calf_levels(result: xr.Dataset, side: Leg) -> CalfLevels:
    """Read the trace of a run of `apg_protocol`."""
    times, last = middles(result), step_span(result, ApgPart.TEN_TIPTOES)[1]
    volume = venous_volume(result, side, now=samples_in(times, (0.0, last)))

    def level(part: ApgPart) -> float:
        return mean_in(times, volume, last_part(result, part, LEVEL_S))

    empty, full = level(ApgPart.RAISED), level(ApgPart.FILLED)
    start = step_span(result, ApgPart.FILLED)[0]
    rise = step_span(result, ApgPart.ONE_TIPTOE)
    until = rise[1] + EMPTIED_WITHIN_S
    rising, around = (samples_in(times, (rise[0] - more, until + more)) for more in (0.0, EXTREME_S))
    filling = samples_in(times, (start - HEARTBEAT_S, until + HEARTBEAT_S))  # no other sample counts in a mean
    offset = rising.start - around.start
    course = smooth(result, volume[around], EXTREME_S)[offset : offset + rising.stop - rising.start]
    after = step_span(result, ApgPart.RELEASED)[0] + RELEASE_S
    return CalfLevels(
        empty=empty,
        full=full,
        filling_s=refill_time(times[filling], smooth(result, volume[filling], HEARTBEAT_S), start, empty, full),
        emptied=float(course.min()),
        emptied_at_s=float(times[rising][course.argmin()]),
        after_ten=mean_in(times, volume, (last - TIPTOE_S, last)),
        resting=level(ApgPart.LYING),
        caught=level(ApgPart.CUFFED),
        released=mean_in(times, volume, (after - EXTREME_S / 2.0, after + EXTREME_S / 2.0)),
    )


def calf_volumes(result: xr.Dataset, side: Leg) -> CalfVolumes:
    """Measure a run of `apg_protocol`."""
    at = calf_levels(result, side)
    start, end = step_span(result, ApgPart.FILLED)
    filling = (start, start + at.filling_s) if at.filling_s > 0.0 else (start, end)
    below_knee, to_foot = (mean_flow(result, one.format(side), filling) for one in INFLOWS)
    return CalfVolumes(
        gained_mL=at.full - at.empty,
        filling_s=at.filling_s,
        ejected_mL=at.full - at.emptied,
        left_mL=at.after_ten - at.empty,
        inflow_below_knee=below_knee,
        inflow_to_calf=below_knee - to_foot,
        outflow_fraction=100.0 * (at.caught - at.released) / (at.caught - at.resting),
    )


def apg_marks(result: xr.Dataset, side: Leg) -> Iterator[Mark]:
    """Yield what is measured on the trace of a leg: VV, VFT90, EV (the ejected volume, VEV on instruments), RV."""
    at = calf_levels(result, side)
    start, end = step_span(result, ApgPart.FILLED)
    tenth = step_span(result, ApgPart.TEN_TIPTOES)[1]
    released = step_span(result, ApgPart.RELEASED)[0] + RELEASE_S
    yield height_mark("outflow_fraction", "outflow", released, at.caught, at.released)
    ninety = at.empty + REFILLED * (at.full - at.empty)
    yield level_mark("VFT90", "VFT90", (start, start + at.filling_s), ninety)
    yield height_mark("VV", "VV", end - LEVEL_S, at.empty, at.full)
    yield height_mark("EV", "VEV", at.emptied_at_s, at.full, at.emptied)
    yield height_mark("RV", "RV", tenth, at.empty, at.after_ten)


def apg_findings(calves: Mapping[Leg, CalfVolumes]) -> list[Finding]:
    """Return the findings of both legs, left first."""
    legs = [calves[side] for side in LEGS]
    return [
        *leg_findings("VV", "mL", [leg.gained_mL for leg in legs], VV),
        *leg_findings("VFT90", "s", [leg.filling_s for leg in legs], VFT90),
        *leg_findings("VFI", "mL/s", [leg.filling_mL_s for leg in legs], VFI),
        *leg_findings("inflow_below_knee", "mL/s", [leg.inflow_below_knee for leg in legs]),
        *leg_findings("inflow_to_calf", "mL/s", [leg.inflow_to_calf for leg in legs]),
        *leg_findings("EV", "mL", [leg.ejected_mL for leg in legs], EV),
        *leg_findings("EF", "%", [leg.ejected_percent for leg in legs], EF),
        *leg_findings("RV", "mL", [leg.left_mL for leg in legs], RV),
        *leg_findings("RVF", "%", [leg.left_percent for leg in legs], RVF),
        *leg_findings("outflow_fraction", "%", [leg.outflow_fraction for leg in legs], OUTFLOW_FRACTION),
    ]


def apg_vessels(person: Person) -> list[str]:
    """Return the veins of both calves, and the arteries that feed them."""
    return [name for side in LEGS for name in calf_vessels(person, side)]


def calf_vessels(person: Person, side: Leg) -> tuple[str, ...]:
    """Return the veins of one calf, and the arteries that feed it."""
    return (*leg_veins_of(person, side), *(f"{one}_{side}" for one in ARTERIES))


APG = ClinicalTest(
    name="apg",
    title="Air plethysmography",
    purpose="Test filling by gravity and emptying by the calf muscles with an air-filled boot around each calf.",
    protocols=lambda: {side: apg_protocol(side) for side in LEGS},
    vessels=apg_vessels,
    measure=calf_volumes,
    findings=apg_findings,
    trace=lambda result, leg: leg_traces(
        result, "Blood in the veins of the calf", "mL", venous_volume, [leg], apg_marks
    ),
    traced=LEGS,
)


def air_plethysmography(person: Person, progress: Progress | None = None) -> list[Finding]:
    """Test filling by gravity and emptying by the calf muscles with an air-filled boot around each calf.

    In the laboratory a boot of 35 cm shows the volume of the calf. Lying, a cuff on the thigh is filled to 80 mmHg for
    two minutes and let off at once. The leg is raised by 45 degrees until it is empty; the patient then stands up with
    the weight on the other leg and holds a frame until the trace is level, makes one tiptoe on both feet, rests, and
    makes ten in ten seconds. Here the boot shows the blood in the veins of the calf, skin included. One leg is
    examined after the other, each from rest.

    Parameters
    ----------
    person : Person
    progress : callable, optional
        See `simulate`.

    Returns
    -------
    list of Finding
        Each for the left and the right leg: `VV`, what the calf gains on standing (means over 10 s); `VFT90`, the
        time from the start of standing up until 90 % of it is there (mean over 1 s), and `VFI`, 0.9 VV over VFT90;
        `inflow_below_knee`, the mean flow in the artery meanwhile, and `inflow_to_calf`, what does not go on to the
        foot, to which VFI comes close where no valve leaks; `EV` and `EF`, what one tiptoe drives out (down to
        the lowest mean over 0.1 s); `RV` and `RVF`, what is left over the tenth tiptoe; `outflow_fraction`, the share
        of the blood caught by the cuff that leaves in the first second.

    References
    ----------
    Christopoulos DG et al., J Vasc Surg 1987;5:148-59; Nicolaides AN, Circulation 2000;102:e126-63 (findings A01 to
    A19). Of the outflow fraction the limit of 38 % is recalled, not read.

    Examples
    --------
    >>> [(one.name, one.side) for one in air_plethysmography(Person())][:2]
    [('VV', 'left'), ('VV', 'right')]
    """
    return APG.examine(person, progress).findings
