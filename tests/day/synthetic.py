"""Results of days made by hand, with known answers."""

from __future__ import annotations

import numpy as np
import xarray as xr

from secondheart.person import Person
from secondheart.person.files import person_text
from secondheart.protocol import Protocol, to_toml
from secondheart.simulation.pump_power import windows

LEGS = ("left", "right")
STORES = ("systemic_veins", "systemic_arteries", "capillaries", "heart", "lungs")
REGIONS = ("foot", "lower_calf", "upper_calf", "thigh")


def made_day(
    protocol: Protocol, *, ankle: float = 50.0, worn: float = 0.0, swelling: float | None = None
) -> xr.Dataset:
    """A heart of 60 beats a minute and 70 mL, veins that hold 65 %, pumps of 0.1 and 0.2 W."""
    seconds, beats = round(protocol.duration_s), round(protocol.duration_s)
    time, minutes = np.arange(1.0, seconds + 1), seconds // 60 + 1
    inside = np.column_stack([np.full(seconds, ankle), np.full(seconds, ankle + 5.0)])
    data: dict[str, object] = {
        "pressure": (("time", "vessel"), inside),
        "transmural": (("time", "vessel"), inside - worn),
        "blood": (("look", "store"), np.tile([65.0, 15.0, 5.0, 6.0, 9.0], (minutes, 1))),
        "look_time": ("look", 60.0 * np.arange(minutes)),
        "beat_time": ("beat", np.arange(1.0, beats + 1)),
    }
    each = {"heart_rate": 60.0, "stroke_volume": 70.0, "arterial_mean": 98.0, "left_atrial_mean": 8.0}
    each |= {"pulmonary_mean": 14.0, "right_atrial_mean": 4.0, "leg_outflow_left": 5.0, "leg_outflow_right": 6.0}
    data |= {name: ("beat", np.full(beats, value)) for name, value in each.items()}
    planned = windows(protocol)
    if planned:
        data["pump_power"] = (("window", "side"), np.tile([0.1, 0.2], (len(planned), 1)))
    coords: dict[str, object] = {
        "time": time, "vessel": [f"great_saphenous_ankle_{side}" for side in LEGS], "store": list(STORES),
    }  # fmt: skip
    if swelling is not None:
        coords["region"] = [f"{region}_{side}" for region in REGIONS for side in LEGS]
        rise = swelling * np.sin(np.pi * time / seconds)
        coords["tissue_volume"] = ("region", np.full(8, 1000.0))
        coords["girth"] = ("region", np.full(8, 25.0))
        data["swelling"] = (("time", "region"), np.tile(rise[:, None], (1, 8)))
    attrs = {"protocol": to_toml(protocol), "protocol_name": protocol.name, "person": person_text(Person())}
    attrs |= {"begins_s": 7 * 3600.0, "duration_s": protocol.duration_s}
    return xr.Dataset(data, coords, attrs)
