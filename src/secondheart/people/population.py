"""A population: who is drawn, from a TOML file or by name, and person i of it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from secondheart._files import package_text, toml_tables, toml_text
from secondheart._model import Frozen, FrozenDict, Model
from secondheart.anatomy import LEGS, match_name
from secondheart.errors import BadFile, InputError, UnknownName
from secondheart.people.spread import Spread, require_scipy
from secondheart.person import Condition, Person
from secondheart.person.conditions import ailments
from secondheart.person.traits import all_traits, trait_name

POPULATION_MOST_BYTES = 256 * 1024
DRAWN_FACTS = ("age_years", "height_cm", "bmi", "strength_percent")
FACT_LIMITS = {"age_years": (18.0, 100.0), "height_cm": (120.0, 220.0), "strength_percent": (0.0, 200.0)}
SURVEY_COLUMNS = ("sex", "age_years", "height_cm", "mass_kg")
PRESET_FOLDER = "people/presets"

Spreads = Frozen[str, Spread]


class SexSpread(Model):
    """A fact of men and of women."""

    male: Spread
    female: Spread

    def of(self, sex: str) -> Spread:
        """Return that of a sex."""
        return self.male if sex == "male" else self.female


def _parse_fact(raw: Any) -> Any:
    """Return a fact by what it names, so that the sentence about a wrong one is of its own kind."""
    if not isinstance(raw, Mapping):
        return raw
    return SexSpread(**raw) if {"male", "female"} & raw.keys() else Spread(**raw)


Fact = Annotated[SexSpread | Spread, BeforeValidator(_parse_fact)]


class Facts(Model):
    """Who people are.

    Parameters
    ----------
    female : float
        Share of women.
    age_years, height_cm, bmi, strength_percent : Spread or SexSpread
        Mass follows from height and body mass index, in kg/m2.
    survey : str
        A CSV file with the columns sex, age_years, height_cm and mass_kg, one line a person, instead of the above:
        its correlations are kept, as each person is one of its lines.
    """

    female: float = Field(default=0.5, ge=0, le=1)
    age_years: Fact = Spread(value=30.0)
    height_cm: Fact = SexSpread(male=Spread(value=170.0), female=Spread(value=164.0))
    bmi: Fact = Spread(value=24.2)
    strength_percent: Fact = Spread(value=100.0)
    survey: str = ""
    source: str = ""
    why: str = ""

    @model_validator(mode="after")
    def _middles_are_of_people(self) -> Self:
        for name, (low, high) in FACT_LIMITS.items():
            fact = getattr(self, name)
            for one in (fact.male, fact.female) if isinstance(fact, SexSpread) else (fact,):
                one.check_middle(name, low, high)
        return self


class Correlation(Model):
    """How two quantities go together: of their normal scores."""

    of: tuple[str, str]
    r: float = Field(gt=-1, lt=1)
    source: str = ""
    why: str = ""


class OneLeg(Model):
    """How much of the variance of what legs may differ in is between the two legs of a person."""

    share: float = Field(default=0.0, ge=0, le=1)
    source: str = ""
    why: str = ""


class Prevalence(Spread):
    """A condition: the share of legs, or of people, that have it, and its degree."""

    legs: Literal["each", "both"] = "each"


class Population(Model):
    """People to be drawn.

    Parameters
    ----------
    name, source : str
    facts : Facts
    traits : dict of Spread
        By the names of traits, without a side.
    conditions : dict of Prevalence
    correlation : tuple of Correlation
    one_leg : OneLeg

    Raises
    ------
    InputError
        If a trait, a condition or a range is not allowed, or correlations contradict one another.
    """

    name: str
    source: str = ""
    facts: Facts = Facts()
    traits: Spreads = Field(default_factory=FrozenDict)
    conditions: Frozen[str, Prevalence] = Field(default_factory=FrozenDict)
    correlation: tuple[Correlation, ...] = ()
    one_leg: OneLeg = OneLeg()

    @field_validator("traits")
    @classmethod
    def _traits_exist(cls, traits: Mapping[str, Spread]) -> Mapping[str, Spread]:
        for name, one in traits.items():
            trait = all_traits().get(trait_name(name))
            if trait is None:
                raise ValueError(f"the trait '{name}' has a side; in a population it is that of either leg")
            one.check_middle(name, trait.low, trait.high)
        return FrozenDict({trait_name(name): spread for name, spread in traits.items()})

    @field_validator("conditions")
    @classmethod
    def _conditions_exist(cls, conditions: Mapping[str, Prevalence]) -> Mapping[str, Prevalence]:
        return FrozenDict({_condition_name(name): one for name, one in conditions.items()})

    @field_validator("correlation")
    @classmethod
    def _correlations_name_what_is_drawn(
        cls, correlation: tuple[Correlation, ...], info: ValidationInfo
    ) -> tuple[Correlation, ...]:
        drawn = (*DRAWN_FACTS, *info.data.get("traits", ()), *info.data.get("conditions", ()))
        for one in correlation:
            for name in one.of:
                if match_name(name, drawn) is None:
                    raise ValueError(str(UnknownName.of("quantity that is drawn", name, drawn)))
        return correlation

    @model_validator(mode="after")
    def _correlations_agree(self) -> Self:
        smallest = float(np.linalg.eigvalsh(self._correlations).min()) if self.correlation else 1.0
        if smallest < 0.0:
            names = ", ".join(dict.fromkeys(name for one in self.correlation for name in one.of))
            raise ValueError(
                f"the correlations of {names} contradict one another: the smallest eigenvalue is {smallest:.2g}"
            )
        return self

    @cached_property
    def quantities(self) -> tuple[str, ...]:
        """What is drawn of a person, in its order."""
        return ("sex", *DRAWN_FACTS, *self.traits, *self.conditions)

    @cached_property
    def _correlations(self) -> np.ndarray:
        matrix = np.eye(len(self.quantities))
        for one in self.correlation:
            a, b = (self.quantities.index(match_name(name, self.quantities) or name) for name in one.of)
            matrix[a, b] = matrix[b, a] = one.r
        return matrix

    @cached_property
    def _mixing(self) -> np.ndarray:
        """A square root of the correlations."""
        values, vectors = np.linalg.eigh(self._correlations)
        return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))

    def person(self, i: int, seed: int = 0) -> Person:
        """Return person `i`, who follows from the population, the seed and `i` alone."""
        special = require_scipy("a population")
        stream = np.random.Generator(np.random.Philox(key=[seed, i]))
        count = len(self.quantities)
        shared, own = stream.standard_normal(count), stream.standard_normal((len(LEGS), count))
        share = self.one_leg.share
        legs = np.sqrt(1.0 - share) * shared + np.sqrt(share) * own
        body, left, right = (
            dict(zip(self.quantities, special.ndtr(self._mixing @ z).tolist(), strict=True)) for z in (shared, *legs)
        )
        facts = self._survey_facts(body["sex"]) if self.facts.survey else self._facts(body)
        return Person(
            name=f"{self.name}/{seed}#{i}",
            **facts,
            traits=self._traits(body, (left, right)),
            conditions=tuple(self._conditions(body, (left, right))),
        )

    def person_at(self, shares: Mapping[str, float], name: str) -> Person:
        """Return the person below whom such shares of people are in each quantity, whose legs are alike."""
        both = (shares, shares)
        return Person(
            name=name,
            **self._facts(shares),
            traits=self._traits(shares, both),
            conditions=tuple(self._conditions(shares, both)),
        )

    def draw(self, n: int, seed: int = 0) -> tuple[Person, ...]:
        """Return the first `n` people.

        Parameters
        ----------
        n : int
            1 to 1,000,000.
        seed : int
            0 or more; another seed gives other people.

        Raises
        ------
        InputError
            If either is not allowed.

        Examples
        --------
        >>> population("healthy-adults").draw(3, seed=7)[2] == population("healthy-adults").person(2, seed=7)
        True
        """
        check_count(n, seed)
        return tuple(self.person(i, seed) for i in range(n))

    def _facts(self, body: Mapping[str, float]) -> dict[str, Any]:
        sex = "female" if body["sex"] < self.facts.female else "male"
        values = {name: self._fact(name, sex, body[name]) for name in DRAWN_FACTS}
        facts = {name: float(np.clip(values[name], *ends)) for name, ends in FACT_LIMITS.items()}
        mass = float(np.clip(values["bmi"] * (facts["height_cm"] / 100.0) ** 2, 35.0, 200.0))
        return {"sex": sex, **{name: round(value, 2) for name, value in facts.items()}, "mass_kg": round(mass, 2)}

    def _fact(self, name: str, sex: str, probability: float) -> float:
        spread = getattr(self.facts, name)
        one = spread.of(sex) if isinstance(spread, SexSpread) else spread
        return float(one.quantile(probability) or 0.0)

    def _survey_facts(self, probability: float) -> dict[str, Any]:
        rows = self._survey_rows
        return dict(rows[min(int(probability * len(rows)), len(rows) - 1)])

    @cached_property
    def _survey_rows(self) -> list[dict[str, Any]]:
        return read_survey(Path(self.facts.survey))

    def _traits(self, body: Mapping[str, float], legs: tuple[Mapping[str, float], ...]) -> dict[str, float]:
        traits: dict[str, float] = {}
        for name, spread in self.traits.items():
            if not all_traits()[name].sided or not self.one_leg.share:
                traits[name] = _trait_value(name, spread.quantile(body[name]))
                continue
            for side, one in zip(LEGS, legs, strict=True):
                traits[f"{name}_{side}"] = _trait_value(name, spread.quantile(one[name]))
        return traits

    def _conditions(self, body: Mapping[str, float], legs: tuple[Mapping[str, float], ...]) -> Iterable[Condition]:
        for name, prevalence in self.conditions.items():
            if prevalence.legs == "both":
                degree = prevalence.quantile(body[name])
                if degree is not None:
                    yield Condition(name=name, degree=_degree(name, degree))
                continue
            for side, one in zip(LEGS, legs, strict=True):
                degree = prevalence.quantile(one[name])
                if degree is not None:
                    yield Condition(name=name, degree=_degree(name, degree), side=side)


def check_count(n: int, seed: int) -> None:
    """Raise InputError if so many people, or such a seed, is not allowed."""
    if not 1 <= n <= 1_000_000:
        raise InputError(f"{n} people are not allowed: 1 to 1000000")
    if not 0 <= seed < 2**63:
        raise InputError(f"the seed {seed} is not allowed: 0 or more")


def _trait_value(name: str, value: float | None) -> float:
    trait = all_traits()[name]
    return trait.usual if value is None else round(float(np.clip(value, trait.low, trait.high)), 6)


def _degree(name: str, value: float) -> float:
    degree = ailments()[name].degree
    return round(float(np.clip(value, degree.low, degree.high)), 6)


def _condition_name(text: str) -> str:
    known = match_name(text, ailments())
    if known is None:
        raise ValueError(str(UnknownName.of("condition", text, ailments())))
    return known


def read_survey(path: Path) -> list[dict[str, Any]]:
    """Return the people of a survey's table.

    Raises
    ------
    BadFile
        If it cannot be read, or lacks a column or a number.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        sexes = {"m": "male", "f": "female", "male": "male", "female": "female"}
        return [
            {"sex": sexes[row["sex"].strip().lower()], **{name: float(row[name]) for name in SURVEY_COLUMNS[1:]}}
            for row in rows
        ]
    except OSError as error:
        raise BadFile(f"{path}: the survey cannot be read ({error.strerror or error})") from None
    except (KeyError, ValueError, AttributeError):
        raise BadFile(f"{path}: a survey needs the columns {', '.join(SURVEY_COLUMNS)}, with numbers") from None


def preset_names() -> tuple[str, ...]:
    """Return the names of the populations that come with the program."""
    folder = files("secondheart").joinpath(*PRESET_FOLDER.split("/"))
    return tuple(sorted(one.name.removesuffix(".toml") for one in folder.iterdir() if one.name.endswith(".toml")))


def population_text(name: str | Path) -> str:
    """Return the TOML text of a population by its name or file.

    Raises
    ------
    UnknownName
        If there is no such population, and it is no file.
    BadFile
        If the file cannot be read.
    """
    known = match_name(str(name), preset_names())
    if known:
        return package_text(f"{PRESET_FOLDER}/{known}.toml")
    path = Path(name)
    if path.suffix.lower() != ".toml":
        raise UnknownName(f"{UnknownName.of('population', str(name), preset_names())}; a file's name ends in .toml")
    return toml_text(path, POPULATION_MOST_BYTES, "population")


def parse_population(text: str, place: str = "the population", folder: Path | None = None) -> Population:
    """Return the population of a TOML text; a survey is looked for in `folder`.

    Raises
    ------
    BadFile
        If it is none.
    """
    tables = toml_tables(text, place)
    facts = tables.get("facts")
    if isinstance(facts, dict) and isinstance(facts.get("survey"), str) and folder:
        facts["survey"] = str(folder / facts["survey"])
    try:
        return Population(**tables)
    except InputError as error:
        raise BadFile(f"{place}: {error}") from error


def population(name: str | Path) -> Population:
    """Return a population by its name, or from a TOML file.

    Parameters
    ----------
    name : str or path
        "healthy-adults", "varicose-clinic", "standing-workers", or a file.

    Raises
    ------
    UnknownName
        If there is none.
    BadFile
        If the file holds none.

    Examples
    --------
    >>> population("healthy-adults").draw(2, seed=1)[0].name
    'healthy-adults/1#0'
    """
    return parse_population(population_text(name), str(name), Path(name).parent)
