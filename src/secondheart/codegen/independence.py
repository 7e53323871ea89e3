"""Whether the rounds of a loop touch different places, so that they may be worked out several at a time."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

# Their calls read and write nothing
PURE = frozenset({"min", "max", "abs", "int", "float", "bool"})


def is_independent(loop: ast.For, laws: frozenset[str], aliases: Mapping[str, str]) -> bool:
    """Say whether no round of a loop reads or writes what another one writes.

    It is so where every array that is written is written and read only at the loop's own place, and nothing is summed
    up: a compiler that is told so may add in another order. No two arrays of the layout overlap, `laws` are functions
    of numbers alone, and `aliases` are other names of arrays.
    """
    if not isinstance(loop.target, ast.Name):
        return False
    place, body = loop.target.id, [node for one in loop.body for node in ast.walk(one)]
    if any(isinstance(node, ast.For | ast.While | ast.Return) or _sums_up(node) for node in body):
        return False
    if any(isinstance(node, ast.Call) and _name_of_call(node) not in PURE | laws for node in body):
        return False
    written = {_array(one, aliases) for node in body for one in _targets(node) if isinstance(one, ast.Subscript)}
    names = {one.id for node in body for one in _targets(node) if isinstance(one, ast.Name)}
    if not written or names & {one.split(".")[0] for one in written} or place in names:
        return False
    touched = [node for node in body if isinstance(node, ast.Subscript) and _array(node, aliases) in written]
    return all(isinstance(one.slice, ast.Name) and one.slice.id == place for one in touched)


def _sums_up(node: ast.AST) -> bool:
    return isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)


def _array(node: ast.Subscript, aliases: Mapping[str, str]) -> str:
    name = ast.unparse(node.value)
    return aliases.get(name, name)


def _targets(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from target.elts if isinstance(target, ast.Tuple) else (target,)
    elif isinstance(node, ast.AugAssign):
        yield node.target


def _name_of_call(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return "abs" if getattr(node.func.value, "id", "") == "math" else ""
    return getattr(node.func, "id", "")
