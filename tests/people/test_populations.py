"""Populations: person i follows from file, seed and i alone, and people are spread as the file says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import stats

import secondheart as sh
from secondheart.bibliography import references
from secondheart.errors import InputError
from secondheart.people.population import Population, parse_population, preset_names
from secondheart.people.spread import Spread

PRESETS = preset_names()


def test_three_populations_come_with_the_program() -> None:
    assert PRESETS == ("healthy-adults", "standing-workers", "varicose-clinic")


@pytest.mark.parametrize("name", PRESETS)
def test_every_row_of_a_preset_has_its_source(name: str) -> None:
    one = sh.population(name)
    rows = [one.facts, one.one_leg, *one.traits.values(), *one.conditions.values(), *one.correlation]
    for row in rows:
        assert row.why
        assert row.source == "assumed" or row.source in references()


@pytest.mark.parametrize("name", PRESETS)
def test_a_person_follows_from_population_seed_and_number_alone(name: str) -> None:
    one = sh.population(name)
    few, many = one.draw(3, seed=5), one.draw(7, seed=5)
    assert few == many[:3]
    assert one.person(6, 5) == many[6]
    assert one.draw(3, seed=6) != few
    assert len({person.height_cm for person in many}) == 7


SPREADS = [
    (Spread(normal=(10.0, 2.0)), stats.norm(10.0, 2.0)),
    (Spread(lognormal=(2.0, 0.3)), stats.lognorm(0.3, scale=2.0)),
    (Spread(uniform=(1.0, 4.0)), stats.uniform(1.0, 3.0)),
    (Spread(beta=(1.2, 4.0), scale=0.5), stats.beta(1.2, 4.0, scale=0.5)),
    (Spread(normal=(10.0, 2.0), low=9.0, high=13.0), stats.truncnorm(-0.5, 1.5, loc=10.0, scale=2.0)),
]


@pytest.mark.parametrize(("spread", "reference"), SPREADS)
@pytest.mark.parametrize("p", [0.001, 0.2, 0.5, 0.9, 0.999])
def test_quantiles_are_those_of_the_distribution(spread: Spread, reference: object, p: float) -> None:
    assert spread.quantile(p) == pytest.approx(reference.ppf(p), rel=1e-9)  # type: ignore[attr-defined]


def test_only_a_share_has_what_is_rare() -> None:
    spread = Spread(uniform=(0.2, 0.4), share=0.25)
    assert spread.quantile(0.74) is None
    assert spread.quantile(0.7500001) == pytest.approx(0.2, abs=1e-5)
    assert spread.quantile(0.875) == pytest.approx(0.3)


def test_people_are_spread_and_correlated_as_the_file_says() -> None:
    text = """
    name = "few"
    [traits]
    strength = {lognormal = [1.0, 0.2]}
    vein_compliance = {lognormal = [1.0, 0.3]}
    [[correlation]]
    of = ["strength", "Vein compliance"]
    r = -0.6
    [one_leg]
    share = 0.3
    """
    people = parse_population(text).draw(3000, seed=1)
    strength = np.log([[p.traits.get(f"strength_{side}", 1.0) for side in ("left", "right")] for p in people])
    compliance = np.log([p.traits.get("vein_compliance_left", 1.0) for p in people])
    n = len(people)
    assert strength[:, 0].std() == pytest.approx(0.2, rel=4 / np.sqrt(2 * n))
    assert np.corrcoef(strength.T)[0, 1] == pytest.approx(0.7, abs=4 * (1 - 0.7**2) / np.sqrt(n))
    assert np.corrcoef(strength[:, 0], compliance)[0, 1] == pytest.approx(-0.6, abs=4 * (1 - 0.36) / np.sqrt(n))


def test_a_condition_is_met_as_often_as_its_share_and_by_leg() -> None:
    people = sh.population("varicose-clinic").draw(1500, seed=2)
    share = sh.population("varicose-clinic").conditions["varicose-great-saphenous"].share
    left = np.mean([any(one.side == "left" for one in person.conditions) for person in people])
    one_sided = np.mean([len(person.conditions) == 1 for person in people])
    assert left == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / 1500))
    assert one_sided > 0.1


def test_facts_come_from_the_lines_of_a_survey(tmp_path: Path) -> None:
    (tmp_path / "survey.csv").write_text("sex,age_years,height_cm,mass_kg\nf,30,160,55\nm,60,190,95\n")
    (tmp_path / "mine.toml").write_text('name = "mine"\n[facts]\nsurvey = "survey.csv"\n')
    people = sh.population(tmp_path / "mine.toml").draw(200, seed=1)
    pairs = {(person.sex, person.height_cm, person.mass_kg) for person in people}
    assert pairs == {("female", 160.0, 55.0), ("male", 190.0, 95.0)}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[traits]\nstrenght = {normal = [1, 0.1]}", "unknown trait 'strenght'; nearest: strength"),
        ("[traits]\nstrength_left = {normal = [1, 0.1]}", "the trait 'strength_left' has a side"),
        ("[traits]\nstrength = {normal = [1, 0.1], uniform = [0, 1]}", "2 distributions are given"),
        ("[traits]\nstrength = {uniform = [2, 1]}", "the lowest comes first"),
        ("[traits]\nstrength = {normal = [1, 0.1], low = 2, high = 1}", "low must be below high"),
        ("[traits]\nstrength = {uniform = [0, 1], share = 1.5}", "share = 1.5 is not allowed"),
        ("[conditions]\nvaricose = {uniform = [0, 1]}", "unknown condition 'varicose'"),
        ("[[correlation]]\nof = ['strength', 'bmi']\nr = 0.2", "unknown quantity that is drawn 'strength'"),
        ("[facts]\nage = 3", "Facts has no field 'age'|Population: facts"),
    ],
)
def test_what_is_no_population_is_refused_in_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        parse_population(f'name = "x"\n{text}', "mine.toml")


def test_correlations_that_no_distribution_has_are_refused() -> None:
    traits = {name: Spread(uniform=(0.5, 1.5)) for name in ("strength", "sinus_size", "vein_volume")}
    pairs = (("strength", "sinus_size", 0.9), ("strength", "vein_volume", 0.9), ("sinus_size", "vein_volume", -0.9))
    with pytest.raises(InputError, match=r"contradict one another: the smallest eigenvalue is -0\.8"):
        Population(name="x", traits=traits, correlation=[{"of": (a, b), "r": r} for a, b, r in pairs])  # type: ignore[arg-type]


def test_an_unknown_population_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match="unknown population 'varicose'; nearest: varicose-clinic"):
        sh.population("varicose")
    with pytest.raises(InputError, match="0 people are not allowed"):
        sh.population("healthy-adults").draw(0)
