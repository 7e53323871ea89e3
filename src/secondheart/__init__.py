"""The second heart: calf and foot muscles, veins and valves that bring the blood back.

The user's sentence is::

    import secondheart as sh

    person = sh.Person(height_cm=165, mass_kg=70)
    result = sh.simulate(person, sh.stand(minutes=2) + sh.tiptoe(times=10) + sh.stand(minutes=2))

For information and education only. Not medical advice and not a medical device. Ask a doctor.

Importing the package loads nothing: `__init__.pyi` lists the public names, and each is fetched from its home when it
is first used.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from secondheart._version import __version__ as __version__


@cache
def _homes() -> dict[str, str]:
    """Return the module that defines each public name, as the stub beside this file lists them."""
    import ast
    from pathlib import Path

    stub = ast.parse(Path(__file__).with_suffix(".pyi").read_text("utf-8"))
    imports = (node for node in stub.body if isinstance(node, ast.ImportFrom))
    return {name.name: str(node.module) for node in imports for name in node.names}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name == "__all__":
        return sorted(_homes().keys() - {"__version__"})
    if name.startswith("__") or name not in _homes():
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    value = getattr(import_module(_homes()[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(_homes())
