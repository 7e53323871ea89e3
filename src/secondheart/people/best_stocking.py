"""The stocking that helps a population most: graduated knee stockings under a limit, on the same legs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from secondheart.anatomy import Leg
from secondheart.errors import InputError
from secondheart.people.care import HIGHER_IS_BETTER, Difference, difference_of
from secondheart.people.cohort import BARE_NAME, dataset_of, finding_named, plan_cohort, run_plan
from secondheart.people.population import Population
from secondheart.person import Person
from secondheart.simulation.session import Progress

BEST_TESTS = ("avp", "apg")
BEST_INTERVAL_PERCENT = 95.0  # of intervals
LEAST_ANKLE_MMHG, MOST_ANKLE_MMHG, ANKLE_STEP_MMHG = 15.0, 60.0, 5.0  # of a search


class Candidate(NamedTuple):
    """A stocking of a search.

    Attributes
    ----------
    name : str
        As a garment is named on the command line.
    ankle_mmHg : float
    gain_percent : float
        Mean improvement of the finding over people, in percent of bare.
    low_percent, high_percent : float
        Its 95 % interval.
    helped_percent : float
        Share of people whom it helps by a tenth or more.
    is_front : bool
        Whether no other candidate presses the ankle less and gains as much.
    is_behind : bool
        Whether the first of the search gains more in the same people, by a 95 % interval that leaves out 0; if it does
        not, these people are too few to tell the two apart.
    """

    name: str
    ankle_mmHg: float
    gain_percent: float
    low_percent: float
    high_percent: float
    helped_percent: float
    is_front: bool
    is_behind: bool = False


def candidates(most_mmHg: float, calf_shares: Sequence[float] = (0.5, 0.65, 0.8)) -> list[tuple[str, float]]:
    """Return graduated knee stockings up to some pressure at the ankle, in steps of 5 mmHg: name and that pressure.

    Examples
    --------
    >>> candidates(16.0)[0]
    ('stocking=15/7.5', 15.0)
    """
    ankles = np.arange(LEAST_ANKLE_MMHG, most_mmHg + 1e-9, ANKLE_STEP_MMHG).tolist()
    return [(f"stocking={ankle:g}/{round(ankle * share, 1):g}", ankle) for ankle in ankles for share in calf_shares]


def best_stockings(
    of: str | Population,
    finding: str,
    *,
    people: int = 12,
    most_mmHg: float = 32.0,
    seed: int = 0,
    side: Leg = "left",
    store: str | Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> list[Candidate]:
    """Search the stocking that improves a finding most in the legs of a population, under a limit of the pressure.

    Parameters
    ----------
    of : str or Population
        By its name or file.
    finding : str
        Of air plethysmography or of ambulatory pressure, such as "VFI" or "RVF". Ambulatory pressure is that inside a
        vein, which a strong garment holds up: it does not follow the dose.
    people : int
        Whose legs are examined bare and in each candidate: the same for all.
    most_mmHg : float
        At the ankle, 15 to 60. [mmHg]
    seed, side, store, workers, progress
        See `cohort`.

    Returns
    -------
    list of Candidate
        The largest gain first; those on the front have no rival that presses less and gains as much.

    Raises
    ------
    InputError
        If the limit is not allowed, or no test gives the finding.
    """
    if not LEAST_ANKLE_MMHG <= most_mmHg <= MOST_ANKLE_MMHG:
        raise InputError(f"{most_mmHg:g} mmHg at the ankle is not allowed: {LEAST_ANKLE_MMHG:g} to {MOST_ANKLE_MMHG:g}")
    some = dict(candidates(most_mmHg))
    plan = plan_cohort(of, people, seed=seed, tests=BEST_TESTS, legs=side, wear=tuple(some))
    name = finding_named(plan, finding)
    data = dataset_of(plan, run_plan(plan, store, workers, progress))
    changes = [difference_of(data, name, one, BARE_NAME, BEST_INTERVAL_PERCENT) for one in some]
    first, *others = rank_candidates(changes, list(some.items()))
    apart = {one.name: difference_of(data, name, first.name, one.name, BEST_INTERVAL_PERCENT) for one in others}
    return [
        first,
        *(one._replace(is_behind=apart[one.name].low > 0.0 or apart[one.name].high < 0.0) for one in others),
    ]


def improved_finding(text: str, side: Leg = "left") -> str:
    """Return the name of the finding that a search improves, however it is spelled.

    Raises
    ------
    UnknownName
        If no test gives it.
    """
    return finding_named(plan_cohort([Person()], tests=BEST_TESTS, legs=side), text)


def rank_candidates(changes: Sequence[Difference], some: Sequence[tuple[str, float]]) -> list[Candidate]:
    """Return candidates by what they gain, from the change that each makes, with its name and pressure."""
    rows = []
    for one, (name, ankle) in zip(changes, some, strict=True):
        sign = 100.0 / abs(one.bare) * (1.0 if one.finding in HIGHER_IS_BETTER else -1.0)
        ends = sorted((sign * one.low, sign * one.high))
        rows.append(Candidate(name, ankle, sign * one.mean, ends[0], ends[1], one.helped_percent, False))
    ranked = [
        one._replace(
            is_front=not any(
                other.gain_percent >= one.gain_percent and other.ankle_mmHg < one.ankle_mmHg for other in rows
            )
            and not any(other.gain_percent > one.gain_percent and other.ankle_mmHg == one.ankle_mmHg for other in rows)
        )
        for one in rows
    ]
    return sorted(ranked, key=lambda one: -one.gain_percent)
