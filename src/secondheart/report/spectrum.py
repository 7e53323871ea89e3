"""A Doppler spectrum: how many of the blood cells in the lumen run how fast, moment by moment."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from secondheart.report import panels_matplotlib
from secondheart.results.measure import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LETTERS_OF_SPECTRUM = 46  # in a line of its title
SPECTRUM_ROWS = 220  # velocities of the image
BLUR_SHARE = 0.012  # of the range of velocities: what a real spectrum is broadened by, for the eye only (assumed)
FAINTER = 0.12  # how much a wide spectrum is fainter than a narrow one: less than it is, so that it is seen (assumed)
SQUEEZED, REVERSE = "#6FB7E9", "#FFB454"
LEAST_CM_S = 6.0  # of the scale on either side, so that noughts stay noughts


@dataclass(frozen=True)
class Spectrum:
    """What one probe shows; times from the release, velocities in cm/s, positive towards the heart."""

    title: str
    times_s: Floats
    mean: Floats
    fastest: Floats
    squeeze: tuple[float, float, str]
    reflux: tuple[float, float] | None
    peak: tuple[float, float] | None
    words: str


def shades(mean: Floats, fastest: Floats, velocities: Floats) -> NDArray[np.float64]:
    """Return the brightness of each velocity at each moment, 0 to 1, velocities in rows.

    The velocities of a profile between a parabola and a plug lie evenly between that of the slowest thread, 2 u - w,
    and that of the fastest, w, where u is their mean: exact for both ends.
    """
    low, high = np.minimum(fastest, 2.0 * mean - fastest), np.maximum(fastest, 2.0 * mean - fastest)
    blur = BLUR_SHARE * float(np.ptp(velocities))
    above, below = ((velocities[:, None] - edge[None, :]) / blur for edge in (low, high))
    inside = 0.5 * (np.tanh(above) - np.tanh(below))
    return np.asarray(inside * (blur / (high - low + blur))[None, :] ** FAINTER)


def draw_spectrum(axes: Axes, one: Spectrum) -> None:
    """Draw a spectrum with its squeeze, its release and its reflux."""
    top = max(float(one.fastest.max()), LEAST_CM_S) * 1.15
    bottom = min(float(one.fastest.min()) * 1.3, -LEAST_CM_S, -0.3 * top)  # room for the squeeze below the line
    velocities = np.linspace(bottom, top, SPECTRUM_ROWS)
    image = shades(one.mean, one.fastest, velocities)
    edges = float(one.times_s[0]), float(one.times_s[-1])
    axes.imshow(
        image, aspect="auto", origin="lower", extent=(*edges, bottom, top), cmap="gray", vmin=0.0, vmax=1.0,
        interpolation="bilinear", rasterized=True,
    )  # fmt: skip
    axes.axhline(0.0, color="0.6", lw=0.5)
    start, stop, symbol = one.squeeze
    axes.axvspan(start, stop, ymin=0.0, ymax=0.05, color=SQUEEZED, lw=0)
    axes.axvline(stop if symbol == "squeeze" else start, color=SQUEEZED, lw=0.7, ls=":")
    small: dict[str, Any] = {"fontsize": 6, "color": SQUEEZED, "va": "bottom"}
    axes.text(start, bottom + 0.06 * (top - bottom), symbol, ha="left", **small)
    _draw_reflux(axes, one, (bottom, top))
    title = panels_matplotlib.safe(one.title, 2 * LETTERS_OF_SPECTRUM)
    axes.set_title(textwrap.fill(title, LETTERS_OF_SPECTRUM), fontsize=7)
    axes.set_ylabel("cm/s", fontsize=6)
    axes.tick_params(labelsize=6)
    axes.set_xlim(*edges)
    axes.set_ylim(bottom, top)


def _draw_reflux(axes: Axes, one: Spectrum, ends: tuple[float, float]) -> None:
    colour = REVERSE if one.reflux else "0.75"
    if one.reflux:
        height = 0.93 * ends[0]
        arrow = {"arrowstyle": "<->", "color": REVERSE, "lw": 0.9, "shrinkA": 0, "shrinkB": 0}
        last = min(one.reflux[1], float(one.times_s[-1]))
        axes.annotate("", (last, height), (one.reflux[0], height), arrowprops=arrow)
    if one.peak:
        axes.plot(*one.peak, "o", ms=3.5, color=REVERSE, fillstyle="none")
    axes.text(0.985, 0.95, one.words, transform=axes.transAxes, ha="right", va="top", fontsize=6, color=colour)
