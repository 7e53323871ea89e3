"""How hard the muscle pumps work: short windows at the control clock, one for each movement, now and then.

The work of a muscle on the blood is the integral of the pressure around its veins over the volume that leaves them.
Samples of a second cannot show it, as a stride is over by then. In a window the run goes on for some cycles of the
movement with every tick kept, and then returns to where it was: what follows is the same as without it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from secondheart.anatomy import LEGS
from secondheart.engine import layout as at
from secondheart.packing.records import clear_sample_sums, empty_record, restart_record
from secondheart.person.body import WALLS
from secondheart.protocol import Protocol, Step
from secondheart.simulation.session import Session
from secondheart.units import J_PER_MMHG_ML

WINDOW_S = 10.0  # at least, and a whole number of cycles
AFTER_S = 30.0  # of a movement, until its veins have emptied
AGAIN_S = 1800.0  # a movement that goes on is looked at again
MANY_PACES, APART_S = 12, 300.0  # a recording has hundreds of paces: beyond the first few, windows keep apart
NO_MUSCLE = ("none", "thorax", "abdomen", "cranium")


@dataclass(frozen=True)
class Window:
    """A window, and the kind of movement it speaks for."""

    start_s: float
    length_s: float
    kind: str


def kind_of(step: Step) -> str:
    """Name a movement in a posture; nothing where no muscle of the legs moves.

    Examples
    --------
    >>> from secondheart.protocol import stand, walk
    >>> kind_of(walk(3, minutes=1).steps[0]), kind_of(stand(minutes=1).steps[0])
    ('walk 3 km/h', '')
    """
    bursts = step.contraction.bursts if step.contraction and "muscles" not in step.without else ()
    legs = [burst for burst in bursts if burst.group not in WALLS]
    loads = step.activity.loads if step.activity else ()
    return (step.label or step.posture.name) if legs or loads else ""


def movement_of(kind: str) -> str:
    """Return the movement of a kind, at whatever pace.

    Examples
    --------
    >>> movement("walk 3 km/h"), movement("run, 87 strides/min")
    ('walk', 'run')
    """
    return kind.partition(" ")[0].rstrip(",")


def windows(protocol: Protocol) -> list[Window]:
    """Return the windows of a protocol, in order: at whole seconds, one in a movement's first step and each half hour.

    Examples
    --------
    >>> from secondheart.protocol import stand, walk
    >>> windows(stand(minutes=2) + walk(3, minutes=5))
    [Window(start_s=150.0, length_s=10.4, kind='walk 3 km/h')]
    """
    planned: list[Window] = []
    last: dict[str, float] = {}
    paces: dict[str, set[str]] = {}
    for start, step in zip(protocol.starts(), protocol.steps, strict=True):
        kind = kind_of(step)
        if not kind or not step.contraction:
            continue
        period = step.contraction.period_s
        length = period * math.ceil(WINDOW_S / period - 1e-9)
        begin = float(math.ceil(start + min(AFTER_S, max(0.0, 0.5 * (step.duration_s - length)))))
        fits = begin + length <= start + step.duration_s + 1e-9
        known = paces.setdefault(movement_of(kind), set())
        apart = len(known) < MANY_PACES or begin - last[movement_of(kind)] >= APART_S
        if fits and apart and begin - last.get(kind, -math.inf) >= AGAIN_S:
            planned.append(Window(begin, length, kind))
            last[kind] = last[movement_of(kind)] = begin
            known.add(kind)
    return planned


def muscle_veins(session: Session) -> dict[str, tuple[str, ...]]:
    """Name the veins inside the muscles of each leg."""
    inside = [one for one in session.packed.body.vessels if one.venous and one.surroundings not in NO_MUSCLE]
    return {side: tuple(one.name for one in inside if one.name.endswith(f"_{side}")) for side in LEGS}


def powers(session: Session, window: Window) -> list[float]:
    """Return the mean power of the muscles of either leg on the blood, left first, in W."""
    veins = muscle_veins(session)
    names = [name for side in LEGS for name in veins[side]]
    per_tick = round(at.TICK_S / session.dt_s)
    ticks = max(1, round(window.length_s / at.TICK_S))
    before = session.checkpoint()
    try:
        record = empty_record(session.packed, names, per_tick, ticks * per_tick, session.dt_s)
        clear_sample_sums(session.state)
        restart_record(session.state)
        first = np.array([session.state.volume[session.packed.vessel(name)] for name in names])
        session.advance(ticks * per_tick, record)
    finally:
        session.restore(before)
    left = -np.diff(np.vstack([first, record.volume]), axis=0)
    work = ((record.pressure - record.transmural) * left).sum(axis=0) * J_PER_MMHG_ML
    return _by_side(work, [len(veins[side]) for side in LEGS], ticks * at.TICK_S)


def _by_side(work: np.ndarray, counts: Sequence[int], seconds: float) -> list[float]:
    ends = np.cumsum(counts)
    return [float(work[end - count : end].sum() / seconds) for end, count in zip(ends, counts, strict=True)]
