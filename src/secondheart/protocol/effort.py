"""From the oxygen that a work takes to effort, and from effort to breathing."""

from __future__ import annotations

from secondheart.protocol.patterns import patterns
from secondheart.protocol.posture import Breathing


def reserve_percent(above_rest: float) -> float:
    """Return the share of the oxygen uptake reserve that an uptake above that of rest takes, in percent.

    Examples
    --------
    >>> reserve_percent(41.5), reserve_percent(60.0)
    (100.0, 100.0)
    """
    return min(100.0, 100.0 * above_rest / _reserve())


def cycling_percent(watts: float, mass_kg: float | None = None) -> float:
    """Return the effort of cycling, in percent; without a mass it is that of the default person.

    Examples
    --------
    >>> round(cycling_percent(50), 1)
    27.0
    """
    oxygen = patterns().oxygen
    return reserve_percent(oxygen["unloaded_cycle"].value + _per_watt(mass_kg) * watts)


def cycling_watts(effort_percent: float, mass_kg: float | None = None) -> float:
    """Return the power that an effort on a bicycle stands for: none where turning the pedals takes more.

    Examples
    --------
    >>> round(cycling_watts(cycling_percent(120)), 6)
    120.0
    """
    oxygen = patterns().oxygen
    above_rest = effort_percent / 100.0 * _reserve()
    return max(0.0, (above_rest - oxygen["unloaded_cycle"].value) / _per_watt(mass_kg))


def climbing_percent(metres_per_min: float, lowered: bool = False) -> float:
    """Return the effort of lifting the body by so much each minute, and of lowering it again, in percent.

    Examples
    --------
    >>> round(climbing_percent(10), 1)
    43.4
    """
    oxygen = patterns().oxygen
    both = oxygen["up_and_down"].value if lowered else 1.0
    return reserve_percent(both * oxygen["climb"].value * metres_per_min)


def breathing_of(effort_percent: float) -> Breathing:
    """Return how one breathes at an effort.

    Examples
    --------
    >>> breathing_of(0) == Breathing(), breathing_of(80).rate_per_min
    (True, 35.0)
    """
    rest, more, share = Breathing(), patterns().breathing, effort_percent / 100.0
    return rest.replace(
        rate_per_min=rest.rate_per_min + share * more["rate"].value,
        depth_mL=rest.depth_mL + share * more["depth"].value,
    )


def _per_watt(mass_kg: float | None) -> float:
    oxygen = patterns().oxygen
    return oxygen["cycle"].value / (oxygen["mass"].value if mass_kg is None else mass_kg)


def _reserve() -> float:
    oxygen = patterns().oxygen
    return oxygen["most"].value - oxygen["rest"].value
