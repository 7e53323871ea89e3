"""The command line, called in this process."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from secondheart.cli import main
from secondheart.simulation.session import compile_stepper

SHORT = """
[[step]]
do = "stand"
seconds = 4

[[step]]
do = "tiptoe"
times = 2

[[step]]
do = "stand"
seconds = 4
"""


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.out, parse_constant=lambda word: pytest.fail(f"{word} is not JSON"))


Cli = Callable[..., Ran]


@pytest.fixture(scope="session", autouse=True)
def compiled() -> None:
    """Compile before the first command, which would say that it compiles."""
    compile_stepper()


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    def run(*words: str | Path) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main([str(word) for word in words])
        captured = capsys.readouterr()
        return Ran(int(left.value.code or 0), captured.out, captured.err)

    return run


@pytest.fixture
def instead(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[..., Any]], None]:
    """Put a function in the place of `simulate`, which the package shows under its module's name."""
    import secondheart.people.sweep
    import secondheart.simulation.parallel  # noqa: F401 - so that they hold the true one

    def put(function: Callable[..., Any]) -> None:
        monkeypatch.setattr(sys.modules["secondheart.simulation.simulate"], "simulate", function)

    return put


@pytest.fixture
def short(tmp_path: Path) -> Path:
    """Ten seconds: standing, two tiptoes, standing."""
    path = tmp_path / "short.toml"
    path.write_text(SHORT, encoding="utf-8")
    return path
