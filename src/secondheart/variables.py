"""The variables of a result, and the quantities that are shown of it, each declared once."""

from __future__ import annotations

from collections.abc import Iterator
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
        Quantity(
            "ankle_wall_mean", "mmHg", "pressure across the ankle vein's wall", "transmural pressure at the ankle", 1
        ),
        Quantity("day_swelling_most", "mL", "swelling of a lower leg, most", "oedema of the lower leg, peak", 0),
        Quantity("day_swelling_evening", "mL", "swelling at 20:00", "oedema of the lower leg at 20:00", 0),
        Quantity("day_swelling_end", "mL", "swelling at the end of the day", "oedema of the lower leg, last", 0),
        Quantity("day_wall_hours", "h", "hours above 40 mmHg across the wall", "hours above 40 mmHg, transmural", 1),
        Quantity("lower_leg_swelling", "mL", "fluid gained by a lower leg", "oedema of the lower leg", 0),
        Quantity("foot_swelling", "mL", "fluid gained by a foot", "oedema of the foot", 0),
        Quantity("leg_swelling", "mL", "swelling of the leg", "oedema of the leg", 1),
        Quantity("femoral_flow", "mL/s", "femoral vein flow", "common femoral venous flow", 1),
    )
}


# What clinical tests find: name, unit, label, digits. Means and peaks are called so.
_FINDINGS = (
    ("standing_foot_vein_pressure", "mmHg", "foot vein pressure standing, mean", 0),
    ("ambulatory_venous_pressure", "mmHg", "ambulatory venous pressure (AVP), mean", 0),
    ("ambulatory_pressure_drop", "%", "fall of the pressure", 0),
    ("lowest_foot_vein_pressure", "mmHg", "foot vein pressure, lowest", 0),
    ("refill_time_90", "s", "refill time (RT90)", 1),
    ("VV", "mL", "venous volume (VV)", 0),
    ("VFT90", "s", "venous filling time (VFT90)", 0),
    ("VFI", "mL/s", "venous filling index (VFI)", 1),
    ("inflow_below_knee", "mL/s", "arterial inflow below the knee, mean", 1),
    ("inflow_to_calf", "mL/s", "arterial inflow to the calf, mean", 1),
    ("EV", "mL", "ejected volume (EV)", 0),
    ("EF", "%", "ejection fraction (EF)", 0),
    ("RV", "mL", "residual volume (RV)", 0),
    ("RVF", "%", "residual volume fraction (RVF)", 0),
    ("outflow_fraction", "%", "outflow fraction in 1 s (OF)", 0),
    ("ppg_refill_time", "s", "refill time, skin of the calf", 1),
    ("ppg_emptied", "%", "emptied, skin of the calf", 1),
    ("ppg_refill_time_foot", "s", "refill time, skin of the foot", 1),
    ("ppg_emptied_foot", "%", "emptied, skin of the foot", 1),
    ("strain_gauge_VV", "mL/100 mL", "venous volume (VV)", 1),
    ("strain_gauge_EV", "mL/100 mL", "expelled volume (EV)", 1),
    ("strain_gauge_EF", "%", "ejection fraction (EF)", 0),
    ("strain_gauge_refill_time", "s", "refill time", 1),
    ("popliteal_velocity_lying", "cm/s", "popliteal velocity lying, mean", 1),
    ("popliteal_velocity_lying_moving_feet", "cm/s", "popliteal velocity moving the feet, mean", 1),
    ("popliteal_velocity_sitting", "cm/s", "popliteal velocity sitting, mean", 1),
    ("popliteal_peak_velocity_sitting", "cm/s", "popliteal velocity sitting, peak", 1),
    ("popliteal_peak_velocity_plantarflexion", "cm/s", "popliteal velocity pressing the foot down, peak", 0),
    ("popliteal_peak_velocity_dorsiflexion", "cm/s", "popliteal velocity pulling the foot up, peak", 0),
    ("femoral_peak_velocity_contraction_lying", "cm/s", "femoral velocity in a calf contraction, peak", 0),
    ("femoral_fall_in_inspiration", "%", "fall of the femoral flow in inspiration", 0),
    ("valve_opening_time", "s", "popliteal valve, opening", 2),
    ("valve_open_time", "s", "popliteal valve, open", 2),
    ("valve_closing_time", "s", "popliteal valve, closing", 2),
    ("valve_closed_time", "s", "popliteal valve, closed", 2),
    ("calf_beta0", "mL/100 mL", "pressure-volume curve, constant (b0)", 2),
    ("calf_beta1", "mL/100 mL/mmHg", "pressure-volume curve, slope (b1)", 3),
    ("calf_beta2", "mL/100 mL/mmHg2", "pressure-volume curve, bend (b2)", 5),
    ("calf_compliance_20", "mL/100 mL/mmHg", "compliance at 20 mmHg", 3),
    ("calf_compliance_60", "mL/100 mL/mmHg", "compliance at 60 mmHg", 3),
    ("calf_volume_caught_60", "mL/100 mL", "volume caught by 60 mmHg", 1),
    ("maximum_venous_outflow", "mL/100 mL/min", "maximum venous outflow (MVO)", 0),
    ("calf_effective_compliance", "%/kPa", "compliance by outside pressure", 2),
    ("calf_outflow_resistance", "s kPa/%", "outflow resistance", 1),
    ("calf_inflow", "mL/100 mL/min", "inflow", 1),
    ("lying_heart_rate", "1/min", "heart rate lying", 0),
    ("lying_arterial_pressure", "mmHg", "mean arterial pressure lying", 0),
    ("lying_central_venous_pressure", "mmHg", "central venous pressure lying, mean", 1),
    ("calf_swelling_standing", "%/min", "swelling of the calf standing, minute 5 to 20", 2),
    ("calf_swelling_standing_later", "%/min", "swelling of the calf standing, minute 20 to 39", 2),
    ("calf_fluid_standing", "mL/100 mL", "fluid in the calf after 40 min of standing", 2),
    ("calf_swelling_sitting", "%/min", "swelling of the calf sitting, minute 5 to 20", 2),
    ("calf_swelling_sitting_later", "%/min", "swelling of the calf sitting, minute 20 to 39", 2),
    ("calf_fluid_sitting", "mL/100 mL", "fluid in the calf after 40 min of sitting", 2),
    ("lying_blood_half_time", "s", "half of the blood gone, lying again", 0),
    ("lying_fluid_time_constant", "min", "time constant of the fluid, lying again", 0),
    ("leg_flow_standing", "%", "flow to the legs standing, of that lying", 0),
    ("popliteal_velocity_resting", "cm/s", "popliteal velocity at rest, peak", 1),
    ("popliteal_velocity_pneumatic", "cm/s", "popliteal velocity with the device, peak", 1),
    ("popliteal_augmentation", "%", "rise of the popliteal peak with the device", 0),
    ("femoral_velocity_resting", "cm/s", "femoral velocity at rest, peak", 1),
    ("femoral_velocity_pneumatic", "cm/s", "femoral velocity with the device, peak", 1),
    ("femoral_augmentation", "%", "rise of the femoral peak with the device", 0),
    ("ejected_volume", "mL", "volume ejected in a cycle", 0),
    ("leg_outflow_resting", "mL/min", "outflow from the leg at rest, mean", 0),
    ("leg_outflow_pneumatic", "mL/min", "outflow from the leg with the device, mean", 0),
    ("outflow", "mL/min", "outflow from both legs, last 30 s", 0),
    ("early_outflow", "mL/min", "outflow from both legs, first 10 s", 0),
    ("outflow_first_10_s", "mL/min", "outflow, first 10 s", 0),
    ("outflow_last_30_s", "mL/min", "outflow, last 30 s", 0),
    ("leg_vein_volume", "mL", "blood in the leg veins", 0),
    ("ankle_vein_pressure", "mmHg", "ankle vein pressure, mean", 0),
)
_UPRIGHT = (  # of the tilt table and of standing up
    ("heart_rate_change", "1/min", "heart rate, change", 0),
    ("stroke_volume_change", "%", "stroke volume, change", 0),
    ("arterial_pressure_change", "mmHg", "mean arterial pressure, change", 0),
    ("systolic_change", "mmHg", "systolic pressure, change", 0),
    ("diastolic_change", "mmHg", "diastolic pressure, change", 0),
    ("central_venous_pressure", "mmHg", "central venous pressure, mean", 1),
    ("lower_leg_gain", "mL", "blood gained below the knee", 0),
)
_PROBED = (  # with duplex ultrasound: a name that needs other words than its own
    ("great_saphenous", "great saphenous, thigh"),
    ("great_saphenous_calf", "great saphenous, calf"),
    ("perforators_cockett", "Cockett perforators"),
    ("perforators_boyd", "Boyd perforators"),
    ("common_femoral_valsalva", "common femoral, straining"),
    ("saphenofemoral_junction_valsalva", "saphenofemoral junction, straining"),
    ("great_saphenous_calf_squeeze", "great saphenous, by hand"),
    ("popliteal_calf_squeeze", "popliteal, by hand"),
)
_REFLUX = (("time", "s", 2), ("peak_velocity", "cm/s", 0), ("volume", "mL", 1))
_SHARES = {"heart": "heart's push", "breathing": "breathing", "muscles": "muscles", "none": "none of them"}


def _of_findings() -> Iterator[Quantity]:
    """Yield the quantities that clinical tests find."""
    for name, unit, label, digits in _FINDINGS:
        yield Quantity(name, unit, label, label, digits)
    for name, unit, label, digits in _UPRIGHT:
        for manoeuvre, where in (("tilt", "tilted"), ("standing", "standing")):
            words = f"{where}: {label}"
            yield Quantity(f"{manoeuvre}_{name}", unit, words, words, digits)
    for name, label in _SHARES.items():
        for prefix, when in (("", "last 30 s"), ("early_", "first 10 s")):
            words = f"share of the {label}, {when}" if name == "heart" else f"share of {label}, {when}"
            yield Quantity(f"{prefix}share_{name}", "%", words, words, 0)


QUANTITIES |= {one.name: one for one in _of_findings()}


def quantity_of(name: str, unit: str = "") -> Quantity:
    """Return a quantity by its name; of one that has no entry, words made of its name.

    Examples
    --------
    >>> one = quantity_of("reflux_time_perforators_boyd")
    >>> one.label, one.unit, one.digits
    ('reflux time, Boyd perforators', 's', 2)
    """
    if name in QUANTITIES:
        return QUANTITIES[name]
    for what, measured_in, digits in _REFLUX:
        place = name.removeprefix(f"reflux_{what}_")
        if place != name:
            words = f"reflux {what.replace('_', ' ')}, {dict(_PROBED).get(place, place.replace('_', ' '))}"
            return Quantity(name, measured_in, words, words, digits)
    words = name.replace("_", " ")
    return Quantity(name, unit, words, words, 1)


# What a laboratory writes for findings with longer names
SHORT_FINDINGS = {"avp": "ambulatory_venous_pressure", "rt90": "refill_time_90", "of": "outflow_fraction"}


def full_finding(text: str) -> str:
    """Return the name of a finding for the short one that a laboratory writes.

    Examples
    --------
    >>> full_finding("AVP"), full_finding("RT90"), full_finding("EF")
    ('ambulatory_venous_pressure', 'refill_time_90', 'EF')
    """
    return SHORT_FINDINGS.get(text.strip().lower(), text)


def quantity_label(name: str) -> str:
    """Return what a finding is called in plain words.

    Examples
    --------
    >>> quantity_label("foot_vein_mean"), quantity_label("refill_time_90")
    ('foot vein pressure', 'refill time (RT90)')
    """
    return quantity_of(name).label


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
