"""The patterns of movement in patterns.toml, read and checked."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from typing import Any, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from secondheart._files import package_toml
from secondheart._model import Model
from secondheart.protocol.activity import Bed, Group
from secondheart.protocol.posture import Resting

Times = tuple[float, float, float, float]
Segment = Literal["trunk", "thigh", "calf", "foot"]
MOST_TIMES = 10_000
SHORTEST_CYCLE_S, LONGEST_CYCLE_S = 0.5, 60.0


class Sourced(Model):
    """A number with its unit and where it comes from."""

    unit: str
    source: str
    why: str = ""

    @model_validator(mode="after")
    def _check_reason(self) -> Self:
        if self.source == "assumed" and not self.why:
            raise ValueError("what is assumed needs a reason: why = ...")
        return self

    @property
    def origin(self) -> str:
        """Source and reason in one line."""
        return f"{self.source}: {self.why}" if self.why else self.source


class Value(Sourced):
    """One number."""

    value: float


class SpeedDependent(Sourced):
    """A number that changes with speed: its values at two speeds, and the line through them."""

    value: tuple[float, float]

    def at(self, share: float) -> float:
        """Return the value at `share` of the way from the first speed to the second, beyond them too."""
        first, second = self.value
        return first + share * (second - first)


class Peak(Value):
    """The pressure of a muscle group whose times follow from the arguments of a verb."""

    group: Group


class PulseLine(SpeedDependent):
    """A pulse in the cycle of a gait: its height by speed, its times as fractions of the cycle."""

    times: Times


class BurstLine(PulseLine):
    """The pulse of a muscle group."""

    group: Group


class Gait(Model):
    """Walking or running, by speed."""

    reference_km_h: tuple[float, float]
    allowed_km_h: SpeedDependent
    allowed_cadence_per_min: SpeedDependent
    allowed_step_m: SpeedDependent
    period: SpeedDependent
    same_walk_ratio_below: Value | None = None
    bursts: tuple[BurstLine, ...]
    loads: tuple[PulseLine, ...]
    hyperaemia: dict[Bed, SpeedDependent]
    on: Value
    off: Value

    def share(self, km_h: float) -> float:
        """Return where `km_h` lies between the two speeds of reference: 0 at the first, 1 at the second."""
        first, second = self.reference_km_h
        return (km_h - first) / (second - first)

    def period_s(self, km_h: float) -> float:
        """Return how long a stride takes at a speed: on the line, or slower than it with the same walk ratio."""
        slow = self.same_walk_ratio_below.value if self.same_walk_ratio_below else 0.0
        if km_h >= slow:
            return self.period.at(self.share(km_h))
        return self.period.at(self.share(slow)) * math.sqrt(slow / km_h)

    def speed_km_h(self, period_s: float) -> float:
        """Return the speed at which a stride takes so long, within those allowed: the inverse of `period_s`."""
        slow = self.same_walk_ratio_below.value if self.same_walk_ratio_below else 0.0
        (first, second), (start, stop) = self.period.value, self.reference_km_h
        speed = start + (period_s - first) / (second - first) * (stop - start)
        if speed < slow:
            speed = slow * (self.period.at(self.share(slow)) / period_s) ** 2
        lowest, highest = self.allowed_km_h.value
        return min(max(speed, lowest), highest)


class Pulsed(Value):
    """A pulse in the cycle of a movement: its height, and its times as fractions of the cycle."""

    times: Times


class Contraction(Pulsed):
    """The pulse of a muscle group."""

    group: Group


class Repetition(Model):
    """How a movement is done when it is counted: with these, its table is a verb and a button of the page.

    Parameters
    ----------
    does : str
        What one does, as a sentence without its full stop.
    button, level : str, int
        The words on the button, and how deep it stands in the page's laboratory, 1 to 3.
    times, every_s : int, float
        How often as a rule, and the time from one to the next. [s]
    postures : tuple
        How one may rest meanwhile; the first is the usual one.
    """

    does: str
    button: str
    level: int = Field(default=3, ge=1, le=3)
    times: int = Field(ge=1, le=MOST_TIMES)
    every_s: float = Field(ge=SHORTEST_CYCLE_S, le=LONGEST_CYCLE_S)
    postures: tuple[Resting, ...] = Field(min_length=1)


class Move(Model):
    """A movement done over and over: its pulses, and what else its verb needs."""

    bursts: tuple[Contraction, ...]
    loads: tuple[Pulsed, ...] = ()
    effort_share: dict[Bed, Value] = Field(default_factory=dict)
    hyperaemia: dict[Bed, Value] = Field(default_factory=dict)
    on: Value
    off: Value
    posture: dict[Segment, Value] = Field(default_factory=dict)
    allowed: dict[str, SpeedDependent] = Field(default_factory=dict)
    numbers: dict[str, Value] = Field(default_factory=dict)
    repetition: Repetition | None = None


class Taps(Sourced):
    """Moments in a cycle at which something is tapped."""

    value: tuple[float, ...]


class Fidget(Move):
    """Small taps of heels and toes at uneven moments; the times of a pulse are fractions of a tap."""

    heel: Taps
    toe: Taps


class Strain(Model):
    """A push of chest and belly against closed airways."""

    rise: Value
    hold: Value | None = None
    fall: Value
    belly: Value
    numbers: dict[str, Value] = Field(default_factory=dict)


class Tiptoe(Model):
    """Rising on tiptoe."""

    rise: Value
    slowest: Value
    held_share: Value
    single_hold: Value
    effort: Value
    bursts: tuple[Peak, ...]
    hyperaemia: dict[Bed, Value]
    on: Value
    off: Value


class Patterns(Model):
    """All of patterns.toml; a table that is none of the others is a movement, under `moves`."""

    transition: dict[str, Value]
    tilt_speed: dict[str, Value]
    standing_load: dict[str, Value]
    oxygen: dict[str, Value]
    breathing: dict[str, Value]
    tiptoe: Tiptoe
    walk: Gait
    run: Gait
    fidget: Fidget
    valsalva: Strain
    cough: Strain
    moves: dict[str, Move]

    def move(self, name: str) -> Move:
        """Return a movement that is done over and over."""
        return self.fidget if name == "fidget" else self.moves[name]


class PatternRow(NamedTuple):
    """One number of the patterns, as a table lists it."""

    place: str
    value: float | list[float]
    unit: str
    source: str
    why: str


def _data() -> dict[str, Any]:
    return package_toml("protocol/patterns.toml")


@cache
def patterns() -> Patterns:
    """Return the patterns, read once."""
    tables = dict(_data())
    special = {name: tables.pop(name) for name in Patterns.model_fields if name in tables}
    return Patterns(**special, moves=tables)


def pattern_rows() -> tuple[PatternRow, ...]:
    """Return every number of the patterns with its unit, its source and the reason.

    Examples
    --------
    >>> [row.source for row in pattern_rows() if row.place == "oxygen.walk"]
    ['acsm2021']
    """
    return tuple(_rows("", _data()))


def _rows(place: str, node: Any) -> Iterator[PatternRow]:
    if isinstance(node, list):
        for part in node:
            if isinstance(part, dict):
                yield from _rows(f"{place}.{part['group']}" if "group" in part else place, part)
    elif isinstance(node, dict) and "source" in node:
        yield PatternRow(place, node["value"], node["unit"], node["source"], node.get("why", ""))
    elif isinstance(node, dict):
        for name, part in node.items():
            yield from _rows(f"{place}.{name}".lstrip("."), part)
