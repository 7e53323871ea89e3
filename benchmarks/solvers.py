"""One problem, two seconds of a person on tiptoe with frozen reflexes, for all solvers alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.integrate import solve_ivp
from scipy.sparse import csr_matrix

from benchmarks.bodies import finer, go
from benchmarks.equations import equations, pattern, pressures, unknowns
from secondheart.engine.layout import Floats
from secondheart.simulation.session import Session

EVERY = 0.01  # s between the rows that are compared
LONGEST = 0.02  # s; a longer step of a solver might leap over a heartbeat


class GaveUp(Exception):
    """A solver that did not get to the end."""


@dataclass(frozen=True)
class Problem:
    """The equations from a start on; each way of solving returns the unknowns or volumes, a row each 10 ms."""

    session: Session
    change: Callable[[float, Floats], Floats]
    start: Floats
    times: Floats
    depends: csr_matrix

    @classmethod
    def of(cls, session: Session, seconds: float) -> Problem:
        """Pose the problem from where a session stands."""
        times = EVERY * np.arange(round(seconds / EVERY) + 1)
        return cls(session, equations(session), unknowns(session), times, pattern(session))

    def scipy(self, method: str, tolerance: float) -> Floats:
        """Solve it by a method of SciPy's; LSODA takes no pattern."""
        known = {} if method == "LSODA" else {"jac_sparsity": self.depends}
        span, how = (0.0, self.times[-1]), {"rtol": tolerance, "atol": tolerance, "max_step": LONGEST}
        found = solve_ivp(self.change, span, self.start, method, self.times, **how, **known)
        if not found.success:
            raise GaveUp(found.message)
        return np.asarray(found.y.T)

    def cvode(self, tolerance: float) -> Floats:
        """Solve it by CVODE, with a sparse Jacobian by differences."""
        from sksundae.cvode import CVODE  # may be missing

        def fill(t: float, y: Floats, out: Floats) -> None:
            out[:] = self.change(t, y.copy())

        how = {"rtol": tolerance, "atol": tolerance, "max_step": LONGEST, "max_num_steps": 10**6}
        found = CVODE(fill, linsolver="sparse", sparsity=self.depends, **how).solve(self.times, self.start)
        if not found.success:
            raise GaveUp(found.message)
        return np.asarray(found.y)

    def ours(self, dt_s: float, usual: bool) -> tuple[Callable[[], Floats], Session]:
        """Return our stepper and its session; finer than usual, its resistances follow at each step."""
        session = finer(self.session, dt_s)
        if usual:
            session.per_tick = self.session.per_tick

        def solve() -> Floats:
            rows = [session.state.volume.copy()]
            for _ in self.times[1:]:
                go(session, round(EVERY / dt_s))
                rows.append(session.state.volume.copy())
            return np.array(rows)

        return solve, session

    def pressures(self, rows: Floats) -> Floats:
        """Return the pressures across the walls that unknowns or volumes stand for, in mmHg."""
        pairs = zip(self.times, rows, strict=True)
        return np.array([pressures(self.session, t, row[: self.session.state.volume.size]) for t, row in pairs])
