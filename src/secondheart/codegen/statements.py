"""Functions of the subset, written in C: one statement after another, in the same order."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from secondheart.codegen.expressions import (
    ARITHMETIC,
    Scope,
    Written,
    c_name,
    parts_of,
    write,
    write_place,
    write_truth,
)
from secondheart.codegen.independence import is_independent
from secondheart.codegen.kinds import BOOL, FLOAT, INT, ArrayKind, Kind, RecordKind, is_number
from secondheart.codegen.places_of_names import Block, first_places

INDENT = "    "
STAYS = re.compile(r"\w+(->\w+)?(\.size|\.shape\[\d\])?")  # a number, a name, a length: no function changes those


@dataclass
class FunctionBody:
    """The body of a function while it is written."""

    scope: Scope
    returns: Kind
    laws: frozenset[str]
    first: dict[str, tuple[Block, int]] = field(default_factory=dict)  # where a name is declared: block, statement
    aliases: dict[str, str] = field(default_factory=dict)  # names of arrays by other names
    kinds: dict[str, Kind] = field(default_factory=dict)  # of all names, once the body is written


def write_body(node: ast.FunctionDef, body: FunctionBody) -> list[str]:
    """Return the lines of a function's body.

    Raises
    ------
    OutsideSubset
        If a statement is not part of the subset.
    """
    statements = node.body[1:] if ast.get_docstring(node) is not None else node.body
    body.first = {name: at for name, at in first_places(statements).items() if name not in body.scope.variables}
    return _block(statements, body, (), 1)


def _block(statements: Sequence[ast.stmt], body: FunctionBody, block: Block, depth: int) -> list[str]:
    lines: list[str] = []
    for k, statement in enumerate(statements):
        early = [name for name, at in body.first.items() if at == (block, k) and not _declares(statement, name)]
        rest = _statement(statement, body, (*block, k))
        for name in early:
            kind = body.kinds.get(name) or body.scope.module.refuse(statement, f"'{name}', which is never set,")
            lines.append(f"{INDENT * depth}{kind.c} {c_name(name)};")
        lines += [f"{INDENT * depth}{line}" for line in rest]
    return lines


def _declares(statement: ast.stmt, name: str) -> bool:
    """Say whether a statement can declare a name itself, as it sets it."""
    if not isinstance(statement, ast.Assign):
        return False
    target = statement.targets[0]
    names = target.elts if isinstance(target, ast.Tuple) else [target]
    return any(isinstance(one, ast.Name) and one.id == name for one in names)


def _statement(node: ast.stmt, body: FunctionBody, block: Block) -> list[str]:
    match node:
        case ast.Assign(targets=[target], value=value):
            return _assign(node, target, value, body, block)
        case ast.AugAssign(target=target, op=op, value=value) if type(op) in ARITHMETIC:
            return [_change(node, target, op, value, body)]
        case ast.For(orelse=[]):
            return _loop(node, body, block)
        case ast.While(test=test, orelse=[]):
            return [f"while ({write_truth(test, body.scope).text}) {{", *_inner(node.body, body, block), "}"]
        case ast.If():
            return _branches(node, body, block)
        case ast.Return(value=value):
            return [_return(node, value, body)]
        case ast.Expr(value=ast.Call() as call):
            return [f"{write(call, body.scope).text};"]
    raise body.scope.module.outside(node, f"the statement '{ast.unparse(node).splitlines()[0]}'")


def _inner(statements: Sequence[ast.stmt], body: FunctionBody, block: Block) -> list[str]:
    return _block(statements, body, block, 1)


def _assign(node: ast.stmt, target: ast.expr, value: ast.expr, body: FunctionBody, block: Block) -> list[str]:
    match target:
        case ast.Name():
            return [_set(node, target, write(value, body.scope), body, block, value)]
        case ast.Subscript(value=array, slice=ast.Slice(lower=None, upper=None, step=None)):
            return _fill(node, array, value, body)
        case ast.Subscript():
            return [_store(node, target, write(value, body.scope), body)]
        case ast.Tuple() if isinstance(value, ast.Tuple):
            return _set_each(node, target, value, body, block)
        case ast.Tuple():
            return _set_several(node, target, value, body, block)
    raise body.scope.module.outside(node, f"setting '{ast.unparse(target)}'")


def _set(node: ast.stmt, target: ast.Name, value: Written, body: FunctionBody, block: Block, source: ast.expr) -> str:
    """Return a name's declaration, or its new value."""
    name, kind, variables = target.id, value.kind, body.scope.variables
    if not is_number(kind) and not isinstance(kind, ArrayKind):
        raise body.scope.module.outside(node, f"setting '{name}'")
    known = variables.get(name)
    if known is not None and known != kind and not (known == FLOAT and kind == INT):
        raise body.scope.module.outside(node, f"'{name}', which changes its kind,")
    variables[name] = body.kinds[name] = known or kind
    if isinstance(kind, ArrayKind):
        if known is not None:
            raise body.scope.module.outside(node, f"'{name}', which becomes another array,")
        body.aliases[name] = ast.unparse(source)
    here = body.first.get(name) == (block[:-1], block[-1])
    declared = f"{kind.c} " if here and known is None else ""
    if isinstance(kind, ArrayKind) and not declared:
        raise body.scope.module.outside(node, f"the array '{name}' set in a branch")
    return f"{'const ' if isinstance(kind, ArrayKind) else ''}{declared}{c_name(name)} = {value.text};"


def _store(node: ast.stmt, target: ast.Subscript, value: Written, body: FunctionBody) -> str:
    place = write(target, body.scope)
    if (place.kind == INT and value.kind == FLOAT) or not is_number(value.kind):
        raise body.scope.module.outside(node, f"a value of another kind in '{ast.unparse(target)}'")
    return f"{place.text} = {value.text};"


def _fill(node: ast.stmt, array: ast.expr, value: ast.expr, body: FunctionBody) -> list[str]:
    whole, one = write(array, body.scope), write(value, body.scope)
    if not isinstance(whole.kind, ArrayKind) or not isinstance(value, ast.Constant) or one.kind != whole.kind.item:
        raise body.scope.module.outside(node, f"filling an array with '{ast.unparse(value)}'")
    return [f"for (int64_t k = 0; k < {whole.text}.size; k++) {whole.text}.data[k] = {one.text};"]


def _set_each(node: ast.stmt, target: ast.Tuple, value: ast.Tuple, body: FunctionBody, block: Block) -> list[str]:
    """Return one line a name, where none of the names is read on the right."""
    names = [one.id for one in target.elts if isinstance(one, ast.Name)]
    read = {one.id for part in value.elts for one in ast.walk(part) if isinstance(one, ast.Name)}
    if len(names) != len(target.elts) or len(names) != len(value.elts) or read & set(names):
        raise body.scope.module.outside(node, f"setting '{ast.unparse(target)}' together")
    lines = []
    for one, part in zip(target.elts, value.elts, strict=True):
        if isinstance(one, ast.Name):
            lines.append(_set(node, one, write(part, body.scope), body, block, part))
    return lines


def _set_several(node: ast.stmt, target: ast.Tuple, value: ast.expr, body: FunctionBody, block: Block) -> list[str]:
    """Return a call that returns several values, and where each goes."""
    call = write(value, body.scope)
    kinds = parts_of(call.kind)
    if len(kinds) != len(target.elts):
        raise body.scope.module.outside(node, f"setting '{ast.unparse(target)}'")
    lines = [f"const {call.kind.c} several_{node.lineno} = {call.text};"]
    for k, (one, kind) in enumerate(zip(target.elts, kinds, strict=True)):
        part = Written(f"several_{node.lineno}.part{k}", kind)
        if isinstance(one, ast.Name):
            lines.append(_set(node, one, part, body, block, one))
        elif isinstance(one, ast.Subscript):
            lines.append(_store(node, one, part, body))
        else:
            raise body.scope.module.outside(node, f"setting '{ast.unparse(one)}'")
    return lines


def _change(node: ast.stmt, target: ast.expr, op: ast.operator, value: ast.expr, body: FunctionBody) -> str:
    place, by = write(target, body.scope), write(value, body.scope)
    sign = ARITHMETIC[type(op)][0]
    whole = place.kind == INT and (by.kind == FLOAT or sign == "/")
    if not isinstance(target, ast.Name | ast.Subscript) or place.kind == BOOL or whole or not is_number(by.kind):
        raise body.scope.module.outside(node, f"'{ast.unparse(node)}'")
    return f"{place.text} {sign}= {by.text};"


def _loop(node: ast.For, body: FunctionBody, block: Block) -> list[str]:
    if not isinstance(node.target, ast.Name):
        raise body.scope.module.outside(node, f"a loop over '{ast.unparse(node.target)}'")
    name = node.target.id
    head, kind, opening = _rounds(node, c_name(name), body)
    if name in body.scope.variables or name in body.first:
        raise body.scope.module.outside(node, f"'{name}', a loop's name that is used outside it,")
    body.scope.variables[name] = kind
    independent = is_independent(node, body.laws, body.aliases)
    lines = [*opening, *_inner(node.body, body, block)]
    del body.scope.variables[name]
    return [*(["ROUNDS_ARE_INDEPENDENT"] if independent else []), head, *lines, "}"]


def _rounds(node: ast.For, name: str, body: FunctionBody) -> tuple[str, Kind, list[str]]:
    """Return the head of a loop, the kind of what it runs over, and what opens each round."""
    match node.iter:
        case ast.Call(func=ast.Name(id="range"), args=[end]):
            return _loop_head(name, "0", write_place(end, body.scope).text, node), INT, []
        case ast.Call(func=ast.Name(id="range"), args=[start, end]):
            first, last = (write_place(one, body.scope).text for one in (start, end))
            return _loop_head(name, first, last, node), INT, []
    array = write(node.iter, body.scope)
    if not isinstance(array.kind, ArrayKind):
        raise body.scope.module.outside(node, f"a loop over '{ast.unparse(node.iter)}'")
    place = f"{name}_at"
    item = f"{INDENT}const {array.kind.item.c} {name} = {array.text}.data[{place}];"
    return _loop_head(place, "0", f"{array.text}.size", node), array.kind.item, [item]


def _loop_head(name: str, start: str, end: str, node: ast.For) -> str:
    """Return the head of a counted loop; Python works its end out once, and so does this, unless it stays the same."""
    within = {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    if STAYS.fullmatch(end) and end not in within:
        return f"for (int64_t {name} = {start}; {name} < {end}; {name}++) {{"
    return f"for (int64_t {name} = {start}, {name}_end = {end}; {name} < {name}_end; {name}++) {{"


def _branches(node: ast.If, body: FunctionBody, block: Block) -> list[str]:
    lines = [f"if ({write_truth(node.test, body.scope).text}) {{", *_inner(node.body, body, (*block, "then"))]
    match node.orelse:
        case []:
            return [*lines, "}"]
        case [ast.If() as other] if ((*block, "else"), 0) not in body.first.values():
            first, *rest = _branches(other, body, (*block, "else", 0))
            return [*lines, f"}} else {first}", *rest]
    return [*lines, "} else {", *_inner(node.orelse, body, (*block, "else")), "}"]


def _return(node: ast.Return, value: ast.expr | None, body: FunctionBody) -> str:
    parts = parts_of(body.returns)
    if value is None:
        return "return;"
    if parts:
        if not isinstance(value, ast.Tuple) or len(value.elts) != len(parts):
            raise body.scope.module.outside(node, "returning other than the values declared")
        texts = [
            _result_text(node, write(one, body.scope), kind, body) for one, kind in zip(value.elts, parts, strict=True)
        ]
        return f"return ({body.returns.c}){{{', '.join(texts)}}};"
    return f"return {_result_text(node, write(value, body.scope), body.returns, body)};"


def _result_text(node: ast.stmt, value: Written, kind: Kind, body: FunctionBody) -> str:
    if value.kind != kind and not (kind == FLOAT and value.kind == INT):
        raise body.scope.module.outside(node, "returning a value of another kind than declared")
    return value.text


def parameters(node: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    """Yield name and annotation of each parameter."""
    for one in node.args.args:
        yield one.arg, ast.unparse(one.annotation) if one.annotation else ""


def declare(name: str, kind: Kind) -> str:
    """Return a parameter's declaration: a tuple of arrays is handed as a pointer."""
    return f"const {kind.c} *{c_name(name)}" if isinstance(kind, RecordKind) else f"{kind.c} {c_name(name)}"
