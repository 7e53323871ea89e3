"""What flows to and from a leg, what its veins hold, and what presses on them: of the left leg."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from secondheart.anatomy import BELOW_KNEE, LEGS
from secondheart.clinic.calf import leg_veins_of
from secondheart.clinic.velocity import lumen, velocity
from secondheart.evidence.measures.circulation import STANDING_S
from secondheart.evidence.measures.measurement import measurement
from secondheart.evidence.protocols import PRESSED_S, PRESSED_TO
from secondheart.person.body import Vessel
from secondheart.results.measure import (
    FOOT_VEIN,
    Flags,
    Floats,
    Span,
    flow,
    inside,
    last_part,
    mean_of_legs,
    mean_over,
    middles,
    person_of,
    smooth,
    step_span,
)
from secondheart.units import MINUTE_S

if TYPE_CHECKING:
    import xarray as xr

BREATH_S = 4.0
MM_PER_CM = 10.0
LEG_ARTERY = "common_iliac_artery_left>external_iliac_artery_left"
KNEE_ARTERY = "popliteal_artery_left>tibial_arteries_left"
FEMORAL_VEIN = "femoral_upper_left>common_femoral_left"
COMMON_FEMORAL = "common_femoral_left>external_iliac_left"
LEG_AND_PELVIS = ("foot", "lower_calf", "upper_calf", "thigh", "pelvis")
NARROWED = 0.85  # of the lumen: 0.3 mm less in a vein of 4 mm, which ultrasound shows (assumed)
WALLS_MEET = 0.27  # of the unstressed lumen: opposite walls of a flattened tube meet (Flaherty 1972)
PRESSED_VEINS = ("small_saphenous_upper_left", "posterior_tibial_upper_left")
PLANTAR_VEINS = ("plantar_left", "foot_muscle_veins_left")


def _lying(result: xr.Dataset) -> Span:
    return last_part(result, 0, MINUTE_S)


def _upright(result: xr.Dataset) -> Span:
    return last_part(result, -1, MINUTE_S)


def _per_min(result: xr.Dataset, connection: str, span: Span) -> float:
    return 60.0 * mean_over(result, flow(result, connection), span)


@measurement
def lying_leg_flow(result: xr.Dataset) -> float:
    """Flow in the common femoral artery, lying, in mL/min."""
    return _per_min(result, LEG_ARTERY, _lying(result))


@measurement
def lying_leg_flow_L(result: xr.Dataset) -> float:
    """Flow in the common femoral artery, lying, in L/min."""
    return lying_leg_flow(result) / 1000.0


@measurement
def sitting_leg_flow_L(result: xr.Dataset) -> float:
    """Flow in the common femoral artery, sitting, in L/min."""
    return _per_min(result, LEG_ARTERY, _upright(result)) / 1000.0


@measurement
def leg_flow_after_tilt(result: xr.Dataset) -> float:
    """Flow in the common femoral artery after 15 min of lying, less that in the tilt before, in mL/min."""
    return _per_min(result, LEG_ARTERY, _upright(result)) - _per_min(result, LEG_ARTERY, _lying(result))


@measurement
def lying_knee_flow(result: xr.Dataset) -> float:
    """Flow in the popliteal artery, lying, in mL/min."""
    return _per_min(result, KNEE_ARTERY, _lying(result))


@measurement
def sitting_knee_flow(result: xr.Dataset) -> float:
    """Flow in the popliteal artery, sitting, in mL/min."""
    return _per_min(result, KNEE_ARTERY, _upright(result))


@measurement
def standing_leg_flow_change(result: xr.Dataset) -> float:
    """Flow in the common femoral artery in the last two minutes of standing, less lying, in mL/min."""
    return _per_min(result, LEG_ARTERY, last_part(result, 1, STANDING_S)) - lying_leg_flow(result)


@measurement
def standing_femoral_vein_flow_first(result: xr.Dataset) -> float:
    """Flow in the femoral vein over the first two minutes of standing, less lying, in mL/min."""
    start = step_span(result, 1)[0]
    return _per_min(result, FEMORAL_VEIN, (start, start + STANDING_S)) - _per_min(result, FEMORAL_VEIN, _lying(result))


def _lumen(result: xr.Dataset, connection: str, span: Span) -> float:
    return mean_over(result, lumen(result, connection), span)


def _diameter_mm(result: xr.Dataset, connection: str, veins: int = 1) -> float:
    area = _lumen(result, connection, last_part(result, 1, STANDING_S)) / veins
    return MM_PER_CM * 2.0 * float(np.sqrt(area / np.pi))


@measurement
def lying_femoral_lumen(result: xr.Dataset) -> float:
    """Lumen of the common femoral vein, lying, in mm2."""
    return MM_PER_CM**2 * _lumen(result, COMMON_FEMORAL, _lying(result))


@measurement
def femoral_vein_widening(result: xr.Dataset) -> float:
    """Lumen of the femoral vein standing over that lying, less one, in percent."""
    standing = _lumen(result, FEMORAL_VEIN, last_part(result, 1, STANDING_S))
    return 100.0 * (standing / _lumen(result, FEMORAL_VEIN, _lying(result)) - 1.0)


@measurement
def junction_diameter(result: xr.Dataset) -> float:
    """Diameter of the great saphenous vein at the groin, standing, in mm."""
    return _diameter_mm(result, "great_saphenous_upper_thigh_left>common_femoral_left")


@measurement
def great_saphenous_diameter(result: xr.Dataset) -> float:
    """Diameter of the great saphenous vein in the thigh, standing, in mm."""
    return _diameter_mm(result, "great_saphenous_lower_thigh_left>great_saphenous_upper_thigh_left")


@measurement
def small_saphenous_diameter(result: xr.Dataset) -> float:
    """Diameter of the small saphenous vein below the knee, standing, in mm."""
    return _diameter_mm(result, "small_saphenous_upper_left>popliteal_left")


@measurement
def popliteal_diameter(result: xr.Dataset) -> float:
    """Diameter of the popliteal vein, standing, in mm."""
    return _diameter_mm(result, "popliteal_left>femoral_lower_left")


@measurement
def posterior_tibial_diameter(result: xr.Dataset) -> float:
    """Diameter of each of the two posterior tibial veins, standing, in mm."""
    return _diameter_mm(result, "posterior_tibial_upper_left>popliteal_left", veins=2)


def _held(result: xr.Dataset, names: list[str]) -> Floats:
    return np.asarray(result["volume"].sel(vessel=names).sum("vessel").values, float)


def _gain(result: xr.Dataset, names: list[str], after: Span) -> float:
    held = _held(result, names)
    return mean_over(result, held, after) - mean_over(result, held, _lying(result))


def _share_gained(result: xr.Dataset, names: list[str]) -> float:
    held = _held(result, names)
    return 100.0 * (mean_over(result, held, _upright(result)) / mean_over(result, held, _lying(result)) - 1.0)


def _vessels(result: xr.Dataset) -> tuple[Vessel, ...]:
    return person_of(result).body.vessels


@measurement
def standing_lower_leg_gain(result: xr.Dataset) -> float:
    """What the veins of one leg below the knee gain in five minutes of standing, in mL."""
    start = step_span(result, 1)[0]
    names = list(leg_veins_of(person_of(result), "left", BELOW_KNEE))
    return _gain(result, names, (start + 240.0, start + 300.0))


@measurement
def standing_lungs_change(result: xr.Dataset) -> float:
    """Change of the blood in the lungs after ten minutes of standing, in percent."""
    return _share_gained(result, [one.name for one in _vessels(result) if one.region == "lungs"])


@measurement
def standing_heart_change(result: xr.Dataset) -> float:
    """Change of the blood in the four chambers of the heart after ten minutes of standing, in percent."""
    return _share_gained(result, [one.name for one in _vessels(result) if one.kind == "chamber"])


@measurement
def standing_legs_gain(result: xr.Dataset) -> float:
    """Blood that legs and pelvis have gained after ten minutes of standing, in mL."""
    regions = {f"{part}_{side}" for part in LEG_AND_PELVIS for side in LEGS}
    return _gain(result, [one.name for one in _vessels(result) if one.region in regions], _upright(result))


@measurement
def calf_vein_content(result: xr.Dataset) -> float:
    """Blood in the veins of one calf, standing, in mL."""
    return mean_over(result, _held(result, list(leg_veins_of(person_of(result), "left"))), _upright(result))


def _over_pressure(result: xr.Dataset, reached: Flags) -> float:
    """Return the pressure in the cuff when something is reached for good."""
    start = step_span(result, 1)[0]
    place = np.flatnonzero(reached & (middles(result) >= start))
    return float((middles(result)[place[0]] - start) * PRESSED_TO / PRESSED_S) if place.size else np.nan


def _filling(result: xr.Dataset, vein: str) -> Floats:
    values = np.asarray(result["volume"].sel(vessel=vein).values, float)
    return smooth(result, values, BREATH_S)


@measurement
def narrowing_pressure(result: xr.Dataset) -> float:
    """Cuff pressure that takes a sixth of its lumen from a small saphenous or posterior tibial vein; mean of both."""
    pressures: list[float] = []
    for vein in PRESSED_VEINS:
        filling = _filling(result, vein)
        pressures.append(_over_pressure(result, filling <= NARROWED * mean_over(result, filling, _lying(result))))
    return float(np.mean(pressures))


@measurement
def closing_pressure(result: xr.Dataset) -> float:
    """Cuff pressure at which the walls of a small saphenous or posterior tibial vein meet; mean of both."""
    body = person_of(result).body
    pressures = [
        _over_pressure(result, _filling(result, vein) <= WALLS_MEET * body.vessel(vein).unstressed)
        for vein in PRESSED_VEINS
    ]
    return float(np.mean(pressures))


@measurement
def static_stiffness_index(result: xr.Dataset) -> float:
    """Pressure of a garment on the skin of the ankle after ten minutes of standing, less that lying, in mmHg."""
    vein = person_of(result).body.vessel("great_saphenous_ankle_left")
    around = np.asarray((result["pressure"] - result["transmural"]).sel(vessel=vein.name).values, float)
    more = mean_over(result, around, _upright(result)) - mean_over(result, around, _lying(result))
    return more / vein.skin_transmission


@measurement
def lying_soleus_veins(result: xr.Dataset) -> float:
    """Blood in the soleus sinuses, lying, in mL."""
    return mean_over(result, _held(result, ["soleal_sinuses_left"]), _lying(result))


@measurement
def standing_soleus_veins(result: xr.Dataset) -> float:
    """Blood in the soleus sinuses, standing, in mL."""
    return mean_over(result, _held(result, ["soleal_sinuses_left"]), _upright(result))


@measurement
def lying_femoral_velocity(result: xr.Dataset) -> float:
    """Mean velocity in the femoral vein, lying, in cm/s."""
    return mean_over(result, velocity(result, FEMORAL_VEIN), _lying(result))


@measurement
def plantar_content(result: xr.Dataset) -> float:
    """Blood in the veins of one sole, standing, in mL."""
    return mean_over(result, _held(result, list(PLANTAR_VEINS)), _upright(result))


@measurement
def foot_vein_under_transfer(result: xr.Dataset) -> float:
    """Mean pressure of both foot veins while weight is moved from foot to foot, less standing still."""
    return mean_of_legs(result, FOOT_VEIN, _upright(result)) - mean_of_legs(
        result, FOOT_VEIN, last_part(result, 0, 30.0)
    )


@measurement
def first_curl_stroke(result: xr.Dataset) -> float:
    """What the first curl of the toes drives out of the veins of one foot, in mL."""
    names = list(leg_veins_of(person_of(result), "left", ("foot",)))
    held, start = _held(result, names), step_span(result, 1)[0]
    before = mean_over(result, held, (start - BREATH_S, start))
    return before - float(held[inside(middles(result), (start, start + 2.0))].min())


@measurement
def pump_share_of_work(result: xr.Dataset) -> float:
    """Share of leg muscles in the work done on the blood by them and by the ventricles, in percent, running.

    Work is that of a pressure on a shrinking volume: of the muscles' pressure, as far as it reaches a vessel, and of
    the pressure in a ventricle.
    """
    span = last_part(result, 1, MINUTE_S)
    muscles = sum(_muscle_work(result, one, span) for one in _vessels(result) if _has_muscle(result, one))
    heart = sum(_work(result, "pressure", name, name, span) for name in ("left_ventricle", "right_ventricle"))
    return 100.0 * muscles / (muscles + heart)


def _has_muscle(result: xr.Dataset, vessel: Vessel) -> bool:
    return vessel.surroundings in result["muscle"].values


def _muscle_work(result: xr.Dataset, vessel: Vessel, span: Span) -> float:
    return vessel.transmission * _work(result, "muscle_pressure", vessel.surroundings, vessel.name, span)


def _work(result: xr.Dataset, kind: str, place: str, vessel: str, span: Span) -> float:
    """Return what a pressure does on a volume in a window, in mmHg mL."""
    now = inside(middles(result), span)
    pressure = np.asarray(result[kind].sel({"muscle" if kind == "muscle_pressure" else "vessel": place}), float)[now]
    volume = np.asarray(result["volume"].sel(vessel=vessel), float)[now]
    return float(-np.sum(0.5 * (pressure[1:] + pressure[:-1]) * np.diff(volume)))
