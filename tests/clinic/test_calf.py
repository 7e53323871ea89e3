"""The calf's veins and the leg around them."""

from __future__ import annotations

import pytest

from secondheart import Person, lie
from secondheart.anatomy import BELOW_KNEE
from secondheart.clinic.calf import leg_veins_of, lower_leg_mL, percent_volume, venous_volume
from tests.clinic.synthetic import result_of, still


def test_the_calf_holds_deep_and_superficial_veins_and_those_of_its_skin_and_muscle() -> None:
    veins = leg_veins_of(Person(), "left")
    for vein in ("soleal_sinuses", "posterior_tibial_lower", "great_saphenous_calf", "calf_skin_veins"):
        assert f"{vein}_left" in veins
    for other in ("popliteal_left", "plantar_left", "soleus_capillaries_left", "tibial_arteries_left"):
        assert other not in veins
    assert all(vein.endswith("_left") for vein in veins)
    assert set(leg_veins_of(Person(), "left", BELOW_KNEE)) - set(veins) == set(
        leg_veins_of(Person(), "left", ("foot",))
    )


def test_percent_are_of_a_leg_that_goes_with_the_mass() -> None:
    veins = leg_veins_of(Person(), "right")
    result = result_of(lie(seconds=2), volume={**dict.fromkeys(veins, still(10.0)), "popliteal_right": still(99.0)})
    assert venous_volume(result, "right") == pytest.approx(10.0 * len(veins))
    assert percent_volume(result, "right") == pytest.approx(1000.0 * len(veins) / 2348.0)
    assert lower_leg_mL(Person(mass_kg=140)) == pytest.approx(2.0 * lower_leg_mL(Person()))
