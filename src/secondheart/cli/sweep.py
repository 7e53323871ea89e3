"""secondheart sweep: a person examined over a range of values."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from string import ascii_uppercase
from typing import TYPE_CHECKING, Annotated, Any

import typer

from secondheart.cli import options
from secondheart.cli.output import emit, emit_json, save_output, writable, write_text
from secondheart.cli.pictures import SheetAsked, pictures_of
from secondheart.cli.shared import progress_bar

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.figure import Figure
    from rich.console import RenderableType

    from secondheart.report.figure_options import FigureOptions


@options.takes(SheetAsked)
@options.takes_person
def sweep_values(
    axes: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME=RANGE...",
            help="What is swept, over FIRST:LAST:COUNT or a list of values: leaking-deep=0:1:11, age_years=20,50,80, "
            "soleal_sinuses.compliance=0.4:0.8:5, 'leg.vein.*.compliance=x0.5:x1:6' (factors) or "
            "bandage-elastic=10:60:6. Several make a grid.",
        ),
    ],
    person: options.Asked,
    drawing: SheetAsked,
    test: Annotated[
        list[str] | None,
        typer.Option("--test", metavar="NAME", help="A clinical test (secondheart list tests); may be repeated."),
    ] = None,
    run: Annotated[
        list[str] | None,
        typer.Option("--run", metavar="PROTOCOL", help="A protocol, of which the means are printed; may be repeated."),
    ] = None,
    tourniquet: options.Tourniquet = None,
    device: options.Device = None,
    angle: options.Angle = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="OUT.nc", help="Save the result as netCDF; the same call continues a stopped one."
        ),
    ] = None,
    table: options.Tables = None,
    as_json: options.Json = False,
) -> None:
    """Examine a person over a range of values of one quantity or several, and print how the findings change."""
    from secondheart.cli.inputs import plan_of
    from secondheart.people.sweep import parse_axis, sweep, swept_people

    who, ways = person.build(), [parse_axis(text) for text in axes]
    path, sheet = writable(output, options.RESULT_ENDINGS), writable(table, (".csv",))
    swept_people(who, ways)  # refused now, not after the stepper is compiled
    look = drawing.options()
    pictures = pictures_of(drawing.plot, None, look.resolution_dpi)
    measures = [*(test or ()), *(plan_of(text, who).protocol for text in run or ())] or ["avp"]
    asked: dict[str, Any] = {"tourniquet": tourniquet, "device": device, "angle": angle}
    with progress_bar("sweep") as progress:
        try:
            result = sweep(who, ways, measures, output=path, progress=progress, **asked)
        except KeyboardInterrupt as stop:
            again = f"the same call continues {output}" if output else "nothing was kept, as no -o OUT.nc was given"
            raise KeyboardInterrupt(f"interrupted; {again}") from stop
    if sheet:
        save_output(lambda place: save_sweep_csv(result, place), sheet)
    pictures.write(lambda: _figure(result, look), str)
    if as_json:
        emit_json(sweep_object(result))
    else:
        emit(sweep_report(result, [path for path in (output, table, drawing.plot) if path]))


def _wide(result: xr.Dataset) -> xr.Dataset:
    """Return a sweep with a variable for each side of a finding."""
    wide: dict[str, xr.DataArray] = {}
    for name, values in result.data_vars.items():
        if "side" in values.dims:
            wide |= {f"{name}_{side}": values.sel(side=side, drop=True) for side in result["side"].values}
        else:
            wide[str(name)] = values
    return result.drop_vars(list(result.data_vars)).drop_vars("side", errors="ignore").assign(wide)


def _figure(result: xr.Dataset, look: FigureOptions) -> Figure:
    from secondheart.report.sweep_plot import sweep_figure

    return sweep_figure(result, look)


def save_sweep_csv(result: xr.Dataset, path: Path) -> None:
    """Write a sweep as CSV, a row for each value."""
    write_text(_wide(result).to_dataframe().to_csv(), path)


def sweep_object(result: xr.Dataset) -> dict[str, Any]:
    """Return a sweep for JSON."""
    wide = _wide(result)
    rows = wide.to_dataframe().reset_index().to_dict("records")
    return {
        "person": result.attrs["person"],
        "units": {str(name): str(values.attrs.get("units", "")) for name, values in wide.variables.items()},
        "rows": [{key: None if value != value else value for key, value in row.items()} for row in rows],
    }


def sweep_report(result: xr.Dataset, written: Sequence[Path] = ()) -> str:
    """Return the report of a sweep: what the columns are, and a row for each value."""
    from secondheart.cli.tables import render
    from secondheart.report.text import DISCLAIMER

    columns = list(_columns(result))
    lines = [f"{column.letters:<3}{column.label}" for column in columns]
    failures = [str(one) for one in result["failure"].values.flat if one] if "failure" in result else []
    notes = [f"{len(failures)} of {result['failure'].size} runs failed: {failures[0]}"] if failures else []
    marked = ["!: outside the normal range"] if any("!" in cell for one in columns for cell in one.cells) else []
    notes += [*marked, *(f"written: {path}" for path in written)]
    return render("\n".join([*lines, ""]), _table(result, columns), "", *notes, DISCLAIMER)


@dataclass(frozen=True)
class SweepColumn:
    """A finding, of one leg or of both where they agree, as a column of the table."""

    letters: str
    label: str
    cells: list[str]


def _columns(result: xr.Dataset) -> Iterator[SweepColumn]:
    """Yield a column for each finding, and two where the legs differ by more than is shown."""
    from secondheart.variables import QUANTITIES

    letters = (f"{first}{last}".strip() for first in (" ", *ascii_uppercase) for last in ascii_uppercase)
    for name, values in result.data_vars.items():
        if name == "failure":
            continue
        digits = QUANTITIES[str(name)].digits if str(name) in QUANTITIES else 1
        sides = result["side"].values.tolist() if "side" in values.dims else [""]
        legs = {side: values.sel(side=side) if side else values for side in sides}
        cells = {side: [_cell(value, digits, values.attrs) for value in one.values.flat] for side, one in legs.items()}
        alike = all(row == cells[sides[0]] for row in cells.values())
        for side in sides[: 1 if alike else None]:
            words = f"{'' if alike else f'{side} leg: '}{values.attrs['long_name']} [{values.attrs['units']}]"
            yield SweepColumn(next(letters), words + _normal(values.attrs), cells[side])


def _cell(value: float, digits: int, limits: dict[str, Any]) -> str:
    from secondheart.report.text import format_number

    outside = value < limits.get("normal_low", -math.inf) or value > limits.get("normal_high", math.inf)
    return f"{format_number(value, digits)}{'!' if outside else ' '}"


def _normal(limits: dict[str, Any]) -> str:
    from secondheart.report.text import band

    text = band(limits.get("normal_low"), limits.get("normal_high"))
    return "" if text == "-" else f", normal {text}"


def _table(result: xr.Dataset, columns: Sequence[SweepColumn]) -> RenderableType:
    """Return a table, or several that each fit the terminal, with the swept values first."""
    from secondheart.cli.tables import build_table, format_cell
    from secondheart.report.sweep_plot import swept_label

    dims = [str(dim) for dim in result.dims if dim != "side"]
    heads = [swept_label(result[dim].attrs) for dim in dims]
    points = [list(map(format_cell, point)) for point in product(*(result[dim].values.tolist() for dim in dims))]
    rows = [[*point, *(one.cells[place] for one in columns)] for place, point in enumerate(points)]
    heads += [f"{one.letters} " for one in columns]
    return build_table(heads, rows, range(len(heads)), keys=len(dims))
