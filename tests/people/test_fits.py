"""Emulators, sensitivity and fits, against functions whose answer is known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
import xarray as xr
from matplotlib.backends.backend_agg import FigureCanvasAgg

from secondheart.bibliography import references
from secondheart.clinic.duplex import PROBES
from secondheart.errors import BadFile, InputError
from secondheart.evidence.published import published_findings
from secondheart.people.cohort import dataset_of, finding_named, plan_cohort
from secondheart.people.emulator import Emulator, Inputs, build_emulator
from secondheart.people.examine import PERSON_DONE, PeopleBlock
from secondheart.people.fit_figure import fit_figure
from secondheart.people.leg_fit import (
    FittedLeg,
    Learned,
    Predicted,
    check_findings,
    fit_by,
    shortest_interval,
    words_of,
)
from secondheart.people.leg_prior import LegPrior
from secondheart.people.measured_leg import MeasuredLeg, Measurement, PersonFacts, read_leg
from secondheart.people.population import Population, parse_population, preset_names
from secondheart.people.published_spread import (
    FREE_DEVIATION,
    SpreadTarget,
    facts_deviations,
    fit_spreads,
    published_correlations,
    spread_rows,
    spread_targets,
)
from secondheart.people.sensitivity import (
    _without,
    indices_of,
    rank_agreement,
    require_salib,
    sobol_of,
    with_emulator_error,
)
from secondheart.people.slice_sampler import r_hat, sample_posterior
from secondheart.person.traits import all_traits
from secondheart.report.figure_options import FigureOptions
from secondheart.results.measure import Floats

FEW = parse_population("""
name = "few"
[facts]
age_years = {normal = [40, 10]}
[traits]
strength = {lognormal = [1.0, 0.2]}
sinus_size = {lognormal = [1.0, 0.25]}
deep_leak = {share = 0.5, beta = [1.2, 4.0]}
""")
NOISE = 0.5


def known_findings(rows: Floats, inputs: Inputs) -> Floats:
    """Return two findings that follow from the inputs: one linear, one with a square and a root."""
    strength, sinus, leak = (rows[:, inputs.names.index(name)] for name in ("strength", "sinus_size", "deep_leak"))
    return np.column_stack([30.0 * strength + 20.0 * sinus, 40.0 * np.sqrt(leak) + 60.0 * strength**2 - 10.0 * sinus])


def cohort_of(one: Population, n: int, noise: float = NOISE) -> tuple[xr.Dataset, list]:  # type: ignore[type-arg]
    plan = plan_cohort(one, n, seed=3, tests=["avp"], legs="left")
    people, inputs = plan.source.some(0, n), Inputs.of(one)
    rows = np.array([inputs.row(person, "left") for person in people])
    block = PeopleBlock.empty(n, *plan.asked.sizes)
    block.values[:, 0, 0, :2] = known_findings(rows, inputs)
    block.values[:, 0, 0, :2] += noise * np.random.default_rng(1).standard_normal((n, 2))
    block.status[:] = PERSON_DONE
    return dataset_of(plan, block), people


@pytest.fixture(scope="module")
def emulator() -> Emulator:
    data, people = cohort_of(FEW, 250)
    names = [str(name) for name in data.data_vars][:2]
    return build_emulator(data, people, Inputs.of(FEW), "left", names)


def test_an_emulator_says_its_own_error(emulator: Emulator) -> None:
    people = FEW.draw(400, seed=9)
    rows = np.array([emulator.inputs.row(person, "left") for person in people])
    misses = emulator.predict(rows) - known_findings(rows, emulator.inputs)
    for one, miss in zip(emulator.findings.values(), misses.T, strict=True):
        assert one.explained > 0.97
        assert 0.85 * NOISE <= one.error < 1.5 * NOISE  # what is noise in the runs cannot be explained
        assert miss.std() < one.error


def test_a_volume_is_never_predicted_below_zero(emulator: Emulator) -> None:
    one = next(iter(emulator.findings.values()))
    assert replace(one, low=2.0).unscale(np.array([-3.0, 5.0])).tolist() == [0.0, 5.0]
    assert replace(one, low=-1.0).unscale(np.array([-3.0, 5.0])).tolist() == [-3.0, 5.0]


def test_an_emulator_is_not_built_from_a_handful() -> None:
    data, people = cohort_of(FEW, 39)
    with pytest.raises(InputError, match="39 runs are too few for an emulator: 40 or more"):
        build_emulator(data, people, Inputs.of(FEW))


def test_the_ishigami_function_has_its_indices_within_their_half_widths() -> None:
    # Ishigami T, Homma T, ISUMA 1990; a = 7, b = 0.1: totals 0.558, 0.442, 0.244
    sample, _ = require_salib()
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[-np.pi, np.pi]] * 3}
    x = sample.sample(problem, 1024, calc_second_order=False, seed=1)
    values = np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    totals = {one.input: one for one in indices_of(problem, values, 1.0, "f", "1").indices}
    for name, total in {"a": 0.558, "b": 0.442, "c": 0.244}.items():
        assert abs(totals[name].total - total) <= totals[name].half_width


def test_sensitivity_finds_what_a_finding_follows_from(emulator: Emulator) -> None:
    first, second = emulator.findings
    linear, curved = (sobol_of(emulator, FEW, name, 256, 0) for name in (first, second))
    shares = np.array([(30.0 * 0.2) ** 2, (20.0 * 0.25) ** 2])
    by_name = {one.input: one for one in linear.indices}
    assert by_name["strength"].total == pytest.approx(shares[0] / shares.sum(), abs=0.06)
    assert by_name["sinus_size"].first == pytest.approx(shares[1] / shares.sum(), abs=0.06)
    assert curved.indices[0].input == "deep_leak"
    assert linear.is_enough


def test_an_index_has_the_error_of_its_emulator_too(emulator: Emulator) -> None:
    name = next(iter(emulator.findings))
    data, people = cohort_of(FEW, 100, noise=4.0)
    names = list(emulator.findings)
    whole = build_emulator(data, people, Inputs.of(FEW), "left", names)
    parts = [_without(data, people, part) for part in range(5)]
    others = [sobol_of(build_emulator(*part, Inputs.of(FEW), "left", names), FEW, name, 256, 0) for part in parts]
    noisy = with_emulator_error(sobol_of(whole, FEW, name, 256, 0), others)
    assert {len(part[1]) for part in parts} == {80}
    true = {"strength": 36.0 / 61.0, "sinus_size": 25.0 / 61.0}
    for index in noisy.indices:
        assert index.error >= index.half_width
        if index.input in true:
            assert index.emulator_half_width > 0.0
            assert abs(index.total - true[index.input]) < 2.0 * index.error


def test_ranks_agree_with_morris_where_the_order_is_the_same(emulator: Emulator) -> None:
    one = sobol_of(emulator, FEW, next(iter(emulator.findings)), 64, 0)
    effects = {index.input: index.total for index in one.indices}
    assert rank_agreement(one, effects) == pytest.approx(1.0)
    assert rank_agreement(one, {name: -value for name, value in effects.items()}) == pytest.approx(-1.0)


def test_spreads_are_fitted_to_published_ones(emulator: Emulator) -> None:
    first, _ = emulator.findings
    before = float(np.hypot(6.0, 5.0))
    target = SpreadTarget(
        population="few", finding=first, unit="", mean=0.0, deviation=before / 2, rows="", basis="range"
    )
    fitted = fit_spreads(FEW, emulator, [target])
    assert set(fitted.factors) == set(fitted.medians) == {"strength", "sinus_size"}  # a leak has no width
    # Least x² + y² with 36 e^2x + 25 e^2y + error² at the free edge of the target: Lagrange's x / y = 36 e^2x / 25 e^2y
    assert fitted.factors == pytest.approx({"strength": 0.585, "sinus_size": 0.639}, abs=0.03)
    assert fitted.medians == pytest.approx({"strength": 1.0, "sinus_size": 1.0}, abs=0.01)  # the mean is there already
    wide, narrow = (cohort_of(one, 400, noise=0.0)[0] for one in (FEW, fitted.population))
    assert spread_rows(wide, [target])[0].ratio == pytest.approx(2.0, abs=0.25)
    assert spread_rows(narrow, [target])[0].ratio == pytest.approx(np.exp(FREE_DEVIATION), abs=0.08)
    assert facts_deviations(FEW, emulator, [target])[0] < 0.2 * before


def test_medians_are_moved_to_a_published_mean_and_no_further_than_they_may(emulator: Emulator) -> None:
    first, _ = emulator.findings
    deviation = float(np.hypot(6.0, 5.0))
    means = [float(spread_rows(cohort_of(FEW, 400, noise=0.0)[0], [_target(first, 0.0, deviation)])[0].mean)]
    for wanted in (means[0] + 1.2 * deviation, means[0] + 20.0 * deviation):
        fitted = fit_spreads(FEW, emulator, [_target(first, wanted, deviation)])
        means.append(spread_rows(cohort_of(fitted.population, 400, noise=0.0)[0], [_target(first, 0.0, 1.0)])[0].mean)
        assert all(0.0 < np.log(by) <= 0.3 * all_traits()[name].spread + 1e-3 for name, by in fitted.medians.items())
    assert means[1] - means[0] > 0.2 * deviation
    assert means[2] > means[1]


def _target(finding: str, mean: float, deviation: float) -> SpreadTarget:
    return SpreadTarget(
        population="few", finding=finding, unit="", mean=mean, deviation=deviation, rows="", basis="range"
    )


def test_every_published_spread_has_its_rows() -> None:
    known = set(published_findings()) | set(references())
    targets = [one for name in preset_names() for one in spread_targets(name)]
    assert {one.finding for one in targets} == {
        "VV", "VFI", "EF", "RVF", "ambulatory_venous_pressure", "refill_time_90",
    }  # fmt: skip
    papers = [
        paper["row"] for name in preset_names() for one in published_correlations(name) for paper in one.published
    ]
    assert {*(one.rows for one in targets), *papers} <= known


def test_the_sampler_gives_a_posterior_that_is_known() -> None:
    # Standard normal prior, two measurements of the first of three parameters and one of the sum of the others
    def log_likelihood(x: Floats) -> Floats:
        return np.asarray(-0.5 * ((x[:, 0] - 2.0) / 0.5) ** 2 - 0.5 * ((x[:, 1] + x[:, 2] - 1.0) / 0.1) ** 2)

    draws, worst = sample_posterior(log_likelihood, 3, steps=800, seed=2)
    flat = draws.reshape(-1, 3)
    assert worst < 1.1
    assert flat[:, 0].mean() == pytest.approx(2.0 * 4.0 / 5.0, abs=0.02)
    assert flat[:, 0].std() == pytest.approx(np.sqrt(1.0 / 5.0), rel=0.03)
    covariance = np.linalg.inv(np.eye(2) + np.ones((2, 2)) / 0.01)
    assert np.cov(flat[:, 1:].T) == pytest.approx(covariance, abs=0.03)


def test_chains_go_on_until_they_have_mixed() -> None:
    def log_likelihood(x: Floats) -> Floats:
        return np.asarray(-0.5 * ((x[:, 0] - 2.0) / 0.5) ** 2 - 0.5 * ((x[:, 1] + x[:, 2] - 1.0) / 0.1) ** 2)

    for seed in (1, 2, 5):  # after twenty steps their R-hat is 1.08 to 1.10
        draws, worst = sample_posterior(log_likelihood, 3, chains=8, steps=20, seed=seed)
        assert draws.shape[1] > 10
        assert worst <= 1.05


def test_chains_find_from_one_explanation_to_another() -> None:
    # Either of two leaks, the second a twentieth as likely: along one ellipse of all parameters R-hat is 1.14 to 1.19
    def log_likelihood(x: Floats) -> Floats:
        one, other = ((x[:, i] - 1.4) ** 2 + (x[:, 1 - i] + 0.2) ** 2 for i in (0, 1))
        told = ((x[:, 2:8] - 0.5) ** 2).sum(axis=1) / 0.3**2
        return np.asarray(np.logaddexp(-0.5 * one / 0.05**2, -3.0 - 0.5 * other / 0.05**2) - 0.5 * told)

    for seed in (0, 1, 2):
        draws, worst = sample_posterior(log_likelihood, 16, steps=800, most_steps=800, seed=seed)
        assert worst < 1.1
        assert (draws[..., 0] > 0.6).mean() == pytest.approx(1.0 / (1.0 + np.exp(-3.0)), abs=0.02)


def test_chains_that_do_not_mix_are_seen() -> None:
    apart = np.random.default_rng(0).standard_normal((4, 200, 1)) + 10.0 * np.arange(4)[:, None, None]
    assert r_hat(apart)[0] > 3.0
    assert r_hat(apart - apart.mean(axis=1, keepdims=True))[0] < 1.05


def leg_of(values: Floats, names: tuple[str, str]) -> MeasuredLeg:
    return MeasuredLeg(
        person=PersonFacts(age_years=40.0),
        finding=tuple(
            Measurement(test="avp", name=name, value=float(value), error=1.0)
            for name, value in zip(names, values, strict=True)
        ),
    )


def test_recoveries_cover_what_is_true_as_often_as_they_say(emulator: Emulator) -> None:
    random, inside, names = np.random.default_rng(4), [], tuple(emulator.findings)
    for _ in range(6):
        truth = random.standard_normal(3)
        prior = LegPrior(FEW, leg_of(np.zeros(2), names))
        rows = prior.rows(emulator.inputs, truth[None, :])
        values = known_findings(rows, emulator.inputs)[0] + random.standard_normal(2)
        leg = fit_by(LegPrior(FEW, leg_of(values, names)), emulator, steps=150)
        assert leg.r_hat < 1.1
        for one in leg.knowledge:
            true = float(prior.values(one.name, truth[prior.parameters.index(one.name)][None])[0])
            inside.append(one.low - 1e-9 <= true <= one.high + 1e-9)
    assert 0.9 - 3.0 * np.sqrt(0.09 / len(inside)) <= np.mean(inside)


def test_what_the_measurements_do_not_speak_of_stays_at_its_prior(emulator: Emulator) -> None:
    names = tuple(emulator.findings)
    leg = fit_by(LegPrior(FEW, leg_of(np.array([6.0, 20.0]), names)), emulator, steps=300)
    by_name = {one.name: one for one in leg.knowledge}
    assert by_name["strength"].ratio < 0.85
    fixed = MeasuredLeg(**{**leg_of(np.array([6.0, 20.0]), names).model_dump(), "fixed": {"strength": 1.2}})
    assert set(LegPrior(FEW, fixed).parameters) == {"sinus_size", "deep_leak"}
    assert fit_by(LegPrior(FEW, fixed), emulator, steps=100).person.traits["strength"] == 1.2
    predicted = {one.name: one for one in leg.findings}
    assert predicted[names[0]].low < 6.0 < predicted[names[0]].high
    assert len({person.traits.get("sinus_size", 1.0) for person in leg.people(5)}) == 5


def test_an_interval_at_a_bound_holds_the_bound() -> None:
    values = np.concatenate([np.zeros(40), np.linspace(0.01, 1.0, 60)])
    low, high = shortest_interval(values, 0.9)
    assert low == 0.0
    assert np.mean(values <= high) >= 0.9


def test_words_say_what_can_be_told() -> None:
    assert words_of(0.5, False, None, ["apg"]) == "can be told"
    assert words_of(0.7, False, None, ["apg"]) == "a little"
    assert words_of(0.9, True, None, ["apg"]) == "cannot be told from these tests; the duplex would"
    assert words_of(0.9, False, None, ["apg"]) == "cannot be told from these tests"
    assert words_of(0.5, True, 0.081, ["apg"]) == "at most 0.081 (90 %)"


ROW = '[[finding]]\ntest = "apg"\nname = "VFI"\nvalue = 4.8\n'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (ROW, "the finding VFI needs error or error_percent"),
        (ROW + "error = 0", "greater than 0"),
        (ROW + "error = 0.4\nerror_percent = 10", "needs error or error_percent, one of them"),
        ("", "MeasuredLeg needs 'finding'"),
        (ROW + "error = 1\n" + ROW + "error = 1", "the finding VFI is given twice"),
        (ROW + "error = 1\n" + ROW.replace("VFI", "VV") + 'error = 1\nside = "right"', "findings of both legs"),
        (ROW + "error = 1\n[fixed]\nstrenght = 1", "unknown trait 'strenght'"),
        (ROW + "error = 1\n[fixed]\nstrength = 3", "strength = 3 is not allowed: 0 to 2"),
        (ROW + "error = 1\nsides = 1", "has no field 'finding.0.sides'|no field"),
    ],
)
def test_what_is_no_measurement_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "leg.toml").write_text(text)
    with pytest.raises(BadFile, match=sentence):
        read_leg(tmp_path / "leg.toml")


def test_findings_are_known_by_what_a_laboratory_writes(tmp_path: Path) -> None:
    rows = [f'[[finding]]\ntest = "avp"\nname = "{name}"\nvalue = 30\nerror = 3\n' for name in ("AVP", "rt90")]
    (tmp_path / "leg.toml").write_text("".join(rows))
    names = [one.name for one in read_leg(tmp_path / "leg.toml").finding]
    assert names == ["ambulatory_venous_pressure", "refill_time_90"]
    assert finding_named(plan_cohort(FEW, 2, tests=["avp"]), "RT90") == "refill_time_90"


def test_a_finding_that_no_test_gives_is_refused() -> None:
    leg = leg_of(np.array([1.0, 2.0]), ("refill_time_9", "b"))
    with pytest.raises(InputError, match="unknown finding of avp 'refill_time_9'; nearest: refill_time_90"):
        check_findings(leg, [("avp", "refill_time_90"), ("apg", "VV")])
    with pytest.raises(InputError, match="unknown test 'avp'; nearest: apg"):
        check_findings(leg, [("apg", "VV")])


@pytest.fixture(scope="module")
def many_findings() -> SimpleNamespace:
    """Return as much of a fitted leg as a figure needs, with all that the duplex finds."""
    kinds = {"apg": ("VV", "VFI", "EF", "RVF"), "avp": ("ambulatory_venous_pressure", "refill_time_90")}
    kinds["duplex"] = tuple(f"reflux_{what}_{one.name}" for what in ("time", "peak_velocity") for one in PROBES)
    rows = [Measurement(test=test, name=name, value=5.0, error=1.0) for test, names in kinds.items() for name in names]
    return SimpleNamespace(
        knowledge=[Learned(name, "", 1.0, 0.5, 1.5, 0.5, "can be told") for name in all_traits()],
        findings=[Predicted(one.name, "", one.value, 1.0, 4.0, 5.5, 7.0, 0.9) for one in rows],
        measurements=MeasuredLeg(finding=tuple(rows)),
    )


@pytest.mark.parametrize("size_in", [None, (7.2, 7.0), (12.0, 8.0)])
def test_no_label_of_a_fitted_leg_lies_on_another(
    many_findings: SimpleNamespace, size_in: tuple[float, float] | None
) -> None:
    figure = fit_figure(cast(FittedLeg, many_findings), FigureOptions(size_in=size_in))
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    for panel in figure.axes:
        labels = [*panel.get_yticklabels(), panel.title]
        boxes = [label.get_window_extent(canvas.get_renderer()) for label in labels]
        assert not any(a.overlaps(b) for place, a in enumerate(boxes) for b in boxes[:place])
        assert all(box.x0 >= 0.0 and box.x1 <= figure.bbox.x1 for box in boxes)
