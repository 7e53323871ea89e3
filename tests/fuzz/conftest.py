"""What tests with drawn inputs may rely on: the stepper is compiled, so no command says that it does so."""

from __future__ import annotations

import pytest

from secondheart.simulation.session import compile_stepper


@pytest.fixture(scope="session", autouse=True)
def compiled() -> None:
    """Compile the stepper before the first command."""
    compile_stepper()
