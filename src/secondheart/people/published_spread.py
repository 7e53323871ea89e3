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
from secondheart.person.traits import all_traits
from secondheart.results.measure import Floats

if TYPE_CHECKING:
    import xarray as xr

BELLS = ("lognormal", "normal")  # distributions whose width is fitted
WITHIN = 0.3  # of the published deviation: as much counts as reached
FITTED_LEGS = 2000  # that the emulator predicts for a fit
LEAST_FACTOR = 0.1  # of a spread; at most it is that of the atlas
MOST_SHIFT = 0.3  # of a factor's median, in the atlas's spreads
FREE_DEVIATION = 0.2  # of a deviation's logarithm: within it nothing is pulled
FREE_MEAN = 0.7  # of a mean, in published deviations
# Of what is further off, of a spread's factor and of a median's shift over the most: a trait moves where it must
MISS_WEIGHT, FACTOR_WEIGHT, SHIFT_WEIGHT = 8.0, 0.3, 0.3
MOST_STEPS_OF_FIT = 30


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


def scaled_spreads(
    one: Population, factors: Mapping[str, float], medians: Mapping[str, float] | None = None
) -> Population:
    """Return a population with the spreads of some traits times a factor, and the medians of some times another."""
    middles = medians or {}
    return one.replace(
        traits={
            name: _scale_spread(spread, factors.get(name, 1.0), middles.get(name, 1.0))
            for name, spread in one.traits.items()
        }
    )


def _scale_spread(spread: Spread, factor: float, median: float) -> Spread:
    kind = next((bell for bell in BELLS if getattr(spread, bell) is not None), None)
    if kind is None or (factor == 1.0 and median == 1.0):
        return spread
    middle, width = getattr(spread, kind)
    return spread.replace(**{kind: (middle * median, width * factor)})


class FittedSpreads(NamedTuple):
    """A population whose findings are spread as published, as far as its traits can.

    Attributes
    ----------
    population : Population
    factors, medians : dict of float
        By what the spread and the median of each trait were multiplied.
    """

    population: Population
    factors: dict[str, float]
    medians: dict[str, float]


def fit_spreads(one: Population, emulator: Emulator, targets: Sequence[SpreadTarget], seed: int = 0) -> FittedSpreads:
    """Return a population whose findings have means and spreads as published, as far as its traits can.

    The emulator predicts the findings of 2,000 legs, its own error included. Squares are least of what deviations and
    means are further off than is free, and of what traits are moved by: one that does not help stays.
    """
    from scipy.optimize import least_squares

    names = [name for name, spread in one.traits.items() if spread.share == 1.0 and _is_bell(spread)]
    shifted = [name for name in names if one.traits[name].lognormal is not None]
    random = np.random.default_rng(seed)
    shares = random.random((FITTED_LEGS, len(emulator.inputs.names)))
    noise = random.standard_normal((FITTED_LEGS, len(targets)))
    wanted, means = (np.array([getattr(target, name) for target in targets]) for name in ("deviation", "mean"))
    most = MOST_SHIFT * np.array([all_traits()[name].spread for name in shifted])

    def move(x: Floats) -> tuple[dict[str, float], dict[str, float]]:
        factors, medians = np.exp(x[: len(names)]), np.exp(x[len(names) :] * most)
        return dict(zip(names, factors.tolist(), strict=True)), dict(zip(shifted, medians.tolist(), strict=True))

    def misses(x: Floats) -> Floats:
        deviations, middles = _predict_spreads(scaled_spreads(one, *move(x)), emulator, targets, shares, noise)
        wide, off = np.log(deviations / wanted), (middles - means) / wanted
        beyond = np.concatenate([_beyond(wide, FREE_DEVIATION), _beyond(off, FREE_MEAN)])
        return np.concatenate([MISS_WEIGHT * beyond, FACTOR_WEIGHT * x[: len(names)], SHIFT_WEIGHT * x[len(names) :]])

    low = np.repeat([np.log(LEAST_FACTOR), -1.0], [len(names), len(shifted)])
    high = np.concatenate([[_most_factor(name, one.traits[name]) for name in names], np.ones(len(shifted))])
    best = least_squares(misses, np.zeros(len(low)), bounds=(low, high), max_nfev=MOST_STEPS_OF_FIT)
    factors, medians = ({name: round(by, 3) for name, by in some.items()} for some in move(best.x))
    return FittedSpreads(scaled_spreads(one, factors, medians), factors, medians)


def _most_factor(name: str, spread: Spread) -> float:
    """Return the logarithm of by how much a spread may grow: up to that of the atlas, or a little."""
    width = (spread.lognormal or spread.normal or (0.0, 1.0))[1]
    return max(float(np.log(all_traits()[name].spread / width)), 0.01)


def _beyond(values: Floats, free: float) -> Floats:
    """Return how far values lie outside of a band around 0."""
    return np.asarray(np.sign(values) * np.maximum(np.abs(values) - free, 0.0))


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
