"""Expressions of the subset, written in C: same operations, same order, so the same bits."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from secondheart.codegen.kinds import (
    BOOL,
    FLOAT,
    INT,
    ArrayKind,
    Kind,
    RecordKind,
    SeveralKind,
    is_number,
)
from secondheart.codegen.source import SourceModule

# How tightly C binds what an operator gives
RANKS = {"or": 4, "and": 5, "==": 9, "<": 10, "+": 12, "*": 13, "unary": 14, "atom": 16}
CHOICE_RANK = 3
ARITHMETIC: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "+"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "*"),
    ast.Div: ("/", "*"),
}
COMPARISONS: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("<", "<"),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", "<"),
    ast.GtE: (">=", "<"),
    ast.Eq: ("==", "=="),
    ast.NotEq: ("!=", "=="),
}
MATH = {"sqrt": "sqrt", "isfinite": "isfinite"}  # what C has itself; the rest goes through the prelude
ELEMENTARY = ("sin", "cos", "atan", "exp")
RESERVED = frozenset(
    """auto break case char const continue default do double else enum extern float for goto if inline int long register
    restrict return short signed sizeof static struct switch typedef union unsigned void volatile while bool true false
    index data size shape""".split()  # noqa: SIM905 - a list of so many words is read more easily as a text
)


@dataclass(frozen=True)
class Signature:
    """How a translated function is called."""

    c_name: str
    parameters: tuple[Kind, ...]
    returns: Kind


@dataclass(frozen=True)
class Written:
    """An expression in C, its kind, and how tightly it binds."""

    text: str
    kind: Kind
    rank: int = RANKS["atom"]

    def within(self, rank: int) -> str:
        """Return its text, in brackets where something that binds so tightly stands around it."""
        return self.text if self.rank >= rank else f"({self.text})"


@dataclass
class Scope:
    """What names mean inside a function."""

    module: SourceModule
    signatures: Mapping[tuple[str, str], Signature]
    constants: Mapping[str, Written]  # by module:name
    variables: dict[str, Kind]
    used: set[str]  # constants that are used, of all functions so far

    def signature(self, name: str) -> Signature | None:
        """Return how a function that is called by a name is called in C."""
        home, there = self.module.imports.get(name, (self.module.name, name))
        return self.signatures.get((home, there))

    def constant(self, name: str) -> Written | None:
        """Return a constant of the module by its name in C."""
        if name not in self.module.constants:
            return None
        home, there = self.module.imports.get(name, (self.module.name, name))
        return self.constant_of(home, there)

    def constant_of(self, home: str, name: str) -> Written | None:
        """Return a constant of another module."""
        key = f"{home}:{name}"
        self.used.add(key)
        return self.constants.get(key)


def c_name(name: str) -> str:
    """Return a name that C allows."""
    return f"{name}_" if name in RESERVED else name


def write(node: ast.expr, scope: Scope) -> Written:
    """Return an expression in C.

    Raises
    ------
    OutsideSubset
        If it is not part of the subset.
    """
    match node:
        case ast.Constant(value=bool() | int() | float() as value):
            return _literal(value)
        case ast.Name(id=name):
            return _name(node, name, scope)
        case ast.Attribute():
            return _attribute(node, scope)
        case ast.Subscript():
            return _place(node, scope)
        case ast.BinOp(left=left, op=op, right=right):
            return _arithmetic(node, op, write(left, scope), write(right, scope), scope)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            inner = _number(operand, scope)
            return Written(f"-{inner.within(RANKS['unary'] + 1)}", inner.kind, RANKS["unary"])
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return Written(f"!{write_truth(operand, scope).within(RANKS['unary'])}", BOOL, RANKS["unary"])
        case ast.Compare(left=left, ops=ops, comparators=others):
            return _comparison(left, ops, others, scope)
        case ast.BoolOp(op=op, values=values):
            word, rank = ("&&", RANKS["and"]) if isinstance(op, ast.And) else ("||", RANKS["or"])
            parts = [write_truth(value, scope).within(rank + 1) for value in values]
            return Written(f" {word} ".join(parts), BOOL, rank)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return _choice(node, write_truth(test, scope), _number(body, scope), _number(orelse, scope), scope)
        case ast.Call():
            return _call(node, scope)
    raise scope.module.outside(node, f"'{ast.unparse(node)}'")


def write_truth(node: ast.expr, scope: Scope) -> Written:
    """Return a condition in C."""
    written = write(node, scope)
    if written.kind != BOOL:
        raise scope.module.outside(node, f"the condition '{ast.unparse(node)}', which is no truth value,")
    return written


def write_place(node: ast.expr, scope: Scope) -> Written:
    """Return a whole number in C: a place in an array, or a bound."""
    written = write(node, scope)
    if written.kind != INT:
        raise scope.module.outside(node, f"'{ast.unparse(node)}' as a place or a bound")
    return written


def _number(node: ast.expr, scope: Scope) -> Written:
    written = write(node, scope)
    if not is_number(written.kind):
        raise scope.module.outside(node, f"'{ast.unparse(node)}' as a number")
    return written


def _literal(value: bool | int | float) -> Written:
    if isinstance(value, bool):
        return Written("true" if value else "false", BOOL)
    return Written(repr(value), FLOAT if isinstance(value, float) else INT)


def _name(node: ast.expr, name: str, scope: Scope) -> Written:
    if name in scope.variables:
        return Written(c_name(name), scope.variables[name])
    return scope.constant(name) or scope.module.refuse(node, f"the name '{name}'")


def _attribute(node: ast.Attribute, scope: Scope) -> Written:
    if isinstance(node.value, ast.Name):
        owner, name = node.value.id, node.attr
        if owner == "math" and name == "pi":
            return Written("PI", FLOAT)
        if owner in scope.module.aliases and owner not in scope.variables:
            known = scope.constant_of(scope.module.aliases[owner], name)
            return known or scope.module.refuse(node, f"the name '{owner}.{name}'")
    base = write(node.value, scope)
    if isinstance(base.kind, RecordKind):
        kind = base.kind.field(node.attr)
        if kind is not None:
            return Written(f"{base.text}->{c_field(node.attr)}", kind)
    if isinstance(base.kind, ArrayKind) and node.attr == "size":
        return Written(f"{base.text}.size", INT)
    raise scope.module.outside(node, f"'{ast.unparse(node)}'")


def c_field(name: str) -> str:
    """Return the name of a field in C; the members of an array are of another type, so only keywords matter."""
    return c_name(name)


def _place(node: ast.Subscript, scope: Scope) -> Written:
    """Return a place in an array, or a length of one."""
    if isinstance(node.value, ast.Attribute) and node.value.attr == "shape" and isinstance(node.slice, ast.Constant):
        base = write(node.value.value, scope)
        if isinstance(base.kind, ArrayKind):
            return Written(f"{base.text}.shape[{node.slice.value!r}]", INT)
    base = write(node.value, scope)
    if not isinstance(base.kind, ArrayKind):
        raise scope.module.outside(node, f"'{ast.unparse(node)}'")
    places = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    for place in places:
        if isinstance(place, ast.Slice | ast.UnaryOp):
            raise scope.module.outside(node, f"the place '{ast.unparse(node.slice)}'")
    return Written(f"{base.text}.data[{_flat(base.text, [write_place(one, scope) for one in places])}]", base.kind.item)


def _flat(array: str, places: Sequence[Written]) -> str:
    """Return the place in memory of places along several axes, the last of which lies together."""
    text, rank = places[0].text, places[0].rank
    for axis, place in enumerate(places[1:], start=1):
        row = text if rank >= RANKS["*"] else f"({text})"
        text, rank = f"{row} * {array}.shape[{axis}] + {place.within(RANKS['+'] + 1)}", RANKS["+"]
    return text


def _arithmetic(node: ast.BinOp, op: ast.operator, one: Written, other: Written, scope: Scope) -> Written:
    if not (is_number(one.kind) and is_number(other.kind)):
        raise scope.module.outside(node, f"'{ast.unparse(node)}'")
    whole = FLOAT not in (one.kind, other.kind)
    if isinstance(op, ast.Mod) and whole:
        return Written(f"floor_mod({one.text}, {other.text})", INT)
    if type(op) not in ARITHMETIC:
        raise scope.module.outside(node, f"the operator of '{ast.unparse(node)}'")
    sign, level = ARITHMETIC[type(op)]
    rank = RANKS[level]
    if whole and sign == "/":
        return Written(f"(double){one.within(RANKS['unary'])} / {other.within(rank + 1)}", FLOAT, rank)
    return Written(f"{one.within(rank)} {sign} {other.within(rank + 1)}", INT if whole else FLOAT, rank)


def _comparison(left: ast.expr, ops: Sequence[ast.cmpop], others: Sequence[ast.expr], scope: Scope) -> Written:
    if any(not isinstance(one, ast.Name | ast.Constant) for one in others[:-1]):
        raise scope.module.outside(left, "a chain of comparisons whose middle is worked out")
    ends = [_number(one, scope) for one in (left, *others)]
    parts = []
    for k, op in enumerate(ops):
        if type(op) not in COMPARISONS:
            raise scope.module.outside(left, "a comparison by 'is' or 'in'")
        sign, level = COMPARISONS[type(op)]
        rank = RANKS[level]
        inner = RANKS["+"]  # a comparison inside a comparison has brackets
        parts.append(Written(f"{ends[k].within(inner)} {sign} {ends[k + 1].within(inner)}", BOOL, rank))
    if len(parts) == 1:
        return parts[0]
    return Written(" && ".join(part.within(RANKS["and"] + 1) for part in parts), BOOL, RANKS["and"])


def _choice(node: ast.AST, test: Written, body: Written, orelse: Written, scope: Scope) -> Written:
    kind = _together(node, (body, orelse), scope)
    inner = CHOICE_RANK + 1
    return Written(f"{test.within(inner)} ? {body.within(inner)} : {orelse.within(inner)}", kind, CHOICE_RANK)


def _together(node: ast.AST, parts: Sequence[Written], scope: Scope) -> Kind:
    """Return the kind that several numbers have together."""
    kinds = {part.kind for part in parts}
    if len(kinds) == 1:
        return parts[0].kind
    if kinds <= {FLOAT, INT}:
        return FLOAT
    raise scope.module.outside(node, "a choice between values of different kinds")


def _call(node: ast.Call, scope: Scope) -> Written:
    if node.keywords or any(isinstance(one, ast.Starred) for one in node.args):
        raise scope.module.outside(node, f"the call '{ast.unparse(node)}' with named or starred arguments")
    match node.func:
        case ast.Attribute(value=ast.Name(id="math"), attr=name):
            return _mathematics(node, name, scope)
        case ast.Name(id="min" | "max" as name) if len(node.args) > 1:
            return _extreme(node, name, scope)
        case ast.Name(id="abs" | "int" | "float" | "bool" as name) if len(node.args) == 1:
            return _conversion(name, _number(node.args[0], scope))
        case ast.Name(id=name):
            signature = scope.signature(name)
            if signature is not None:
                return _ours(node, signature, scope)
    raise scope.module.outside(node, f"the call '{ast.unparse(node)}'")


def _mathematics(node: ast.Call, name: str, scope: Scope) -> Written:
    if (name not in MATH and name not in ELEMENTARY) or len(node.args) != 1:
        raise scope.module.outside(node, f"the call '{ast.unparse(node)}'")
    argument = _number(node.args[0], scope)
    function = MATH.get(name, f"elementary_{name}")
    return Written(f"{function}({argument.text})", BOOL if name == "isfinite" else FLOAT)


def _extreme(node: ast.Call, name: str, scope: Scope) -> Written:
    """Return the smallest or largest of some numbers; of equal ones the first, as in Python."""
    parts = [_number(one, scope) for one in node.args]
    kind = _together(node, parts, scope)
    function = {FLOAT: {"min": "min_of", "max": "max_of"}, INT: {"min": "min_whole", "max": "max_whole"}}[kind][name]
    text = parts[0].text
    for part in parts[1:]:
        text = f"{function}({text}, {part.text})"
    return Written(text, kind)


def _conversion(name: str, argument: Written) -> Written:
    if name == "abs":
        if argument.kind == FLOAT:
            return Written(f"fabs({argument.text})", FLOAT)
        return Written(f"max_whole({argument.text}, -{argument.within(RANKS['unary'])})", INT)
    kind = {"int": INT, "float": FLOAT, "bool": BOOL}[name]
    if argument.kind == kind:
        return argument
    return Written(f"({kind.c}){argument.within(RANKS['unary'])}", kind, RANKS["unary"])


def _ours(node: ast.Call, signature: Signature, scope: Scope) -> Written:
    if len(node.args) != len(signature.parameters):
        raise scope.module.outside(node, f"the call '{ast.unparse(node)}' with other than all arguments")
    texts = []
    for argument, kind in zip(node.args, signature.parameters, strict=True):
        written = write(argument, scope)
        if written.kind != kind and not (kind == FLOAT and written.kind == INT):
            raise scope.module.outside(
                argument, f"the argument '{ast.unparse(argument)}' of another kind than declared"
            )
        texts.append(written.text)
    return Written(f"{signature.c_name}({', '.join(texts)})", signature.returns)


def parts_of(kind: Kind) -> tuple[Kind, ...]:
    """Return the kinds of several values, none for a single one."""
    return kind.parts if isinstance(kind, SeveralKind) else ()
