"""Pneumatic compression: how fast it sends the blood of a resting leg upwards, and how much of it."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from secondheart.anatomy import BELOW_KNEE, LEGS
from secondheart.clinic.calf import leg_veins_of, venous_volume
from secondheart.clinic.finding import UNKNOWN, Finding, Normal, of_legs
from secondheart.clinic.velocity import SHORTLY_S, jet, resting_peak
from secondheart.compression import Device, as_device
from secondheart.person import Person
from secondheart.protocol import Protocol, lie
from secondheart.results.measure import Span, flow, inside, mean_over, middles, smooth, step_span
from secondheart.simulation.session import Progress
from secondheart.simulation.simulate import simulate

if TYPE_CHECKING:
    import xarray as xr

TEST = "pneumatic"
USUAL = "sequential"
REST_S = 60.0
CYCLES, LEAST_S = 2, 120.0  # so many cycles, and at least so long
LEG = (*BELOW_KNEE, "thigh")
POPLITEAL, FEMORAL = "popliteal_{0}>femoral_lower_{0}", "femoral_lower_{0}>femoral_upper_{0}"
OUTFLOW = "external_iliac_{0}>common_iliac_{0}"
ML_PER_MIN = 60.0

SEQUENTIAL = Normal(200, 300, "sequential compression of calf and thigh, device manuals, K30, recalled")


class Augmented(NamedTuple):
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


def pneumatic_protocol(device: str | Device = USUAL) -> Protocol:
    """Lie for a minute, then with the device at work for some cycles."""
    used = as_device(device)
    cycles = max(CYCLES, math.ceil(LEAST_S / used.period_s))
    working = lie(seconds=cycles * used.period_s).with_device(used)
    return (lie(seconds=REST_S) + working).named(f"pneumatic, {used.name}")


def augmented(result: xr.Dataset, side: str, device: Device) -> Augmented:
    """Measure one leg in a run of `pneumatic_protocol`."""
    begin, end = step_span(result, 0)
    rest, pulses = (begin, end - SHORTLY_S), pulses_of(result, side, device)  # what is smoothed must not see the device
    popliteal, femoral, outflow = (one.format(side) for one in (POPLITEAL, FEMORAL, OUTFLOW))
    return Augmented(
        popliteal_rest=resting_peak(result, popliteal, rest),
        popliteal_peak=_mean([jet(result, popliteal, pulse) for pulse in pulses]),
        femoral_rest=resting_peak(result, femoral, rest),
        femoral_peak=_mean([jet(result, femoral, pulse) for pulse in pulses]),
        ejected=_mean([ejected(result, side, pulse) for pulse in pulses]),
        outflow_rest=ML_PER_MIN * mean_over(result, flow(result, outflow), rest),
        outflow=ML_PER_MIN * mean_over(result, flow(result, outflow), step_span(result, 1)),
    )


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


def ejected(result: xr.Dataset, side: str, pulse: Span) -> float:
    """Return by how much the veins of a leg shrink while the chambers are filled and held, in mL."""
    volume, times = venous_volume(result, side, LEG), middles(result)
    before = mean_over(result, volume, (pulse[0] - 1.0, pulse[0]))
    return before - float(smooth(result, volume, SHORTLY_S)[inside(times, pulse)].min())


def pneumatic(person: Person, progress: Progress | None = None, device: str | Device = USUAL) -> list[Finding]:
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
        breath) and with the device (of each cycle), as means over 0.1 s, the second in percent of the first; by how
        much the veins of the leg shrink in a cycle (means over 1 s and 0.1 s); and the mean outflow from the leg
        without and with the device. A leg without a chamber has no augmentation.

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
    used = as_device(device)
    veins = [vein for side in LEGS for vein in leg_veins_of(person, side, LEG)]
    record = [*veins, *(f"external_iliac_{side}" for side in LEGS)]
    result = simulate(person, pneumatic_protocol(used), record=record, progress=progress)
    legs = [augmented(result, side, used) for side in LEGS]
    normal = SEQUENTIAL if {"calf", "thigh"} <= set(used.chambers) else UNKNOWN
    return [*_velocities(legs, normal), *_volumes(legs)]


def _velocities(legs: list[Augmented], normal: Normal) -> list[Finding]:
    one = partial(of_legs, TEST)
    return [
        *one("popliteal_velocity_resting", "cm/s", [leg.popliteal_rest for leg in legs]),
        *one("popliteal_velocity_pneumatic", "cm/s", [leg.popliteal_peak for leg in legs]),
        *one("popliteal_augmentation", "%", [100.0 * leg.popliteal_peak / leg.popliteal_rest for leg in legs]),
        *one("femoral_velocity_resting", "cm/s", [leg.femoral_rest for leg in legs]),
        *one("femoral_velocity_pneumatic", "cm/s", [leg.femoral_peak for leg in legs]),
        *one("femoral_augmentation", "%", [100.0 * leg.femoral_peak / leg.femoral_rest for leg in legs], normal),
    ]


def _volumes(legs: list[Augmented]) -> list[Finding]:
    return [
        *of_legs(TEST, "ejected_volume", "mL", [leg.ejected for leg in legs]),
        *of_legs(TEST, "leg_outflow_resting", "mL/min", [leg.outflow_rest for leg in legs]),
        *of_legs(TEST, "leg_outflow_pneumatic", "mL/min", [leg.outflow for leg in legs]),
    ]
