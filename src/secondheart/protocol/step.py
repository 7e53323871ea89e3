"""A step: one posture, one activity, one way of breathing, for a while."""

from __future__ import annotations

from itertools import combinations
from typing import Literal, Self

from pydantic import Field, field_serializer, model_validator

from secondheart._checks import Number
from secondheart._model import Model
from secondheart.anatomy import Leg
from secondheart.compression import Device, Garment
from secondheart.compression.cuff import Cuff
from secondheart.protocol.activity import Activity
from secondheart.protocol.posture import Breathing, Posture
from secondheart.protocol.stimulation import stimulation

Force = Literal["heart", "breathing", "muscles"]


class Fluids(Model):
    """What a person drinks, passes, loses, and is bled or infused meanwhile.

    What is drunk, passed and lost counts where the tissues' fluid is simulated; bleeding and infusion always.

    Parameters
    ----------
    drink_mL_per_h : float
        What the gut takes up, 0 to 2000. [mL/h]
    urine_mL_per_h : float
        What the kidneys pass while the plasma is as at rest, 0 to 2000; more as there is more plasma, less as there is
        less. [mL/h]
    loss_mL_per_h : float
        What skin and breath lose, 0 to 2000. [mL/h]
    bleed_mL_per_min : float
        Blood that leaves an arm vein, 0 to 300: half a litre given in ten minutes is 50. [mL/min]
    infuse_mL_per_min : float
        Fluid without cells, protein and oxygen that enters an arm vein, 0 to 300. [mL/min]
    """

    drink_mL_per_h: Number = Field(default=0.0, ge=0, le=2000)
    urine_mL_per_h: Number = Field(default=0.0, ge=0, le=2000)
    loss_mL_per_h: Number = Field(default=0.0, ge=0, le=2000)
    bleed_mL_per_min: Number = Field(default=0.0, ge=0, le=300)
    infuse_mL_per_min: Number = Field(default=0.0, ge=0, le=300)


class Step(Model):
    """One part of a protocol, during which nothing is changed from outside.

    Parameters
    ----------
    duration_s : float
        How long it lasts, > 0, the change of posture included. [s]
    posture : Posture
        The posture that is taken.
    transition_s : float
        Time the change to this posture takes, at the start of the step. It counts only where the step before
        had another posture: see `Protocol.transitions`. A body needs some time: what is asked to move faster than
        2 m/s takes as long as that speed does, 0.6 s from lying to standing, though the step be over before. [s]
    passive : bool
        A table or a helper moves the body. Else one rises by one's own force: the belly presses and the legs work
        meanwhile.
    activity : Activity, optional
        What the legs do; it starts with the step. Nothing if left out.
    breathing : Breathing
        How the person breathes.
    heart_rate_bpm : float, optional
        Imposes the beat, 25 to 230; left out, the heart finds its own. [1/min]
    cuffs : tuple of Cuff
        Cuffs and tourniquets during the step, one a place.
    wear : tuple of Garment
        Stockings and bandages worn during the step, over what the person wears throughout.
    device : Device, optional
        A pneumatic device at work during the step, or one that stimulates muscles while nothing else moves them; from
        the beginning of its cycle, unless it was at work before.
    without : frozenset of {"heart", "breathing", "muscles"}
        Forces switched off.
    standing_load : float
        Share of body weight resting on each foot throughout, beside the loads of the activity, 0 to 2. [-]
    paralysed : frozenset of {"left", "right"}
        Legs whose muscles do nothing, because they cannot or because they take no part. Weight still presses
        their foot pump.
    unloaded : frozenset of {"left", "right"}
        Legs that bear no weight; what rested on one foot rests on the other then: see `standing_loads`.
    air_C : float
        Temperature of the air, 0 to 45: warm air opens the skin over minutes. [degC]
    gravity_g : float
        Weight relative to that on Earth, 0 to 3. [-]
    water_cm : float, optional
        Depth of the water that one is in, 0 to 250, above the lowest part of the body: it presses on legs, pelvis,
        belly and arms by the depth of each. The chest is not pressed, as the air that is breathed is not (assumed);
        water up to the neck of a standing person is some 150. Buoyancy is left out. [cm]
    fluids : Fluids, optional
        What is drunk, passed, lost, bled and infused meanwhile; nothing if left out.
    label : str
        What tables call the step.

    Examples
    --------
    >>> from secondheart.protocol import LIE
    >>> Step(duration_s=60, posture=LIE).breathing.rate_per_min
    15.0
    """

    duration_s: Number = Field(gt=0)
    posture: Posture
    transition_s: Number = Field(default=0.0, ge=0)
    passive: bool = False
    activity: Activity | None = None
    breathing: Breathing = Breathing()
    heart_rate_bpm: Number | None = Field(default=None, ge=25, le=230)
    cuffs: tuple[Cuff, ...] = ()
    wear: tuple[Garment, ...] = ()
    device: Device | None = None
    without: frozenset[Force] = frozenset()
    standing_load: Number = Field(default=0.0, ge=0, le=2)  # assumed: one carries three times one's own weight
    paralysed: frozenset[Leg] = frozenset()
    unloaded: frozenset[Leg] = frozenset()
    air_C: Number = Field(default=22.0, ge=0, le=45)
    gravity_g: Number = Field(default=1.0, ge=0, le=3)
    water_cm: Number | None = Field(default=None, ge=0, le=250)
    fluids: Fluids | None = None
    label: str = ""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.transition_s > self.duration_s:
            raise ValueError(
                f"transition_s = {self.transition_s:g} is not allowed: 0 to the {self.duration_s:g} s of the step"
            )
        for one, other in combinations(self.cuffs, 2):
            if one.meets(other):
                raise ValueError(f"cuffs: two at the {one.site} are not allowed: one a place")
        for cuff in self.cuffs:
            if self.device is not None and cuff.meets(self.device):
                raise ValueError(f"a cuff under the device '{self.device.name}' at the {cuff.site} is not allowed")
        if self.activity is not None and self.device is not None and self.device.muscles:
            raise ValueError(
                f"a movement ({self.activity.name}) while the device '{self.device.name}' stimulates the muscles "
                "is not allowed; rest, or leave the device out"
            )
        return self

    @property
    def contraction(self) -> Activity | None:
        """What muscles do: the activity, or what a device that stimulates them brings about."""
        return self.activity if self.device is None else self.activity or stimulation(self.device)

    @property
    def description(self) -> str:
        """What tables call the step, with what is worn, tied, used and missing in it.

        Examples
        --------
        >>> from secondheart.protocol import walk
        >>> walk(minutes=1).paralysed("right").cuff("thigh", pressure_mmHg=50, side="left").steps[0].description
        'walk 3 km/h, cuff thigh left, right leg paralysed'
        """
        garments = [one.name.partition(",")[0] for one in self.wear]
        cuffs = [f"{cuff.kind} {cuff.site}{'' if cuff.side == 'both' else f' {cuff.side}'}" for cuff in self.cuffs]
        used = [self.device.name] if self.device else []
        lame = [f"{_legs(self.paralysed)} paralysed"] if self.paralysed else []
        lame += [f"{_legs(self.unloaded)} unloaded"] if self.unloaded else []
        off = [f"without {force}" for force in sorted(self.without)]
        off += [f"in {self.water_cm:g} cm of water"] if self.water_cm else []
        if self.fluids:
            rates = {"bleeding": self.fluids.bleed_mL_per_min, "infusion": self.fluids.infuse_mL_per_min}
            off += [f"{what} {rate:g} mL/min" for what, rate in rates.items() if rate]
        return ", ".join([self.label or self.posture.name or "step", *garments, *cuffs, *used, *lame, *off])

    @property
    def undisturbed_action(self) -> str:
        """What is done, as normal ranges name it; empty where the person is not left alone, for none is known then.

        Examples
        --------
        >>> from secondheart.protocol import walk
        >>> walk(minutes=1).steps[0].undisturbed_action
        'walk'
        >>> walk(minutes=1).without("breathing").steps[0].undisturbed_action
        ''
        """
        if self.cuffs or self.device or self.without or self.heart_rate_bpm is not None or self.water_cm:
            return ""
        return self.activity.name if self.activity else self.posture.name

    @property
    def standing_loads(self) -> dict[str, float]:
        """Share of body weight resting on either foot throughout.

        Examples
        --------
        >>> from secondheart.protocol import stand
        >>> stand(minutes=1).unloaded("right").steps[0].standing_loads
        {'left': 1.0, 'right': 0.0}
        """
        feet: tuple[Leg, ...] = ("left", "right")
        bearing = len(feet) - len(self.unloaded)
        return {foot: 0.0 if foot in self.unloaded else self.standing_load * len(feet) / bearing for foot in feet}

    @field_serializer("without", "paralysed", "unloaded")
    def _sort(self, names: frozenset[str]) -> list[str]:
        return sorted(names)  # so that the same protocol is always written the same


def _legs(sides: frozenset[Leg]) -> str:
    return "both legs" if len(sides) > 1 else f"{next(iter(sides))} leg"
