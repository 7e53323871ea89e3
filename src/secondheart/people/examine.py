"""A block of people examined, bare and in what they wear: numbers, whether each was done, and why not."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Self

import numpy as np

from secondheart._files import package_text
from secondheart.anatomy import LEGS, SIDES, Leg
from secondheart.clinic.finding import Finding
from secondheart.errors import Cancelled, SecondheartError
from secondheart.evidence.cache import code_hash
from secondheart.people.population import Population, parse_population
from secondheart.people.visit import visit, visit_s
from secondheart.person import Person
from secondheart.person.parse import is_treatment, with_garment, with_treatment
from secondheart.results.measure import Floats
from secondheart.simulation.session import Progress

PERSON_MISSING, PERSON_DONE, PERSON_FAILED = range(3)  # of a person
BARE_CARE = ""  # of care: nothing worn beside what the person wears anyway


@dataclass(frozen=True)
class Examined:
    """What is asked of everyone.

    Parameters
    ----------
    tests : tuple of str
    legs : tuple of {"left", "right"}
    care : tuple of str
        Garments and treatments joined by +, one case each; "" is bare.
    stored : tuple of Finding
        What the tests find, where a store says so.
    """

    tests: tuple[str, ...]
    legs: tuple[Leg, ...] = LEGS
    care: tuple[str, ...] = (BARE_CARE,)
    stored: tuple[Finding, ...] = ()

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the tests find, each once, as in the default person."""
        return self.stored or _findings(self.tests, self.legs)

    @property
    def sizes(self) -> tuple[int, int, int]:
        """Cases of care, sides and findings."""
        return len(self.care), len(SIDES), len(self.findings)

    @property
    def duration_s(self) -> float:
        """How long one person takes, simulated."""
        return len(self.care) * visit_s(self.tests, self.legs)


@cache
def _findings(tests: tuple[str, ...], legs: tuple[Leg, ...]) -> tuple[Finding, ...]:
    first: dict[tuple[str, str], Finding] = {}
    for one in visit(Person(), tests, legs):
        first.setdefault((one.test, one.name), one)
    return tuple(first.values())


@cache
def numbers_hash() -> str:
    """Hash all of the package that decides what is found in person i of a population."""
    own = ("population", "spread", "visit", "examine")
    texts = [package_text(f"people/{name}.py") for name in own]
    return hashlib.sha256("\0".join([code_hash(), *texts]).encode()).hexdigest()[:16]


@dataclass(frozen=True, eq=False)
class PeopleBlock:
    """What was found in some people.

    Attributes
    ----------
    values : array, person x care x side x finding
        Of the sides left, right and both; nan where a test cannot tell.
    status : array, person
        `PERSON_MISSING`, `PERSON_DONE` or `PERSON_FAILED`.
    reasons : list of str
        Why a person failed; empty where none did.
    """

    values: Floats
    status: np.ndarray
    reasons: list[str]

    @classmethod
    def empty(cls, people: int, *sizes: int) -> Self:
        """Return a block in which everybody is missing; `sizes` are those of care, side and finding."""
        values = np.full((people, *sizes), np.nan)
        return cls(values, np.full(people, PERSON_MISSING, np.int8), [""] * people)


def with_care(person: Person, care: str) -> Person:
    """Return the person after the treatments of a case, and in its garments."""
    for one in filter(None, care.split("+")):
        person = with_treatment(person, one) if is_treatment(one) else with_garment(person, one)
    return person


def examine_person(person: Person, asked: Examined, progress: Progress | None = None) -> tuple[Floats, str]:
    """Return what is found in one person, and the reason why nothing was."""
    block = np.full((len(asked.care), len(SIDES), len(asked.findings)), np.nan)
    places = {(one.test, one.name): place for place, one in enumerate(asked.findings)}
    try:
        for row, care in enumerate(asked.care):
            for one in visit(with_care(person, care), asked.tests, asked.legs, progress):
                place = places.get((one.test, one.name))
                if place is not None and one.value is not None:
                    block[row, SIDES.index(one.side), place] = one.value
    except Cancelled:
        raise
    except SecondheartError as error:
        block[:] = np.nan
        return block, str(error)
    return block, ""


def examine_people(people: Sequence[Person], asked: Examined) -> PeopleBlock:
    """Examine some people one after the other."""
    block = PeopleBlock.empty(len(people), *asked.sizes)
    for place, person in enumerate(people):
        block.values[place], block.reasons[place] = examine_person(person, asked)
        block.status[place] = PERSON_FAILED if block.reasons[place] else PERSON_DONE
    return block


class Source:
    """Where people come from: a population and a seed, or a list."""

    def __init__(self, text: str = "", seed: int = 0, people: Sequence[Person] = ()) -> None:
        self.text, self.seed, self.people = text, seed, tuple(people)

    @cached_property
    def population(self) -> Population:
        """The population, where they are drawn."""
        return parse_population(self.text)

    def person(self, i: int) -> Person:
        """Return person `i`."""
        return self.people[i] if self.people else self.population.person(i, self.seed)

    def some(self, first: int, stop: int) -> list[Person]:
        """Return the people from `first` on, without `stop`."""
        return [self.person(i) for i in range(first, stop)]
