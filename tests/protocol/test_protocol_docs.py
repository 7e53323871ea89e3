"""The examples in the docstrings run, and all public names are there."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import secondheart.protocol as package

MODULES = [f"{package.__name__}.{module.name}" for module in pkgutil.iter_modules(package.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_every_public_name_is_there_once() -> None:
    for name in package.__all__:
        assert getattr(package, name) is not None
    assert len(package.__all__) == len(set(package.__all__))
