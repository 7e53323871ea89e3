"""Devices: sleeves whose chambers fill and empty in their time, and electrical stimulation of muscles."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from secondheart._files import package_toml
from secondheart._model import Model
from secondheart.anatomy import LEGS, Side, match_name, split_side
from secondheart.compression.site import Muscle, Site, match_site
from secondheart.errors import InputError, UnknownName

MOST_MMHG = 300.0


class Device(Model):
    """A device on one leg or both: pneumatic, with chambers, or electrical, with muscles that it makes contract.

    Parameters
    ----------
    name : str
        What it is called in tables.
    chambers : tuple of str
        Where each chamber sits, in the order in which they fill: foot, ankle, calf, upper_calf, below_knee, above_knee
        or thigh.
    muscles : tuple of str
        In place of chambers, the muscles that electrodes stimulate, in their order: superficial_posterior,
        deep_posterior, anterior (of the calf), foot or thigh.
    pressures_mmHg : tuple of float
        What each chamber is filled to, or raised in each muscle, 0 to 300. [mmHg]
    lag_s : float
        Time from the start of one chamber to the start of the next; 0 fills all at once. [s]
    rise_s, hold_s, fall_s : float
        How long a chamber takes to fill, how long the last one is held, and how long a chamber takes to empty. [s]
    period_s : float
        From the start of one cycle to the start of the next, 2 or more. [s]
    release : "together" or "in turn"
        Whether all chambers let go when the last one has been held, or each when it has been held itself: a wave.
    alternate : bool
        The right leg comes half a period after the left one.
    side : "left", "right" or "both"
    title, source, why : str
        What it is, and where its numbers come from.

    Examples
    --------
    >>> Device(name="mine", chambers=["calf"], pressures_mmHg=[40], hold_s=5, period_s=30).on_s
    6.0
    """

    name: str
    chambers: tuple[Site, ...] = ()
    muscles: tuple[Muscle, ...] = ()
    pressures_mmHg: tuple[float, ...] = Field(min_length=1)
    lag_s: float = Field(default=0.0, ge=0, le=60)
    rise_s: float = Field(default=1.0, ge=0.05, le=60)
    hold_s: float = Field(ge=0, le=600)
    fall_s: float = Field(default=1.0, ge=0.05, le=60)
    period_s: float = Field(ge=2, le=3600)
    release: Literal["together", "in turn"] = "together"
    alternate: bool = False
    side: Side = "both"
    title: str = ""
    source: str = ""
    why: str = ""

    @field_validator("chambers", mode="before")
    @classmethod
    def _in_one_spelling(cls, chambers: Any) -> Any:
        return tuple(map(match_site, chambers)) if isinstance(chambers, list | tuple) else chambers

    @model_validator(mode="after")
    def _one_pressure_a_chamber(self) -> Self:
        if bool(self.chambers) == bool(self.muscles):
            raise ValueError(f"the device '{self.name}' needs chambers or muscles, and not both")
        what, pressures = "chamber" if self.chambers else "muscle", len(self.pressures_mmHg)
        if len(self.places) != pressures:
            raise ValueError(
                f"the device '{self.name}' has {len(self.places)} {what}s and {pressures} pressures; "
                f"give one for each {what}"
            )
        for place, pressure in zip(self.places, self.pressures_mmHg, strict=True):
            if self.places.count(place) > 1:
                raise ValueError(f"the device '{self.name}' has two {what}s at the {place}; one a place is allowed")
            if not 0.0 <= pressure <= MOST_MMHG:
                raise ValueError(
                    f"the device '{self.name}' fills its {what} at the {place} to {pressure:g} mmHg; "
                    f"0 to {MOST_MMHG:g} are allowed"
                )
        return self

    @model_validator(mode="after")
    def _empty_before_it_begins_anew(self) -> Self:
        needed = self.on_s + self.fall_s
        if needed > self.period_s + 1e-9:
            raise ValueError(
                f"the device '{self.name}' needs {needed:g} s to fill, hold and empty its {self._parts}, "
                f"but its period is {self.period_s:g} s"
            )
        if self.alternate and self.side != "both":
            raise ValueError(f"the device '{self.name}' alternates between the legs; it must be on both")
        return self

    @property
    def places(self) -> tuple[str, ...]:
        """Where its chambers sit, or the muscles that it stimulates."""
        return self.chambers or self.muscles

    @property
    def _parts(self) -> str:
        return "chambers" if self.chambers else "muscles"

    @property
    def on_s(self) -> float:
        """Seconds of a cycle until the last chamber lets go."""
        return (len(self.places) - 1) * self.lag_s + self.rise_s + self.hold_s

    def within(self, start_s: float, stop_s: float) -> tuple[float, ...]:
        """Moments at which a chamber begins or ends to fill or to empty, in s since the device was switched on.

        Examples
        --------
        >>> devices()["calf"].within(0, 61)
        (0.0, 2.0, 12.0, 13.0, 60.0)
        """
        cycle = sorted(
            {
                round((self._shift(leg) + moment) % self.period_s, 9)
                for leg in LEGS
                for place in range(len(self.chambers))
                for moment in self.course(place)
            }
        )
        first, last = int(start_s // self.period_s), int(stop_s // self.period_s)
        moments = (n * self.period_s + moment for n in range(first, last + 1) for moment in cycle)
        return tuple(moment for moment in moments if start_s <= moment < stop_s)

    def pressures(self, leg: str, t_s: float) -> dict[Site, float]:
        """Pressure in each chamber on a leg, some seconds after the device was switched on, in mmHg.

        Examples
        --------
        >>> devices()["calf"].pressures("left", 62.0)
        {'calf': 45.0}
        """
        since = t_s - self._shift(leg)
        if self.side not in (leg, "both") or since < 0.0:
            return dict.fromkeys(self.chambers, 0.0)
        return {
            site: full * self._filling(place, since % self.period_s)
            for place, (site, full) in enumerate(zip(self.chambers, self.pressures_mmHg, strict=bool(self.chambers)))
        }

    def _shift(self, leg: str) -> float:
        return 0.5 * self.period_s if self.alternate and leg == "right" else 0.0

    def course(self, place: int) -> tuple[float, float, float, float]:
        """Return when a chamber starts, is full, lets go and is empty, in a cycle."""
        start = place * self.lag_s
        full = start + self.rise_s
        lets_go = full + self.hold_s if self.release == "in turn" else self.on_s
        return start, full, lets_go, lets_go + self.fall_s

    def _filling(self, place: int, t_s: float) -> float:
        start, full, lets_go, empty = self.course(place)
        if not start < t_s < empty:
            return 0.0
        if t_s < full:
            return (t_s - start) / self.rise_s  # evenly, as the engine fills a cuff
        return 1.0 if t_s <= lets_go else 1.0 - (t_s - lets_go) / self.fall_s


@cache
def devices() -> Mapping[str, Device]:
    """Return the devices that come with the package, by name.

    Examples
    --------
    >>> devices()["foot-pump"].pressures_mmHg
    (130.0,)
    """
    return {name: Device(name=name, **row) for name, row in package_toml("compression/devices.toml").items()}


def device(text: str) -> Device:
    """Return a device by its name, however spelled, or from a file (.toml), on one leg if the name says so.

    Raises
    ------
    UnknownName
        If there is none.
    BadFile
        If a file describes none.

    Examples
    --------
    >>> device("foot-pump-left").side
    'left'
    """
    base, side = split_side(text)
    if base.lower().endswith(".toml"):
        from secondheart.compression.files import read_device

        return read_device(base, None if side == "both" else side)
    return listed_device(text)


def listed_device(text: str) -> Device:
    """Return a device that comes with the package, by its name; no file is read.

    Raises
    ------
    UnknownName
        If there is none.
    """
    base, side = split_side(text)
    name = match_name(base, devices())
    if name is None:
        raise UnknownName.of("device", base, devices())
    return devices()[name] if side == "both" else devices()[name].replace(side=side)


def as_device(what: str | Device, side: Side | None = None) -> Device:
    """Return a device by its name or as it is, on the given legs.

    Raises
    ------
    InputError
        If it is neither, or does not allow them.

    Examples
    --------
    >>> as_device("calf", "right").side
    'right'
    """
    if not isinstance(what, str | Device):
        raise InputError(f"device = {what!r} is not allowed: the name of a device, or a Device")
    chosen = device(what) if isinstance(what, str) else what
    return chosen if side is None else chosen.replace(side=side)
