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
compliance of arteries    1.1 % less of that at 30 with each year, at the same   mceniery2005
                          volume under 90 mmHg
resistance of arterioles  0.85 % more with each year                             assumed
stiffness of ventricles   1 % more with each year, relaxed                       lakatta2003
reflexes of the heart     1.25 % less with each year                             gribbin1971
arterial set point        0.3 mmHg more with each year                           assumed
maximal heart rate        208 - 0.7 age                                          tanaka2001
========================  =====================================================  ==================

Years are counted from 30; before that nothing but the maximal rate and leg veins differs. None of these falls below 0.3
of what it is at 30. The numbers that are assumed give a man of 80 the pressure of those measured, some 145/75 mmHg.
"""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT_HEIGHT_CM = 170.0
DEFAULT_MASS_KG = 70.0
YOUNG_YEARS = 28.0  # C07: sedentary men of 28 and 65 years
STIFFENING_PER_YEAR = 0.40 / 37.0
GROWN_YEARS = 30.0  # age of the default person
ARTERIES_PER_YEAR, RESISTANCE_PER_YEAR, HEART_PER_YEAR, REFLEX_PER_YEAR = 0.011, 0.0085, 0.01, 0.0125
SET_POINT_PER_YEAR = 0.3  # mmHg (assumed: with it mean pressure rises as measured)
SCALE_LEAST = 0.3  # share of what is at 30 that age leaves (assumed)
SOFTEST = 0.4  # share of the young compliance that is never undercut (assumed; C07 ends at 65 years)


@dataclass(frozen=True)
class Scale:
    """Factors on the default body."""

    blood: float
    surface: float
    length: float
    leg_vein_compliance: float
    maximal_heart_rate: float
    arterial_compliance: float = 1.0
    arteriolar_resistance: float = 1.0
    relaxed_heart: float = 1.0  # stiffness of the ventricles
    heart_reflexes: float = 1.0
    set_point_mmHg: float = 0.0  # added


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
    aged = max(age_years - GROWN_YEARS, 0.0)
    stiffening = max(age_years - YOUNG_YEARS, 0.0) - max(30.0 - YOUNG_YEARS, 0.0)
    return Scale(
        blood=nadler_litres(sex, height_cm, mass_kg) / nadler_litres("male", DEFAULT_HEIGHT_CM, DEFAULT_MASS_KG),
        surface=dubois_m2(height_cm, mass_kg) / dubois_m2(DEFAULT_HEIGHT_CM, DEFAULT_MASS_KG),
        length=height_cm / DEFAULT_HEIGHT_CM,
        leg_vein_compliance=max(1.0 - STIFFENING_PER_YEAR * stiffening, SOFTEST),
        maximal_heart_rate=208.0 - 0.7 * age_years,
        arterial_compliance=max(1.0 - ARTERIES_PER_YEAR * aged, SCALE_LEAST),
        arteriolar_resistance=1.0 + RESISTANCE_PER_YEAR * aged,
        relaxed_heart=1.0 + HEART_PER_YEAR * aged,
        heart_reflexes=max(1.0 - REFLEX_PER_YEAR * aged, SCALE_LEAST),
        set_point_mmHg=SET_POINT_PER_YEAR * aged,
    )
