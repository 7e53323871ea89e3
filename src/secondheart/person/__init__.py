"""The body as data: the atlas, scaling, conditions, and persons in files."""

from secondheart.person.ailments import Condition
from secondheart.person.conditions import condition, leaking_valves
from secondheart.person.files import read_person, write_person
from secondheart.person.person import Person

__all__ = ["Condition", "Person", "condition", "leaking_valves", "read_person", "write_person"]
