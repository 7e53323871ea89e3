"""Protocols: steps one after the other, and ways to join and change them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate, pairwise
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from secondheart._checks import within
from secondheart._model import Model
from secondheart.anatomy import Side
from secondheart.compression import Device, Garment, as_device, as_garment
from secondheart.compression.cuff import TIGHT_MMHG, Cuff
from secondheart.compression.site import CuffSite
from secondheart.errors import InputError
from secondheart.protocol.step import Fluids, Force, Step

MOST_STEPS = 100_000  # a day of steps of a second; more is a slip, and would fill the memory
REPR_STEPS = 6  # that a protocol names of itself
LONGEST_S = 7 * 86_400.0  # a week is simulated in minutes; a longer protocol would take hours


class Protocol(Model):
    """What a person does, and when.

    Step `i` is active on the half-open interval from its start to the start of the next. Protocols are
    added and multiplied; whatever a change is applied to, the original stays as it was.

    Parameters
    ----------
    name : str
        What it is called; a sum has no name until `named` gives it one.
    steps : tuple of Step
        At least one, and at most 100,000; together no longer than a week.

    Examples
    --------
    >>> from secondheart.protocol import stand, tiptoe
    >>> protocol = stand(minutes=2) + 3 * (tiptoe(times=10) + stand(seconds=30))
    >>> len(protocol.steps), protocol.duration_s
    (7, 240.0)
    >>> protocol.breathing(rate_per_min=10).step_at(130.0).breathing.rate_per_min
    10.0
    """

    name: str = ""
    steps: tuple[Step, ...] = Field(min_length=1, max_length=MOST_STEPS)

    @model_validator(mode="after")
    def _no_longer_than_a_week(self) -> Self:
        if self.duration_s > LONGEST_S:
            raise ValueError(f"it lasts {self.duration_s:g} s, which is not allowed: up to {LONGEST_S:g} s, a week")
        return self

    @property
    def duration_s(self) -> float:
        """How long it lasts, in seconds."""
        return self.starts()[-1] + self.steps[-1].duration_s

    def starts(self) -> tuple[float, ...]:
        """When each step starts, in seconds."""
        return tuple(accumulate((step.duration_s for step in self.steps[:-1]), initial=0.0))

    def transitions(self) -> tuple[float, ...]:
        """Seconds each step allows for changing posture: none at first, none where it stays the same.

        Examples
        --------
        >>> from secondheart.protocol import lie, stand
        >>> (lie(minutes=1) + stand(minutes=1) + stand(minutes=1)).transitions()
        (0.0, 3.0, 0.0)
        """
        changes = (
            0.0 if before.posture.angles == step.posture.angles else step.transition_s
            for before, step in pairwise(self.steps)
        )
        return (0.0, *changes)

    def step_at(self, t_s: float) -> Step:
        """Return the step that is active at `t_s`, from 0 up to, not including, the end.

        Examples
        --------
        >>> from secondheart.protocol import lie, stand
        >>> (lie(minutes=1) + stand(minutes=1)).step_at(60.0).label
        'stand'
        """
        time = within("step_at: t_s", t_s, 0.0, self.duration_s, "s")
        if time == self.duration_s:
            raise InputError(f"step_at: t_s = {t_s!r} is not allowed: 0 to less than the end, {self.duration_s:g} s")
        return self.steps[bisect_right(self.starts(), time) - 1]

    def describe(self) -> tuple[tuple[str, float], ...]:
        """Return label and duration of each step, one a line of a table, in seconds.

        Examples
        --------
        >>> from secondheart.protocol import stand, walk
        >>> (stand(minutes=2) + walk(minutes=5)).describe()
        (('stand', 120.0), ('walk 3 km/h', 300.0))
        >>> stand(minutes=2).wearing("ral-ii").describe()
        (('stand, RAL II', 120.0),)
        """
        return tuple((step.description, step.duration_s) for step in self.steps)

    def __repr__(self) -> str:
        """Return what is done, in one line."""
        steps = [f"{label} {seconds:g} s" for label, seconds in self.describe()[:REPR_STEPS]]
        more = [f"and {len(self.steps) - REPR_STEPS} steps more"] if len(self.steps) > REPR_STEPS else []
        name = f" {self.name!r}" if self.name else ""
        return f"<Protocol{name}, {self.duration_s:g} s: {'; '.join([*steps, *more])}>"

    __str__ = __repr__

    def __add__(self, other: object) -> Protocol:
        if not isinstance(other, Protocol):
            return NotImplemented
        return Protocol(steps=self.steps + other.steps)

    def __mul__(self, times: object) -> Protocol:
        if not isinstance(times, int):
            return NotImplemented
        if times == 1:
            return self
        most = MOST_STEPS // len(self.steps)
        if not 1 <= times <= most:
            raise InputError(f"repeating {times} times is not allowed: 1 to {most} times for these steps")
        return Protocol(steps=self.steps * times)

    __rmul__ = __mul__

    def named(self, name: str) -> Self:
        """Return the same protocol under another name."""
        return self.replace(name=name)

    def breathing(
        self, *, rate_per_min: float | None = None, depth_mL: float | None = None, belly_percent: float | None = None
    ) -> Self:
        """Return the protocol breathed otherwise; what is not given stays."""
        fields = {"rate_per_min": rate_per_min, "depth_mL": depth_mL, "belly_percent": belly_percent}
        changes = {name: value for name, value in fields.items() if value is not None}
        return self._each(lambda step: {"breathing": step.breathing.replace(**changes)})

    def cuff(
        self,
        site: CuffSite,
        *,
        pressure_mmHg: float,
        side: Literal["left", "right", "both"] = "both",
        rise_s: float = 0.3,
    ) -> Self:
        """Return the protocol with one more cuff in every step; at the lower body it is a box that sucks.

        Examples
        --------
        >>> from secondheart.protocol import lie
        >>> lie(minutes=3).cuff("thigh", pressure_mmHg=50).steps[0].cuffs[0].site
        'thigh'
        >>> lie(minutes=3).cuff("lower_body", pressure_mmHg=-40).steps[0].cuffs[0].pressure_mmHg
        -40.0
        """
        cuff = Cuff(site=site, side=side, pressure_mmHg=pressure_mmHg, rise_s=rise_s)
        return self._each(lambda step: {"cuffs": (*step.cuffs, cuff)})

    def tourniquet(
        self, site: CuffSite, *, pressure_mmHg: float = TIGHT_MMHG, side: Literal["left", "right", "both"] = "both"
    ) -> Self:
        """Return the protocol with a tourniquet in every step, which closes the veins under the skin only.

        Examples
        --------
        >>> from secondheart.protocol import tiptoe
        >>> tiptoe(times=10).tourniquet("below_knee").steps[0].cuffs[0].kind
        'tourniquet'
        """
        cuff = Cuff(site=site, side=side, pressure_mmHg=pressure_mmHg, kind="tourniquet")
        return self._each(lambda step: {"cuffs": (*step.cuffs, cuff)})

    def wearing(self, *garments: str | Garment, side: Literal["left", "right", "both"] | None = None) -> Self:
        """Return the protocol with garments worn in every step, by name or as they are.

        Examples
        --------
        >>> from secondheart.protocol import stand
        >>> day = stand(minutes=5) + stand(minutes=5).wearing("ral-ii") + stand(minutes=5)
        >>> [len(step.wear) for step in day.steps]
        [0, 1, 0]
        """
        outfit = tuple(as_garment(one, side) for one in garments)
        return self._each(lambda step: {"wear": (*step.wear, *outfit)})

    def with_device(self, device: str | Device | None, *, side: Literal["left", "right", "both"] | None = None) -> Self:
        """Return the protocol with a pneumatic device at work in every step, or with none.

        Examples
        --------
        >>> from secondheart.protocol import lie
        >>> lie(minutes=5).with_device("foot-pump", side="left").steps[0].device.side
        'left'
        """
        used = None if device is None else as_device(device, side)
        return self._each(lambda _: {"device": used})

    def without(self, *forces: Force) -> Self:
        """Return the protocol with these forces switched off: heart, breathing, muscles."""
        return self._each(lambda step: {"without": (*step.without, *forces)})

    def paralysed(self, *legs: Side) -> Self:
        """Return the protocol with legs whose muscles do nothing; weight still presses their foot pump.

        Examples
        --------
        >>> from secondheart.protocol.repeated import ankle_pumps
        >>> ankle_pumps(times=10).paralysed("right").steps[0].paralysed
        frozenset({'right'})
        """
        return self._each(lambda step: {"paralysed": (*step.paralysed, *legs)})

    def unloaded(self, *legs: Side) -> Self:
        """Return the protocol with legs that bear no weight.

        Examples
        --------
        >>> from secondheart.protocol import tilt
        >>> round(tilt(60, minutes=10).unloaded("left").steps[0].standing_loads["right"], 2)
        0.87
        """
        return self._each(lambda step: {"unloaded": (*step.unloaded, *legs)})

    def gravity(self, gravity_g: float) -> Self:
        """Return the protocol under another weight: 1 on Earth, 0.38 on Mars, 0.17 on the Moon, 0 in orbit.

        Examples
        --------
        >>> from secondheart.protocol import stand
        >>> stand(minutes=5).gravity(0.17).steps[0].gravity_g
        0.17
        """
        return self._each(lambda _: {"gravity_g": gravity_g})

    def air(self, air_C: float) -> Self:
        """Return the protocol in air of another temperature, in degrees Celsius."""
        return self._each(lambda _: {"air_C": air_C})

    def immersed(self, water_cm: float) -> Self:
        """Return the protocol in water, so deep above the lowest part of the body; 0 is out of it.

        Standing, 40 cm reach the knee, 85 the groin, 110 the navel and 150 the neck of the default person.

        Examples
        --------
        >>> from secondheart.protocol import stand
        >>> stand(minutes=5).immersed(150).steps[0].description
        'stand, in 150 cm of water'
        """
        return self._each(lambda _: {"water_cm": water_cm})

    def bleeding(self, mL_per_min: float) -> Self:
        """Return the protocol while blood leaves an arm vein, in mL a minute.

        Examples
        --------
        >>> from secondheart.protocol import lie
        >>> donated = lie(minutes=5) + lie(minutes=10).bleeding(50) + lie(minutes=5)
        >>> donated.steps[1].fluids.bleed_mL_per_min
        50.0
        """
        return self._each(lambda step: {"fluids": (step.fluids or Fluids()).replace(bleed_mL_per_min=mL_per_min)})

    def infused(self, mL_per_min: float) -> Self:
        """Return the protocol while fluid without cells enters an arm vein, in mL a minute."""
        return self._each(lambda step: {"fluids": (step.fluids or Fluids()).replace(infuse_mL_per_min=mL_per_min)})

    def heart_rate(self, bpm: float | None) -> Self:
        """Return the protocol with the heart beating at `bpm`, or on its own again if None."""
        return self._each(lambda _: {"heart_rate_bpm": bpm})

    def _each(self, change: Callable[[Step], dict[str, Any]]) -> Self:
        return self.replace(steps=tuple(step.replace(**change(step)) for step in self.steps))
