"""All measurements of the evidence by name: each a function from a result to one number, nan where it cannot be told.

They rely on the protocols of `runs`: lying still before standing, standing before walking, and so on.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import TYPE_CHECKING

from secondheart.evidence.measures import body, clinic, legs, posture, tissue

if TYPE_CHECKING:
    import xarray as xr

Measurement = Callable[["xr.Dataset"], float]


def _of(module: ModuleType) -> dict[str, Measurement]:
    functions = inspect.getmembers(module, inspect.isfunction)
    return {
        name: function
        for name, function in functions
        if function.__module__ == module.__name__ and list(inspect.signature(function).parameters) == ["result"]
    }


MEASUREMENTS: Mapping[str, Measurement] = {
    name: function
    for module in (body, clinic, legs, posture, tissue)
    for name, function in _of(module).items()
    if not name.startswith("_")
}
