"""The source of the compiled floors as syntax trees: modules, their constants, tuples of arrays and functions."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from secondheart.errors import InputError

PACKAGE = Path(__file__).parent.parent
FLOORS = ("physics", "engine")
COMPILED_MARKS = ("law", "part", "kernel")  # decorators of what is compiled; all else only prepares a run
NUMBER_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}

Number = int | float


class OutsideSubset(InputError):
    """Python that the translator to C does not know; the sentence has its file and line."""


@dataclass(frozen=True)
class CompiledFunction:
    """A function of the compiled floors."""

    name: str
    mark: str  # its decorator
    node: ast.FunctionDef
    module: SourceModule


@dataclass
class SourceModule:
    """A file of the compiled floors."""

    name: str  # dotted
    path: Path
    tree: ast.Module
    imports: dict[str, tuple[str, str]] = field(default_factory=dict)  # local name -> module, name there
    aliases: dict[str, str] = field(default_factory=dict)  # local name -> module
    constants: dict[str, Number] = field(default_factory=dict)
    tuples: dict[str, dict[str, str]] = field(default_factory=dict)  # NamedTuple -> field -> annotation
    functions: dict[str, CompiledFunction] = field(default_factory=dict)

    @property
    def short(self) -> str:
        """The last part of its name."""
        return self.name.rpartition(".")[2]

    def outside(self, node: ast.AST, what: str) -> OutsideSubset:
        """Return the error: what stands at a node is not part of the subset."""
        place = f"{self.path}:{getattr(node, 'lineno', 1)}"
        return OutsideSubset(f"{place}: {what} is not part of the Python that is translated to C")

    def refuse(self, node: ast.AST, what: str) -> NoReturn:
        """Raise OutsideSubset."""
        raise self.outside(node, what)


def read_floors(package: Path = PACKAGE) -> dict[str, SourceModule]:
    """Return the modules of both floors by name, each after those that it imports."""
    paths = [path for floor in FLOORS for path in sorted((package / floor).glob("*.py"))]
    modules = {one.name: one for one in (_parse_module(path, package) for path in paths)}
    ordered: dict[str, SourceModule] = {}

    def visit(module: SourceModule) -> None:
        if module.name in ordered:
            return
        for name in sorted({*module.aliases.values(), *(home for home, _ in module.imports.values())}):
            if name in modules:
                visit(modules[name])
        _read_definitions(module, ordered)
        ordered[module.name] = module

    for module in modules.values():
        visit(module)
    return ordered


def read_module(path: Path, package: Path = PACKAGE) -> SourceModule:
    """Return one module that imports nothing of the floors."""
    module = _parse_module(path, package)
    _read_definitions(module, {})
    return module


def _parse_module(path: Path, package: Path) -> SourceModule:
    name = ".".join(("secondheart", *path.relative_to(package).with_suffix("").parts))
    module = SourceModule(name, path, ast.parse(path.read_text("utf-8"), str(path)))
    for node in module.tree.body:
        if isinstance(node, ast.ImportFrom):
            for one in node.names:
                module.imports[one.asname or one.name] = (node.module or "", one.name)
                if node.module == "secondheart.engine":
                    module.aliases[one.asname or one.name] = f"{node.module}.{one.name}"
    return module


def _read_definitions(module: SourceModule, known: dict[str, SourceModule]) -> None:
    for local, (home, name) in module.imports.items():
        if home in known and name in known[home].constants:
            module.constants[local] = known[home].constants[name]
    for node in module.tree.body:
        if isinstance(node, ast.Assign):
            module.constants.update(_constants_of(node, module))
        elif isinstance(node, ast.ClassDef) and any(getattr(base, "id", "") == "NamedTuple" for base in node.bases):
            module.tuples[node.name] = dict(_fields_of(node))
        elif isinstance(node, ast.FunctionDef):
            marks = [one.id for one in node.decorator_list if isinstance(one, ast.Name) and one.id in COMPILED_MARKS]
            if marks:
                module.functions[node.name] = CompiledFunction(node.name, marks[0], node, module)


def _fields_of(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for one in node.body:
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
            yield one.target.id, ast.unparse(one.annotation)


def _constants_of(node: ast.Assign, module: SourceModule) -> dict[str, Number]:
    """Return the numbers that an assignment at the top of a module defines; nothing where it defines something else."""
    target = node.targets[0]
    if isinstance(target, ast.Name):
        value = evaluate(node.value, module)
        return {} if value is None else {target.id: value}
    if isinstance(target, ast.Tuple) and all(isinstance(one, ast.Name) for one in target.elts):
        values = _several(node.value, module)
        if values is not None and len(values) == len(target.elts):
            names = (one.id for one in target.elts if isinstance(one, ast.Name))
            return {name: value for name, value in zip(names, values, strict=True) if value is not None}
    return {}


def _several(node: ast.expr, module: SourceModule) -> list[Number | None] | None:
    if isinstance(node, ast.Tuple):
        return [evaluate(one, module) for one in node.elts]
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "range" and len(node.args) == 1:
        count = evaluate(node.args[0], module)
        return list(range(int(count))) if count is not None else None
    return None


def evaluate(node: ast.expr, module: SourceModule) -> Number | None:
    """Return the number that an expression of constants is, None where it is none."""
    match node:
        case ast.Constant(value=bool()):
            return None
        case ast.Constant(value=int() | float() as value):
            return value
        case ast.Name(id=name):
            return module.constants.get(name)
        case ast.Attribute(value=ast.Name(id="math"), attr="pi"):
            return math.pi
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            inner = evaluate(operand, module)
            return None if inner is None else -inner
        case ast.BinOp(left=left, op=op, right=right) if type(op) in NUMBER_OPERATORS:
            one, other = evaluate(left, module), evaluate(right, module)
            return None if one is None or other is None else NUMBER_OPERATORS[type(op)](one, other)
    return None
