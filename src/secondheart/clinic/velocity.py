"""Velocities in veins, as Doppler ultrasound gives them, from flows and the veins' lumens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from secondheart.person.body import Connection
from secondheart.results.measure import (
    EVERY_SAMPLE,
    EXTREME_S,
    Floats,
    Span,
    flow,
    follow_samples,
    inside,
    middles,
    peaks,
    person_of,
    protocol_of,
    sample_length,
    smooth,
    volume_of,
)

if TYPE_CHECKING:
    import xarray as xr

VISCOSITY = 0.035  # cm2/s, kinematic, of blood as it flows in veins (3.7 mPa s at 1.06 g/mL)
SETTLING = 5.136  # first zero of the Bessel function J2: the slowest mode of a profile whose mean is given
POPLITEAL, FEMORAL = "popliteal_{0}>femoral_lower_{0}", "femoral_lower_{0}>femoral_upper_{0}"  # of a side
BINS = 40  # of a breath


def connection_of(result: xr.Dataset, name: str) -> Connection:
    """Return a connection of the person of a result."""
    return person_of(result).body.ways[name]


def lumen(result: xr.Dataset, name: str, now: slice = EVERY_SAMPLE) -> Floats:
    """Return the lumen of a connection, sample by sample, in cm2; of some samples, or of all.

    The atlas gives it for the unstressed vein. It follows the filling of the vein before or behind it, whichever is
    the fuller: the probe does not lie where a cuff or a muscle has closed the vein.
    """
    connection, body = connection_of(result, name), person_of(result).body
    ends = [volume_of(result, one, now) / body.vessel(one).unstressed for one in (connection.tail, connection.head)]
    return np.asarray(connection.lumen * np.maximum(*ends))


def velocity(result: xr.Dataset, name: str) -> Floats:
    """Return the mean velocity over the lumen of a connection, sample by sample, in cm/s, towards the heart."""
    return np.asarray(flow(result, name) / lumen(result, name))


def fastest_velocity(result: xr.Dataset, name: str) -> Floats:
    r"""Return the velocity in the middle of the lumen of a connection, sample by sample, in cm/s.

    .. math:: v = u + w, \quad \tau \dot w = u - w, \quad \tau = \frac{A}{5.136^2 \, \pi \nu}

    u is the mean over the lumen A. In a steady flow the profile is a parabola, and the fastest thread runs at twice
    the mean; that of a sudden flow is flat at first, and becomes a parabola as fast as friction reaches the middle:
    within a seventh of a second in a popliteal vein. A sluggish breath is shown twofold, a heartbeat or a jet less.
    """
    area = lumen(result, name)
    return fastest_thread(flow(result, name) / area, area, sample_length(result))


def fastest_thread(mean: Floats, lumen_cm2: Floats, sample_s: float) -> Floats:
    """Return the velocity in the middle of a lumen from the mean over it: see `fastest_velocity`."""
    nearer = 1.0 - np.exp(-sample_s * SETTLING**2 * np.pi * VISCOSITY / lumen_cm2)
    return mean + follow_samples(mean, nearer)


def resting_velocity(result: xr.Dataset, name: str, span: Span) -> float:
    """Return the time average of the fastest velocity in the lumen, in cm/s."""
    return float(fastest_velocity(result, name)[inside(middles(result), span)].mean())


def resting_peak(result: xr.Dataset, name: str, span: Span) -> float:
    """Return the mean of the highest velocities of each breath, as means over 0.1 s, in cm/s."""
    course = smooth(result, fastest_velocity(result, name), EXTREME_S)
    return peaks(result, course, inside(middles(result), span), _breath_s(result, span))


def jet(result: xr.Dataset, name: str, span: Span) -> float:
    """Return the highest velocity in a window, as a mean over 0.1 s, in cm/s."""
    course = smooth(result, fastest_velocity(result, name), EXTREME_S)
    return float(course[inside(middles(result), span)].max())


def inspiratory_fall(result: xr.Dataset, name: str, span: Span) -> float:
    """Return by how much the flow falls in the mean breath of a window, in percent of that at the end of expiration.

    A run begins at the end of an expiration where a whole number of breaths fits into six minutes of rest.
    """
    times, values = middles(result), flow(result, name)
    now, breath_s = inside(times, span), _breath_s(result, span)
    place = (times[now] % breath_s / breath_s * BINS).astype(int)
    course = np.bincount(place, values[now], BINS) / np.bincount(place, minlength=BINS)
    return float(100.0 * (1.0 - course.min() / course[-BINS // 10 :].mean()))


def _breath_s(result: xr.Dataset, span: Span) -> float:
    return 60.0 / protocol_of(result).step_at(span[0]).breathing.rate_per_min
