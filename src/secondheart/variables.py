"""The variables of a result, and the quantities that are shown of it, each declared once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Variable:
    """A variable of a result; `cell` says whether it is a mean over the sample or a point in time."""

    name: str
    dims: tuple[str, ...]
    unit: str
    long_name: str
    cell: str = ""


@dataclass(frozen=True)
class Quantity:
    """A quantity as tables, charts, the live page and documents show it.

    Parameters
    ----------
    name : str
        As findings and JSON name it.
    unit : str
    label : str
        In plain words, lower case.
    clinical : str
        In a clinician's words.
    digits : int
        After the point, where there is room.
    summed : bool
        Whether that of both legs is their sum; else it is their mean.
    """

    name: str
    unit: str
    label: str
    clinical: str
    digits: int
    summed: bool = False

    @property
    def title(self) -> str:
        """The label as it begins a line."""
        return self.label[:1].upper() + self.label[1:]


QUANTITIES = {
    one.name: one
    for one in (
        Quantity("heart_rate", "1/min", "heart rate", "heart rate", 1),
        Quantity("arterial_mean", "mmHg", "mean arterial pressure", "mean arterial pressure", 1),
        Quantity("stroke_volume", "mL", "stroke volume", "stroke volume", 1),
        Quantity("cardiac_output", "L/min", "cardiac output", "cardiac output", 2),
        Quantity("right_atrial_mean", "mmHg", "right atrial pressure", "central venous pressure", 1),
        Quantity("ankle_vein_mean", "mmHg", "ankle vein pressure", "great saphenous pressure at the ankle", 1),
        Quantity("ankle_vein_lowest", "mmHg", "ankle vein, lowest", "lowest great saphenous pressure at the ankle", 1),
        Quantity("foot_vein_mean", "mmHg", "foot vein pressure", "dorsal foot venous pressure", 1),
        Quantity("leg_outflow", "L/min", "flow out of the leg", "external iliac venous flow", 2, summed=True),
        Quantity("calf_volume", "mL", "blood in the veins of the calf", "calf venous volume", 1),
        Quantity("calf_volume_change", "mL", "calf's veins, change", "change of calf venous volume", 1),
        Quantity("leg_swelling", "mL", "swelling of the leg", "oedema of the leg", 1),
        Quantity("femoral_flow", "mL/s", "femoral vein flow", "common femoral venous flow", 1),
    )
}


def quantity_label(name: str) -> str:
    """Return what a finding is called in plain words.

    Examples
    --------
    >>> label_of("foot_vein_mean"), quantity_label("refill_time_90")
    ('foot vein pressure', 'refill time 90')
    """
    return QUANTITIES[name].label if name in QUANTITIES else name.replace("_", " ")


LEG_OUTFLOW = "external_iliac_{0}>common_iliac_{0}"  # the connection through which blood leaves a leg

MEAN_CELL, POINT_CELL = "time: mean", "time: point"

SAMPLED = (
    Variable("pressure", ("time", "vessel"), "mmHg", "pressure inside, against the air", MEAN_CELL),
    Variable("transmural", ("time", "vessel"), "mmHg", "pressure inside minus outside", MEAN_CELL),
    Variable("volume", ("time", "vessel"), "mL", "blood volume", POINT_CELL),
    Variable("flow", ("time", "connection"), "mL/s", "flow, positive from the first to the second vessel", MEAN_CELL),
    Variable("opening", ("time", "valve"), "1", "position of the leaflets, 0 closed and 1 open", MEAN_CELL),
    Variable("muscle_pressure", ("time", "muscle"), "mmHg", "pressure in the muscle compartment", MEAN_CELL),
)

# Of a run that includes them; saturation is of the vessels recorded
OXYGEN = (Variable("saturation", ("time", "vessel"), "1", "oxygen saturation of the blood", POINT_CELL),)
SWELLING = (
    Variable("swelling", ("time", "region"), "mL", "fluid gained by the tissue since the run began", POINT_CELL),
    Variable("lymph", ("time", "region"), "mL/s", "lymph that leaves the tissue", POINT_CELL),
)
INCLUDED = ("swelling", "oxygen")  # what may be simulated beside the blood

VARIABLES_BEATS = (
    Variable("beat_time", ("beat",), "s", "end of the beat"),
    Variable("heart_rate", ("beat",), "1/min", "heart rate"),
    Variable("stroke_volume", ("beat",), "mL", "blood through the aortic valve"),
    Variable("arterial_mean", ("beat",), "mmHg", "mean pressure in the ascending aorta"),
    Variable("arterial_diastolic", ("beat",), "mmHg", "lowest pressure in the ascending aorta"),
    Variable("arterial_systolic", ("beat",), "mmHg", "highest pressure in the ascending aorta"),
    Variable("right_atrial_mean", ("beat",), "mmHg", "mean pressure in the right atrium"),
    Variable("left_atrial_mean", ("beat",), "mmHg", "mean pressure in the left atrium"),
    Variable("pulmonary_mean", ("beat",), "mmHg", "mean pressure in the pulmonary arteries"),
    Variable("ankle_vein_left", ("beat",), "mmHg", "mean pressure of the great saphenous vein at the left ankle"),
    Variable("ankle_vein_right", ("beat",), "mmHg", "mean pressure of the great saphenous vein at the right ankle"),
    Variable("leg_outflow_left", ("beat",), "mL", "blood from the left external iliac vein in this beat"),
    Variable("leg_outflow_right", ("beat",), "mL", "blood from the right external iliac vein in this beat"),
)

# A beat's row: mean, lowest and highest pressure of each of these, volume through each of those
BEAT_VESSELS = (
    "ascending_aorta",
    "right_atrium",
    "left_atrium",
    "pulmonary_arteries",
    "great_saphenous_ankle_left",
    "great_saphenous_ankle_right",
)
BEAT_CONNECTIONS = (
    "left_ventricle>ascending_aorta",
    "external_iliac_left>common_iliac_left",
    "external_iliac_right>common_iliac_right",
)

# Vessels recorded in a long run, where not all are asked for
KEY_VESSELS = (
    "right_atrium",
    "ascending_aorta",
    *(
        f"{name}_{side}"
        for name in (
            "dorsal_arch",
            "great_saphenous_ankle",
            "soleal_sinuses",
            "popliteal",
            "common_femoral",
            "external_iliac",
        )
        for side in ("left", "right")
    ),
)
