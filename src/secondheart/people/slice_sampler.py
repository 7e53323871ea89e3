"""Elliptical slice sampling of a posterior whose prior is a standard normal: many chains at once, nothing to set.

Murray I, Adams RP, MacKay DJC, Elliptical slice sampling, AISTATS 2010;9:541-8.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from secondheart.results.measure import Floats

LogLikelihood = Callable[[Floats], Floats]

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
    steps: int = 600,
    most_steps: int = 9600,
    good_r_hat: float = 1.1,
    seed: int = 0,
) -> tuple[Floats, float]:
    """Return draws of a posterior, chain x step x parameter, and the largest R-hat; steps are doubled until it is good.

    The first half of the steps is thrown away.
    """
    random = np.random.default_rng(seed)
    places = draw_start(chains, size, random)
    values = log_likelihood(places)
    past: list[Floats] = []
    while True:
        for _ in range(steps if not past else len(past)):
            places, values = slice_step(places, values, log_likelihood, random)
            past.append(places.copy())
        draws = np.stack(past[len(past) // 2 :], axis=1)
        worst = float(r_hat(draws).max())
        if worst <= good_r_hat or len(past) >= most_steps:
            return draws, worst


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
