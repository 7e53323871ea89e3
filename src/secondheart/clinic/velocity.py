"""Velocities in veins, as Doppler ultrasound gives them, from flows and the veins' lumens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from secondheart.clinic.measure import Floats, Span, flow, inside, middles, peaks, person_of, protocol_of, smooth
from secondheart.person.body import Connection

if TYPE_CHECKING:
    import xarray as xr

STEADY_PROFILE = 2.0  # fastest over mean velocity: a parabola, the profile of a steady flow
SHORTLY_S = 0.1  # what an examiner can read as a peak
BINS = 40  # of a breath


def connection_of(result: xr.Dataset, name: str) -> Connection:
    """Return a connection of the person of a result."""
    return next(one for one in person_of(result).body.connections if one.name == name)


def lumen(result: xr.Dataset, name: str) -> Floats:
    """Return the lumen of a connection, sample by sample, in cm2.

    The atlas gives it for the unstressed vein. It follows the filling of the vein before or behind it, whichever is
    the fuller: the probe does not lie where a cuff or a muscle has closed the vein.
    """
    connection, body = connection_of(result, name), person_of(result).body
    ends = [
        np.asarray(result["volume"].sel(vessel=one).values, float) / body.vessel(one).unstressed
        for one in (connection.tail, connection.head)
    ]
    return np.asarray(connection.lumen * np.maximum(*ends))


def velocity(result: xr.Dataset, name: str) -> Floats:
    """Return the mean velocity over the lumen of a connection, sample by sample, in cm/s, towards the heart."""
    return np.asarray(flow(result, name) / lumen(result, name))


def resting_velocity(result: xr.Dataset, name: str, span: Span) -> float:
    """Return the time average of the fastest velocity in the lumen, of a flow with a parabolic profile, in cm/s."""
    now = inside(middles(result), span)
    return STEADY_PROFILE * float(velocity(result, name)[now].mean())


def resting_peak(result: xr.Dataset, name: str, span: Span) -> float:
    """Return the mean of the highest velocities of each breath, with a parabolic profile, in cm/s."""
    now = inside(middles(result), span)
    course = smooth(result, velocity(result, name), SHORTLY_S)
    return STEADY_PROFILE * peaks(result, course, now, _breath_s(result, span))


def jet(result: xr.Dataset, name: str, span: Span) -> float:
    """Return the highest velocity in a window, as a mean over 0.1 s, in cm/s; the profile of a sudden jet is flat."""
    course = smooth(result, velocity(result, name), SHORTLY_S)
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
