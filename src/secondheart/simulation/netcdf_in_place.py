"""A result's file laid out whole, with room for everything, and written in place.

netCDF-4 with fixed places: after it has been made, samples are written as bytes to where they belong, without the
library. A kill leaves a file that can be read; a full disk is noticed when the room is taken, before the run.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from secondheart._files import whole_or_not
from secondheart.errors import BadFile
from secondheart.results.netcdf import GROWS, IN_DOUBLE

if TYPE_CHECKING:
    import xarray as xr

PIECE = 1 << 20  # bytes written at once
UNFINISHED = "unfinished"  # the attribute of a result that still has room


@dataclass(frozen=True)
class Extent:
    """Where the rows of a variable lie in the file."""

    offset: int
    row: int  # bytes
    rows: int
    kind: str


def lay_out(path: Path, template: xr.Dataset, sizes: Mapping[str, int]) -> None:
    """Make the file of a result: like a template of no length, but as long as `sizes` says, without numbers yet.

    Raises
    ------
    BadFile
        If it cannot be written, or there is not enough room for it.
    """
    try:
        with whole_or_not(path) as part:
            _reserve(part, _bytes(template, sizes))
            _skeleton(part, template, sizes)
            _blank(part, template)
    except OSError as error:
        raise BadFile(f"{path}: no room for the {_bytes(template, sizes) / 1e6:.0f} MB of the day ({error})") from None


def places(path: Path, template: xr.Dataset) -> dict[str, Extent]:
    """Return where everything that grows lies in a file that was laid out."""
    import h5py

    with h5py.File(path, "r") as file:
        return {name: _place(file[name]) for name in growing(template)}


def growing(template: xr.Dataset) -> list[str]:
    """Name the variables of a result that have a row for each sample, beat or look."""
    return [str(name) for name, variable in template.variables.items() if _grows(variable.dims)]


def _grows(dims: tuple[Any, ...]) -> bool:
    return bool(dims) and dims[0] in GROWS


class Filled:
    """An open file with room, into which rows are written."""

    def __init__(self, path: Path, template: xr.Dataset) -> None:
        self.path, self.places = path, places(path, template)
        self.file: BinaryIO = path.open("r+b", buffering=0)

    def write(self, name: str, first: int, rows: Any) -> None:
        """Write rows of a variable from a place on.

        Raises
        ------
        BadFile
            If they cannot be written, or there is no room left for them.
        """
        place = self.places[name]
        if first + len(rows) > place.rows:
            raise BadFile(f"{self.path}: {name} has room for {place.rows} rows, and needs more")
        try:
            self.file.seek(place.offset + first * place.row)
            self.file.write(np.ascontiguousarray(rows, place.kind).tobytes())
        except OSError as error:
            raise BadFile(f"{self.path}: cannot be written ({error.strerror or error})") from error

    def close(self) -> None:
        """Close the file."""
        self.file.close()


def compact(path: Path, used: Mapping[str, int], attributes: Mapping[str, Any]) -> None:
    """Write a laid-out file anew without the room that was not used, compressed; whole or not at all.

    Raises
    ------
    BadFile
        If it cannot be written; the file with room is still there then.
    """
    import h5netcdf

    image = io.BytesIO()  # in memory first: a full disk would crash the library
    with h5netcdf.File(path, "r") as old, h5netcdf.File(image, "w") as new:
        new.dimensions = {name: used.get(name, len(dim)) for name, dim in old.dimensions.items()}
        for name, variable in old.variables.items():
            _copy(variable, new, name, used)
        new.attrs.update({**dict(old.attrs), **attributes})
        del new.attrs[UNFINISHED]
    try:
        with whole_or_not(path) as part:
            part.write_bytes(image.getbuffer())
    except OSError as error:
        raise BadFile(f"{path}: cannot be packed ({error.strerror or error})") from error


def _copy(variable: Any, new: Any, name: str, used: Mapping[str, int]) -> None:
    length = used.get(variable.dimensions[0]) if variable.dimensions else None
    data = variable[:length] if length is not None else variable[...]
    packing = {"compression": "gzip", "compression_opts": 1, "shuffle": True} if length else {}
    created = new.create_variable(name, variable.dimensions, variable.dtype, data=data, **packing)
    created.attrs.update({key: value for key, value in variable.attrs.items() if key != "_FillValue"})


def _shape(variable: Any, sizes: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(sizes.get(dim, length) for dim, length in zip(variable.dims, variable.shape, strict=True))


def _kind(name: str) -> str:
    return "<f8" if name in IN_DOUBLE else "<f4"


def _bytes(template: xr.Dataset, sizes: Mapping[str, int]) -> int:
    numbers = (
        np.dtype(_kind(name)).itemsize * int(np.prod(_shape(template[name], sizes))) for name in growing(template)
    )
    return sum(numbers) + sum(len(str(value)) for value in template.attrs.values())


def _reserve(path: Path, size: int) -> None:
    """Fill a file with so many bytes and take it away again: is there room for them."""
    try:
        with path.open("wb") as file:
            for _ in range(size // PIECE + 1):
                file.write(bytes(PIECE))
    finally:
        path.unlink(missing_ok=True)


def _skeleton(path: Path, template: xr.Dataset, sizes: Mapping[str, int]) -> None:
    import h5netcdf

    with h5netcdf.File(path, "w") as file:
        file.dimensions = {str(dim): sizes.get(str(dim), length) for dim, length in template.sizes.items()}
        for name, variable in template.variables.items():
            created = _variable(file, str(name), variable, sizes)
            created.attrs.update(variable.attrs)
        file.attrs.update({**template.attrs, UNFINISHED: 1})


def _variable(file: Any, name: str, variable: Any, sizes: Mapping[str, int]) -> Any:
    import h5py

    dims = tuple(str(dim) for dim in variable.dims)
    if not _grows(dims):
        text = variable.dtype.kind in "OU"
        kind, data = (
            (h5py.string_dtype(), variable.values.astype(object)) if text else (variable.dtype, variable.values)
        )
        return file.create_variable(name, dims, kind, data=data)
    created = file.create_variable(name, dims, _kind(name), fill_time="never")
    if all(_shape(variable, sizes)):
        created[(0,) * len(dims)] = np.nan  # the first number takes the place of all
    return created


def _blank(path: Path, template: xr.Dataset) -> None:
    """Write what stands for 'not yet' everywhere, so that the disk holds all of it."""
    where = places(path, template)
    with path.open("r+b") as file:
        for place in where.values():
            file.seek(place.offset)
            for piece in _pieces(place):
                file.write(piece)
        file.flush()
        with suppress(OSError):
            os.fsync(file.fileno())


def _pieces(place: Extent) -> Iterator[bytes]:
    size = np.dtype(place.kind).itemsize
    left = place.row * place.rows // size
    while left > 0:
        count = min(left, PIECE // size)
        yield np.full(count, np.nan, place.kind).tobytes()
        left -= count


def _place(dataset: Any) -> Extent:
    rows = dataset.shape[0]
    row = dataset.dtype.itemsize * int(np.prod(dataset.shape[1:]))
    offset = dataset.id.get_offset() if rows * row else 0
    return Extent(int(offset or 0), row, rows, dataset.dtype.str)
