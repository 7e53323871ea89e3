"""The figure of a sweep: each finding over the values that were swept, with its normal range."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from secondheart._files import toml_tables
from secondheart.person import Person
from secondheart.report.colours import series_colour
from secondheart.report.figure_options import USUAL_FIGURE, FigureOptions
from secondheart.report.panels_matplotlib import letter_panels, safe
from secondheart.report.plot import FIGURE_TITLE_LETTERS, WIDTH_IN, figure_class, house_style
from secondheart.report.text import DISCLAIMER, describe_person

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEGS_DASHES = {"left": "-", "right": "--", "": "-"}
LEAST_SPAN = 0.05  # of the values, that a panel shows
MOST_LINES = 8  # of a second quantity: nobody distinguishes more


def sweep_figure(result: xr.Dataset, options: FigureOptions = USUAL_FIGURE) -> Figure:
    """Draw a sweep: a panel for each finding; of a grid, a line for each value of the second quantity.

    Parameters
    ----------
    result : xarray.Dataset
        As `sweep` returns it.
    options : FigureOptions
        Size and style.
    """
    options.require_only("a sweep")
    names = [name for name in result.data_vars if name != "failure"]
    columns = 2 if len(names) > 1 else 1
    rows = -(-len(names) // columns)
    with house_style(options):
        figure = figure_class()(figsize=options.size_in or (WIDTH_IN, 0.9 + 1.7 * rows), layout="constrained")
        panels: list[Axes] = list(figure.subplots(rows, columns, squeeze=False, sharex=True).flat)
        for panel in panels[len(names) :]:
            panel.set_visible(False)
        for panel, name in zip(panels, names, strict=False):
            _draw(panel, result[name])
        _label(panels[: len(names)], columns, result)
        if options.is_paper:
            letter_panels(panels[: len(names)])
            return figure
        person = Person(**toml_tables(str(result.attrs["person"]), "the person of a sweep"))
        figure.suptitle(safe(describe_person(person), FIGURE_TITLE_LETTERS), x=0.01, ha="left", fontsize=8)
        figure.supxlabel(f"band: normal range\n{DISCLAIMER}", fontsize=6.5)
    return figure


def swept_label(attrs: Mapping[str, Any]) -> str:
    """Return the name of a swept quantity with its unit, where it has one.

    Examples
    --------
    >>> swept_label({"long_name": "age_years", "units": "years"}), swept_label({"long_name": "leak", "units": "1"})
    ('age_years [years]', 'leak')
    """
    return f"{attrs['long_name']}" + (f" [{attrs['units']}]" if attrs["units"] not in ("", "1") else "")


def _draw(panel: Axes, values: xr.DataArray) -> None:
    low, high = values.attrs.get("normal_low"), values.attrs.get("normal_high")
    for place, (label, dashes, colour, line) in enumerate(_lines(values)):
        panel.plot(line[0], line[1], dashes, color=series_colour(colour), marker="o", ms=2.5, lw=1.0, label=label)
        if place == 0 and (low is not None or high is not None):
            bottom, top = panel.get_ylim()
            panel.axhspan(
                bottom if low is None else low, top if high is None else high, color="#009E73", alpha=0.15, lw=0
            )
    _widen(panel)
    panel.set_title(str(values.attrs["long_name"]), fontsize=8, loc="left")
    panel.set_ylabel(str(values.attrs["units"]))


def _widen(panel: Axes) -> None:
    """Give a panel a height of at least a twentieth of what it shows: no rounding looks like an effect."""
    bottom, top = panel.get_ylim()
    missing = LEAST_SPAN * max(abs(bottom), abs(top)) - (top - bottom)
    if missing > 0.0:
        panel.set_ylim(bottom - 0.5 * missing, top + 0.5 * missing)


def _lines(values: xr.DataArray) -> Iterator[tuple[str, str, int, tuple[Any, Any]]]:
    """Yield label, dashes, number of the colour and the points of each line; of equal legs one."""
    first, *others = [str(dim) for dim in values.dims if dim != "side"]
    flat = values.stack(other=others) if others else values.expand_dims(other=[""])
    for place in range(min(flat.sizes["other"], MOST_LINES)):
        one = flat.isel(other=place)
        point = one["other"].values.item()
        words = ", ".join(f"{dim} {value:g}" for dim, value in zip(others, point, strict=True)) if others else ""
        legs = {str(side): one.sel(side=side) for side in one["side"].values} if "side" in one.dims else {"": one}
        drawn = [curve.values for curve in legs.values()]
        alike = all((abs(curve - drawn[0]) <= 1e-3 * abs(drawn[0]).max()).all() for curve in drawn)
        for side, curve in list(legs.items())[: 1 if alike else None]:
            label = ", ".join(filter(None, (words, "" if alike or not side else f"{side} leg")))
            yield label, LEGS_DASHES[side], place, (curve[first].values, curve.values)


def _label(panels: list[Axes], columns: int, result: xr.Dataset) -> None:
    first = next(str(dim) for dim in result.dims if dim != "side")
    attrs = result[first].attrs
    for panel in panels[-columns:]:
        panel.tick_params(labelbottom=True)
        panel.set_xlabel(swept_label(attrs))
    if len(panels[0].get_legend_handles_labels()[1]) > 1:
        panels[0].legend(fontsize=6)
