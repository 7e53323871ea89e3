"""All laws, as plain Python, and what their docstrings promise; and a way to call them with units."""

from __future__ import annotations

import ast
import importlib
import inspect
import math
import re
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pint

import secondheart.physics

ureg = pint.UnitRegistry()
FOLDER = Path(secondheart.physics.__file__).parent
ENTRY = re.compile(r"^(\w[\w, ]*) : float\n((?:    .*\n)+)", re.MULTILINE)

# Constants of the laws that have a dimension; all others are pure numbers
UNITS = {
    "EMPTIED": "mmHg",
    "ARTERIAL_RANGE": "mmHg",
    "CARDIOPULMONARY_RANGE": "mmHg",
    "CHEST_PER_LITRE": "mmHg/L",
    "BELLY_FROM_RIBS": "mmHg/L",
    "BELLY_FROM_DIAPHRAGM": "mmHg/L",
    "VENOUS_THRESHOLD": "mmHg",
    "VENOUS_WIDTH": "mmHg",
    "FULL_COLUMN": "mmHg",
    "PRESSURE_PER_WEIGHT": "mmHg",
    "MMHG_PER_CM": "mmHg/cm",
    "DENSITY": "g/cm**3",
    "DYN_PER_MMHG": "dyn/cm**2/mmHg",
    "LOWEST_PRESSURE": "mmHg",
    "SAFE_RANGE": "mmHg",
    "FASTEST": "1/s",
    "FELT": "mmHg",
    "COLLAPSE_PRESSURE": "mmHg",
    "ONCOTIC_1": "mmHg/(g/dL)",
    "ONCOTIC_2": "mmHg/(g/dL)**2",
    "ONCOTIC_3": "mmHg/(g/dL)**3",
    "LEAST_FLOW": "mL/s",
    "STILL": "mmHg",
    "HALVED": "mmHg",
    "TOUCHING": "mmHg",
}


def all_laws() -> dict[str, Any]:
    """Every function under physics/ that is decorated as a law, by file and name."""
    found = {}
    for path in sorted(FOLDER.glob("*.py")):
        module = importlib.import_module(f"secondheart.physics.{path.stem}") if path.stem != "__init__" else None
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and "law" in [ast.unparse(d) for d in node.decorator_list]:
                found[f"{path.stem}.{node.name}"] = getattr(module, node.name)
    return found


def plain(law: Any) -> Callable[..., Any]:
    """Return the law as it was written, whether or not it was compiled."""
    return getattr(law, "py_func", law)


def documented(law: Any) -> tuple[dict[str, str], str]:
    """Return the units in the docstring: of each parameter, and of what is returned."""
    parts = re.split(r"^(\w[\w ]*)\n-+\n", _dedented(law), flags=re.MULTILINE)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    units = {
        name.strip(): _unit(text) for names, text in ENTRY.findall(sections["Parameters"]) for name in names.split(",")
    }
    return units, _unit(sections["Returns"])


def _dedented(law: Any) -> str:
    """Return the docstring of a law; from Python 3.13 on it is compiled without its indentation."""
    return (inspect.getdoc(plain(law)) or "") + "\n"


def _unit(text: str) -> str:
    unit = re.findall(r"\[([^\]]+)\]", text)[-1]
    return "" if unit in ("-", "deg") else re.sub(r"([A-Za-z])(\d)", r"\1**\2", unit)


class UnitMath:
    """The functions of `math`, for quantities: an angle, a logarithm or a power must be a pure number."""

    pi = math.pi

    @staticmethod
    def sqrt(x: Any) -> Any:
        """Root, of the unit too."""
        return x**0.5

    @staticmethod
    def isfinite(x: Any) -> bool:
        """Whether it is a number."""
        return math.isfinite(getattr(x, "magnitude", x))


def _pure(function: Callable[[float], float]) -> Any:
    return staticmethod(lambda x: function(ureg.Quantity(x).to("").magnitude))


for _name in ("sin", "cos", "tan", "atan", "exp", "log"):
    setattr(UnitMath, _name, _pure(getattr(math, _name)))


def with_units(law: Any) -> Callable[..., Any]:
    """Return a copy of a law whose constants carry their units, and which calls such copies."""
    function = plain(law)
    names = {name: _with_unit(name, function.__globals__[name]) for name in _used(function)}
    scope = {**function.__globals__, **names, "max": larger}
    return types.FunctionType(function.__code__, scope, function.__name__)


def larger(one: Any, other: Any) -> Any:
    """The larger of two; a bare zero is a zero of the other's unit."""
    return max(one, 0.0 * one if isinstance(one, ureg.Quantity) and other == 0.0 else other)


def _used(function: Callable[..., Any]) -> list[str]:
    return [name for name in function.__code__.co_names if name in function.__globals__]


def _with_unit(name: str, value: Any) -> Any:
    if name == "math":
        return UnitMath
    if name in UNITS:
        return value * ureg(UNITS[name])
    return with_units(value) if callable(value) else value
