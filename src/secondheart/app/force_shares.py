"""How much each of the three forces does now: what `test forces` computes, for what the person is doing."""

from __future__ import annotations

from functools import lru_cache

from secondheart.clinic.forces import COALITIONS, State, forces_protocol, forces_row, forces_vessels, shares
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


class ForceShares:
    """The shares of the forces, kept for people who were asked for already."""

    def __init__(self, progress: Progress | None = None) -> None:
        self._progress = progress
        self._compute = lru_cache(maxsize=REMEMBERED)(self._measure)

    def of(self, person: Person, state: State) -> dict[str, float]:
        """Return the share of each force, and of none, in percent of the outflow from both legs.

        Raises
        ------
        RunFailed
            If a run breaks off.
        """
        return dict(self._compute(person, state))

    def _measure(self, person: Person, state: State) -> dict[str, float]:
        record = tuple(forces_vessels(person))
        jobs = [Job(person, forces_protocol(state, acting), record=record) for acting in COALITIONS]
        results = perform_all(jobs, self._progress)
        rows = [forces_row(result, (state, acting)) for result, acting in zip(results, COALITIONS, strict=True)]
        return shares({row.acting: row.outflow_last_mL_min for row in rows})
