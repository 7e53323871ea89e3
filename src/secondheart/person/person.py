"""A person: a few facts, from which the body follows."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from pydantic import Field, field_validator

from secondheart._model import Model
from secondheart.errors import UnknownName
from secondheart.person.ailments import Condition, refuse_contradictions
from secondheart.person.body import Body
from secondheart.person.building import build
from secondheart.person.garment import Garment
from secondheart.person.scaling import scale_of
from secondheart.person.valves import valve_names


class Person(Model):
    """A person whose circulation can be simulated. The default is a man of 30 years, 170 cm and 70 kg.

    Parameters
    ----------
    sex : "male" or "female"
    age_years : float
        18 to 100.
    height_cm : float
        120 to 220.
    mass_kg : float
        35 to 200.
    strength_percent : float
        Strength of the leg muscles, 0 to 200; scales the pressure that they raise.
    leaks : dict
        Closed opening of a valve as a share of its open one, 0 to 1, by the valve's name with its side.
        `leaking_valves` writes it for whole veins.
    conditions : tuple of Condition
        What is wrong with the person; `condition` adds one.
    garments : tuple of Garment
        What the person wears on the legs; the verbs of `care` add to it.
    name : str
        A label for tables.

    Raises
    ------
    InputError
        If a field is unknown or out of its range.

    Examples
    --------
    >>> Person(sex="female", height_cm=165).replace(mass_kg=60).mass_kg
    60.0
    """

    name: str = "default"
    sex: Literal["male", "female"] = "male"
    age_years: float = Field(default=30.0, ge=18, le=100)
    height_cm: float = Field(default=170.0, ge=120, le=220)
    mass_kg: float = Field(default=70.0, ge=35, le=200)
    strength_percent: float = Field(default=100.0, ge=0, le=200)
    leaks: dict[str, float] = Field(default_factory=dict)
    conditions: tuple[Condition, ...] = ()
    garments: tuple[Garment, ...] = ()

    @field_validator("leaks")
    @classmethod
    def _leaks_are_shares_of_known_valves(cls, leaks: dict[str, float]) -> dict[str, float]:
        known = valve_names()
        for valve, leak in leaks.items():
            if valve not in known:
                raise ValueError(str(UnknownName.of("valve", valve, known)))
            if not 0.0 <= leak <= 1.0:
                raise ValueError(f"the leak of {valve} is {leak:g}, allowed is 0 (tight) to 1 (always open)")
        return dict(sorted(leaks.items()))

    @field_validator("conditions")
    @classmethod
    def _conditions_agree(cls, conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
        refuse_contradictions(conditions)
        return conditions

    @cached_property
    def body(self) -> Body:
        """The person's vessels, connections and scalars."""
        scale = scale_of(self.sex, self.age_years, self.height_cm, self.mass_kg)
        return build(scale, self.leaks, self.strength_percent / 100.0, self.conditions, self.garments)
