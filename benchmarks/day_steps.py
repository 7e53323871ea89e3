"""What the longer step of a day costs in exactness: the account of an office day by several steps."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

import secondheart as sh
from benchmarks.report import Section, Table
from secondheart.day.account import Account, account
from secondheart.day.fluids import through_the_day
from secondheart.day.schedule import builtin_day
from secondheart.simulation import simulate_to_file

DAY_STEPS = "The step of a day"
STEPS_MS = (5.0, 2.5)
EXACT_MS = 1.25
DAY_STEPS_WORDS = (
    f"The whole office day of the default person, with swelling and oxygen, beside the same in steps of {EXACT_MS:g} "
    "ms: the largest difference of either leg, at any hour where there are hours."
)


def measure(repeats: int) -> Section:
    """Simulate a day by each step, once, whatever `repeats`."""
    del repeats
    exact, *others = (office_day(step) for step in (EXACT_MS, *STEPS_MS))
    columns = [differences(one, exact) for one in others]
    rows = [(name, *(f"{column[name]:.2g}" for column in columns)) for name in columns[0]]
    return Section(DAY_STEPS, [DAY_STEPS_WORDS, Table(("", *(f"{step:g} ms" for step in STEPS_MS)), rows)])


def office_day(step_ms: float) -> Account:
    """Return the account of the office day by a step."""
    day = builtin_day("office")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "day.nc"
        attributes = {"begins_s": day.begins_s}
        return account(
            simulate_to_file(
                sh.Person(), through_the_day(day.protocol), path, dt_s=step_ms / 1000.0, attributes=attributes
            )
        )


def differences(one: Account, exact: Account) -> dict[str, float]:
    """Return by how much a day differs from another, by what is compared."""

    def most(mine: object, theirs: object) -> float:
        return float(np.abs(np.asarray(mine, float) - np.asarray(theirs, float)).max())

    return {
        "what the heart pumps, %": 100.0 * most(one.litres, exact.litres) / exact.litres,
        "ankle vein, mean of an hour, mmHg": most(one.ankle_by_hour, exact.ankle_by_hour),
        "swelling of a lower leg, mL": most(swelling_of(one), swelling_of(exact)),
        "mean saturations, points": most(saturations_of(one), saturations_of(exact)),
        "work of the muscles, %": 100.0 * most(np.divide(one.pump.work_J, exact.pump.work_J), 1.0),
    }


def swelling_of(day: Account) -> tuple[tuple[float, float], ...]:
    """Return what both lower legs have gained at the end of each hour, in mL."""
    assert day.swelling is not None
    return day.swelling.lower_leg_mL


def saturations_of(day: Account) -> tuple[float, float, float]:
    """Return mean saturations of arteries, right atrium and groin veins, in percent."""
    assert day.oxygen is not None
    return day.oxygen.arterial, day.oxygen.mixed_venous, day.oxygen.leg_venous
