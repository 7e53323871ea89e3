"""What a laboratory measured in one leg: a TOML file whose columns follow PEtab: value, error, side."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from secondheart._files import toml_tables, toml_text
from secondheart._model import Frozen, FrozenDict, Model
from secondheart.anatomy import Leg
from secondheart.errors import BadFile, InputError
from secondheart.person.traits import all_traits, trait_name
from secondheart.variables import full_finding

MEASURED_MOST_BYTES = 256 * 1024
USUAL_PRIOR = "varicose-clinic"


class Measurement(Model):
    """One finding with its error.

    Parameters
    ----------
    test, name : str
        Such as "apg" and "VFI", or "avp" and "AVP".
    value : float
    error : float, optional
        Standard deviation of the measurement, in its unit.
    error_percent : float, optional
        The same in percent of the value. One of the two is given.
    side : "left" or "right"
    """

    test: str
    name: str
    value: float
    error: float | None = Field(default=None, gt=0)
    error_percent: float | None = Field(default=None, gt=0)
    side: Leg = "left"

    @field_validator("name")
    @classmethod
    def _name_is_full(cls, name: str) -> str:
        return full_finding(name)

    @model_validator(mode="after")
    def _has_one_error(self) -> Self:
        if (self.error is None) == (self.error_percent is None):
            raise ValueError(f"the finding {self.name} needs error or error_percent, one of them")
        if self.error is None and self.value == 0.0:
            raise ValueError(f"the finding {self.name} is 0: give its error, a percentage of 0 is none")
        return self

    @property
    def deviation(self) -> float:
        """Standard deviation of the measurement, in its unit."""
        return self.error if self.error is not None else abs(self.value) * (self.error_percent or 0.0) / 100.0


class PersonFacts(Model):
    """Who was measured."""

    sex: Literal["male", "female"] = "male"
    age_years: float = 30.0
    height_cm: float = 170.0
    mass_kg: float = 70.0


class MeasuredLeg(Model):
    """What was measured in one leg of a person.

    Parameters
    ----------
    person : PersonFacts
    prior : str
        The population that the person may come from, by its name or file.
    finding : tuple of Measurement
        All of one leg.
    fixed : dict
        Traits that are known, such as ``heart_rate``.

    Raises
    ------
    InputError
        If there is no finding, or they are of both legs.
    """

    person: PersonFacts = PersonFacts()
    prior: str = USUAL_PRIOR
    finding: tuple[Measurement, ...]
    fixed: Frozen[str, float] = Field(default_factory=FrozenDict)

    @field_validator("fixed")
    @classmethod
    def _fixed_are_traits(cls, fixed: Mapping[str, float]) -> Mapping[str, float]:
        for name, value in fixed.items():
            trait = all_traits().get(trait_name(name))
            if trait is None:
                raise ValueError(f"the trait '{name}' has a side; a fit is of one leg, give it without")
            if not trait.low <= value <= trait.high:
                raise ValueError(f"{name} = {value:g} is not allowed: {trait.low:g} to {trait.high:g}")
        return FrozenDict({trait_name(name): value for name, value in fixed.items()})

    @model_validator(mode="after")
    def _is_of_one_leg(self) -> Self:
        if not self.finding:
            raise ValueError("no finding is given; each needs test, name, value and error")
        if len({one.side for one in self.finding}) > 1:
            raise ValueError("findings of both legs are given; fit one leg, then the other")
        names = [one.name for one in self.finding]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise ValueError(f"the finding {twice} is given twice; give the mean, with its error")
        return self

    @property
    def side(self) -> Leg:
        """Which leg it is."""
        return self.finding[0].side

    @property
    def tests(self) -> tuple[str, ...]:
        """The tests that were done."""
        return tuple(dict.fromkeys(one.test for one in self.finding))


def read_leg(path: str | Path) -> MeasuredLeg:
    """Return what was measured in a leg, from a TOML file.

    Raises
    ------
    BadFile
        If it cannot be read, or is not allowed.
    """
    tables: dict[str, Any] = toml_tables(toml_text(Path(path), MEASURED_MOST_BYTES, "leg"), str(path))
    try:
        return MeasuredLeg(**tables)
    except InputError as error:
        raise BadFile(f"{path}: {error}") from error
