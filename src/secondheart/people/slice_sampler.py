"""Elliptical slice sampling of a posterior whose prior is a standard normal: many chains at once, nothing to set.

Ellipses are those of a normal distribution. In a first round it is the prior; in each later one it has the middle and
the covariance of the draws before, somewhat widened: chains then mix in a tenth of the steps where measurements tell
much, and the posterior is the same. Every other step moves only a few parameters, along an ellipse of the prior: where
two explanations fit, such as a deep leak or one of the small saphenous vein, it leads from the one to the other.

Murray I, Adams RP, MacKay DJC, Elliptical slice sampling, AISTATS 2010;9:541-8. Nishihara R, Murray I, Adams RP,
Parallel MCMC with generalized elliptical slice sampling, J Mach Learn Res 2014;15:2087-112.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from secondheart.results.measure import Floats

LogLikelihood = Callable[[Floats], Floats]

FIRST_STEPS = 100  # of the first round
WIDENED = 1.2  # deviations of ellipses over those of the draws: in tails that are too narrow a chain would stay
FREE = 3  # parameters that a step of a few moves
MOST_SHRINKS = 60  # of a bracket: by then it is smaller than rounding


def draw_start(chains: int, size: int, random: np.random.Generator) -> Floats:
    """Return a start for each chain, from the prior: a narrow ball would make intervals too narrow."""
    return random.standard_normal((chains, size))


def slice_step(
    places: Floats,
    values: Floats,
    log_likelihood: LogLikelihood,
    random: np.random.Generator,
    free: int | None = None,
) -> tuple[Floats, Floats]:
    """Return all chains, and their log likelihoods, one step further; where `free` is given, each in so few directions.

    Which parameters are free is drawn anew for each chain and step.
    """
    chains = len(places)
    other = random.standard_normal(places.shape)
    moved = np.ones(places.shape, bool)
    if free is not None:
        moved = random.random(places.shape).argsort(axis=1) < free
    level = values + np.log(random.random(chains))
    angle = random.uniform(0.0, 2.0 * np.pi, chains)
    low, high = angle - 2.0 * np.pi, angle.copy()
    new, reached_now = places.copy(), values.copy()
    waiting = np.arange(chains)
    for _ in range(MOST_SHRINKS):
        turned = angle[waiting, None]
        tried = places[waiting] * np.cos(turned) + other[waiting] * np.sin(turned)
        tried = np.where(moved[waiting], tried, places[waiting])
        reached = log_likelihood(tried)
        good = reached > level[waiting]
        new[waiting[good]], reached_now[waiting[good]] = tried[good], reached[good]
        waiting = waiting[~good]
        if not len(waiting):
            break
        below = angle[waiting] < 0.0
        low[waiting] = np.where(below, angle[waiting], low[waiting])
        high[waiting] = np.where(below, high[waiting], angle[waiting])
        angle[waiting] = random.uniform(low[waiting], high[waiting])
    return new, reached_now


class Ellipse(NamedTuple):
    """Normal distribution whose ellipses a chain walks along."""

    middle: Floats
    root: Floats  # of the covariance

    def inside(self, places: Floats) -> Floats:
        """Return coordinates in which the distribution is standard."""
        return np.asarray(np.linalg.solve(self.root, (places - self.middle).T).T)

    def outside(self, inside: Floats) -> Floats:
        """Return places again."""
        return np.asarray(self.middle + inside @ self.root.T)

    def correction(self, inside: Floats, places: Floats) -> Floats:
        """Return what the log likelihood has more in these coordinates, beside a prior that is standard in them."""
        return np.asarray(0.5 * ((inside**2).sum(axis=1) - (places**2).sum(axis=1)))


def sample_posterior(
    log_likelihood: LogLikelihood,
    size: int,
    *,
    chains: int = 64,
    steps: int = 300,
    most_steps: int = 4800,
    good_r_hat: float = 1.05,
    seed: int = 0,
) -> tuple[Floats, float]:
    """Return draws of a posterior, chain x step x parameter, and the largest R-hat; steps are doubled until it is good.

    The first half of each round is thrown away, and of all rounds but the last everything.
    """
    random = np.random.default_rng(seed)
    prior = Ellipse(np.zeros(size), np.eye(size))
    draws, places = _walk(draw_start(chains, size, random), log_likelihood, FIRST_STEPS, random, [(prior, None)])
    while True:
        flat = draws.reshape(-1, size)
        root = np.asarray(WIDENED * np.linalg.cholesky(np.cov(flat.T).reshape(size, size)), float)
        turns = [(Ellipse(flat.mean(axis=0), root), None), (prior, FREE)]
        draws, places = _walk(places, log_likelihood, steps, random, turns)
        worst = float(r_hat(draws).max())
        if worst <= good_r_hat or steps >= most_steps:
            return draws, worst
        steps *= 2


def _walk(
    places: Floats,
    log_likelihood: LogLikelihood,
    steps: int,
    random: np.random.Generator,
    turns: Sequence[tuple[Ellipse, int | None]],
) -> tuple[Floats, Floats]:
    """Return the later half of so many steps, chain x step x parameter, and where they end.

    Ellipses, each with how many parameters move along it, take turns.
    """
    values, past = log_likelihood(places), []
    for step in range(steps):
        ellipse, free = turns[step % len(turns)]

        def value_at(inside: Floats, ellipse: Ellipse = ellipse) -> Floats:
            tried = ellipse.outside(inside)
            return np.asarray(log_likelihood(tried) + ellipse.correction(inside, tried))

        inside = ellipse.inside(places)
        inside, values = slice_step(inside, values + ellipse.correction(inside, places), value_at, random, free)
        places = ellipse.outside(inside)
        values = values - ellipse.correction(inside, places)
        past.append(places)
    return np.stack(past[steps // 2 :], axis=1), places


def r_hat(draws: Floats) -> Floats:
    """Return the potential scale reduction of each parameter, of chains cut into halves; draws are chain x step x it.

    Gelman A, Rubin DB, Stat Sci 1992;7:457-72; halves after Gelman, Bayesian Data Analysis, 3rd ed., 11.4.
    """
    half = draws.shape[1] // 2
    parts = np.concatenate([draws[:, :half], draws[:, half : 2 * half]], axis=0)
    within = parts.var(axis=1, ddof=1).mean(axis=0)
    between = half * parts.mean(axis=1).var(axis=0, ddof=1)
    whole = (half - 1) / half * within + between / half
    return np.asarray(np.sqrt(whole / np.maximum(within, 1e-300)))
