"""Strips: what the instrument of a clinical test prints, with the measured points on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from secondheart.clinic import TESTS, Examination, Finding
from secondheart.clinic.trace import Mark, Trace
from secondheart.report import panels_matplotlib
from secondheart.report.figure_options import USUAL_FIGURE, FigureOptions
from secondheart.report.moments import Band, room_for
from secondheart.report.plot import (
    FIGURE_TITLE_LETTERS,
    MINUTES_FROM_S,
    WIDTH_IN,
    figure_class,
    findings_figure,
    house_style,
)
from secondheart.report.spectrum import Spectrum, draw_spectrum
from secondheart.report.text import DISCLAIMER, describe_person, format_difference, format_number
from secondheart.results import measure
from secondheart.variables import quantity_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

STRIP_IN, SPECTRUM_IN, HEAD_IN = 1.9, 1.15, 0.75  # heights
MARK_COLOUR, LABEL_BOX = "#B23B00", {"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.6}
SHORT_SHARE = 0.03  # of the width; a shorter level is a bar with its words beside it
EDGE_SHARE = 0.08  # of the width; words so near to an end begin or end with their level
WORDS_FROM, WORDS_TO, WORDS_HIGH = 0.02, 0.14, 0.12  # of the width and the height: room of words beside a level
SAME_SHARE = 0.01  # of the height of a strip; legs that differ by less are drawn once
STRAIN = "strain"
ABREAST = 2  # spectra in a row

Pair = tuple[float, float]


@dataclass(frozen=True)
class Strip:
    """One strip: a trace, the words on its marks, and what it is called."""

    title: str
    trace: Trace
    words: Mapping[str, str]


def strip_figure(done: Sequence[Examination], options: FigureOptions = USUAL_FIGURE) -> Figure:
    """Draw the strips of some tests, one under the other; of tests that mark nothing, their findings.

    Parameters
    ----------
    done : sequence of Examination
        As `ClinicalTest.examine` returns them.
    options : FigureOptions
        Stretch of time, size and style; spectra have a stretch of their own.
    """
    if not any(trace.marks for one in done for trace in one.strips):
        return findings_figure([finding for one in done for finding in one.findings])
    with house_style(options):
        strips = [strips_of(one) for one in done]
        heights = [_height(some) for some in strips]
        size = options.size_in or (WIDTH_IN, sum(heights) + 0.3)
        figure = figure_class()(figsize=size, layout="constrained")
        parts = figure.subfigures(len(done), 1, height_ratios=heights, squeeze=False)[:, 0]
        for part, one, some in zip(parts, done, strips, strict=True):
            if not options.is_paper:
                part.suptitle(_head(one), x=0.01, ha="left", fontsize=9)
            _draw_spectra(part, some) if _is_spectral(some) else _draw_strips(part, some, one, options)
        if not options.is_paper:
            figure.supxlabel(DISCLAIMER, fontsize=6.5)
    return figure


def strips_of(one: Examination) -> list[Strip]:
    """Return the strips of a test, both legs as one where they do not differ."""
    strips: list[Strip] = []
    for trace in sorted(one.strips, key=lambda trace: _first_place(one, trace)):
        strip = Strip(trace.label, trace, _words(one.findings, trace))
        last = strips[-1] if strips else None
        if last and last.trace.quantity == trace.quantity and _alike(last, strip):
            strips[-1] = Strip(f"{trace.quantity}, both legs", last.trace, last.words)
        else:
            strips.append(strip)
    return strips


def _first_place(one: Examination, trace: Trace) -> int:
    """Return where the first trace of the same quantity stands, so that legs come together."""
    return next(place for place, other in enumerate(one.strips) if other.quantity == trace.quantity)


def _alike(one: Strip, other: Strip) -> bool:
    left, right = one.trace.values, other.trace.values
    if one.trace.fastest is not None:  # a screen without reflux looks as another
        return len(one.trace.marks) == len(other.trace.marks) == 1
    if left.shape != right.shape or one.words != other.words:
        return False
    return bool(np.abs(left - right).max() <= SAME_SHARE * max(float(np.ptp(left)), 1e-9))


def _words(findings: Sequence[Finding], trace: Trace) -> dict[str, str]:
    """Return what stands beside each mark: its symbol, and the value of its finding with its unit."""
    values = {one.name: one for one in findings if one.side in (trace.side, "both")}
    words = {}
    for mark in trace.marks:
        finding = values.get(mark.finding)
        value, unit = (finding.value, finding.unit) if finding else (mark.start, trace.unit)
        show = format_difference if mark.finding.endswith("_change") else format_number
        number = show(value, quantity_of(mark.finding).digits if finding else 0)
        words[_key(mark)] = f"{mark.symbol} {number} {unit.removeprefix('1')}"
    return words


def _key(mark: Mark) -> str:
    return f"{mark.finding}/{mark.symbol}/{mark.start_s:g}"


def _is_spectral(strips: Sequence[Strip]) -> bool:
    return any(one.trace.fastest is not None for one in strips)


def _height(strips: Sequence[Strip]) -> float:
    if _is_spectral(strips):
        return HEAD_IN + SPECTRUM_IN * -(-len(strips) // ABREAST)
    return HEAD_IN + STRIP_IN * len(strips)


def _head(one: Examination) -> str:
    person = describe_person(measure.person_of(one.result))
    return f"{TESTS[one.test].title}\n{panels_matplotlib.safe(person, FIGURE_TITLE_LETTERS)}"


def _draw_strips(part: Figure | SubFigure, strips: Sequence[Strip], one: Examination, options: FigureOptions) -> None:
    axes = part.subplots(len(strips), 1, squeeze=False, sharex=True)[:, 0]
    span = options.span(float(strips[0].trace.times_s[-1]))
    scale = 60.0 if span[1] - span[0] > MINUTES_FROM_S else 1.0
    for panel, strip in zip(axes, strips, strict=True):
        panel.set_xlim(span[0] / scale, span[1] / scale)
        _draw_trace(panel, strip, scale)
        _draw_parts(panel, one.parts_of(strip.trace), scale)
    axes[-1].set_xlabel("time [min]" if scale > 1.0 else "time [s]")


def _draw_trace(axes: Axes, strip: Strip, scale: float) -> None:
    trace = strip.trace
    axes.plot(trace.times_s / scale, trace.values, color="black", lw=0.8)
    low, high = _limits(trace)
    axes.set_ylim(low - 0.18 * (high - low), high + 0.25 * (high - low))
    axes.set_title(panels_matplotlib.safe(strip.title, FIGURE_TITLE_LETTERS), fontsize=8)
    axes.set_ylabel(trace.unit)
    for mark in trace.marks:
        _draw_mark(axes, trace, mark, strip.words[_key(mark)], scale)


def _limits(trace: Trace) -> tuple[float, float]:
    ends = [end for mark in trace.marks for end in (mark.start, mark.stop)]
    low, high = (float(of([of(trace.values), *ends])) for of in (np.nanmin, np.nanmax))
    return low, high if high > low else low + 1.0


def _draw_mark(axes: Axes, trace: Trace, mark: Mark, words: str, scale: float) -> None:
    """Draw a point, a height as an arrow with two heads, or a line from one point to another."""
    begin, end = axes.get_xlim()
    width = end - begin
    if mark.stop_s / scale < begin or mark.start_s / scale > end:
        return
    x, y = (max(mark.start_s / scale, begin), min(mark.stop_s / scale, end)), (mark.start, mark.stop)
    style: dict[str, Any] = {"color": MARK_COLOUR, "fontsize": 6.5, "bbox": LABEL_BOX, "zorder": 6}
    short_level = x[0] != x[1] and x[1] - x[0] < SHORT_SHARE * width
    if x[0] == x[1] and y[0] == y[1]:
        axes.plot(x[:1], y[:1], "o", ms=4, color=MARK_COLOUR, fillstyle="none", zorder=5)
    elif short_level:
        axes.plot(x, y, color=MARK_COLOUR, lw=1.6, solid_capstyle="butt", zorder=5)
    else:
        arrows = {"arrowstyle": "<->", "color": MARK_COLOUR, "lw": 1.0, "shrinkA": 0, "shrinkB": 0}
        axes.annotate("", (x[1], y[1]), (x[0], y[0]), arrowprops=arrows, zorder=5)
    at, place, anchor, leader = _place_of_words(trace, x, y, (begin, end), scale, short_level)
    if leader:
        style["arrowprops"] = {"arrowstyle": "-", "color": MARK_COLOUR, "lw": 0.5, "shrinkA": 0, "shrinkB": 0}
    axes.annotate(words, at, place, textcoords="offset points", ha=anchor[0], va=anchor[1], **style)


def _place_of_words(
    trace: Trace, x: Pair, y: Pair, ends: Pair, scale: float, short_level: bool
) -> tuple[Pair, Pair, tuple[str, str], bool]:
    """Return where the words of a mark stand: point, offset, alignment, and whether a line leads to them."""
    begin, width = ends[0], ends[1] - ends[0]
    if x[0] == x[1] and y[0] == y[1]:
        return (x[0], y[0]), (5, -3), ("left", "top"), False
    if short_level and _is_free(trace, x[1], y[0], width, scale):
        return (x[1], y[0]), (8, 1), ("left", "top"), False
    if short_level:
        return (x[0], y[0]), (-22, 0), ("right", "center"), True
    if x[0] == x[1]:
        right = y[1] < y[0] and x[0] < begin + 0.85 * width  # beside the fall; a height from below stands on the left
        return (x[0], sum(y) / 2.0), (4 if right else -4, 0), ("left" if right else "right", "center"), False
    there, edge = sum(x) / 2.0, "center"
    if there - begin < EDGE_SHARE * width:
        there, edge = x[0], "left"
    elif ends[1] - there < EDGE_SHARE * width:
        there, edge = x[1], "right"
    return (there, sum(y) / 2.0), (0, 3), (edge, "bottom"), False


def _is_free(trace: Trace, x: float, y: float, width: float, scale: float) -> bool:
    """Say whether no curve runs where words to the right of a level, and below it, would stand."""
    low, high = _limits(trace)
    times = trace.times_s / scale
    near = trace.values[(times > x + WORDS_FROM * width) & (times < x + WORDS_TO * width)]
    return not bool(((near > y - WORDS_HIGH * (high - low)) & (near < y + 0.01 * (high - low))).any())


def _draw_parts(axes: Axes, parts: Sequence[tuple[str, float, float]], scale: float) -> None:
    """Write above the trace what is done, where there is room, and draw a line where the next part begins."""
    begin, end = (edge * scale for edge in axes.get_xlim())
    for _, start, _ in parts:
        if begin < start < end:
            axes.axvline(start / scale, **panels_matplotlib.FAINT)
    style: dict[str, Any] = {"ha": "center", "va": "top", "fontsize": 6, "color": "0.35"}
    bands = [Band(label, start, stop) for label, start, stop in parts]
    for band, middle in room_for(bands, end, panels_matplotlib.LETTER_WIDTH / 1.2, begin):
        axes.text(middle / scale, 0.99, band.label, transform=axes.get_xaxis_transform(), **style)


def _draw_spectra(part: Figure | SubFigure, strips: Sequence[Strip]) -> None:
    """Draw the spectra two abreast, those with reflux first; time runs from the release of the squeeze."""
    strips = sorted(strips, key=lambda one: one.trace.quantity not in _refluxing(strips))
    rows = -(-len(strips) // ABREAST)
    axes = part.subplots(rows, ABREAST, squeeze=False).ravel()
    for panel, strip in zip(axes, strips, strict=False):
        draw_spectrum(panel, _spectrum(strip))
    for panel in axes[len(strips) :]:
        panel.set_visible(False)
    for panel in axes[max(len(strips) - ABREAST, 0) : len(strips)]:
        panel.set_xlabel("time from the release [s]")


def _refluxing(strips: Sequence[Strip]) -> set[str]:
    return {one.trace.quantity for one in strips if len(one.trace.marks) > 1}


def _spectrum(strip: Strip) -> Spectrum:
    """Return what a spectrum shows of a strip."""
    trace = strip.trace
    squeeze, *reflux = trace.marks
    zero = squeeze.start_s if squeeze.symbol == STRAIN else squeeze.stop_s
    marks = {mark.symbol: mark for mark in reflux}
    return Spectrum(
        title=strip.title,
        times_s=trace.times_s - zero,
        mean=trace.values,
        fastest=trace.values if trace.fastest is None else trace.fastest,
        squeeze=(squeeze.start_s - zero, squeeze.stop_s - zero, squeeze.symbol),
        reflux=(marks["reflux"].start_s - zero, marks["reflux"].stop_s - zero) if marks else None,
        peak=(marks["peak"].start_s - zero, marks["peak"].start) if marks else None,
        words=", ".join(strip.words[_key(mark)] for mark in reflux) or "no reflux",
    )
