"""The trace that a laboratory prints beside the findings of a test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from secondheart.anatomy import LEGS
from secondheart.clinic.apg import apg_protocol
from secondheart.clinic.avp import avp_protocol
from secondheart.clinic.calf import percent_volume, venous_volume
from secondheart.clinic.duplex import POPLITEAL, duplex_protocol
from secondheart.clinic.forces import ALL, forces_protocol
from secondheart.clinic.occlusion import occlusion_protocol
from secondheart.clinic.pneumatic import FEMORAL, pneumatic_protocol
from secondheart.clinic.ppg import CALF_SKIN, ppg_protocol
from secondheart.clinic.strain_gauge import strain_gauge_protocol
from secondheart.clinic.tilt import tilt_protocol
from secondheart.clinic.velocity import velocity
from secondheart.person import Person
from secondheart.protocol import Protocol
from secondheart.results.measure import ANKLE_VEIN, FOOT_VEIN, Floats, pressure
from secondheart.simulation.session import Progress
from secondheart.simulation.simulate import simulate

if TYPE_CHECKING:
    import xarray as xr

POINTS = 2000  # of a trace, about
FINEST_S = 0.02
BEATS = (("heart_rate", "Heart rate", "1/min"), ("arterial_mean", "Mean arterial pressure", "mmHg"))

Table = dict[str, Any]
Read = Callable[["xr.Dataset", str], Floats]


@dataclass(frozen=True)
class Traced:
    """What is traced of a test, in either leg; without a label, what the heart does is."""

    protocol: Callable[[], Protocol]
    label: str = ""
    unit: str = ""
    read: Read | None = None


def _of(vein: str) -> Read:
    return lambda result, side: pressure(result, f"{vein}_{side}")


def _skin(result: xr.Dataset, side: str) -> Floats:
    return np.asarray(result["volume"].sel(vessel=f"{CALF_SKIN}_{side}").values, float)


def _speed(connection: str) -> Read:
    return lambda result, side: velocity(result, connection.format(side))


TRACED: Mapping[str, Traced] = {
    "avp": Traced(avp_protocol, "Foot vein pressure", "mmHg", _of(FOOT_VEIN)),
    "apg": Traced(lambda: apg_protocol("left"), "Blood in the veins of the calf", "mL", venous_volume),
    "ppg": Traced(ppg_protocol, "Blood in the veins of the skin of the calf", "mL", _skin),
    "strain-gauge": Traced(strain_gauge_protocol, "Calf volume", "mL/100 mL", percent_volume),
    "duplex": Traced(duplex_protocol, "Velocity in the popliteal vein", "cm/s", _speed(POPLITEAL)),
    "occlusion": Traced(occlusion_protocol, "Calf volume", "mL/100 mL", percent_volume),
    "tilt": Traced(tilt_protocol),
    "pneumatic": Traced(pneumatic_protocol, "Velocity in the femoral vein", "cm/s", _speed(FEMORAL)),
    "forces": Traced(lambda: forces_protocol("walking", ALL), "Ankle vein pressure", "mmHg", _of(ANKLE_VEIN)),
}


def traced(name: str, person: Person, progress: Progress | None = None) -> Table:
    """Return the traces of a test and the parts of its protocol; of a test that has none, empty ones."""
    if name not in TRACED:
        return {"traces": [], "steps": []}
    wanted = TRACED[name]
    protocol = wanted.protocol()
    every = max(FINEST_S, round(protocol.duration_s / POINTS, 2))
    result = simulate(person, protocol, sample_s=every, progress=progress)
    return {"traces": _heart(result) if wanted.read is None else _legs(wanted, result), "steps": _steps(protocol)}


def _legs(wanted: Traced, result: xr.Dataset) -> list[Table]:
    times = _rounded(result["time"].values)
    return [
        {
            "label": f"{wanted.label}, {side}",
            "unit": wanted.unit,
            "side": side,
            "t_s": times,
            "y": _rounded(wanted.read(result, side) if wanted.read else times),
        }
        for side in LEGS
    ]


def _heart(result: xr.Dataset) -> list[Table]:
    times = _rounded(result["beat_time"].values)
    return [
        {"label": label, "unit": unit, "side": "", "t_s": times, "y": _rounded(result[name].values)}
        for name, label, unit in BEATS
    ]


def _rounded(values: Any) -> list[float | None]:
    return [round(float(value), 4) if np.isfinite(value) else None for value in values]


def _steps(protocol: Protocol) -> list[Table]:
    told = zip(protocol.starts(), protocol.describe(), strict=True)
    return [{"label": label, "start_s": start, "stop_s": start + duration} for start, (label, duration) in told]
