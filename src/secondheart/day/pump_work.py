"""What the muscles of both legs do to the blood in a day, beside the heart."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from secondheart.anatomy import LEGS
from secondheart.day.hourly import Pair
from secondheart.protocol import Protocol
from secondheart.results.measure import Floats
from secondheart.simulation.pump_power import kind_of, movement_of, windows
from secondheart.units import HOUR_S, J_PER_MMHG_ML

if TYPE_CHECKING:
    import xarray as xr

_HEART = ("arterial_mean", "left_atrial_mean", "pulmonary_mean", "right_atrial_mean", "stroke_volume")


@dataclass(frozen=True)
class Pump:
    """What the muscles of both legs did to the blood, beside the heart.

    Attributes
    ----------
    work_J : tuple of float
        Of the left and the right leg's muscles on the blood in their veins.
    heart_work_J : float
        Both ventricles: volume times the mean rise of pressure.
    share_percent : float
        The muscles' part of the work of both.
    outflow_L : float
        Blood that left both legs.
    moving_outflow_L, moving_hours : float
        Of it, what left while leg muscles moved, and for how long they did.
    """

    work_J: Pair
    heart_work_J: float
    share_percent: float
    outflow_L: float
    moving_outflow_L: float
    moving_hours: float


def pump_of_day(result: xr.Dataset, protocol: Protocol) -> Pump:
    """Return the work and the outflow of the muscle pumps in a day."""
    work, heart = _muscle_work(result, protocol), _heart_work(result)
    out = sum(result[f"leg_outflow_{side}"].values.astype(float) for side in LEGS) / 1000.0
    moving = _moving(protocol, np.asarray(result["beat_time"].values, float))
    total = sum(work)
    return Pump(
        work_J=work,
        heart_work_J=heart,
        share_percent=100.0 * total / (total + heart) if total + heart else math.nan,
        outflow_L=float(np.sum(out)),
        moving_outflow_L=float(np.sum(np.asarray(out)[moving])),
        moving_hours=_moving_s(protocol, float(result["time"].values[-1])) / HOUR_S,
    )


def _muscle_work(result: xr.Dataset, protocol: Protocol) -> Pair:
    """Return the muscles' work: of each movement the power in the window nearest to it, times how long it lasted.

    A pace that has no window of its own has that of the movement at another.
    """
    planned = windows(protocol)[: result.sizes.get("window", 0)]
    end, total = float(result["time"].values[-1]), np.zeros(len(LEGS))
    for start, step in zip(protocol.starts(), protocol.steps, strict=True):
        kind = kind_of(step)
        same = [place for place, window in enumerate(planned) if window.kind == kind]
        near = same or [
            place for place, window in enumerate(planned) if kind and movement_of(window.kind) == movement_of(kind)
        ]
        if near and start < end:
            place = min(near, key=lambda place: abs(planned[place].start_s - start))
            total += result["pump_power"].values[place] * min(step.duration_s, end - start)
    return float(total[0]), float(total[1])


def _heart_work(result: xr.Dataset) -> float:
    beats = {name: result[name].values.astype(float) for name in _HEART}
    left = beats["arterial_mean"] - beats["left_atrial_mean"]
    right = beats["pulmonary_mean"] - beats["right_atrial_mean"]
    return float(np.sum(beats["stroke_volume"] * (left + right)) * J_PER_MMHG_ML)


def _moving(protocol: Protocol, times: Floats) -> np.ndarray:
    flags = np.array([bool(kind_of(step)) for step in protocol.steps])
    place = np.searchsorted(protocol.starts(), times, side="left") - 1
    return np.asarray(flags[np.clip(place, 0, len(flags) - 1)])


def _moving_s(protocol: Protocol, end: float) -> float:
    starts = zip(protocol.starts(), protocol.steps, strict=True)
    return sum(max(0.0, min(step.duration_s, end - start)) for start, step in starts if kind_of(step))
