"""Change signs, comparisons and constants of the laws and of the stepper, one at a time, and see what tests notice.

`make mutate` changes a sample; `MUTATE=200` more of them, `MUTATE=0` all. Each change is made in a copy of the package.
First the tests of the laws run as plain Python, then, for what they let pass, those of the stepper and the canonical
runs, compiled. It ends in a table, and with 1 if something passed unnoticed.
"""

from __future__ import annotations

import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "secondheart"
FOLDERS = ("physics", "engine")
LAWS = ["tests/physics"]
STEPPER = ["tests/engine/test_parts.py", "tests/engine/test_exact_solutions.py", "tests/canonical"]
SWAPS: dict[type[ast.AST], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.Lt: ("<", ">"),
    ast.Gt: (">", "<"),
    ast.LtE: ("<=", ">="),
    ast.GtE: (">=", "<="),
}
FACTOR = 1.3  # of a constant: more than any of them is uncertain by would be too easy, a hundredth too hard
LONGEST_S = 1800


class Mutation(NamedTuple):
    """A change of one place: from where to where in a file, and what stands there then."""

    file: str
    line: int
    begin: int
    end: int
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.old} -> {self.new}"

    def apply(self, package: Path) -> None:
        """Make it in a copy of the package."""
        path = package / self.file
        lines = path.read_text("utf-8").splitlines(keepends=True)
        text = lines[self.line - 1].encode()
        lines[self.line - 1] = (text[: self.begin] + self.new.encode() + text[self.end :]).decode()
        path.write_text("".join(lines), "utf-8")


def all_mutations() -> list[Mutation]:
    """Return every change that is made."""
    paths = [path for folder in FOLDERS for path in sorted((PACKAGE / folder).glob("[a-z]*.py"))]
    return [one for path in paths for one in _of_file(path)]


def _of_file(path: Path) -> Iterator[Mutation]:
    source, file = path.read_text("utf-8"), path.relative_to(PACKAGE).as_posix()
    lines, tree = [line.encode() for line in source.splitlines()], ast.parse(source)
    places = {id(one) for node in ast.walk(tree) if isinstance(node, ast.Subscript) for one in ast.walk(node.slice)}
    for node in ast.walk(tree):
        if id(node) in places:  # which place of an array is read is no physics
            continue
        if isinstance(node, ast.Constant) and type(node.value) is float and node.value:
            yield Mutation(
                file,
                node.lineno,
                node.col_offset,
                node.end_col_offset or 0,
                repr(node.value),
                repr(FACTOR * node.value),
            )
        for left, sign, right in _signs(node):
            old, new = SWAPS[type(sign)]
            if left.end_lineno == right.lineno and left.end_col_offset is not None:
                between = lines[right.lineno - 1][left.end_col_offset : right.col_offset]
                if between.strip() == old.encode():
                    begin = left.end_col_offset + between.index(old.encode())
                    yield Mutation(file, right.lineno, begin, begin + len(old), old, new)


def _signs(node: ast.AST) -> Iterator[tuple[ast.expr, ast.AST, ast.expr]]:
    if isinstance(node, ast.BinOp) and type(node.op) in SWAPS:
        yield node.left, node.op, node.right
    if isinstance(node, ast.Compare):
        for left, sign, right in zip([node.left, *node.comparators], node.ops, node.comparators, strict=False):
            if type(sign) in SWAPS:
                yield left, sign, right


def noticed_by(one: Mutation) -> str:
    """Return which tests notice a change: laws, stepper, or none."""
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder) / "secondheart"
        shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__", "static"))
        one.apply(package)
        for name, tests, plain in (("laws", LAWS, "1"), ("stepper", STEPPER, "0")):
            environment = {
                **os.environ, "PYTHONPATH": folder, "NUMBA_DISABLE_JIT": plain, "SECONDHEART_CACHE": f"{folder}/cache",
            }  # fmt: skip
            command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
            try:
                done = subprocess.run(
                    command, cwd=ROOT, env=environment, capture_output=True, timeout=LONGEST_S, check=False
                )
            except subprocess.TimeoutExpired:
                return name  # it never ends: that is noticed
            if done.returncode:
                return name
    return "none"


def main() -> int:
    """Change a sample and print what noticed each change."""
    known, count = all_mutations(), int(os.environ.get("MUTATE", "20"))
    chosen = random.Random(int(os.environ.get("SEED", "1"))).sample(known, min(count or len(known), len(known)))
    results: dict[str, list[Mutation]] = {"laws": [], "stepper": [], "none": []}
    for one in chosen:
        by = noticed_by(one)
        results[by].append(one)
        sys.stdout.write(f"{by:8}{one}\n")
        sys.stdout.flush()
    counts = "".join(f"{by:8}{len(them):4}\n" for by, them in results.items())
    sys.stdout.write(f"\n{len(chosen)} of {len(known)} changes tried; noticed by\n{counts}")
    return int(bool(results["none"]))


if __name__ == "__main__":
    sys.exit(main())
