"""A laboratory that finds something in no time, for what is not about physics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from secondheart.clinic import Finding
from secondheart.errors import KernelDiverged
from secondheart.people import examine
from secondheart.person import Person

FEET = {"ambulatory_venous_pressure": 30.0, "refill_time_90": 20.0}


def pressures(person: Person) -> dict[str, float]:
    """Return what such a laboratory finds: it follows from the person alone."""
    relief = sum(one.ankle_mmHg for one in person.garments) / 10.0
    return {name: usual + person.height_cm / 10.0 - relief for name, usual in FEET.items()}


@pytest.fixture
def quick_visit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody be simulated; people of more than 195 cm fail."""

    def visit(person: Person, _: Sequence[str], legs: Sequence[Any], progress: Any = None) -> list[Finding]:
        if progress is not None:
            progress(0.0, 1.0)
        if person.height_cm > 195.0:
            raise KernelDiverged("the volume of 'aorta' stopped being a number")
        return [
            Finding(name=name, value=value, unit="mmHg", side=leg, test="avp")
            for name, value in pressures(person).items()
            for leg in legs
        ]

    monkeypatch.setattr(examine, "visit", visit)
    examine._findings.cache_clear()
    yield
    examine._findings.cache_clear()
