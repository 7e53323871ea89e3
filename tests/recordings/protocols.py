"""What tests ask of a protocol that was made of a recording."""

from __future__ import annotations

from secondheart.protocol import Protocol, Step

ON_FOOT = ("walk", "run")


def steps_of(protocol: Protocol) -> float:
    """Steps of both feet, and half turns of a crank."""
    return sum(2.0 * step.duration_s / step.activity.period_s for step in protocol.steps if step.activity)


def seconds_of(protocol: Protocol, label: str) -> float:
    """How long the steps last whose label begins so."""
    return sum(step.duration_s for step in protocol.steps if step.label.startswith(label))


def mean_heart_rate(protocol: Protocol) -> float:
    """The mean of the imposed heart rate, where there is one."""
    known = [step for step in protocol.steps if step.heart_rate_bpm is not None]
    return sum((step.heart_rate_bpm or 0.0) * step.duration_s for step in known) / sum(s.duration_s for s in known)


def lengths(steps: tuple[Step, ...]) -> list[tuple[str, float]]:
    """Label and length of each step."""
    return [(step.label, round(step.duration_s, 6)) for step in steps]
