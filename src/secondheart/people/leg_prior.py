"""What a leg may be like before it is fitted: the population's traits and conditions, by their normal scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from secondheart.people.emulator import Inputs
from secondheart.people.measured_leg import MeasuredLeg
from secondheart.people.population import Population
from secondheart.people.spread import require_scipy
from secondheart.person import Condition, Person
from secondheart.person.traits import all_traits
from secondheart.results.measure import Floats

SCORES = np.linspace(-6.0, 6.0, 4001)  # of a table of values: finer than a posterior is wide


@dataclass(frozen=True, eq=False)
class LegPrior:
    """The population that a leg comes from, and what was measured in it.

    Attributes
    ----------
    population : Population
    measured : MeasuredLeg
    """

    population: Population
    measured: MeasuredLeg

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """What is free: traits and conditions that are drawn and not fixed; correlations are left out."""
        drawn = (*self.population.traits, *self.population.conditions)
        return tuple(name for name in drawn if name not in self.measured.fixed)

    @cached_property
    def _tables(self) -> Mapping[str, Floats]:
        """Values of each parameter at `SCORES`: quantiles of a beta distribution take a hundred times longer."""
        shares = require_scipy("a fit").ndtr(SCORES)
        tables = {}
        for name in self.parameters:
            if name in self.population.conditions:
                tables[name] = np.nan_to_num(self.population.conditions[name].quantiles(shares))
                continue
            trait, values = all_traits()[name], self.population.traits[name].quantiles(shares)
            tables[name] = np.clip(np.where(np.isnan(values), trait.usual, values), trait.low, trait.high)
        return tables

    def is_rare(self, name: str) -> bool:
        """Whether it is a leak, or something that not every leg has: then it is bounded rather than told."""
        if name in self.population.conditions:
            return True
        return all_traits()[name].is_leak or self.population.traits[name].share < 1.0

    def values(self, name: str, scores: Floats) -> Floats:
        """Return values of a parameter by its normal scores."""
        return np.interp(scores, SCORES, self._tables[name])

    def rows(self, inputs: Inputs, scores: Floats) -> Floats:
        """Return rows of inputs of an emulator; scores are draw x parameter."""
        facts = self.measured.person
        known = {"sex": float(facts.sex == "female"), "age_years": facts.age_years, "height_cm": facts.height_cm}
        known["bmi"] = float(np.log(facts.mass_kg / (facts.height_cm / 100.0) ** 2))
        rows = np.empty((len(scores), len(inputs.names)))
        for place, name in enumerate(inputs.names):
            if name in self.parameters:
                values = self.values(name, scores[:, self.parameters.index(name)])
                rows[:, place] = Inputs.number_of(name, values)
            else:
                rows[:, place] = known[name] if name in known else Inputs.number_of(name, self.measured.fixed[name])
        return rows

    def person(self, scores: Floats, name: str) -> Person:
        """Return the person with such scores, whose legs are both like the one that was measured."""
        facts = self.measured.person
        values = {
            one: float(self.values(one, scores[place : place + 1])[0]) for place, one in enumerate(self.parameters)
        }
        traits = {one: value for one, value in values.items() if one in self.population.traits}
        conditions = tuple(
            Condition(name=one, degree=values[one]) for one in self.population.conditions if values.get(one, 0.0) > 0.0
        )
        return Person(
            name=name,
            sex=facts.sex,
            age_years=facts.age_years,
            height_cm=facts.height_cm,
            mass_kg=facts.mass_kg,
            traits={**traits, **self.measured.fixed},
            conditions=conditions,
        )
