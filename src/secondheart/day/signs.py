"""Signs of a weak second heart: what drives each, on this day and on a healthy person's.

A driver moves; it never says that a person has, or will feel, a sign. What needs a doctor now stands first and is
never scored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from secondheart._files import package_toml
from secondheart._model import Model
from secondheart.day.account import Account


class Urgent(Model):
    """What needs a doctor now, and what to do."""

    when: str
    then: str


class Mechanism(Model):
    """A sign: how it comes about, what drives it in the model, and what must not be claimed."""

    name: str
    title: str
    mechanism: str
    driver: str
    quantity: str
    unit: str
    support: str
    source: str
    never: str


class Sign(Model):
    """A sign on a day; values are None where the model, or this result, has no quantity that drives it."""

    mechanism: Mechanism
    value: float | None
    healthy: float | None

    @property
    def unknown(self) -> str:
        """Why there is no value; nothing where there is one."""
        if not self.mechanism.driver:
            return "the model has no quantity that drives this sign"
        return "" if self.value is not None else "this run does not hold the quantity that drives it"


DRIVERS: Mapping[str, Callable[[Account], float | None]] = {
    "swelling_mL": lambda day: day.swelling.most_mL if day.swelling else None,
    "wall_hours_high": lambda day: max(day.wall.hours_high),
    "skin_saturation": lambda day: day.oxygen.skin if day.oxygen else None,
    "leg_venous_saturation": lambda day: day.oxygen.lowest_leg_venous if day.oxygen else None,
}


def signs(day: Account, healthy: Account | None = None) -> list[Sign]:
    """Return every sign with its driver's value on a day.

    Parameters
    ----------
    day : Account
    healthy : Account, optional
        The same day of a healthy person; left out, the person of the day is one.
    """
    return [
        Sign(mechanism=one, value=_value_of(one, day), healthy=_value_of(one, healthy or day)) for one in mechanisms()
    ]


def urgent() -> tuple[Urgent, ...]:
    """Return what needs a doctor now.

    Examples
    --------
    >>> urgent()[1].then
    'call an ambulance'
    """
    return tuple(Urgent(**row) for row in _table()["urgent"])


def wording() -> str:
    """Return the words before every predicted value.

    Examples
    --------
    >>> wording()
    'model prediction for these inputs'
    """
    return str(_table()["wording"])


def mechanisms() -> tuple[Mechanism, ...]:
    """Return every sign with what is known of it.

    Examples
    --------
    >>> [one.title for one in mechanisms()][:2]
    ['swelling', 'chronic pain']
    """
    return tuple(Mechanism(**row) for row in _table()["sign"])


def _value_of(sign: Mechanism, day: Account) -> float | None:
    return DRIVERS[sign.driver](day) if sign.driver else None


@cache
def _table() -> dict[str, Any]:
    return package_toml("day/signs.toml")
