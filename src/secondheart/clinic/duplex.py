"""Duplex ultrasound: how long blood runs backwards in each vein, how fast it runs, and how the valves move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, auto
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from secondheart.anatomy import LEGS, Leg
from secondheart.clinic.clinical_test import ClinicalTest
from secondheart.clinic.finding import Finding, Normal, leg_findings, published_spread
from secondheart.clinic.reverse_flow import ReverseFlow, reverse_flow
from secondheart.clinic.trace import Trace, height_mark, leg_traces, level_mark, measurable, velocity_reading
from secondheart.clinic.valve_cycle import ValveCycle, phases, usual_cycle
from secondheart.clinic.velocity import (
    FEMORAL,
    POPLITEAL,
    fastest_velocity,
    inspiratory_fall,
    jet,
    resting_peak,
    resting_velocity,
    velocity,
)
from secondheart.person import Person
from secondheart.protocol import Protocol, Site, lie, sit, stand, tiptoe, valsalva
from secondheart.protocol.repeated import repeated_verbs
from secondheart.results.measure import Span, inside, last_part, middles, sample_length, step_span
from secondheart.simulation.session import Progress
from secondheart.variables import quantity_label

if TYPE_CHECKING:
    import xarray as xr

RESTING_WINDOW_S = 40.0  # resting velocities are means over ten breaths
ANKLE_PUMP_S, DORSIFLEXION_S, TIPTOE_CYCLE_S = 2.0, 1.5, 1.8  # periods of ankle pump, dorsiflexion and tiptoe
STRIP_BEFORE_S, STRIP_S = 1.0, 12.0  # shown of a squeeze: so long before it, and in all


class Part(IntEnum):
    """Steps of the protocol."""

    LYING = 0
    STRAINING = auto()
    AFTER_STRAIN = auto()
    PUMPING_LYING = auto()
    SITTING = auto()
    PUMPING_SITTING = auto()
    AFTER_PUMP = auto()
    PULLING = auto()
    STANDING = auto()
    CALF_CUFF = auto()
    AFTER_CALF = auto()
    THIGH_CUFF = auto()
    AFTER_THIGH = auto()
    FOOT_CUFF = auto()
    AFTER_FOOT = auto()
    SQUEEZE = auto()
    AFTER_SQUEEZE = auto()
    RISING = auto()


@dataclass(frozen=True)
class Probe:
    """Where reflux is looked for, after what, and what is normal; names without their side."""

    name: str
    tail: str
    head: str
    after: Part
    normal: Normal

    def connection(self, side: str) -> str:
        """Return the connection of a side."""
        return f"{self.tail}_{side}>{self.head}_{side}"


LABROPOULOS = "Labropoulos N, J Vasc Surg 2003;38:793-8"
SHORT_VEIN, LONG_VEIN, PERFORATOR = (Normal(0, most_s, LABROPOULOS) for most_s in (0.5, 1.0, 0.35))
PROBES: tuple[Probe, ...] = (
    Probe("saphenofemoral_junction", "great_saphenous_upper_thigh", "common_femoral", Part.AFTER_THIGH, SHORT_VEIN),
    Probe("great_saphenous", "great_saphenous_calf", "great_saphenous_lower_thigh", Part.AFTER_CALF, SHORT_VEIN),
    Probe("great_saphenous_calf", "great_saphenous_ankle", "great_saphenous_calf", Part.AFTER_FOOT, SHORT_VEIN),
    Probe("saphenopopliteal_junction", "small_saphenous_upper", "popliteal", Part.AFTER_CALF, SHORT_VEIN),
    Probe("small_saphenous", "small_saphenous_lower", "small_saphenous_upper", Part.AFTER_FOOT, SHORT_VEIN),
    Probe("deep_femoral", "deep_femoral", "common_femoral", Part.AFTER_THIGH, SHORT_VEIN),
    Probe("femoral", "femoral_lower", "femoral_upper", Part.AFTER_CALF, LONG_VEIN),
    Probe("popliteal", "popliteal", "femoral_lower", Part.AFTER_CALF, LONG_VEIN),
    Probe("gastrocnemius", "gastrocnemius_sinuses", "popliteal", Part.AFTER_CALF, SHORT_VEIN),
    Probe("posterior_tibial", "posterior_tibial_upper", "popliteal", Part.AFTER_FOOT, SHORT_VEIN),
    Probe("peroneal", "peroneal", "popliteal", Part.AFTER_FOOT, SHORT_VEIN),
    Probe("perforators_cockett", "great_saphenous_ankle", "posterior_tibial_lower", Part.AFTER_CALF, PERFORATOR),
    Probe("perforators_boyd", "great_saphenous_calf", "posterior_tibial_upper", Part.AFTER_CALF, PERFORATOR),
    Probe("common_femoral_valsalva", "common_femoral", "external_iliac", Part.STRAINING, LONG_VEIN),
    Probe(
        "saphenofemoral_junction_valsalva", "great_saphenous_upper_thigh", "common_femoral", Part.STRAINING, SHORT_VEIN
    ),
    Probe(
        "great_saphenous_calf_squeeze",
        "great_saphenous_calf",
        "great_saphenous_lower_thigh",
        Part.AFTER_SQUEEZE,
        SHORT_VEIN,
    ),
    Probe("popliteal_calf_squeeze", "popliteal", "femoral_lower", Part.AFTER_SQUEEZE, LONG_VEIN),
)
VEINS: tuple[str, ...] = tuple(dict.fromkeys(name for probe in PROBES for name in (probe.tail, probe.head)))

MEAN_LYING = published_spread(9, 13, "20 men, Thromb Haemost 2009;101:1100-3, 95 % CI")
MEAN_PUMPING, MEAN_SITTING = (published_spread(*ends, MEAN_LYING.source) for ends in ((20, 28), (2, 4)))
KROPP = "20 healthy people, Kropp AT, Phlebology 2018;33:330-7"
PEAK_SITTING, PEAK_FLEXION = published_spread(4, 8, KROPP), published_spread(90, 194, KROPP)
PEAK_CONTRACTION = published_spread(
    32.2, 49.8, "20 men, Tsuda K, Prog Rehabil Med 2017;2:20170009, mean and standard deviation"
)
INSPIRATORY_FALL = published_spread(
    54, 76, "10 healthy people, Willeput R, J Appl Physiol 1984, mean and standard error"
)
LURIE = "20 healthy people, Lurie F, J Vasc Surg 2003;38:955-61"
VALVE_CYCLE = {
    "opening": published_spread(0.22, 0.32, LURIE),
    "open": published_spread(0.57, 0.73, LURIE),
    "closing": published_spread(0.34, 0.48, LURIE),
    "closed": published_spread(0.40, 0.50, LURIE),
}


def duplex_protocol() -> Protocol:
    """Lie, strain, move the feet; sit and move them; stand, with cuffs filled and let off at once; rise on tiptoe."""
    ankle_pumps, dorsiflexion = (repeated_verbs()[name] for name in ("ankle_pumps", "dorsiflexion"))
    lying = lie(seconds=60) + valsalva(40.0, 5.0) + lie(seconds=30) + ankle_pumps(10, ANKLE_PUMP_S, "lie")
    sitting = (
        sit(seconds=120) + ankle_pumps(10, ANKLE_PUMP_S, "sit") + sit(seconds=60) + dorsiflexion(10, DORSIFLEXION_S)
    )
    return (lying + sitting + stand(seconds=90) + cuffs_standing() + tiptoe(10, TIPTOE_CYCLE_S)).named("duplex")


def cuffs_standing() -> Protocol:
    """Stand while cuffs at the calf, the thigh and the foot are filled and let off, and a hand squeezes the calf."""

    def squeeze(site: Site, pressure_mmHg: float, seconds: float = 3.0, rise_s: float = 0.5) -> Protocol:
        return stand(seconds=seconds).cuff(site, pressure_mmHg=pressure_mmHg, rise_s=rise_s) + stand(seconds=40)

    calf, hand = squeeze("upper_calf", 100), squeeze("upper_calf", 80, 1.0, 0.3)
    return calf + squeeze("thigh", 80) + squeeze("foot", 120) + hand


def reflux(result: xr.Dataset, probe: Probe, side: str) -> float:
    """Return the reflux time at a probe in a run of `duplex_protocol`."""
    return probed_flow(result, probe, side).duration_s


def probed_flow(result: xr.Dataset, probe: Probe, side: str, cuffed: int = Part.CALF_CUFF) -> ReverseFlow:
    """Return the reverse flow at a probe in a run of `duplex_protocol`, or in one whose cuffs begin at another step."""
    return reverse_flow(result, probe.connection(side), step_span(result, cuffed + probe.after - Part.CALF_CUFF))


def is_reflux(back: ReverseFlow, probe: Probe) -> bool:
    """Say whether reverse flow lasts longer than a valve takes to close."""
    return back.duration_s > (probe.normal.high or 0.0)


def duplex_strips(result: xr.Dataset) -> list[Trace]:
    """Return what the screen shows at each probe: the velocities from the squeeze on, with the reflux marked."""
    return [_strip(result, probe, side) for probe in PROBES for side in LEGS]


def _strip(result: xr.Dataset, probe: Probe, side: Leg) -> Trace:
    straining = probe.after == Part.STRAINING
    released, stop = step_span(result, probe.after)
    squeezed = released if straining else step_span(result, Part(probe.after - 1))[0]
    last = stop + STRIP_S / 2.0 if straining else released + STRIP_S
    now = inside(middles(result), (squeezed - STRIP_BEFORE_S, last))
    name, back = probe.connection(side), probed_flow(result, probe, side)
    end = stop if straining else released
    span, peak = (back.start_s, back.start_s + back.duration_s), -back.fastest_cm_s
    marks = [level_mark("", "strain" if straining else "squeeze", (squeezed, end), 0.0)]
    if is_reflux(back, probe):
        marks.append(level_mark(f"reflux_time_{probe.name}", "reflux", span, 0.0))
        marks.append(height_mark(f"reflux_peak_velocity_{probe.name}", "peak", back.fastest_at_s, peak, peak))
        marks.append(level_mark(f"reflux_volume_{probe.name}", "volume", span, peak / 2.0))
    label = f"{quantity_label(f'reflux_time_{probe.name}').removeprefix('reflux time, ')}, {side}"
    fastest = fastest_velocity(result, name)[now]
    return Trace(label, "cm/s", side, middles(result)[now], velocity(result, name)[now], measurable(marks), fastest)


class _Leg(NamedTuple):
    """What is measured on one leg: reverse flow by probe, seconds and cm/s by finding."""

    reflux: dict[str, ReverseFlow]
    velocities: dict[str, float]
    valve_s: dict[str, float]


# finding, unit and range of each velocity, in their order
VELOCITIES: tuple[tuple[str, str, Normal], ...] = (
    ("popliteal_velocity_lying", "cm/s", MEAN_LYING),
    ("popliteal_velocity_lying_moving_feet", "cm/s", MEAN_PUMPING),
    ("popliteal_velocity_sitting", "cm/s", MEAN_SITTING),
    ("popliteal_peak_velocity_sitting", "cm/s", PEAK_SITTING),
    ("popliteal_peak_velocity_plantarflexion", "cm/s", PEAK_FLEXION),
    ("popliteal_peak_velocity_dorsiflexion", "cm/s", PEAK_FLEXION),
    ("femoral_peak_velocity_contraction_lying", "cm/s", PEAK_CONTRACTION),
    ("femoral_fall_in_inspiration", "%", INSPIRATORY_FALL),
)


def rest_of(result: xr.Dataset, part: Part) -> Span:
    """Return the window of a part in which velocities at rest are read."""
    return last_part(result, part, RESTING_WINDOW_S)


def first_cycle(result: xr.Dataset, part: Part, period_s: float) -> Span:
    """Return the window of the first movement of a part."""
    start = step_span(result, part)[0]
    return start, start + period_s


def velocities(result: xr.Dataset, side: str) -> dict[str, float]:
    """Return velocities of a leg at rest and in movements, by finding."""
    popliteal, femoral = POPLITEAL.format(side), FEMORAL.format(side)
    lying, sitting = rest_of(result, Part.LYING), rest_of(result, Part.SITTING)
    pumping = step_span(result, Part.PUMPING_LYING)
    contraction = first_cycle(result, Part.PUMPING_LYING, ANKLE_PUMP_S)
    plantar = first_cycle(result, Part.PUMPING_SITTING, ANKLE_PUMP_S)
    dorsal = first_cycle(result, Part.PULLING, DORSIFLEXION_S)
    return {
        "popliteal_velocity_lying": resting_velocity(result, popliteal, lying),
        "popliteal_velocity_lying_moving_feet": resting_velocity(result, popliteal, pumping),
        "popliteal_velocity_sitting": resting_velocity(result, popliteal, sitting),
        "popliteal_peak_velocity_sitting": resting_peak(result, popliteal, sitting),
        "popliteal_peak_velocity_plantarflexion": jet(result, popliteal, plantar),
        "popliteal_peak_velocity_dorsiflexion": jet(result, popliteal, dorsal),
        "femoral_peak_velocity_contraction_lying": jet(result, femoral, contraction),
        "femoral_fall_in_inspiration": inspiratory_fall(result, femoral, lying),
    }


def popliteal_valve(result: xr.Dataset, side: str) -> ValveCycle:
    """Return the phases of a popliteal valve in its usual cycle."""
    course = usual_cycle(result, f"popliteal_{side}", step_span(result, Part.RISING), TIPTOE_CYCLE_S)
    return phases(course, sample_length(result))


def _measure(result: xr.Dataset, side: str) -> _Leg:
    valve = popliteal_valve(result, side)
    return _Leg(
        reflux={probe.name: probed_flow(result, probe, side) for probe in PROBES},
        velocities=velocities(result, side),
        valve_s={phase: getattr(valve, f"{phase}_s") for phase in VALVE_CYCLE},
    )


def duplex_findings(legs: Mapping[str, list[_Leg]]) -> list[Finding]:
    """Return the findings of both legs, left first: reflux, velocities, valve."""
    (both,) = legs.values()
    backward = reflux_findings(PROBES, dict(zip(LEGS, (leg.reflux for leg in both), strict=True)))
    speeds = [
        leg_findings(name, unit, [leg.velocities[name] for leg in both], normal) for name, unit, normal in VELOCITIES
    ]
    phase_times = [
        leg_findings(f"valve_{phase}_time", "s", [leg.valve_s[phase] for leg in both], normal)
        for phase, normal in VALVE_CYCLE.items()
    ]
    return [*backward, *(one for pair in (*speeds, *phase_times) for one in pair)]


def reflux_findings(probes: Sequence[Probe], legs: Mapping[Leg, Mapping[str, ReverseFlow]]) -> list[Finding]:
    """Return reflux time, peak velocity and volume at each probe, from the reverse flows of each leg by its name."""
    sides, flows = tuple(legs), tuple(legs.values())
    times = [
        leg_findings(f"reflux_time_{one.name}", "s", [leg[one.name].duration_s for leg in flows], one.normal, sides)
        for one in probes
    ]
    sizes = [
        leg_findings(f"reflux_{what}_{one.name}", unit, [_size(leg[one.name], one, field) for leg in flows], legs=sides)
        for what, unit, field in (("peak_velocity", "cm/s", "fastest_cm_s"), ("volume", "mL", "volume_mL"))
        for one in probes
    ]
    return [one for pair in (*times, *sizes) for one in pair]


def _size(back: ReverseFlow, probe: Probe, field: str) -> float:
    """Return a size of the reflux at a probe; nan where there is none."""
    return float(getattr(back, field)) if is_reflux(back, probe) else np.nan


DUPLEX = ClinicalTest(
    name="duplex",
    title="Duplex ultrasound of the veins of the legs",
    purpose="Test each vein of both legs for reflux, and measure velocities and a valve's movements.",
    protocols=lambda: {"examination": duplex_protocol()},
    vessels=lambda _: [f"{vein}_{side}" for side in LEGS for vein in VEINS],
    measure=lambda result, _: [_measure(result, side) for side in LEGS],
    findings=duplex_findings,
    trace=lambda result, _: leg_traces(result, "Velocity in the popliteal vein", "cm/s", velocity_reading(POPLITEAL)),
    strip=lambda result, _: duplex_strips(result),
)


def duplex(person: Person, progress: Progress | None = None) -> list[Finding]:
    """Test each vein of both legs for reflux, and measure velocities and a valve's movements.

    In the laboratory the probe shows the flow in a vein. Standing, the leg below it is squeezed by a cuff, 100 mmHg at
    the thick of the calf, 80 at the thigh or 120 at the foot for three seconds, which is let off within 0.3 s, or by a
    hand for one; the calf's is 12 cm wide, as long as a hand, and does not empty the whole calf;
    lying, the patient strains against closed airways: time is taken while blood runs backwards. Resting velocities
    are read lying and sitting, the fastest ones in movements of the feet. Leaflets are watched while a standing
    person moves the feet, here in tiptoes of 1.8 s, the length of their cycle. Here the person stands on both feet.

    Parameters
    ----------
    person : Person
    progress : callable, optional
        See `simulate`.

    Returns
    -------
    list of Finding
        For the left and the right leg: `reflux_time_<vein>`, the first stretch of reverse flow, faster than 1 cm/s in
        the half second in which valves close and than 5 cm/s later, with `reflux_peak_velocity_<vein>` (fastest
        thread, mean over 0.1 s) and `reflux_volume_<vein>` where it lasts longer than normal;
        velocities of popliteal and femoral vein at rest (time average of the fastest thread over 40 s) and in the first
        of ten movements (highest mean over 0.1 s); the fall of the femoral flow in inspiration; the phases of the
        popliteal valve in its usual cycle.

    References
    ----------
    Reflux: van Bemmelen PS, J Vasc Surg 1989;10:425-31 (the method, recalled); Labropoulos N, J Vasc Surg
    2003;38:793-8 (D01 to D04). Velocities: D33 to D35, D39 to D42. Valves: Lurie F, J Vasc Surg 2003;38:955-61
    (D27 to D30).

    Examples
    --------
    >>> [one.name for one in duplex(Person())][:2]
    ['reflux_time_saphenofemoral_junction', 'reflux_time_saphenofemoral_junction']
    """
    return DUPLEX.examine(person, progress).findings
