"""One readable C file from the source of both floors."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from secondheart._files import package_text
from secondheart.codegen.expressions import ELEMENTARY, Scope, Signature, Written, c_field, c_name
from secondheart.codegen.kinds import (
    BY_ANNOTATION,
    FLOAT,
    INT,
    Kind,
    RecordKind,
    SeveralKind,
    several,
)
from secondheart.codegen.source import PACKAGE, CompiledFunction, SourceModule, read_floors, read_module
from secondheart.codegen.statements import FunctionBody, declare, parameters, write_body

PORTABLE = "PORTABLE_ELEMENTARY"  # defined where the elementary functions are ours, not the system's
HEAD = """/* Written by secondheart.codegen from the Python source of secondheart.physics and secondheart.engine, which
   is the only source: edit it there. Units are mL, mmHg, s and cm. */
"""

Signatures = dict[tuple[str, str], Signature]


def translate_floors(package: Path = PACKAGE, exported: Collection[str] = ()) -> str:
    """Return both floors as one file of C99; functions that are `exported` can be called from outside, as kernels can.

    Raises
    ------
    OutsideSubset
        If something in a compiled function is not part of the subset; the sentence has its file and line.
    """
    modules = read_floors(package)
    elementary = read_module(package / "codegen" / "elementary.py", package)
    records = _records(modules.values())
    every = {**modules, elementary.name: elementary}
    signatures = _signatures(every.values(), records)
    constants = _constants(every.values())
    laws = frozenset(one.name for module in modules.values() for one in module.functions.values() if one.mark == "law")
    writer = Writer(signatures, constants, laws, frozenset(exported))
    functions = {name: list(writer.module(module)) for name, module in every.items()}  # says what constants are used
    return "\n".join(
        [
            HEAD,
            package_text("codegen/prelude.h"),
            *_several_kinds(signatures.values()),
            *(_record(kind) for kind in records.values()),
            _elementary([*writer.constants(elementary), *functions.pop(elementary.name)]),
            *(_section(modules[name], [*writer.constants(modules[name]), *lines]) for name, lines in functions.items()),
        ]
    )


class Writer:
    """Writes functions one after another, each after those that it calls."""

    def __init__(
        self,
        signatures: Signatures,
        constants: Mapping[str, Written],
        laws: frozenset[str],
        exported: frozenset[str],
    ) -> None:
        self._signatures, self._constants, self._laws, self._exported = signatures, constants, laws, exported
        self._written: set[tuple[str, str]] = set()
        self._used: set[str] = set()

    def constants(self, module: SourceModule) -> Iterator[str]:
        """Yield the constants of a module that the functions written so far use."""
        for name, value in module.constants.items():
            key = f"{module.name}:{name}"
            if name not in module.imports and key in self._used:
                yield f"static const {self._constants[key].kind.c} {self._constants[key].text} = {value!r};"

    def module(self, module: SourceModule) -> Iterator[str]:
        """Yield the functions of a module."""
        for one in module.functions.values():
            yield from self._function(one)

    def _function(self, one: CompiledFunction) -> Iterator[str]:
        """Yield the functions of a module that one calls and that are not written yet, and then itself."""
        key = one.module.name, one.name
        if key in self._written:
            return
        self._written.add(key)
        for node in ast.walk(one.node):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                other = one.module.functions.get(node.func.id)
                if other is not None:
                    yield from self._function(other)
        yield "\n".join(self._lines(one))

    def _lines(self, one: CompiledFunction) -> Iterator[str]:
        signature = self._signatures[one.module.name, one.name]
        kinds = dict(zip((name for name, _ in parameters(one.node)), signature.parameters, strict=True))
        scope = Scope(one.module, self._signatures, self._constants, dict(kinds), self._used)
        body = write_body(one.node, FunctionBody(scope, signature.returns, self._laws))
        doc = ast.get_docstring(one.node)
        if doc:
            yield _comment(doc)
        listed = ", ".join(declare(name, kind) for name, kind in kinds.items())
        linkage = "EXPORTED" if one.mark == "kernel" or one.name in self._exported else "static inline"
        yield f"{linkage} {signature.returns.c} {signature.c_name}({listed})"
        yield from ("{", *body, "}", "")


def _section(module: SourceModule, lines: list[str]) -> str:
    if not lines:
        return ""
    return "\n".join([f"/* ---- {module.name.removeprefix('secondheart.')}: {_title(module)} */\n", *lines])


def _elementary(ours: list[str]) -> str:
    """Return the elementary functions: those of the system, or ours where they are asked for."""
    theirs = [f"#define elementary_{name} {name}" for name in ELEMENTARY]
    return "\n".join([f"#ifdef {PORTABLE}", *ours, "#else", "#include <math.h>", *theirs, "#endif\n"])


def _title(module: SourceModule) -> str:
    return (ast.get_docstring(module.tree) or "").partition("\n")[0].replace("*/", "* /")


def _comment(doc: str) -> str:
    lines = doc.replace("*/", "* /").splitlines()
    if len(lines) == 1:
        return f"/* {lines[0]} */"
    return "\n".join(["/*", *(f" * {line}".rstrip() for line in lines), " */"])


def _records(modules: Iterable[SourceModule]) -> dict[str, RecordKind]:
    records: dict[str, RecordKind] = {}
    for module in modules:
        for name, fields in module.tuples.items():
            kinds = []
            for key, annotation in fields.items():
                if annotation not in BY_ANNOTATION:
                    raise module.outside(module.tree, f"the field '{key}: {annotation}' of {name}")
                kinds.append((key, BY_ANNOTATION[annotation]))
            records[name] = RecordKind(name, tuple(kinds))
    return records


def _record(kind: RecordKind) -> str:
    fields = "".join(f"    {one.c} {c_field(name)};\n" for name, one in kind.fields)
    return f"typedef struct {{\n{fields}}} {kind.c};\n"


def _signatures(modules: Iterable[SourceModule], records: Mapping[str, RecordKind]) -> Signatures:
    signatures: Signatures = {}
    names: dict[str, SourceModule] = {}
    for module in modules:
        for one in module.functions.values():
            c = c_name(one.name)
            if c in names:
                raise module.outside(one.node, f"a second function called '{one.name}'")
            names[c] = module
            kinds = tuple(_kind_of(text, one, records) for _, text in parameters(one.node))
            signatures[module.name, one.name] = Signature(c, kinds, _result_kind(one, records))
    return signatures


def _kind_of(text: str, one: CompiledFunction, records: Mapping[str, RecordKind]) -> Kind:
    last = text.rpartition(".")[2] if text.startswith("at.") else text
    kind = records.get(last) or BY_ANNOTATION.get(last)
    return kind or one.module.refuse(one.node, f"the annotation '{text}' of '{one.name}'")


def _result_kind(one: CompiledFunction, records: Mapping[str, RecordKind]) -> Kind:
    match one.node.returns:
        case ast.Subscript(value=ast.Name(id="tuple"), slice=ast.Tuple(elts=parts)):
            return several(tuple(_kind_of(ast.unparse(part), one, records) for part in parts))
        case None:
            raise one.module.outside(one.node, f"'{one.name}' without a declared result")
    return _kind_of(ast.unparse(one.node.returns), one, records)


def _several_kinds(signatures: Iterable[Signature]) -> list[str]:
    kinds = {one.returns.c: one.returns for one in signatures if isinstance(one.returns, SeveralKind)}
    return [
        f"typedef struct {{ {' '.join(f'{part.c} part{k};' for k, part in enumerate(kind.parts))} }} {kind.c};\n"
        for kind in kinds.values()
    ]


def _constants(modules: Iterable[SourceModule]) -> dict[str, Written]:
    """Return constants as C names them: as they are, with their module's name before it where two would be alike."""
    every = [
        (module, name, value)
        for module in modules
        for name, value in module.constants.items()
        if name not in module.imports
    ]
    count = Counter(name for _, name, _ in every)
    return {
        f"{module.name}:{name}": Written(
            name if count[name] == 1 and not name.startswith("_") else f"{module.short.upper()}_{name.strip('_')}",
            FLOAT if isinstance(value, float) else INT,
        )
        for module, name, value in every
    }
