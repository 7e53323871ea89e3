"""Constants of modules, each with the comment that stands above or behind it, by Python's own parser."""

from __future__ import annotations

import ast
import io
import operator
import tokenize
from collections.abc import Callable, Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

from secondheart import units
from secondheart._files import package_text

OPERATORS: dict[type[ast.operator], Callable[..., float]] = {
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


class Constant(NamedTuple):
    """A number, or several, of a module."""

    name: str
    value: float | list[float]
    comment: str


def module_names(package: str = "") -> list[str]:
    """Return the dotted names of all modules of a folder of the package, and of those below it.

    Examples
    --------
    >>> {"physics.valve", "recordings.formats.fit"} <= set(module_names())
    True
    """
    folder = files("secondheart")
    for part in filter(None, package.split(".")):
        folder = folder.joinpath(part)
    return sorted(_modules(folder, f"{package}." if package else ""))


def _modules(folder: Traversable, prefix: str) -> Iterator[str]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _modules(entry, f"{prefix}{entry.name}.")
        elif entry.name.endswith(".py") and not entry.name.startswith("__"):
            yield prefix + entry.name.removesuffix(".py")


def constants(module: str) -> Iterator[Constant]:
    """Yield the constants of a module that are numbers, tuples of numbers or tables of numbers.

    Examples
    --------
    >>> next(one for one in constants("recordings.clock") if one.name == "NIGHT_H").value
    [23.0, 7.0]
    """
    text = package_text(module.replace(".", "/") + ".py")
    comments = _comments(text)
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            comment = _comment(comments, node.lineno, node.end_lineno or node.lineno)
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            for name, value in _assignments(target, node.value):
                if name.lstrip("_").isupper() and (numbers := _numbers(value)) is not None:
                    yield Constant(name, numbers, comment)


def _assignments(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Yield each name with its value: of a tuple one after the other, of a table one for each key."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, part in zip(target.elts, value.elts, strict=True):
            yield from _assignments(one, part)
    elif isinstance(target, ast.Name) and isinstance(value, ast.Dict):
        for key, part in zip(value.keys, value.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield f"{target.id}.{key.value.upper()}", part
    elif isinstance(target, ast.Name):
        yield target.id, value


def _numbers(value: ast.expr) -> float | list[float] | None:
    if isinstance(value, ast.Tuple | ast.List):
        parts = [_number(part) for part in value.elts]
        known = [part for part in parts if part is not None]
        return known if known and len(known) == len(parts) else None
    return _number(value)


def _number(value: ast.expr) -> float | None:
    if isinstance(value, ast.Constant) and type(value.value) in (int, float):
        return float(str(value.value))
    if isinstance(value, ast.Name):  # an hour, a day
        unit = getattr(units, value.id, None)
        return unit if isinstance(unit, float) else None
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub):
        number = _number(value.operand)
        return None if number is None else -number
    if isinstance(value, ast.BinOp) and type(value.op) in OPERATORS:
        one, other = _number(value.left), _number(value.right)
        known = one is not None and other is not None
        return float(f"{OPERATORS[type(value.op)](one, other):.6g}") if known else None
    return None


def _comments(text: str) -> dict[int, tuple[str, bool]]:
    """Return each comment by its line, and whether it has the line for itself."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return {
        token.start[0]: (token.string.lstrip("# "), not token.line[: token.start[1]].strip())
        for token in tokens
        if token.type == tokenize.COMMENT
    }


def _comment(comments: dict[int, tuple[str, bool]], first: int, last: int) -> str:
    above: list[str] = []
    line = first - 1
    while comments.get(line, ("", False))[1]:
        above.insert(0, comments[line][0])
        line -= 1
    inside = [comments[number][0] for number in range(first, last + 1) if number in comments]
    return " ".join(" ".join([*above, *inside]).split())
