"""The pages of the public names, made of their docstrings, and a list of them for each package."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from functools import cached_property
from importlib import import_module
from typing import Any

import secondheart as sh
from secondheart._model import Model


def pages() -> dict[str, str]:
    """Return a page for each public name and for each package that they come from, in reStructuredText."""
    homes: dict[str, list[str]] = {}
    for name in sh.__all__:
        homes.setdefault(getattr(sh, name).__module__.split(".")[1], []).append(name)
    lists = {home: _list(home, sorted(group, key=str.lower)) for home, group in homes.items()}
    return lists | {f"{home}/{name}": _page(name, home) for home, group in homes.items() for name in group}


def _list(home: str, names: Sequence[str]) -> str:
    title = f"secondheart: {home}"
    rows = [f"   * - :doc:`{name} <{home}/{name}>`\n     - {_first_line(getattr(sh, name))}\n" for name in names]
    hidden = "".join(f"   {home}/{name}\n" for name in names)
    return (
        f"{title}\n{'=' * len(title)}\n\n{_first_line(import_module(f'secondheart.{home}'))}\n\n"
        f".. list-table::\n\n{''.join(rows)}\n"
        f".. toctree::\n   :hidden:\n\n{hidden}"
    )


def _page(name: str, home: str) -> str:
    more = f"More of its kind: :doc:`/_api/{home}`. Where to start: :doc:`/how-do-i`."
    return f"{name}\n{'=' * len(name)}\n\n.. currentmodule:: secondheart\n\n{_entry(name)}\n{more}\n"


def _first_line(thing: object) -> str:
    return " ".join((inspect.getdoc(thing) or "").partition("\n\n")[0].split())


def _entry(name: str) -> str:
    value = getattr(sh, name)
    kind = "autofunction" if inspect.isfunction(value) else "autoexception" if _is_error(value) else "autoclass"
    members = f"\n   :members: {', '.join(_methods(value))}" if kind == "autoclass" and _methods(value) else ""
    return f".. {kind}:: {name}{members}\n"


def _is_error(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, Exception)


def _methods(value: type) -> list[str]:
    """Return the methods and properties that a class defines itself, and how a copy of it is changed."""
    own = {name: one for name, one in vars(value).items() if not name.startswith(("_", "model_"))}
    kinds = (property, cached_property, staticmethod, classmethod)
    named = [name for name, one in own.items() if inspect.isfunction(one) or isinstance(one, kinds)]
    return [*named, *(["replace"] if issubclass(value, Model) else [])]


def signature(kind: str, value: object) -> str | None:
    """Return the fields of a model with their defaults, whose types and ranges its docstring says; else nothing."""
    if kind != "class" or not isinstance(value, type) or not issubclass(value, Model):
        return None
    fields = value.model_fields.items()
    return f"(*, {', '.join(name if field.is_required() else f'{name}={_default(field)}' for name, field in fields)})"


def _default(field: Any) -> str:
    return repr(field.get_default(call_default_factory=True))
