"""Persons: the body as data, conditions, treatments, garments, and files."""

from secondheart.person.conditions import Condition
from secondheart.person.files import read_person, write_person
from secondheart.person.interventions import (
    ablate,
    condition,
    leaking_valves,
    ligate,
    repair_valves,
    stent,
    strip,
    treatment,
    wear,
    wear_bandage,
    wear_stockings,
)
from secondheart.person.person import Person
from secondheart.person.treatments import Treatment

__all__ = [
    "Condition",
    "Person",
    "Treatment",
    "ablate",
    "condition",
    "leaking_valves",
    "ligate",
    "read_person",
    "repair_valves",
    "stent",
    "strip",
    "treatment",
    "wear",
    "wear_bandage",
    "wear_stockings",
    "write_person",
]
