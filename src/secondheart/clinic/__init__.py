"""What a vascular laboratory does: a protocol, a measurement, findings and a trace.

A clinical test is a `ClinicalTest` in a file of its own; `TESTS` holds those that the files of this package define, and
loads them when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from secondheart.clinic.clinical_test import ClinicalTest, Examination
from secondheart.clinic.finding import Finding


def _tests() -> Iterator[ClinicalTest[Any, Any]]:
    """Yield the tests that the modules of this package define."""
    for module in iter_modules(__path__, f"{__name__}."):
        yield from (one for one in vars(import_module(module.name)).values() if isinstance(one, ClinicalTest))


if TYPE_CHECKING:
    TESTS: Mapping[str, ClinicalTest[Any, Any]]


def __getattr__(name: str) -> Any:
    if name != "TESTS":
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    globals()[name] = {test.name: test for test in _tests()}
    return globals()[name]


__all__ = ["TESTS", "ClinicalTest", "Examination", "Finding"]
