"""How a quantity is spread among people: a distribution by name, or a number that all share."""

from __future__ import annotations

import math
from typing import Any, Self

import numpy as np
from pydantic import Field, model_validator

from secondheart._model import Model
from secondheart.errors import MissingExtra
from secondheart.results.measure import Floats

DISTRIBUTIONS = ("normal", "lognormal", "uniform", "beta")
TAIL = 1e-12  # of a probability: its quantile is finite


def require_scipy(purpose: str) -> Any:
    """Return scipy's special functions.

    Raises
    ------
    MissingExtra
        If scipy is not installed.
    """
    try:
        from scipy import special
    except ImportError:
        raise MissingExtra.of("scipy", "population", purpose) from None
    return special


class Spread(Model):
    """A distribution.

    Parameters
    ----------
    normal : (mean, standard deviation), optional
    lognormal : (median, standard deviation of the logarithm), optional
    uniform : (lowest, highest), optional
    beta : (a, b), optional
        Between 0 and 1, times `scale`.
    value : float, optional
        The same for all. One of these five is given.
    low, high : float, optional
        A normal or lognormal is cut there.
    scale : float
        Of a beta distribution.
    share : float
        Share of people, or of legs, that have it at all; the others are as usual.
    source, why : str
        A key of the references, or "assumed" with the reason.

    Examples
    --------
    >>> spread = Spread(lognormal=(1.0, 0.25))
    >>> spread.quantile(0.5), Spread(uniform=(0.1, 0.3), share=0.5).quantile(0.4)
    (1.0, None)
    """

    normal: tuple[float, float] | None = None
    lognormal: tuple[float, float] | None = None
    uniform: tuple[float, float] | None = None
    beta: tuple[float, float] | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    scale: float = Field(default=1.0, gt=0)
    share: float = Field(default=1.0, ge=0, le=1)
    source: str = ""
    why: str = ""

    @model_validator(mode="after")
    def _is_one_distribution(self) -> Self:
        given = [name for name in (*DISTRIBUTIONS, "value") if getattr(self, name) is not None]
        if len(given) != 1:
            known = ", ".join(DISTRIBUTIONS)
            raise ValueError(f"{len(given)} distributions are given, allowed is one of {known} or value")
        if self.low is not None and self.high is not None and not self.low < self.high:
            raise ValueError(f"low = {self.low:g}, high = {self.high:g} is not allowed: low must be below high")
        if self.uniform and not self.uniform[0] < self.uniform[1]:
            raise ValueError(f"uniform = {list(self.uniform)} is not allowed: the lowest comes first")
        for name in ("normal", "lognormal"):
            pair = getattr(self, name)
            if pair and (not pair[1] > 0.0 or (name == "lognormal" and not pair[0] > 0.0)):
                raise ValueError(f"{name} = {list(pair)} is not allowed: a standard deviation above 0")
        if self.beta and not min(self.beta) > 0.0:
            raise ValueError(f"beta = {list(self.beta)} is not allowed: two numbers above 0")
        return self

    @property
    def middle(self) -> float | None:
        """Around what people are spread: median or value; None of a beta distribution.

        Examples
        --------
        >>> Spread(lognormal=(1.0, 0.25)).middle, Spread(uniform=(1.0, 3.0)).middle
        (1.0, 2.0)
        """
        if self.uniform:
            return 0.5 * (self.uniform[0] + self.uniform[1])
        return self.value if self.value is not None else (self.normal or self.lognormal or (None,))[0]

    def check_middle(self, name: str, low: float, high: float) -> None:
        """Raise ValueError if people are spread around what is not allowed."""
        if self.middle is not None and not low <= self.middle <= high:
            raise ValueError(f"{name} around {self.middle:g} is not allowed: {low:g} to {high:g}")

    def quantile(self, probability: float) -> float | None:
        """Return the value below which that share of people is; None for those who do not have it."""
        value = float(self.quantiles(np.array([probability]))[0])
        return None if np.isnan(value) else value

    def quantiles(self, probabilities: Floats) -> Floats:
        """Return the values below which such shares of people are; nan for those who do not have it."""
        without = 1.0 - self.share
        inner = (probabilities - without) / self.share if self.share else np.zeros_like(probabilities)
        values = self._quantiles(np.clip(inner, TAIL, 1.0 - TAIL))
        return np.where((probabilities < without) | (self.share == 0.0), np.nan, values)

    def _quantiles(self, p: Floats) -> Floats:
        if self.value is not None:
            return np.full_like(p, self.value)
        if self.uniform:
            return self.uniform[0] + p * (self.uniform[1] - self.uniform[0])
        special = require_scipy("a population")
        if self.beta:
            return np.asarray(self.scale * special.betaincinv(*self.beta, p))
        return self._of_bell(special, p)

    def _of_bell(self, special: Any, p: Floats) -> Floats:
        """Return quantiles of a normal or lognormal distribution between its ends."""
        middle, width = self.normal or (math.log(self.lognormal[0]), self.lognormal[1])  # type: ignore[index]
        ends = [None if end is None else end if self.normal else math.log(end) for end in (self.low, self.high)]
        below = 0.0 if ends[0] is None else float(special.ndtr((ends[0] - middle) / width))
        above = 1.0 if ends[1] is None else float(special.ndtr((ends[1] - middle) / width))
        bell = middle + width * special.ndtri(below + p * (above - below))
        return np.asarray(bell if self.normal else np.exp(bell))
