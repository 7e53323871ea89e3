"""Activities: what muscles and body weight do to the legs, over and over."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from secondheart._checks import Number
from secondheart._model import Frozen, FrozenDict, Model

Group = Literal["superficial_posterior", "deep_posterior", "anterior", "foot", "thigh", "chest", "belly"]
Bed = Literal["calf", "foot", "thigh"]
Share = Annotated[Number, Field(ge=0, le=3)]
MOST_PRESSURE = 500.0  # mmHg of one burst (assumed: a soleus in sprinting stays below 400)
MOST_WEIGHT = 5.0  # body weights on one foot (assumed: landing from a jump)
MOST_HYPERAEMIA = 50.0  # assumed: full exercise opens a muscle's vessels 30 to 40 times


class Pulse(Model):
    """One rise and fall in a cycle: a raised cosine up, a plateau, a raised cosine down.

    Parameters
    ----------
    start, rise_end, hold_end, stop : float
        When it starts, is fully up, starts to fall and is over, in this order. [fraction of the cycle]
    source : str
        Where the numbers come from: a key of the references, or "assumed" with the reason.
    """

    start: Number = Field(ge=0, le=1)
    rise_end: Number = Field(ge=0, le=1)
    hold_end: Number = Field(ge=0, le=1)
    stop: Number = Field(ge=0, le=1)
    source: str

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        times = (self.start, self.rise_end, self.hold_end, self.stop)
        if list(times) != sorted(times) or self.start == self.stop:
            raise ValueError(
                f"start, rise_end, hold_end, stop = {', '.join(f'{time:g}' for time in times)} "
                "is not allowed: each from the one before to 1, and stop after start"
            )
        return self


class Burst(Pulse):
    """One contraction of a muscle group.

    Parameters
    ----------
    group : str
        superficial_posterior, deep_posterior, anterior (the calf), foot or thigh; or chest or belly, whose walls
        press on all that lies within, in straining and coughing.
    pressure_mmHg : float
        Pressure in the muscle at the plateau, above rest, 0 to 500. [mmHg]

    Examples
    --------
    >>> Burst(group="foot", pressure_mmHg=40, start=0, rise_end=0.2, hold_end=0.4, stop=0.6, source="assumed: example")
    Burst(start=0.0, rise_end=0.2, hold_end=0.4, stop=0.6, source='assumed: example', group='foot', pressure_mmHg=40.0)
    """

    group: Group
    pressure_mmHg: Number = Field(ge=0, le=MOST_PRESSURE)


class Load(Pulse):
    """Body weight on a foot during a part of the cycle.

    Parameters
    ----------
    weight : float
        Share of the body's weight on this foot at the plateau, 0 to 5; above 1 in running. [-]
    """

    weight: Number = Field(ge=0, le=MOST_WEIGHT)


class Activity(Model):
    """What the legs do again and again; the first cycle starts with the step.

    Parameters
    ----------
    name : str
        What it is called.
    period_s : float
        Length of a cycle, 0.001 or more. [s]
    bursts : tuple of Burst
        Contractions within a cycle; those of one group follow one another.
    loads : tuple of Load
        Weight on the foot within a cycle, beside the `standing_load` of the step.
    legs : {"both", "left", "right", "antiphase"}
        Which legs; "antiphase" is both, the right one half a cycle after the left.
    effort_percent : float
        Share of the oxygen uptake reserve in use, 0 to 100: it drives heart, vessels and flow to muscle. [%]
    effort_share : dict
        By bed (calf, foot, thigh): how much of the flow that the effort gives to its muscle comes in this movement,
        0 to 3; 1 where it is not named.
    hyperaemia : dict
        By bed (calf, foot, thigh): factor, 1 to 50, that the conductance of its muscle tends to beyond what the
        effort gives.
    on_s, off_s : float
        Time constants of its coming and going. [s]
    strength_percent : float
        Scales the pressure of all bursts, 0 to 300. [%]

    Examples
    --------
    >>> pace = Activity(name="tap", period_s=2, hyperaemia={"foot": 1.5})
    >>> pace.legs, pace.effort_percent
    ('both', 0.0)
    """

    name: str
    period_s: Number = Field(ge=0.001)  # as the shortest step that a verb makes
    bursts: tuple[Burst, ...] = ()
    loads: tuple[Load, ...] = ()
    legs: Literal["both", "left", "right", "antiphase"] = "both"
    effort_percent: Number = Field(default=0.0, ge=0, le=100)
    effort_share: Frozen[Bed, Share] = Field(default_factory=FrozenDict)
    hyperaemia: Frozen[Bed, Number] = Field(default_factory=FrozenDict)
    on_s: Number = Field(default=10.0, gt=0)
    off_s: Number = Field(default=30.0, gt=0)
    strength_percent: Number = Field(default=100.0, ge=0, le=300)

    @model_validator(mode="after")
    def _possible(self) -> Self:
        for group in dict.fromkeys(burst.group for burst in self.bursts):
            _refuse_overlap(f"bursts of {group}", [burst for burst in self.bursts if burst.group == group])
        _refuse_overlap("loads", self.loads)
        for bed, factor in self.hyperaemia.items():
            if not 1 <= factor <= MOST_HYPERAEMIA:
                raise ValueError(f"hyperaemia of {bed} = {factor:g} is not allowed: 1 to {MOST_HYPERAEMIA:g}")
        return self


def _refuse_overlap(what: str, pulses: Sequence[Pulse]) -> None:
    for earlier, later in pairwise(sorted(pulses, key=lambda pulse: pulse.start)):
        if later.start < earlier.hold_end:  # while one fades the next may rise
            raise ValueError(
                f"overlapping {what}: one holds from {earlier.start:g} to {earlier.hold_end:g}, "
                f"the next starts at {later.start:g} of the cycle; give them one after the other"
            )
