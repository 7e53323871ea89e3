"""Short runs that the tests of the report share."""

from __future__ import annotations

import pytest

from secondheart import Person, leaking_valves, simulate, stand, tiptoe
from secondheart.report.panels import LabelledRun

PROTOCOL = (stand(seconds=4) + tiptoe(times=2) + stand(seconds=3)).named("short")


@pytest.fixture(scope="session")
def result():
    return simulate(Person(), PROTOCOL)


@pytest.fixture(scope="session")
def cases(result):
    patient = leaking_valves(Person(name="patient"), "great_saphenous")
    return [LabelledRun("default", result), LabelledRun("patient", simulate(patient, PROTOCOL))]
