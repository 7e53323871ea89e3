"""Lists of what people differ in, and of populations."""

from __future__ import annotations

from typing import Any


def trait_rows() -> list[dict[str, Any]]:
    """Return what legs differ in."""
    from secondheart.person.traits import all_traits

    return [
        {
            "name": name,
            "title": one.title,
            "unit": one.unit,
            "usual": one.usual,
            "low": one.low,
            "high": one.high,
            "spread": one.spread,
            "legs_may_differ": one.sided,
            "source": one.source,
            "why": one.why,
        }
        for name, one in all_traits().items()
    ]


def population_rows() -> list[dict[str, Any]]:
    """Return who can be drawn."""
    from secondheart.people.population import population, population_text, preset_names

    return [
        {
            "name": name,
            "who": population_text(name).splitlines()[0].lstrip("# "),
            "traits": len(population(name).traits),
            "conditions": ", ".join(population(name).conditions) or None,
        }
        for name in preset_names()
    ]
