"""Where in a function each of its names has to be declared, since a name of C ends with its block."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

Block = tuple[int | str, ...]  # the way from the function's body to a block: statements, then, else


def first_places(statements: Sequence[ast.stmt]) -> dict[str, tuple[Block, int]]:
    """Return for each name that is set the innermost block around all its uses, and its first statement there."""
    uses: dict[str, list[Block]] = {}
    names = {name for name, block, is_set in _uses(statements, ()) if is_set}
    for name, block, _ in _uses(statements, ()):
        if name in names:
            uses.setdefault(name, []).append(block)
    return {name: _common(blocks) for name, blocks in uses.items()}


def _common(uses: list[Block]) -> tuple[Block, int]:
    """Return the innermost block around some statements, and the first statement of it that holds one."""
    first = min(uses, key=lambda one: [part for part in one if isinstance(part, int)])
    length = min(len(one) for one in uses)
    same = 0
    while same < length and all(one[same] == first[same] for one in uses):
        same += 1
    while same > 0 and not (same < len(first) and isinstance(first[same], int)):
        same -= 1
    place = first[same]
    return first[:same], place if isinstance(place, int) else 0


def _uses(statements: Sequence[ast.stmt], block: Block) -> Iterator[tuple[str, Block, bool]]:
    """Yield each name, the statement that it stands in, and whether it is set there."""
    for k, statement in enumerate(statements):
        here = (*block, k)
        match statement:
            case ast.If(test=test, body=body, orelse=orelse):
                yield from _names(test, here)
                yield from _uses(body, (*here, "then"))
                yield from _uses(orelse, (*here, "else"))
            case ast.While(test=test, body=body):
                yield from _names(test, here)
                yield from _uses(body, here)
            case ast.For(target=target, iter=rounds, body=body):
                # the loop itself declares the name that it counts with
                loops = {one.id for one in ast.walk(target) if isinstance(one, ast.Name)}
                yield from _names(rounds, here)
                yield from (use for use in _uses(body, here) if use[0] not in loops)
            case _:
                yield from _names(statement, here)


def _names(node: ast.AST, here: Block) -> Iterator[tuple[str, Block, bool]]:
    for one in ast.walk(node):
        if isinstance(one, ast.Name):
            yield one.id, here, isinstance(one.ctx, ast.Store)
