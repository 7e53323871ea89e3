"""Beside a plain C step of the same network."""

from __future__ import annotations

from functools import partial
from subprocess import CalledProcessError

import numpy as np

from benchmarks.bodies import copied, frozen, go, put_back
from benchmarks.c_step import FLAGS, Step, build, compiler
from benchmarks.clock import in_turn, rate, spread, times_quicker
from benchmarks.report import Section, Table
from secondheart.simulation.session import Session

TITLE = "Beside a plain C step"
ROUNDS = 20_000
CLOSE = 1e-9  # mL, the largest difference of any volume after a second


def measure(repeats: int) -> Section:
    """Time our step and the C step on the same arrays, in turn."""
    if compiler() is None:
        return Section(TITLE, ["There is no gcc on this machine, so no C step was compiled."])
    session = frozen()
    try:
        c_step = build(session)
    except CalledProcessError as error:
        return Section(TITLE, [f"The C step could not be compiled: {error.stderr.decode().splitlines()[0]}"])
    distance = farthest(session, c_step)
    if not distance <= CLOSE:
        words = f"The C step no longer agrees with ours, by {distance:.1e} mL after a second, so it was not timed."
        return Section(TITLE, [words])
    makers = {"ours": lambda: partial(go, session, ROUNDS), "plain C": lambda: partial(c_step, session, ROUNDS)}
    return told(session, in_turn(makers, repeats), distance)


def farthest(session: Session, c_step: Step) -> float:
    """Return the largest difference of any volume after a second, in mL."""
    kept, ends = copied(session), []
    for step in (go, c_step):
        put_back(session, kept)
        step(session, round(1.0 / session.dt_s))
        ends.append(session.state.volume.copy())
    put_back(session, kept)
    return float(np.abs(ends[0] - ends[1]).max())


def told(session: Session, times: dict[str, list[float]], distance: float) -> Section:
    """Put the times into a table and words."""
    vessels, simulated = int(session.packed.network.vessels), ROUNDS * session.dt_s
    rows = [
        (name, spread(each, 1e9 / ROUNDS), spread(each, 1e9 / ROUNDS / vessels, 2), rate(each, simulated))
        for name, each in times.items()
    ]
    ratio = times_quicker(times["ours"], times["plain C"])
    head = ("step of 2.5 ms", "ns a step", "ns a step and compartment", "simulated seconds a second")
    words = (
        f"The default person on tiptoe: {vessels} compartments, {int(session.packed.network.flows)} connections. The C "
        f"step ({compiler()}, {' '.join(FLAGS)}, compiled on the spot from `benchmarks/step.c`) works on our own "
        "arrays; it leaves out reflexes, sensors and beat values, which ours does within the time given. "
        f"After a second the two differ by {distance:.1e} mL at most."
    )
    slower = [f"**Slower than plain C**, by a factor of {ratio:.2f} (aim: 1.3)."] if ratio > 1.0 else []
    verdict = [] if slower else [f"Ours takes {ratio:.2f} of the time of plain C (aim: 1.3 at most)."]
    return Section(TITLE, [words, Table(head, rows), *verdict], slower)
