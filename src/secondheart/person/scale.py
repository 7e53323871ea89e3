"""How sex, age, height and mass scale the default body.

========================  =====================================================  ==================
what                      rule                                                   source
========================  =====================================================  ==================
blood volume              formula from sex, height and mass                      nadler1962
volumes, compliances      in proportion to blood volume, so pressures stay       assumed
resistances               inverse to body surface, as cardiac output goes        dubois1916
lengths, heights          in proportion to height                                assumed
lumens                    volume over length                                     geometry
compliance of leg veins   40 % less at 65 than at 28 years, linear               monahan2001 (C07)
maximal heart rate        208 - 0.7 age                                          tanaka2001
========================  =====================================================  ==================
"""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT_HEIGHT_CM = 170.0
DEFAULT_MASS_KG = 70.0
YOUNG_YEARS = 28.0  # C07: sedentary men of 28 and 65 years
STIFFENING_PER_YEAR = 0.40 / 37.0
SOFTEST = 0.4  # share of the young compliance that is never undercut (assumed; C07 ends at 65 years)


@dataclass(frozen=True)
class Scale:
    """Factors on the default body."""

    blood: float
    surface: float
    length: float
    leg_vein_compliance: float
    maximal_heart_rate: float


def nadler_litres(sex: str, height_cm: float, mass_kg: float) -> float:
    """Blood volume by Nadler's formula, in L.

    Examples
    --------
    >>> round(nadler_litres("male", 170, 70), 2)
    4.66
    """
    cubed = (height_cm / 100.0) ** 3
    if sex == "female":
        return 0.3561 * cubed + 0.03308 * mass_kg + 0.1833
    return 0.3669 * cubed + 0.03219 * mass_kg + 0.6041


def dubois_m2(height_cm: float, mass_kg: float) -> float:
    """Body surface by DuBois' formula, in m2."""
    return float(0.007184 * height_cm**0.725 * mass_kg**0.425)


def scale_of(sex: str, age_years: float, height_cm: float, mass_kg: float) -> Scale:
    """Return the factors on the default body; all 1 for the default person but for his age of 30 years."""
    stiffening = max(age_years - YOUNG_YEARS, 0.0) - max(30.0 - YOUNG_YEARS, 0.0)
    return Scale(
        blood=nadler_litres(sex, height_cm, mass_kg) / nadler_litres("male", DEFAULT_HEIGHT_CM, DEFAULT_MASS_KG),
        surface=dubois_m2(height_cm, mass_kg) / dubois_m2(DEFAULT_HEIGHT_CM, DEFAULT_MASS_KG),
        length=height_cm / DEFAULT_HEIGHT_CM,
        leg_vein_compliance=max(1.0 - STIFFENING_PER_YEAR * stiffening, SOFTEST),
        maximal_heart_rate=208.0 - 0.7 * age_years,
    )
