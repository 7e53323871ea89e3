"""What a run holds beside the blood, where it was asked for: how the legs swell, and how much oxygen the blood has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from secondheart.anatomy import CALF, LEG_REGIONS, LEGS
from secondheart.clinic import Finding
from secondheart.report.colours import series_colour
from secondheart.report.moments import END_WINDOW_S
from secondheart.report.panels import ML, LabelledRun, Panel, PlotLine, panels
from secondheart.report.text import format_number
from secondheart.results import measure
from secondheart.results.measure import Floats

if TYPE_CHECKING:
    import xarray as xr

SWOLLEN = {"lower_leg_swelling": ("a lower leg", CALF), "foot_swelling": ("a foot", ("foot",))}
# finding: what it is called, the vessels, the colour of its curve (red blood and blue)
SATURATIONS = {
    "arterial_saturation": ("arteries", ("ascending_aorta",), series_colour(1)),
    "mixed_venous_saturation": ("right atrium", ("right_atrium",), series_colour(0)),
    "leg_venous_saturation": ("from the legs", ("common_femoral_left", "common_femoral_right"), series_colour(3)),
}


def included_findings(result: xr.Dataset) -> list[Finding]:
    """Return what a run ends with: fluid gained by the legs, and saturations as means of its last 10 s."""
    findings = []
    if "swelling" in result:
        findings += [
            Finding(name=name, value=float(_fluid(result, parts, side)[-1]), unit="mL", side=side, test="run")
            for name, (_, parts) in SWOLLEN.items()
            for side in LEGS
        ]
    last = measure.inside(measure.middles(result), _end(result))
    for name, (_, vessels, _) in SATURATIONS.items():
        percent = _saturation(result, vessels)
        if percent is not None:
            findings.append(Finding(name=name, value=float(percent[last].mean()), unit="%", side="both", test="run"))
    return findings


def included_fields(result: xr.Dataset) -> Iterator[tuple[str, str]]:
    """Yield a line on swelling and one on oxygen, each where it was simulated."""
    findings = included_findings(result)
    gained = [
        f"{words} {_format_legs(findings, name)} mL" for name, (words, _) in SWOLLEN.items() if _of(findings, name)
    ]
    if gained:
        yield "swelling", f"{', '.join(gained)} more than at the start"
    ends = [(words, _of(findings, name)) for name, (words, *_) in SATURATIONS.items()]
    percent = [f"{format_number(values[0], 1)} % {words}" for words, values in ends if values]
    if percent:
        yield "oxygen", f"saturation at the end: {', '.join(percent)}"


def all_panels(cases: Sequence[LabelledRun], side: str) -> list[Panel]:
    """Return the panels over time, with those of what a single run holds beside the blood."""
    return [*panels(cases, side), *(included_panels(cases[0].result, side) if len(cases) == 1 else ())]


def included_panels(result: xr.Dataset, side: str) -> Iterator[Panel]:
    """Yield the curves of a leg's swelling and of the blood's saturation, each where it was simulated."""
    times = np.asarray(result["time"].values, float)
    if "swelling" in result:
        lines = [
            PlotLine(part.replace("_", " "), times, _fluid(result, (part,), side), series_colour(place), part)
            for place, part in enumerate(LEG_REGIONS)
        ]
        yield Panel("swelling", "fluid gained by the tissue of the leg", ML, tuple(lines))
    curves = [(words, _saturation(result, vessels), colour) for words, vessels, colour in SATURATIONS.values()]
    lines = [PlotLine(words, times, percent, colour, words) for words, percent, colour in curves if percent is not None]
    if lines:
        yield Panel("oxygen", "oxygen saturation of the blood", "%", tuple(lines))


def _fluid(result: xr.Dataset, parts: tuple[str, ...], side: str) -> Floats:
    regions = [f"{part}_{side}" for part in parts]
    return np.asarray(result["swelling"].sel(region=regions).sum("region").values, float)


def _saturation(result: xr.Dataset, vessels: tuple[str, ...]) -> Floats | None:
    """Return the mean saturation of vessels in percent; None where it was not simulated or recorded."""
    if "saturation" not in result or not set(vessels) <= set(result["vessel"].values.tolist()):
        return None
    return np.asarray(100.0 * result["saturation"].sel(vessel=list(vessels)).mean("vessel").values, float)


def _end(result: xr.Dataset) -> tuple[float, float]:
    stop = float(result["time"].values[-1])
    return max(stop - END_WINDOW_S, 0.0), stop


def _of(findings: list[Finding], name: str) -> list[float]:
    return [finding.value for finding in findings if finding.name == name and finding.value is not None]


def _format_legs(findings: list[Finding], name: str) -> str:
    left, right = (format_number(value, 1) for value in _of(findings, name))
    return left if left == right else f"{left} (left) and {right} (right)"
