"""What a frame shows of a body, by name: declared once, sent to the page once, and after that only numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from secondheart.anatomy import LEGS
from secondheart.app.cuff_pressures import chambers
from secondheart.app.server_messages import ColumnName
from secondheart.clinic.calf import leg_veins_of
from secondheart.packing import Packed
from secondheart.person import Person
from secondheart.simulation.live import Live, LiveStretch
from secondheart.units import MINUTE_S
from secondheart.variables import QUANTITIES
from secondheart.variables import VARIABLES_BEATS as BEAT_VARIABLES

Floats = NDArray[np.float64]
ANKLE, FOOT, MUSCLE = "great_saphenous_ankle_{0}", "dorsal_arch_{0}", "superficial_posterior_{0}"
PERFORATOR_KIND, EPONYMS = "perforators", {"boyd", "cockett", "dodd", "hunter"}  # and who described them
FEMORAL_WAY, OUTFLOW = "common_femoral_{0}>external_iliac_{0}", "external_iliac_{0}>common_iliac_{0}"


@dataclass(frozen=True)
class Column:
    """A course on a chart: what it is called, and how it is read from what was taken."""

    name: str
    label: str
    unit: str
    of: str
    kind: str
    read: Callable[[LiveStretch], Floats]

    def describe(self) -> ColumnName:
        """Return its description for the page."""
        return ColumnName(self.name, self.label, self.unit, self.of, self.kind, side_of(self.of))


@dataclass(frozen=True)
class Block:
    """A row of numbers in each frame: one of each vessel, valve, ... of the body."""

    name: str
    of: str
    unit: str
    read: Callable[[Live, LiveStretch], Floats]


@dataclass(frozen=True)
class Scalar:
    """A number of the whole body."""

    name: str
    label: str
    unit: str


SCALARS = (
    Scalar("trunk_deg", "Inclination of the trunk", "deg"),
    Scalar("thigh_deg", "Inclination of the thigh", "deg"),
    Scalar("calf_deg", "Inclination of the calf", "deg"),
    Scalar("foot_deg", "Inclination of the foot", "deg"),
    Scalar("chest_mmHg", "Pressure in the chest", "mmHg"),
    Scalar("belly_mmHg", "Pressure in the belly", "mmHg"),
    Scalar("inflation", "Breath, share of its depth", "1"),
    Scalar("heart_rate", "Heart rate", "1/min"),
    Scalar("effort", "Effort that heart and vessels follow", "1"),
    Scalar("phase", "Phase of the movement", "1"),
    Scalar("cycle_s", "Length of a cycle of the movement", "s"),
    Scalar("cycles", "Cycles of the movement in this frame", "1"),
    Scalar("arterial_mean", "Mean arterial pressure", "mmHg"),
    Scalar("blood_mL", "All blood", "mL"),
    Scalar("load_left", "Share of weight on the left foot", "1"),
    Scalar("load_right", "Share of weight on the right foot", "1"),
    Scalar("swelling_left", "Swelling of the left leg", "mL"),
    Scalar("swelling_right", "Swelling of the right leg", "mL"),
)

# A block more is a line here; the page reads them by name.
BLOCKS = (
    Block("scalars", "scalars", "", lambda live, window: _scalars(live, window)),
    Block("pressure", "vessels", "mmHg", lambda _, window: _mean(window.pressure)),
    Block("transmural", "vessels", "mmHg", lambda _, window: _mean(window.transmural)),
    Block("volume", "vessels", "mL", lambda _, window: _mean(window.volume)),
    Block("flow", "connections", "mL/s", lambda _, window: _mean(window.flow)),
    Block("opening", "valves", "1", lambda _, window: _mean(window.opening)),
    Block("muscle", "muscles", "mmHg", lambda _, window: _mean(window.muscle)),
    Block("height", "vessels", "cm", lambda live, _: live.heights()),
    Block("interface", "vessels", "mmHg", lambda live, _: live.cuffs()),
    Block("chambers", "places", "mmHg", lambda live, _: chambers(live)),
    Block("so2", "vessels", "1", lambda live, _: live.saturation()),
    Block("swelling", "regions", "mL", lambda live, _: live.swelling()),
    Block("lymph", "regions", "mL/s", lambda live, _: live.lymph()),
)

BEAT_QUANTITIES = ("heart_rate", "stroke_volume", "arterial_mean")
CHANNELS_BEATS = (
    Scalar("beat_time", "End of the beat", "s"),
    *(Scalar(name, QUANTITIES[name].title, QUANTITIES[name].unit) for name in BEAT_QUANTITIES),
    Scalar("arterial_diastolic", "Diastolic pressure", "mmHg"),
    Scalar("arterial_systolic", "Systolic pressure", "mmHg"),
    Scalar("right_atrial_mean", QUANTITIES["right_atrial_mean"].title, "mmHg"),
)


def _mean(rows: Floats) -> Floats:
    return rows.mean(axis=0) if len(rows) else np.full(rows.shape[1], np.nan)


def _scalars(live: Live, window: LiveStretch) -> Floats:
    now = live.now()
    now["cycles"] = window.span_s / now["cycle_s"] if now["cycle_s"] else 0.0
    for side in LEGS:
        leg = [place for place, region in enumerate(live.packed.regions) if side_of(region) == side]
        now[f"swelling_{side}"] = float(live.swelling()[leg].sum())
    return np.array([now[scalar.name] for scalar in SCALARS])


OF_A_BEAT = (
    *("beat_time", "heart_rate", "stroke_volume", "arterial_mean", "arterial_diastolic", "arterial_systolic"),
    "right_atrial_mean",
)
PLACE_OF = {variable.name: place for place, variable in enumerate(BEAT_VARIABLES)}


def beat_rows(rows: Floats) -> Floats:
    """Return the columns of `BEATS` from the values of beats that a stretch gives."""
    return rows[:, [PLACE_OF[name] for name in OF_A_BEAT]]


def columns(packed: Packed, person: Person, watched: Sequence[str] = ()) -> tuple[Column, ...]:
    """Return what is charted: always the same, and what is watched beside."""
    rows = [column for side in LEGS for column in _of_leg(packed, person, side)]
    rows.append(_pressure(packed, "arterial", "Arterial pressure", "ascending_aorta"))
    rows.append(_pressure(packed, "right_atrium", QUANTITIES["right_atrial_mean"].title, "right_atrium"))
    return (*rows, *(column for vessel in watched for column in _watch(packed, vessel)))


def _of_leg(packed: Packed, person: Person, side: str) -> list[Column]:
    calf = [packed.vessel(name) for name in leg_veins_of(person, side)]
    tight = packed.muscles.index(MUSCLE.format(side))
    return [
        _pressure(packed, f"ankle_vein_{side}", QUANTITIES["ankle_vein_mean"].title, ANKLE.format(side)),
        _pressure(packed, f"foot_vein_{side}", QUANTITIES["foot_vein_mean"].title, FOOT.format(side)),
        _volume(f"calf_volume_{side}", QUANTITIES["calf_volume"].title, f"calf_{side}", calf),
        _flow(
            f"femoral_flow_{side}",
            QUANTITIES["femoral_flow"].title,
            FEMORAL_WAY.format(side),
            [_way(packed, FEMORAL_WAY, side)],
        ),
        _flow(
            f"leg_outflow_{side}", QUANTITIES["leg_outflow"].title, OUTFLOW.format(side), [_way(packed, OUTFLOW, side)]
        ),
        Column(
            name=f"calf_muscle_{side}",
            label="Pressure in the calf muscle",
            unit="mmHg",
            of=MUSCLE.format(side),
            kind="muscle",
            read=lambda window: window.muscle[:, tight],
        ),
    ]


def _way(packed: Packed, connection: str, side: str) -> int:
    return packed.connection(connection.format(side))


def _pressure(packed: Packed, name: str, label: str, vessel: str) -> Column:
    place = packed.vessel(vessel)
    return Column(name, label, "mmHg", vessel, "pressure", lambda window: window.pressure[:, place])


def _volume(name: str, label: str, of: str, places: list[int]) -> Column:
    return Column(name, label, "mL", of, "volume", lambda window: np.asarray(window.volume[:, places].sum(axis=1)))


def _flow(name: str, label: str, of: str, places: list[int]) -> Column:
    return Column(
        name, label, "mL/min", of, "flow", lambda window: np.asarray(MINUTE_S * window.flow[:, places].sum(axis=1))
    )


def _watch(packed: Packed, vessel: str) -> list[Column]:
    out = [place for place, name in enumerate(packed.connections) if name.split(">")[0] == vessel]
    label = label_of(vessel)
    return [
        _pressure(packed, f"pressure:{vessel}", f"{label}: pressure", vessel),
        _volume(f"volume:{vessel}", f"{label}: volume", vessel, [packed.vessel(vessel)]),
        _flow(f"outflow:{vessel}", f"{label}: flow out of it", vessel, out),
        *(_velocity(packed, vessel, label, way) for way in _widest(packed, out)),
    ]


def _lumen(packed: Packed, way: int) -> float:
    return next(one.lumen for one in packed.body.connections if one.name == packed.connections[way])


def _widest(packed: Packed, ways: Sequence[int]) -> list[int]:
    """Return the connection with the widest lumen, if one of them has any."""
    return sorted((way for way in ways if _lumen(packed, way) > 0.0), key=lambda way: -_lumen(packed, way))[:1]


def _velocity(packed: Packed, vessel: str, label: str, way: int) -> Column:
    """Return the mean velocity over the lumen of a connection, as `clinic.velocity` has it."""
    ends = [packed.vessel(name) for name in packed.connections[way].split(">")]
    unstressed = np.array([packed.body.vessel(packed.vessels[place]).unstressed for place in ends])
    lumen = _lumen(packed, way)

    def read(window: LiveStretch) -> Floats:
        filled = (window.volume[:, ends] / unstressed).max(axis=1)
        return np.asarray(window.flow[:, way] / (lumen * filled))

    return Column(f"velocity:{vessel}", f"{label}: velocity (duplex)", "cm/s", vessel, "velocity", read)


def side_of(name: str) -> str:
    """Return the side that a name ends with, or nothing."""
    return next((side for side in LEGS if name.endswith(f"_{side}")), "")


def label_of(name: str) -> str:
    """Return a name in words: the side last, after a comma; perforators by whom or what they are called after.

    Examples
    --------
    >>> label_of("dorsal_arch_left")
    'dorsal arch, left'
    >>> label_of("perforators_hunter_left")
    'Hunter perforators, left'
    """
    side = side_of(name)
    base = name.removesuffix(f"_{side}") if side else name
    kind, _, which = base.partition("_")
    if kind == PERFORATOR_KIND and which:
        base = f"{which.title() if which in EPONYMS else which} {kind}"
    return base.replace("_", " ") + (f", {side}" if side else "")
