"""What a vascular laboratory does: a protocol, a measurement, a finding.

A clinical test is a function from a person to findings. A new one is one file here and one entry in `TESTS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol as Shape

from secondheart.clinic.apg import air_plethysmography
from secondheart.clinic.avp import ambulatory_pressure
from secondheart.clinic.duplex import duplex
from secondheart.clinic.finding import Finding
from secondheart.clinic.forces import forces
from secondheart.clinic.occlusion import occlusion
from secondheart.clinic.pneumatic import pneumatic
from secondheart.clinic.ppg import photoplethysmography
from secondheart.clinic.strain_gauge import strain_gauge
from secondheart.clinic.swelling import swelling
from secondheart.clinic.tilt import tilting
from secondheart.person import Person
from secondheart.simulation.session import Progress


class ClinicalTest(Shape):
    """A test: what is found in a person."""

    def __call__(self, person: Person, progress: Progress | None = None) -> list[Finding]:
        """Examine a person."""


TESTS: Mapping[str, ClinicalTest] = {
    "avp": ambulatory_pressure,
    "apg": air_plethysmography,
    "ppg": photoplethysmography,
    "strain-gauge": strain_gauge,
    "duplex": duplex,
    "occlusion": occlusion,
    "tilt": tilting,
    "swelling": swelling,
    "pneumatic": pneumatic,
    "forces": forces,
}

__all__ = [
    "TESTS",
    "ClinicalTest",
    "Finding",
    "air_plethysmography",
    "ambulatory_pressure",
    "duplex",
    "forces",
    "occlusion",
    "photoplethysmography",
    "pneumatic",
    "strain_gauge",
    "swelling",
    "tilting",
]
