"""Garments and devices in TOML files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from secondheart._files import toml_tables, toml_text
from secondheart._limits import MOST_BYTES
from secondheart.anatomy import Side, split_side
from secondheart.compression.device import Device
from secondheart.compression.garment import Garment
from secondheart.compression.points import check_girths, point_name, pressures_of_tensions, pressures_on_leg
from secondheart.errors import BadFile, InputError, nearest

DEVICE_KEYS = {"chambers", "pressures_mmHg", "muscles"}  # no garment has them
POINT_TABLES = ("pressure_mmHg", "tension_N_per_m", "fits_cm", "girth_cm")


def is_file_name(text: str) -> bool:
    """Say whether a text names a TOML file, perhaps with a side behind it.

    Examples
    --------
    >>> is_file_name("mine.toml-left"), is_file_name("ral-ii")
    (True, False)
    """
    return split_side(text)[0].lower().endswith(".toml")


def read_garment(path: str | Path, side: Side | None = None, girth_cm: Mapping[str, float] | None = None) -> Garment:
    """Read a garment from a TOML file.

    Parameters
    ----------
    path : str or Path
        A file with the fields of a `Garment`, or with its pressures at measuring points. ``[pressure_mmHg]`` has
        those, such as ``B = 27``; or ``[tension_N_per_m]`` has the tension of the knit there, and ``[girth_cm]`` the
        leg's girths, from which the law of Laplace makes the pressure. With ``[fits_cm]``, the girths that the garment
        is made for, and ``[girth_cm]``, the pressure differs by the stiffness for each centimetre that the leg is
        thicker.
    side : "left", "right" or "both", optional
        In place of that of the file.
    girth_cm : dict, optional
        Girths of the leg that wears it, where the file gives none. [cm]

    Raises
    ------
    BadFile
        If the file cannot be read, or does not describe a garment.
    """
    place, tables = Path(path), _tables(path, "garment")
    points = {name: tables.pop(name) for name in POINT_TABLES if name in tables}
    tables.setdefault("name", place.stem)
    if side:
        tables["side"] = side
    try:
        if points:
            if girth_cm and ("tension_N_per_m" in points or "fits_cm" in points):
                points.setdefault("girth_cm", dict(girth_cm))
            tables["points_mmHg"] = _pressures(points, float(tables.get("stiffness_mmHg", 5.0)))
        return Garment(**tables)
    except InputError as error:
        raise BadFile(f"{path}: {error}") from error


def read_device(path: str | Path, side: Side | None = None) -> Device:
    """Read a device from a TOML file with the fields of a `Device`.

    Raises
    ------
    BadFile
        If the file cannot be read, or does not describe a device.
    """
    tables = _tables(path, "device")
    tables.setdefault("name", Path(path).stem)
    if side:
        tables["side"] = side
    try:
        return Device(**tables)
    except InputError as error:
        raise BadFile(f"{path}: {error}") from error


def is_device_file(text: str) -> bool:
    """Say whether a text names a TOML file that describes a device, by its keys.

    Raises
    ------
    BadFile
        If the file cannot be read.
    """
    return is_file_name(text) and bool(DEVICE_KEYS & set(_tables(split_side(text)[0], "device")))


def _tables(path: str | Path, what: str) -> dict[str, Any]:
    return toml_tables(toml_text(Path(path), MOST_BYTES[what], what), str(path))


def _pressures(tables: Mapping[str, Any], stiffness: float) -> dict[str, float]:
    """Return the pressures at points that a file's tables say."""
    points = {name: _points(name, values) for name, values in tables.items()}
    for name in {"girth_cm", "fits_cm"} & set(points):
        points[name] = check_girths(points[name])
    if ("pressure_mmHg" in points) == ("tension_N_per_m" in points):
        raise InputError("give pressure_mmHg or tension_N_per_m at the measuring points, and not both")
    girth = points.get("girth_cm", {})
    if "tension_N_per_m" in points:
        if "fits_cm" in points:
            raise InputError("fits_cm goes with pressure_mmHg: a tension is that on the leg itself")
        return pressures_of_tensions(points["tension_N_per_m"], girth)
    missing = [point for point in points.get("fits_cm", {}) if point not in girth]
    if missing or ("girth_cm" in points) != ("fits_cm" in points):
        raise InputError("fits_cm, what the garment is made for, and girth_cm, of the leg, go together at each point")
    return pressures_on_leg(points["pressure_mmHg"], points.get("fits_cm", {}), girth, stiffness)


def _points(name: str, values: object) -> dict[str, float]:
    if not isinstance(values, Mapping):
        raise InputError(f"{name} is not a table; {nearest('B', ('B', 'B1', 'C'))}")
    numbers = {}
    for point, value in values.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0.0 <= value <= 5000.0:
            raise InputError(f"{name}: {point} = {value!r} is not allowed: a number, 0 or more")
        numbers[point_name(str(point))] = float(value)
    return numbers
