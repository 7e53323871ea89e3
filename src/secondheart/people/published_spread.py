"""How far findings are spread among people: published, in a cohort, and the spreads of traits that give it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from secondheart._files import package_toml
from secondheart._model import Model
from secondheart.people.emulator import Emulator
from secondheart.people.population import Population
from secondheart.people.sensitivity import input_rows
from secondheart.people.spread import Spread
from secondheart.results.measure import Floats

if TYPE_CHECKING:
    import xarray as xr

BELLS = ("lognormal", "normal")  # distributions whose width is fitted
WITHIN = 0.3  # of the published deviation: as much counts as reached
FITTED_LEGS = 2000  # that the emulator predicts for a fit
LEAST_FACTOR, MOST_FACTOR = 0.1, 2.0  # of a spread
DEVIATION_WEIGHT, FACTOR_WEIGHT = 8.0, 1.0  # of a deviation's logarithm, and of a factor's: a trait moves where it must


class SpreadTarget(Model):
    """What is published of one finding.

    Parameters
    ----------
    population, finding, unit : str
    mean, deviation : float
    rows, why : str
        Rows of the published findings, or a key of the references.
    basis : "read", "recalled" or "range"
        "range": a quarter of a normal range, taken as the middle 95 %.
    """

    population: str
    finding: str
    unit: str
    mean: float
    deviation: float
    rows: str
    basis: Literal["read", "recalled", "range"]
    why: str = ""


class PublishedCorrelation(Model):
    """How two findings go together over limbs, as different authors have it."""

    population: str
    of: tuple[str, str]
    published: tuple[dict[str, Any], ...]


class SpreadRow(NamedTuple):
    """A finding's spread beside what is published.

    Attributes
    ----------
    target : SpreadTarget
    legs : int
    mean, deviation : float
        Of the legs that have it.
    ratio : float
        Deviation over the published one.
    is_reached : bool
        Deviation within 30 %, and the mean within one published deviation.
    """

    target: SpreadTarget
    legs: int
    mean: float
    deviation: float
    ratio: float
    is_reached: bool


def spread_targets(population: str) -> tuple[SpreadTarget, ...]:
    """Return what is published for a population of this name.

    Examples
    --------
    >>> [one.finding for one in spread_targets("healthy-adults")][:3]
    ['VV', 'VFI', 'EF']
    """
    rows = package_toml("people/published_spreads.toml")["target"]
    return tuple(one for one in (SpreadTarget(**row) for row in rows) if one.population == population)


def published_correlations(population: str) -> tuple[PublishedCorrelation, ...]:
    """Return correlations that are published for a population of this name."""
    rows = package_toml("people/published_spreads.toml")["correlation"]
    return tuple(one for one in (PublishedCorrelation(**row) for row in rows) if one.population == population)


def spread_rows(data: xr.Dataset, targets: Sequence[SpreadTarget]) -> list[SpreadRow]:
    """Return the spread of each finding over the legs of a cohort, bare, beside what is published."""
    rows = []
    for one in targets:
        values = np.asarray(data[one.finding].isel(care=0).values, float).ravel()
        rows.append(_row(one, values[np.isfinite(values)]))
    return rows


def _row(target: SpreadTarget, values: Floats) -> SpreadRow:
    mean, deviation = float(values.mean()), float(values.std(ddof=1))
    ratio = deviation / target.deviation
    reached = abs(ratio - 1.0) <= WITHIN and abs(mean - target.mean) <= target.deviation
    return SpreadRow(target, int(values.size), mean, deviation, ratio, reached)


def correlation_of(data: xr.Dataset, one: PublishedCorrelation) -> tuple[float, float, int]:
    """Return the correlation of two findings over the legs of a cohort, that of their ranks, and how many legs."""
    from scipy.stats import pearsonr, spearmanr

    first, second = (np.asarray(data[name].isel(care=0).values, float).ravel() for name in one.of)
    both = np.isfinite(first) & np.isfinite(second)
    pair = first[both], second[both]
    return float(pearsonr(*pair).statistic), float(spearmanr(*pair).statistic), int(both.sum())


def scaled_spreads(one: Population, factors: Mapping[str, float]) -> Population:
    """Return a population with the spreads of some traits times a factor."""
    return one.replace(
        traits={name: _scale_spread(spread, factors.get(name, 1.0)) for name, spread in one.traits.items()}
    )


def _scale_spread(spread: Spread, factor: float) -> Spread:
    kind = next((bell for bell in BELLS if getattr(spread, bell) is not None), None)
    if kind is None or factor == 1.0:
        return spread
    middle, width = getattr(spread, kind)
    return spread.replace(**{kind: (middle, width * factor)})


def fit_spreads(
    one: Population, emulator: Emulator, targets: Sequence[SpreadTarget], seed: int = 0
) -> tuple[Population, dict[str, float]]:
    """Return a population whose findings are spread as published, as far as its traits can, and their factors.

    The emulator predicts the findings of 2,000 legs, its own error included. Squares are least of the logarithms of
    deviations over the published ones, of means, and of the factors themselves: a spread that does not help stays.
    """
    from scipy.optimize import least_squares

    names = [name for name, spread in one.traits.items() if spread.share == 1.0 and _is_bell(spread)]
    random = np.random.default_rng(seed)
    shares = random.random((FITTED_LEGS, len(emulator.inputs.names)))
    noise = random.standard_normal((FITTED_LEGS, len(targets)))

    def misses(factors: Floats) -> Floats:
        scaled = scaled_spreads(one, dict(zip(names, factors.tolist(), strict=True)))
        deviations, means = _predict_spreads(scaled, emulator, targets, shares, noise)
        wanted = np.array([target.deviation for target in targets])
        middle = (means - np.array([target.mean for target in targets])) / wanted
        return np.concatenate([DEVIATION_WEIGHT * np.log(deviations / wanted), middle, FACTOR_WEIGHT * np.log(factors)])

    best = least_squares(
        misses, np.ones(len(names)), bounds=(LEAST_FACTOR, MOST_FACTOR), diff_step=np.full(len(names), 0.05)
    )
    factors = {name: round(float(factor), 3) for name, factor in zip(names, best.x, strict=True)}
    return scaled_spreads(one, factors), factors


def facts_deviations(one: Population, emulator: Emulator, targets: Sequence[SpreadTarget], seed: int = 0) -> Floats:
    """Return the deviation of each finding that facts alone give, as the emulator has it: no trait differs."""
    names = [name for name, spread in one.traits.items() if _is_bell(spread)]
    shares = np.random.default_rng(seed).random((FITTED_LEGS, len(emulator.inputs.names)))
    noise = np.zeros((FITTED_LEGS, len(targets)))
    return _predict_spreads(scaled_spreads(one, dict.fromkeys(names, 1e-6)), emulator, targets, shares, noise)[0]


def _is_bell(spread: Spread) -> bool:
    return any(getattr(spread, bell) is not None for bell in BELLS)


def _predict_spreads(
    one: Population, emulator: Emulator, targets: Sequence[SpreadTarget], shares: Floats, noise: Floats
) -> tuple[Floats, Floats]:
    """Return deviations and means of findings, as the emulator has them."""
    names = [target.finding for target in targets]
    errors = np.array([emulator.findings[name].error for name in names])
    scaled = emulator.predict(input_rows(emulator.inputs, one, shares), names) + errors * noise
    values = np.column_stack([emulator.findings[name].unscale(scaled[:, i]) for i, name in enumerate(names)])
    return values.std(axis=0, ddof=1), values.mean(axis=0)
