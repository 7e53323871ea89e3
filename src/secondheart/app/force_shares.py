"""What each of the three forces does now: what `test forces` computes, for what the person is doing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from secondheart.clinic.forces import ALL_FORCES, COALITIONS, State, forces_protocol, forces_row, forces_vessels, shares
from secondheart.errors import InputError
from secondheart.person import Person
from secondheart.simulation.parallel import Job, perform_all
from secondheart.simulation.session import Progress

STATE_OF: dict[str, State] = {"lie": "lying", "stand": "standing", "walk": "walking"}
REMEMBERED = 32  # people, each in a state


def state_of(verb: str) -> State:
    """Return what the test of the forces calls an activity.

    Raises
    ------
    InputError
        If the test does not have it.
    """
    if verb not in STATE_OF:
        raise InputError(f"the shares of the forces while doing '{verb}' are not known: only lying, standing, walking")
    return STATE_OF[verb]


@dataclass(frozen=True)
class ForceEffects:
    """What the forces do in one state; both legs together, over the last half of a minute.

    Attributes
    ----------
    shares : dict of str to float
        The share of each force, and of none, in percent of the outflow from both legs.
    ankle_mmHg, ankle_without_muscles_mmHg : float
        Mean pressure in the ankle veins with all forces, and without that of the muscles.
    """

    shares: dict[str, float]
    ankle_mmHg: float
    ankle_without_muscles_mmHg: float


class ForceShares:
    """What the forces do, kept for people who were asked for already."""

    def __init__(self, progress: Progress | None = None) -> None:
        self._progress = progress
        self._compute = lru_cache(maxsize=REMEMBERED)(self._measure)

    def of(self, person: Person, state: State) -> ForceEffects:
        """Return the share of each force in the blood that comes back, and what the muscles do to the pressure.

        Raises
        ------
        RunFailed
            If a run breaks off.
        """
        return self._compute(person, state)

    def _measure(self, person: Person, state: State) -> ForceEffects:
        record = tuple(forces_vessels(person))
        jobs = [Job(person, forces_protocol(state, acting), record=record) for acting in COALITIONS]
        results = perform_all(jobs, self._progress)
        rows = {acting: forces_row(result, (state, acting)) for result, acting in zip(results, COALITIONS, strict=True)}
        return ForceEffects(
            shares=shares({acting: row.outflow_last_mL_min for acting, row in rows.items()}),
            ankle_mmHg=rows[ALL_FORCES].ankle_vein_mmHg,
            ankle_without_muscles_mmHg=rows[ALL_FORCES - {"muscles"}].ankle_vein_mmHg,
        )
