"""Whole bodies taken through protocols by hand: in chunks, from checkpoints, with frozen reflexes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from secondheart.engine.layout import Record
from secondheart.packing import Order, build_orders
from secondheart.packing.records import no_record
from secondheart.person import Person
from secondheart.protocol import Protocol, Step
from secondheart.simulation.session import Session, prepare, settle

GAINS = (
    *("reflex.vagal", "reflex.sympathetic", "reflex.resistance_arterial", "reflex.resistance_cardiopulmonary"),
    *("reflex.tone_arterial", "reflex.tone_cardiopulmonary", "reflex.contractility", "reflex.breath"),
)


def shortened(protocol: Protocol, seconds: float) -> Protocol:
    """Return a protocol of the same kind, none of whose steps lasts longer than some seconds."""
    return protocol.replace(steps=tuple(_shorter(step, seconds) for step in protocol.steps))


def _shorter(step: Step, seconds: float) -> Step:
    duration = min(step.duration_s, seconds)
    return step.replace(duration_s=duration, transition_s=min(step.transition_s, duration))


def with_gains(person: Person, factor: float) -> Person:
    """Return a person whose reflexes are so many times as strong."""
    scalars = dict(person.body.scalars)
    scalars |= {name: factor * scalars[name] for name in GAINS}
    changed = person.replace(name=f"reflexes times {factor:g}")
    changed.__dict__["body"] = replace(person.body, scalars=scalars)  # the cached property is what is read
    return changed


def begin(
    person: Person,
    protocol: Protocol,
    dt_s: float = 0.0025,
    settle_s: float = 5.0,
    including: Sequence[str] = (),
) -> tuple[Session, list[Order]]:
    """Return a person settled in the first posture, and the protocol's orders."""
    session = prepare(person, dt_s, including)
    settle(session, protocol.steps[0], settle_s)
    return session, build_orders(protocol, session.packed, dt_s)


def play(
    session: Session, todo: Sequence[Order], stop: int, chunk: int = 1 << 40, record: Record | None = None
) -> None:
    """Go on to the step `stop`, `chunk` steps at a time; an order is written where it begins."""
    kept = record or no_record(session.packed)
    ends = [order.begins for order in todo[1:]] + [stop]
    for order, end in zip(todo, ends, strict=True):
        if order.begins >= session.step and order.begins < stop:
            session.apply(order)
        while session.step < min(end, stop):
            session.advance(min(chunk, min(end, stop) - session.step), kept)


def bits(session: Session) -> dict[str, bytes]:
    """Everything that runs along, to the last bit."""
    return {name: array.tobytes() for name, array in session.state._asdict().items()}


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Names of the arrays that are not the same to the last bit."""
    return [name for name in one if one[name] != other[name]]
