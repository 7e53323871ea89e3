"""The body as data: the atlas, scaling, conditions, treatments, and persons in files."""

from secondheart.person.ailments import Condition
from secondheart.person.conditions import condition, leaking_valves
from secondheart.person.files import read_person, write_person
from secondheart.person.person import Person
from secondheart.person.treating import Treatment
from secondheart.person.treatments import ablate, ligate, repair_valves, stent, strip, treatment

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
    "write_person",
]
