"""The bodies that are timed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from secondheart import Person, stand, tiptoe, walk
from secondheart.engine import layout as at
from secondheart.engine.layout import Floats
from secondheart.packing import build_orders
from secondheart.packing.records import no_record
from secondheart.protocol import Protocol
from secondheart.simulation.session import Session, prepare, settle

GAINS = slice(at.GAIN_VAGAL, at.GAIN_CONTRACTILITY + 1)


def begun(session: Session, protocol: Protocol, settle_s: float = 300.0) -> Session:
    """Settle a body in a protocol's first posture and begin its second step."""
    settle(session, protocol.steps[0], settle_s)
    build_orders(protocol, session.packed, session.dt_s)[1].write(
        session.packed, session.command, session.state, session.dt_s
    )
    return session


def walking(person: Person | None = None, including: Sequence[str] = ()) -> Session:
    """A person walking, the default one if none is given."""
    return begun(prepare(person or Person(), None, including), stand(seconds=60) + walk(km_h=3, minutes=1))


def frozen(dt_s: float = 0.0025, settle_s: float = 60.0) -> Session:
    """The default person on tiptoe with the reflexes frozen and the heart at an even beat.

    What is left is the blood alone, so that another program can be given the same thing to work out.
    """
    session = prepare(Person(), dt_s)
    session.packed.network.person[GAINS] = 0.0
    session.packed.network.bed_dependent[:] = 0.0
    begun(session, stand(seconds=60) + tiptoe(times=10), settle_s)
    session.command.now[at.EFFORT] = 0.0
    session.command.now[at.RR_IMPOSED] = session.state.clock[at.BEAT_LENGTH]
    session.command.local[:] = 1.0
    return session


def go(session: Session, steps: int) -> None:
    """Take a body some steps further and keep nothing."""
    session.advance(steps, no_record(session.packed))


def copied(session: Session) -> list[Floats]:
    """Copy everything that runs along."""
    return [array.copy() for array in session.state]


def put_back(session: Session, arrays: list[Floats]) -> None:
    """Write copies back."""
    for array, copy in zip(session.state, arrays, strict=True):
        array[...] = copy


def finer(session: Session, dt_s: float) -> Session:
    """Return a frozen body once more as it stands, with a finer step and resistances that follow at each of them."""
    twin = prepare(Person(), dt_s)
    old, new = (*session.packed.network, *session.command), (*twin.packed.network, *twin.command)
    for mine, given in zip(new, old, strict=True):
        if isinstance(mine, np.ndarray):
            mine[...] = given
    put_back(twin, list(session.state))
    twin.per_tick = 1
    return twin
