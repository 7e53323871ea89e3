"""The rule that makes a protocol of a span of a logbook.

- Steps: `bouts` says when they are made; from 140 a minute on (doi 10.1016/j.humov.2023.103117: 135 to 140), or where
  the posture says so, they are run.
- Posture: what was recorded, in gaps too, as in the pause of a run. Where steps were counted and no posture, the person
  stands between them for a while; else, and in gaps, lies from 23 to 7 o'clock and sits at other times. Such parts are
  called assumed, or gap.
- Walking, running or cycling without a count of steps is done at the speed or the power that the heart rate stands for,
  and without one at the verb's usual pace.
- A measured heart rate is imposed, and while the feet move it says the effort; else the heart finds its own.
- Parts that follow one another and do not differ are one step.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

from secondheart.errors import InputError
from secondheart.protocol import Protocol, Step, cycle, stand
from secondheart.protocol._shared_parts import Sharing
from secondheart.protocol.gait import GaitName
from secondheart.protocol.protocol import MOST_STEPS
from secondheart.recordings.bouts import Bout
from secondheart.recordings.heart_effort import Rider, effort_of_heart_rate
from secondheart.recordings.rhythm import drive, pace, pedal, saddle
from secondheart.recordings.timeline import Piece, Timeline
from secondheart.recordings.usual_movement import MOVEMENTS, stay, usual_pace

UNIT_S = 60.0  # of steps that are compared
RUN_FROM_PER_MIN = 140.0


class Doing(NamedTuple):
    """What is done in a piece, whenever and for how long."""

    posture: str
    mark: str  # added to the label: "", assumed or gap
    piece: Piece


def timeline_protocol(timeline: Timeline, name: str, rider: Rider) -> Protocol:
    """Return the protocol of a timeline, as long as it."""
    merged: list[tuple[Doing, float, Step]] = []
    for piece in timeline.pieces():
        placed, length = doing_in(piece), piece.stop_s - piece.start_s
        last = merged[-1] if merged else None
        if last and last[0] == placed:
            merged[-1] = placed, last[1] + length, last[2]
            continue
        step = _step(placed, UNIT_S, rider)
        if last and last[2] == step:  # what differs has no effect
            merged[-1] = last[0], last[1] + length, step
        else:
            merged.append((placed, length, step))
    if len(merged) > MOST_STEPS:
        raise InputError(f"{name}: makes {len(merged)} steps of a protocol; up to {MOST_STEPS} are allowed")
    sharing = Sharing()
    return Protocol(
        name=name, steps=tuple(sharing.step(_step(placed, round(length, 6), rider)) for placed, length, _ in merged)
    )


def doing_in(piece: Piece) -> Doing:
    """Return what is done in a piece: its posture, assumed where it is not known, and how that is marked."""
    plain = piece._replace(start_s=0.0, stop_s=0.0, posture=None, night=False, gap=None, counted=False)
    if piece.bout is not None:
        plain = plain._replace(bout=Bout(0.0, 60.0, piece.bout.per_min, 60.0))  # the same as others of its cadence
        return Doing(piece.posture.posture if piece.posture else "walk", "", plain)
    known = piece.posture is not None and (piece.gap is None or piece.posture.origin != "assumed")
    if piece.posture is not None and known:
        assumed = "assumed" if piece.posture.origin == "assumed" else ""
        return Doing(piece.posture.posture, "gap" if piece.gap else assumed, plain)
    if piece.gap is None and piece.counted:
        return Doing("stand", "assumed", plain)
    if piece.gap is not None:  # the minutes around it reach into it
        plain = plain._replace(heart_rate_bpm=None, breaths_per_min=None, watts=None)
    return Doing("lie" if piece.night else "sit", "assumed" if piece.gap is None else "gap", plain)


def _step(placed: Doing, duration_s: float, rider: Rider) -> Step:
    step, piece = _movement(placed, duration_s, rider), placed.piece
    changes: dict[str, object] = {}
    if placed.mark and piece.bout is None:
        changes["label"] = f"{step.label}, {placed.mark}"
    if piece.breaths_per_min is not None:
        changes["breathing"] = step.breathing.replace(rate_per_min=piece.breaths_per_min)
    if piece.cuffs:
        changes["cuffs"] = piece.cuffs
    return step.replace(**changes) if changes else step


def _movement(placed: Doing, duration_s: float, rider: Rider) -> Step:
    piece = placed.piece
    heart = math.nan if piece.heart_rate_bpm is None else piece.heart_rate_bpm
    if piece.work is not None:
        step = stay(placed.posture, duration_s, heart)
        return step.replace(activity=piece.work, label=f"{step.label}, recorded muscles")
    if piece.bout is not None:
        return _stepping(placed.posture, piece.bout.per_min, duration_s, heart, piece.watts, rider)
    if placed.posture in MOVEMENTS and not piece.stepped:
        return usual_pace(placed.posture, duration_s, heart, piece.watts, rider)
    if placed.posture == "cycle":  # and the pedals rest
        return drive(saddle(), duration_s, None, heart, None)
    return stay(placed.posture, duration_s, heart)


def _stepping(posture: str, per_min: float, length_s: float, heart: float, watts: float | None, rider: Rider) -> Step:
    known = not math.isnan(heart)
    if posture == "cycle":
        if known or watts is not None:
            return pedal(per_min / 2.0, watts, length_s, heart, rider)
        return drive(_riding(), length_s, 120.0 / per_min, heart, None)
    gait: GaitName = "run" if posture == "run" or per_min >= RUN_FROM_PER_MIN else "walk"
    effort = effort_of_heart_rate(heart, rider.age_years) if known else None
    step = pace(gait, max(1.0, round(per_min / 2.0)), length_s, heart, effort)  # few patterns for many rhythms
    activity = step.activity and step.activity.replace(period_s=120.0 / per_min)
    return step.replace(activity=activity, transition_s=min(_standing().transition_s, length_s))


@lru_cache(maxsize=1)
def _standing() -> Step:
    return stand(minutes=1.0).steps[0]


@lru_cache(maxsize=1)
def _riding() -> Step:
    return cycle(minutes=1.0).steps[0]
