"""The variables of a unit for co-simulation: what a master gives, sets and reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from secondheart.anatomy import LEGS
from secondheart.clinic.calf import leg_veins_of
from secondheart.compression.cuff import Cuff
from secondheart.compression.site import Site
from secondheart.packing import Packed
from secondheart.person import Person
from secondheart.person.valves import valves_above_mouths, valves_of
from secondheart.protocol import stand

ANGLES = ("trunk_deg", "thigh_deg", "calf_deg", "foot_deg")
LEAKING = ("great_saphenous", "deep")  # groups of valves whose leak is a parameter
PRESSURES = {
    "ankle_vein": "great_saphenous_ankle_{0}",
    "foot_vein": "dorsal_arch_{0}",
    "calf_muscle_vein": "soleal_sinuses_{0}",
    "popliteal_vein": "popliteal_{0}",
}
FLOWS = {"leg_outflow": "external_iliac_{0}>common_iliac_{0}", "calf_outflow": "popliteal_{0}>femoral_lower_{0}"}
OPENINGS = {"popliteal_valve": "popliteal_{0}", "great_saphenous_valve": "great_saphenous_knee_{0}"}
PRESSURE, VOLUME, FLOW, OPENING, HEART_RATE, MEAN_PRESSURE = range(6)  # kinds of output, as unit.c has them


@dataclass(frozen=True)
class UnitVariable:
    """A number that a master gives or sets: its range, and what it is at first."""

    name: str
    words: str
    unit: str
    start: float
    low: float
    high: float


@dataclass(frozen=True)
class UnitOutput:
    """A number that a master reads: a sum over places."""

    name: str
    words: str
    unit: str
    kind: int
    places: tuple[int, ...]


def unit_inputs() -> list[UnitVariable]:
    """Return what the unit is given every 10 ms: the angles of standing, no movement, no cuff at first."""
    low, high = _limits()
    standing = stand(seconds=1).steps[0].posture.angles
    rows = [
        UnitVariable(name, f"{name.removesuffix('_deg')} above the horizontal", "deg", angle, -180.0, 180.0)
        for name, angle in zip(ANGLES, standing, strict=True)
    ]
    rows.append(
        UnitVariable("phase", "share of a cycle of the movement; whole cycles are dropped", "1", 0.0, -1e9, 1e9)
    )
    rows.append(UnitVariable("effort", "share of the oxygen uptake reserve in use", "1", 0.0, 0.0, 1.0))
    for side in LEGS:
        rows += [
            UnitVariable(
                f"cuff_{site}_{side}", f"pressure in a cuff or chamber at the {site}, {side}", "mmHg", 0.0, low, high
            )
            for site in get_args(Site)
        ]
    return rows


def _limits() -> tuple[float, float]:
    items = Cuff.model_fields["pressure_mmHg"].metadata
    return 0.0, float(next(one.le for one in items if hasattr(one, "le")))


def unit_parameters() -> list[UnitVariable]:
    """Return what is set before the start: the strength of the muscles, and leaks in place of the person's."""
    strength = UnitVariable("strength_percent", "strength of the muscles, of the person's", "%", 100.0, 0.0, 300.0)
    words = "leak of the {} valves, {}; -1 leaves the person's own"
    leaks = [
        UnitVariable(f"leak_{group}_{side}", words.format(group.replace("_", " "), side), "1", -1.0, -1.0, 1.0)
        for group in LEAKING
        for side in LEGS
    ]
    return [strength, *leaks]


def leak_places(person: Person, packed: Packed) -> list[list[int]]:
    """Return the connections whose leak each parameter sets, in the order of the parameters.

    A mouth brings the deep valve above it, as in a person, unless something is said of that valve.
    """
    through = {one.valve: packed.connection(one.name) for one in packed.body.connections if one.valve}
    above = valves_above_mouths(person.history.own_leaks())
    rows = []
    for group in LEAKING:
        for side in LEGS:
            valves = valves_of(f"{group}_{side}")
            brought = [above[one] for one in valves if one in above and above[one] not in valves]
            rows.append([through[one] for one in (*valves, *brought)])
    return rows


def unit_outputs(person: Person, packed: Packed) -> Iterator[UnitOutput]:
    """Yield what a master reads."""
    for side in LEGS:
        for name, vessel in PRESSURES.items():
            place = packed.vessel(vessel.format(side))
            yield UnitOutput(
                f"{name}_pressure_{side}", f"pressure in {vessel.format(side)}", "mmHg", PRESSURE, (place,)
            )
        calf = tuple(packed.vessel(name) for name in leg_veins_of(person, side))
        yield UnitOutput(f"calf_volume_{side}", f"blood in the veins of the calf, {side}", "mL", VOLUME, calf)
        for name, connection in FLOWS.items():
            place = packed.connection(connection.format(side))
            yield UnitOutput(f"{name}_{side}", f"flow through {connection.format(side)}", "mL/s", FLOW, (place,))
        valves = {one.valve: packed.connection(one.name) for one in packed.body.connections if one.valve}
        for name, valve in OPENINGS.items():
            place = valves[valve.format(side)]
            yield UnitOutput(f"{name}_{side}", f"opening of the valve {valve.format(side)}", "1", OPENING, (place,))
    aorta, atrium = packed.vessel("ascending_aorta"), packed.vessel("right_atrium")
    yield UnitOutput("arterial_pressure", "pressure in the ascending aorta", "mmHg", PRESSURE, (aorta,))
    yield UnitOutput("arterial_mean", "mean arterial pressure", "mmHg", MEAN_PRESSURE, (0,))
    yield UnitOutput("right_atrial_pressure", "pressure in the right atrium", "mmHg", PRESSURE, (atrium,))
    yield UnitOutput("heart_rate", "heart rate of the beat under way", "1/min", HEART_RATE, (0,))
