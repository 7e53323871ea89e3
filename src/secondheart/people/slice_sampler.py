"""Elliptical slice sampling of a posterior whose prior is a standard normal: many chains at once, nothing to set.

Ellipses are those of a normal distribution. In a first round it is the prior; in each later one it has the middle and
the covariance of the draws before, somewhat widened: chains then mix in a tenth of the steps where measurements tell
much, and the posterior is the same.

Murray I, Adams RP, MacKay DJC, Elliptical slice sampling, AISTATS 2010;9:541-8. Nishihara R, Murray I, Adams RP,
Parallel MCMC with generalized elliptical slice sampling, J Mach Learn Res 2014;15:2087-112.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from secondheart.results.measure import Floats

LogLikelihood = Callable[[Floats], Floats]

FIRST_STEPS = 100  # of the first round
WIDENED = 1.2  # deviations of ellipses over those of the draws: in tails that are too narrow a chain would stay
MOST_SHRINKS = 60  # of a bracket: by then it is smaller than rounding


def draw_start(chains: int, size: int, random: np.random.Generator) -> Floats:
    """Return a start for each chain, from the prior: a narrow ball would make intervals too narrow."""
    return random.standard_normal((chains, size))


def slice_step(
    places: Floats, values: Floats, log_likelihood: LogLikelihood, random: np.random.Generator
) -> tuple[Floats, Floats]:
    """Return all chains, and their log likelihoods, one step further."""
    chains = len(places)
    other = random.standard_normal(places.shape)
    level = values + np.log(random.random(chains))
    angle = random.uniform(0.0, 2.0 * np.pi, chains)
    low, high = angle - 2.0 * np.pi, angle.copy()
    new, reached_now = places.copy(), values.copy()
    waiting = np.arange(chains)
    for _ in range(MOST_SHRINKS):
        turned = angle[waiting, None]
        tried = places[waiting] * np.cos(turned) + other[waiting] * np.sin(turned)
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
    places = draw_start(chains, size, random)
    draws, places = _walk(places, log_likelihood, FIRST_STEPS, random)
    while True:
        flat = draws.reshape(-1, size)
        middle = flat.mean(axis=0)
        root = np.asarray(WIDENED * np.linalg.cholesky(np.cov(flat.T).reshape(size, size)), float)
        inside = np.linalg.solve(root, (places - middle).T).T
        draws, inside = _walk(inside, _see_from(log_likelihood, middle, root), steps, random)
        draws, places = middle + draws @ root.T, middle + inside @ root.T
        worst = float(r_hat(draws).max())
        if worst <= good_r_hat or steps >= most_steps:
            return draws, worst
        steps *= 2


def _walk(
    places: Floats, log_likelihood: LogLikelihood, steps: int, random: np.random.Generator
) -> tuple[Floats, Floats]:
    """Return the later half of so many steps, chain x step x parameter, and where they end."""
    values, past = log_likelihood(places), []
    for _ in range(steps):
        places, values = slice_step(places, values, log_likelihood, random)
        past.append(places)
    return np.stack(past[steps // 2 :], axis=1), places


def _see_from(log_likelihood: LogLikelihood, middle: Floats, root: Floats) -> LogLikelihood:
    """Return the log likelihood in coordinates in which a normal distribution of this middle and root is standard."""

    def value(inside: Floats) -> Floats:
        scores = middle + inside @ root.T
        correction = 0.5 * ((inside**2).sum(axis=1) - (scores**2).sum(axis=1))
        return np.asarray(log_likelihood(scores) + correction)

    return value


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
