"""What garments and treatments would change in a leg that was fitted: people of its posterior, simulated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from secondheart.people.care import Difference, difference_of, values_of_people
from secondheart.people.cohort import BARE_NAME, COHORT_TESTS, dataset_of, finding_names, plan_cohort, run_plan
from secondheart.people.leg_fit import INTERVAL, FittedLeg
from secondheart.simulation.session import Progress

if TYPE_CHECKING:
    import xarray as xr

CARED_PEOPLE = 12  # of the posterior, that are simulated in garments


def predict_care(
    leg: FittedLeg,
    care: Sequence[str],
    n: int = CARED_PEOPLE,
    *,
    seed: int = 0,
    workers: int | None = None,
    progress: Progress | None = None,
) -> list[tuple[str, list[Difference]]]:
    """Return what garments and treatments would change in a leg, as ranges: people of the posterior, simulated.

    Parameters
    ----------
    leg : FittedLeg
    care : sequence of str
        Garments or treatments, one case each.
    n : int
        How many of the posterior are simulated, 3 or more.
    seed, workers, progress
        See `cohort`.

    Returns
    -------
    list of (case, list of Difference)
        Of ambulatory pressure and air plethysmography; `low` and `high` hold 90 % of the people.
    """
    side = leg.measurements.side
    plan = plan_cohort(leg.people(n, seed), tests=COHORT_TESTS, legs=side, wear=care)
    data = dataset_of(plan, run_plan(plan, None, workers, progress))
    cases = [str(one) for one in data["care"].values if str(one) != BARE_NAME]
    return [(case, [_range_of(data, name, case) for name in finding_names(data)]) for case in cases]


def _range_of(data: xr.Dataset, name: str, case: str) -> Difference:
    """Return a change with the range of the people in place of the interval of their mean."""
    one = difference_of(data, name, case, BARE_NAME, 100.0 * INTERVAL)
    change = values_of_people(data, name, case) - values_of_people(data, name, BARE_NAME)
    change = change[np.isfinite(change)]
    if not change.size:
        return one
    low, high = np.percentile(change, (50.0 * (1.0 - INTERVAL), 50.0 * (1.0 + INTERVAL)))
    return one._replace(low=float(low), high=float(high))
