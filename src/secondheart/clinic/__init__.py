"""What a vascular laboratory does: a protocol, a measurement, a finding.

A clinical test is a function from a person to findings. A new one is one file here and one entry in `TESTS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol as Shape

from secondheart.clinic.avp import ambulatory_pressure
from secondheart.clinic.finding import Finding
from secondheart.clinic.forces import forces
from secondheart.person import Person
from secondheart.simulate import Progress


class ClinicalTest(Shape):
    """A test: what is found in a person."""

    def __call__(self, person: Person, progress: Progress | None = None) -> list[Finding]:
        """Examine a person."""


TESTS: Mapping[str, ClinicalTest] = {"avp": ambulatory_pressure, "forces": forces}

__all__ = ["TESTS", "ClinicalTest", "Finding", "ambulatory_pressure", "forces"]
