"""Popular claims, each beside what the model's day gives and what published sources say."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pydantic import Field

from secondheart._files import package_toml
from secondheart._model import Model
from secondheart.day.account import Account


class PublishedFact(Model):
    """What a source says: a row of the findings, perhaps with a range."""

    id: str
    text: str
    low: float | None = None
    high: float | None = None


class Claim(Model):
    """A popular claim."""

    name: str
    claim: str
    claimed: float
    unit: str
    published: tuple[PublishedFact, ...] = Field(min_length=1)
    remark: str


class Fact(Model):
    """A claim beside the model's own figure; None where the model has none."""

    claim: Claim
    model: float | None

    @property
    def claim_within(self) -> bool | None:
        """Whether the claim lies within what is published; None where no source has a range."""
        return _within(self.claim, self.claim.claimed)

    @property
    def model_within(self) -> bool | None:
        """Whether the model's figure does."""
        return _within(self.claim, self.model)


def facts(day: Account) -> list[Fact]:
    """Return popular claims beside the figures of a day of 24 hours; a shorter one is not stretched.

    Beats and gallons of a day of another length are left out.
    """
    whole = abs(day.duration_s - 86_400.0) < 1.0
    model: Mapping[str, float | None] = {
        "beats": float(day.beats) if whole else None,
        "us_gallons": day.us_gallons if whole else None,
        "venous_share": day.venous_share,
    }
    return [Fact(claim=claim, model=model.get(claim.name)) for claim in claims()]


@cache
def claims() -> tuple[Claim, ...]:
    """Return the popular claims.

    Examples
    --------
    >>> [claim.claimed for claim in claims()]
    [100000.0, 2250.0, 70.0, 60000.0]
    """
    return tuple(Claim(**row) for row in package_toml("day/facts.toml")["fact"])


def _within(claim: Claim, value: float | None) -> bool | None:
    ranges = [(row.low, row.high) for row in claim.published if row.low is not None and row.high is not None]
    if value is None or not ranges:
        return None
    return any(low <= value <= high for low, high in ranges)
