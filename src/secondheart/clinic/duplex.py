"""Duplex ultrasound: how long blood runs backwards in each vein, how fast it runs, and how the valves move."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, auto
from typing import TYPE_CHECKING

import numpy as np

from secondheart.anatomy import LEGS
from secondheart.clinic.finding import Finding, Normal, of_legs
from secondheart.clinic.valve_cycle import mean_cycle, phases
from secondheart.clinic.velocity import inspiratory_fall, jet, resting_peak, resting_velocity, velocity
from secondheart.person import Person
from secondheart.protocol import Protocol, Site, ankle_pumps, dorsiflexion, lie, sit, stand, tiptoe, valsalva
from secondheart.results.measure import Floats, Span, last_part, middles, step_span
from secondheart.simulation.session import Progress
from secondheart.simulation.simulate import simulate

if TYPE_CHECKING:
    import xarray as xr

TEST = "duplex"
REST_S = 40.0  # resting velocities are means over ten breaths
PUMP_S, PULL_S, RISE_S = 2.0, 1.5, 1.8  # periods of ankle pump, dorsiflexion and tiptoe
SLOWEST_CM_S = 1.0  # reverse flow that the wall filter lets through
ONSET_S = 1.0  # reflux starts so soon after the release
GAP_S = 0.2  # an interruption no longer than this does not end it


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
SHORT, DEEP, THROUGH = Normal(0, 0.5, LABROPOULOS), Normal(0, 1.0, LABROPOULOS), Normal(0, 0.35, LABROPOULOS)
CALF, THIGH, FOOT, STRAIN, HAND = (
    Part.AFTER_CALF,
    Part.AFTER_THIGH,
    Part.AFTER_FOOT,
    Part.STRAINING,
    Part.AFTER_SQUEEZE,
)
PROBES = (
    Probe("saphenofemoral_junction", "great_saphenous_upper_thigh", "common_femoral", THIGH, SHORT),
    Probe("great_saphenous", "great_saphenous_calf", "great_saphenous_lower_thigh", CALF, SHORT),
    Probe("great_saphenous_calf", "great_saphenous_ankle", "great_saphenous_calf", FOOT, SHORT),
    Probe("saphenopopliteal_junction", "small_saphenous_upper", "popliteal", CALF, SHORT),
    Probe("small_saphenous", "small_saphenous_lower", "small_saphenous_upper", FOOT, SHORT),
    Probe("deep_femoral", "deep_femoral", "common_femoral", THIGH, SHORT),
    Probe("femoral", "femoral_lower", "femoral_upper", CALF, DEEP),
    Probe("popliteal", "popliteal", "femoral_lower", CALF, DEEP),
    Probe("gastrocnemius", "gastrocnemius_sinuses", "popliteal", CALF, SHORT),
    Probe("posterior_tibial", "posterior_tibial_upper", "popliteal", CALF, SHORT),
    Probe("peroneal", "peroneal", "popliteal", CALF, SHORT),
    Probe("perforators_cockett", "great_saphenous_ankle", "posterior_tibial_lower", CALF, THROUGH),
    Probe("perforators_boyd", "great_saphenous_calf", "posterior_tibial_upper", CALF, THROUGH),
    Probe("common_femoral_valsalva", "common_femoral", "external_iliac", STRAIN, DEEP),
    Probe("saphenofemoral_junction_valsalva", "great_saphenous_upper_thigh", "common_femoral", STRAIN, SHORT),
    Probe("great_saphenous_calf_squeeze", "great_saphenous_calf", "great_saphenous_lower_thigh", HAND, SHORT),
    Probe("popliteal_calf_squeeze", "popliteal", "femoral_lower", HAND, DEEP),
)
VEINS = tuple(dict.fromkeys(name for probe in PROBES for name in (probe.tail, probe.head)))
POPLITEAL, FEMORAL = "popliteal_{0}>femoral_lower_{0}", "femoral_lower_{0}>femoral_upper_{0}"
MEAN, PEAK, FEMORAL_PEAK = "popliteal_velocity", "popliteal_peak_velocity", "femoral_peak_velocity_contraction"

LYING = Normal(9, 13, "20 men, Thromb Haemost 2009;101:1100-3, 95 % CI")
PUMPING, SITTING = Normal(20, 28, LYING.source), Normal(2, 4, LYING.source)
KROPP = "20 healthy people, Kropp AT, Phlebology 2018;33:330-7"
SITTING_PEAK, PLANTAR, DORSAL = Normal(4, 8, KROPP), Normal(90, 194, KROPP), Normal(90, 194, KROPP)
CONTRACTION = Normal(32.2, 49.8, "20 men, Tsuda K, Prog Rehabil Med 2017;2:20170009, mean and standard deviation")
BREATHING = Normal(54, 76, "10 healthy people, Willeput R, J Appl Physiol 1984, mean and standard error")
LURIE = "20 healthy people, Lurie F, J Vasc Surg 2003;38:955-61"
CYCLE = {
    "opening": Normal(0.22, 0.32, LURIE),
    "open": Normal(0.57, 0.73, LURIE),
    "closing": Normal(0.34, 0.48, LURIE),
    "closed": Normal(0.40, 0.50, LURIE),
}


def duplex_protocol() -> Protocol:
    """Lie, strain, move the feet; sit and move them; stand, with cuffs filled and let off at once; rise on tiptoe."""

    def squeezed(site: Site, pressure_mmHg: float, seconds: float = 3.0, rise_s: float = 0.5) -> Protocol:
        return stand(seconds=seconds).cuff(site, pressure_mmHg=pressure_mmHg, rise_s=rise_s) + stand(seconds=40)

    lying = lie(seconds=60) + valsalva(40.0, 5.0) + lie(seconds=30) + ankle_pumps(10, PUMP_S, "lie")
    sitting = sit(seconds=120) + ankle_pumps(10, PUMP_S, "sit") + sit(seconds=60) + dorsiflexion(10, PULL_S)
    cuffs = squeezed("calf", 100) + squeezed("thigh", 80) + squeezed("foot", 120) + squeezed("calf", 80, 1.0, 0.3)
    return (lying + sitting + stand(seconds=90) + cuffs + tiptoe(10, RISE_S)).named("duplex")


def reflux_time(times: Floats, velocities: Floats, released_s: float) -> float:
    """Return how long blood runs backwards after a release, in s; 0 where it does not.

    It is the first stretch of reverse flow faster than the wall filter that starts within a second; interruptions of
    up to 0.2 s, as each heartbeat makes them, do not end it.
    """
    step = times[1] - times[0]
    reverse = np.flatnonzero((velocities < -SLOWEST_CM_S) & (times >= released_s))
    if not reverse.size or times[reverse[0]] > released_s + ONSET_S:
        return 0.0
    pauses = np.flatnonzero(np.diff(reverse) * step > GAP_S + step)
    last = reverse[pauses[0]] if pauses.size else reverse[-1]
    return float((last - reverse[0] + 1) * step)


def reflux(result: xr.Dataset, probe: Probe, side: str) -> float:
    """Return the reflux time at a probe in a run of `duplex_protocol`."""
    start, stop = step_span(result, probe.after)
    times = middles(result)
    now = (times >= start) & (times < stop)
    return reflux_time(times[now], velocity(result, probe.connection(side))[now], start)


def duplex(person: Person, progress: Progress | None = None) -> list[Finding]:
    """Test each vein of both legs for reflux, and measure velocities and a valve's movements.

    In the laboratory the probe shows the flow in a vein. Standing, the leg below it is squeezed by a cuff, 100 mmHg at
    the calf, 80 at the thigh or 120 at the foot for three seconds, which is let off within 0.3 s, or by a hand for one;
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
        For the left and the right leg: `reflux_time_<vein>`, the first stretch of reverse flow faster than 1 cm/s;
        velocities of popliteal and femoral vein at rest (time average of the fastest thread over 40 s) and in the first
        of ten movements (highest mean over 0.1 s); the fall of the femoral flow in inspiration; the phases of the
        popliteal valve in its mean cycle.

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
    record = [f"{vein}_{side}" for side in LEGS for vein in VEINS]
    result = simulate(person, duplex_protocol(), record=record, progress=progress)
    return [*reflux_findings(result), *velocity_findings(result), *valve_findings(result)]


def reflux_findings(result: xr.Dataset) -> list[Finding]:
    """Return the reflux time of each vein."""
    return [
        one
        for probe in PROBES
        for one in of_legs(
            TEST, f"reflux_time_{probe.name}", "s", [reflux(result, probe, side) for side in LEGS], probe.normal
        )
    ]


def velocity_findings(result: xr.Dataset) -> list[Finding]:
    """Return velocities at rest and in movements."""

    def rest(part: Part) -> Span:
        return last_part(result, part, REST_S)

    popliteal, femoral = ([vein.format(side) for side in LEGS] for vein in (POPLITEAL, FEMORAL))
    lying, sitting, pumping = rest(Part.LYING), rest(Part.SITTING), step_span(result, Part.PUMPING_LYING)
    first, heels, toes = (
        _first(result, part, period)
        for part, period in ((Part.PUMPING_LYING, PUMP_S), (Part.PUMPING_SITTING, PUMP_S), (Part.PULLING, PULL_S))
    )
    rows: list[tuple[str, str, list[float], Normal]] = [
        (f"{MEAN}_lying", "cm/s", [resting_velocity(result, one, lying) for one in popliteal], LYING),
        (f"{MEAN}_lying_moving_feet", "cm/s", [resting_velocity(result, one, pumping) for one in popliteal], PUMPING),
        (f"{MEAN}_sitting", "cm/s", [resting_velocity(result, one, sitting) for one in popliteal], SITTING),
        (f"{PEAK}_sitting", "cm/s", [resting_peak(result, one, sitting) for one in popliteal], SITTING_PEAK),
        (f"{PEAK}_plantarflexion", "cm/s", [jet(result, one, heels) for one in popliteal], PLANTAR),
        (f"{PEAK}_dorsiflexion", "cm/s", [jet(result, one, toes) for one in popliteal], DORSAL),
        (f"{FEMORAL_PEAK}_lying", "cm/s", [jet(result, one, first) for one in femoral], CONTRACTION),
        ("femoral_fall_in_inspiration", "%", [inspiratory_fall(result, one, lying) for one in femoral], BREATHING),
    ]
    return [finding for name, unit, values, normal in rows for finding in of_legs(TEST, name, unit, values, normal)]


def _first(result: xr.Dataset, part: Part, period_s: float) -> Span:
    start = step_span(result, part)[0]
    return start, start + period_s


def valve_findings(result: xr.Dataset) -> list[Finding]:
    """Return the phases of the popliteal valves."""
    span, sample_s = step_span(result, Part.RISING), float(result["time"].values[0])
    cycles = [phases(mean_cycle(result, f"popliteal_{side}", span, RISE_S), sample_s) for side in LEGS]
    return [
        finding
        for phase, normal in CYCLE.items()
        for finding in of_legs(TEST, f"valve_{phase}_time", "s", [getattr(one, f"{phase}_s") for one in cycles], normal)
    ]
