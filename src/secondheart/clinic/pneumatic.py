"""Pneumatic compression: how fast it sends the blood of a resting leg upwards, and how much of it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from secondheart.anatomy import LEG_REGIONS, LEGS, Leg
from secondheart.clinic.calf import leg_veins_of, venous_volume
from secondheart.clinic.clinical_test import ClinicalTest, Option
from secondheart.clinic.finding import NO_RANGE, Finding, Normal, leg_findings, published_spread
from secondheart.clinic.trace import Mark, leg_traces, level_mark
from secondheart.clinic.velocity import FEMORAL, POPLITEAL, fastest_velocity, jet, resting_peak
from secondheart.compression import Device, as_device
from secondheart.person import Person
from secondheart.protocol import Protocol, lie
from secondheart.results.measure import (
    EXTREME_S,
    Floats,
    Span,
    flow,
    inside,
    mean_over,
    middles,
    protocol_of,
    smooth,
    step_span,
)
from secondheart.simulation.session import Progress
from secondheart.variables import LEG_OUTFLOW

if TYPE_CHECKING:
    import xarray as xr

DEFAULT_DEVICE = "sequential"
BEFORE_DEVICE_S = 60.0
CYCLES, AT_LEAST_S = 2, 120.0  # so many cycles, and at least so long
ML_PER_MIN = 60.0

SEQUENTIAL = published_spread(
    100, 200, "sequential compression of calf and thigh, peaks 2 to 3 times those at rest: K30"
)


class Augmentation(NamedTuple):
    """What a device does to one leg, and what was there before: cm/s, mL and mL/min; means over its cycles.

    What it does is nan where it is on the other leg only.
    """

    popliteal_rest: float
    popliteal_peak: float
    femoral_rest: float
    femoral_peak: float
    ejected: float
    outflow_rest: float
    outflow: float


def pneumatic_protocol(device: str | Device = DEFAULT_DEVICE) -> Protocol:
    """Lie for a minute, then with the device at work for some cycles."""
    chosen = as_device(device)
    cycles = max(CYCLES, math.ceil(AT_LEAST_S / chosen.period_s))
    working = lie(seconds=cycles * chosen.period_s).with_device(chosen)
    return (lie(seconds=BEFORE_DEVICE_S) + working).named(f"pneumatic, {chosen.name}")


def augmentation(result: xr.Dataset, side: str) -> Augmentation:
    """Measure one leg in a run of `pneumatic_protocol`."""
    device = device_of(result)
    begin, end = step_span(result, 0)
    rest, pulses = (begin, end - EXTREME_S), pulses_of(result, side, device)  # what is smoothed must not see the device
    popliteal, femoral, outflow = (one.format(side) for one in (POPLITEAL, FEMORAL, LEG_OUTFLOW))
    return Augmentation(
        popliteal_rest=resting_peak(result, popliteal, rest),
        popliteal_peak=_mean([jet(result, popliteal, pulse) for pulse in pulses]),
        femoral_rest=resting_peak(result, femoral, rest),
        femoral_peak=_mean([jet(result, femoral, pulse) for pulse in pulses]),
        ejected=_mean([ejected_volume(result, side, pulse) for pulse in pulses]),
        outflow_rest=ML_PER_MIN * mean_over(result, flow(result, outflow), rest),
        outflow=ML_PER_MIN * mean_over(result, flow(result, outflow), step_span(result, 1)),
    )


def device_of(result: xr.Dataset) -> Device:
    """Return the device that is at work in a run of `pneumatic_protocol`."""
    device = protocol_of(result).steps[1].device
    if device is None:
        raise ValueError("no device is at work in the second step of this run")
    return device


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else math.nan


def pulses_of(result: xr.Dataset, side: str, device: Device) -> list[Span]:
    """Return when the chambers of a leg are filled and held, cycle by cycle; whole ones only, none on a bare leg."""
    if device.side not in (side, "both"):
        return []
    start, stop = step_span(result, 1)
    if device.alternate and side == "right":
        start += 0.5 * device.period_s
    count = int((stop - start) / device.period_s + 1e-9)
    begins = [start + n * device.period_s for n in range(count)]
    return [(begin, begin + device.on_s) for begin in begins]


def ejected_volume(result: xr.Dataset, side: str, pulse: Span) -> float:
    """Return by how much the veins of a leg shrink while the chambers are filled and held, in mL."""
    volume, times = venous_volume(result, side, LEG_REGIONS), middles(result)
    before = mean_over(result, volume, (pulse[0] - 1.0, pulse[0]))
    return before - float(smooth(result, volume, EXTREME_S)[inside(times, pulse)].min())


def pneumatic_marks(result: xr.Dataset, side: Leg) -> Iterator[Mark]:
    """Yield the peaks at rest and with the device that are compared."""
    leg, (begin, end) = augmentation(result, side), step_span(result, 0)
    yield level_mark("femoral_velocity_resting", "rest", (begin, end), leg.femoral_rest)
    yield level_mark("femoral_velocity_pneumatic", "device", step_span(result, 1), leg.femoral_peak)


def _femoral_peaks(result: xr.Dataset, side: Leg) -> Floats:
    """Return the velocity whose peaks are measured: of the fastest thread, as a mean over 0.1 s."""
    return smooth(result, fastest_velocity(result, FEMORAL.format(side)), EXTREME_S)


class _Pumped(NamedTuple):
    """Both legs, and the range of the device that is on them."""

    legs: list[Augmentation]
    normal: Normal


def _measure(result: xr.Dataset) -> _Pumped:
    sequential = {"calf", "thigh"} <= set(device_of(result).chambers)
    return _Pumped([augmentation(result, side) for side in LEGS], SEQUENTIAL if sequential else NO_RANGE)


def _rise(peak: float, rest: float) -> float:
    """Return by how much a peak is above that at rest, in percent: what the trade calls augmentation."""
    return 100.0 * (peak / rest - 1.0)


def pneumatic_findings(runs: Mapping[str, _Pumped]) -> list[Finding]:
    """Return the findings of both legs, left first."""
    ((legs, normal),) = runs.values()
    return [
        *leg_findings("popliteal_velocity_resting", "cm/s", [leg.popliteal_rest for leg in legs]),
        *leg_findings("popliteal_velocity_pneumatic", "cm/s", [leg.popliteal_peak for leg in legs]),
        *leg_findings("popliteal_augmentation", "%", [_rise(leg.popliteal_peak, leg.popliteal_rest) for leg in legs]),
        *leg_findings("femoral_velocity_resting", "cm/s", [leg.femoral_rest for leg in legs]),
        *leg_findings("femoral_velocity_pneumatic", "cm/s", [leg.femoral_peak for leg in legs]),
        *leg_findings("femoral_augmentation", "%", [_rise(leg.femoral_peak, leg.femoral_rest) for leg in legs], normal),
        *leg_findings("ejected_volume", "mL", [leg.ejected for leg in legs]),
        *leg_findings("leg_outflow_resting", "mL/min", [leg.outflow_rest for leg in legs]),
        *leg_findings("leg_outflow_pneumatic", "mL/min", [leg.outflow for leg in legs]),
    ]


def pneumatic_vessels(person: Person) -> list[str]:
    """Return the veins of both legs up to the groin."""
    veins = [vein for side in LEGS for vein in leg_veins_of(person, side, LEG_REGIONS)]
    return [*veins, *(f"external_iliac_{side}" for side in LEGS)]


PNEUMATIC = ClinicalTest(
    name="pneumatic",
    title="Pneumatic compression, lying",
    purpose="Test what a pneumatic device does to the veins of a person who lies still.",
    protocols=lambda device=DEFAULT_DEVICE: {"device": pneumatic_protocol(device)},
    vessels=pneumatic_vessels,
    measure=lambda result, _: _measure(result),
    findings=pneumatic_findings,
    trace=lambda result, _: leg_traces(
        result, "Fastest velocity in the femoral vein", "cm/s", _femoral_peaks, marking=pneumatic_marks
    ),
    option=Option("device", as_device),
)


def pneumatic(person: Person, progress: Progress | None = None, device: str | Device = DEFAULT_DEVICE) -> list[Finding]:
    """Test what a pneumatic device does to the veins of a person who lies still.

    In the laboratory a Doppler probe lies on the popliteal or femoral vein of a resting patient, and the highest
    velocity in a cycle of the device is held against that without it.

    Parameters
    ----------
    person : Person
    progress : callable, optional
        See `simulate`.
    device : str or Device
        A name, such as "sequential", "calf" or "foot-pump-left" (`secondheart list devices`), or a `Device`.

    Returns
    -------
    list of Finding
        For the left and the right leg: the highest velocities in the popliteal and the femoral vein at rest (of each
        breath) and with the device (of each cycle), as means over 0.1 s, the rise of the second above the first
        in percent; by how much the veins of the leg shrink in a cycle (means over 1 s and 0.1 s); and the mean outflow
        from the leg without and with the device. A leg without a chamber has no augmentation.

    References
    ----------
    Findings K28 to K30. That a higher peak prevents more clots is not shown: Morris RJ and Woodcock JP, Ann Surg 2004
    (K31).

    Raises
    ------
    UnknownName
        If there is no such device.

    Examples
    --------
    >>> [one.name for one in pneumatic(Person(), device="foot-pump")][:2]
    ['popliteal_velocity_resting', 'popliteal_velocity_resting']
    """
    return PNEUMATIC.examine(person, progress, device=device).findings
