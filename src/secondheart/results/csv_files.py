"""Tables as CSV files, for spreadsheets and for programs that read no netCDF."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from secondheart._files import whole_or_not
from secondheart.errors import BadFile
from secondheart.results.measure import Floats, Span
from secondheart.variables import KEY_VESSELS, VARIABLES_BEATS

if TYPE_CHECKING:
    import xarray as xr

BY_VESSEL = ("pressure", "transmural", "volume", "saturation")  # a column for each vessel
DIGITS = 7  # of a number: what single precision has


def save_table(headers: Sequence[str], rows: Iterable[Sequence[object]], path: Path) -> None:
    """Write a table as CSV, whole or not at all; numbers in seven digits, nothing where there is none.

    Raises
    ------
    BadFile
        If it cannot be written.
    """
    try:
        with whole_or_not(path) as unfinished, unfinished.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(headers)
            writer.writerows([_text(cell) for cell in row] for row in rows)
    except OSError as error:
        raise BadFile(f"{path}: cannot be written ({error.strerror or error})") from error


def _text(cell: object) -> object:
    if isinstance(cell, float):
        return "" if np.isnan(cell) else f"{cell:.{DIGITS}g}"
    return "" if cell is None else cell


def save_columns(columns: Mapping[str, Floats], path: Path) -> None:
    """Write columns of one length as CSV."""
    save_table(tuple(columns), zip(*(values.tolist() for values in columns.values()), strict=True), path)


def sample_columns(
    result: xr.Dataset, vessels: Sequence[str] | None = None, span: Span | None = None
) -> dict[str, Floats]:
    """Return the samples of a result as columns with their units: time, and what is recorded of each vessel.

    Parameters
    ----------
    result : xarray.Dataset
    vessels : sequence of str, optional
        Full names; left out, the key vessels that the result holds.
    span : tuple of float, optional
        From when to when. [s]
    """
    part = result if span is None else result.sel(time=slice(span[0], span[1] + 1e-9))
    held = set(result["vessel"].values.tolist())
    names = [name for name in (vessels if vessels is not None else KEY_VESSELS) if name in held]
    columns = {"time [s]": np.asarray(part["time"].values, float)}
    for variable in (name for name in BY_VESSEL if name in result):
        unit = part[variable].attrs["units"]
        for vessel in names:
            columns[f"{variable} {vessel} [{unit}]"] = np.asarray(part[variable].sel(vessel=vessel).values, float)
    if "swelling" in part:
        for region in part["region"].values.tolist():
            columns[f"swelling {region} [mL]"] = np.asarray(part["swelling"].sel(region=region).values, float)
    return columns


def beat_columns_of(result: xr.Dataset, span: Span | None = None) -> dict[str, Floats]:
    """Return the values of each beat of a result as columns with their units."""
    times = np.asarray(result["beat_time"].values, float)
    now = np.ones(times.size, bool) if span is None else (times >= span[0]) & (times <= span[1])
    return {f"{one.name} [{one.unit}]": np.asarray(result[one.name].values, float)[now] for one in VARIABLES_BEATS}


def beside(path: Path, what: str) -> Path:
    """Return the name of a second table that belongs to a first.

    Examples
    --------
    >>> beside(Path("walk.csv"), "beats").name
    'walk-beats.csv'
    """
    return path.with_name(f"{path.stem}-{what}{path.suffix}")


def save_result_csv(
    result: xr.Dataset, path: Path, vessels: Sequence[str] | None = None, span: Span | None = None
) -> list[Path]:
    """Write a result as two tables, samples and beats; return where they are."""
    beats = beside(path, "beats")
    save_columns(sample_columns(result, vessels, span), path)
    save_columns(beat_columns_of(result, span), beats)
    return [path, beats]
