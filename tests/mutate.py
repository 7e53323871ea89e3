"""Change signs, comparisons and constants of the laws and of the stepper, one at a time, and see what tests notice.

`make mutate` changes a sample; `MUTATE=200` more of them, `MUTATE=0` all, `MUTATE=subtle` those that are easily missed:
constants of a law that is tested with its own, lines whose loss only slows something down. Each change is made in a
copy of the package.
First the tests of the laws run as plain Python, then, for what they let pass, those of the stepper and the canonical
runs, compiled. It ends in a table, and with 1 if something passed unnoticed. Each result is kept at once: started anew
with the same code and tests, it goes on where it was stopped.
"""

from __future__ import annotations

import ast
import hashlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "secondheart"
FOLDERS = ("physics", "engine")
LAWS = ["tests/physics"]
ENGINE = ("parts", "exact_solutions", "stability", "tissue_and_oxygen")
STEPPER = [*(f"tests/engine/test_{name}.py" for name in ENGINE), "tests/canonical"]
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
SUBTLE = (
    ("physics/valve.py", "TIGHTEST = 1e-5", "TIGHTEST = 1e-4"),
    ("physics/valve.py", "FASTEST = 1.0 / 0.03", "FASTEST = 1.0 / 0.04"),
    ("physics/vein_wall.py", "COLLAPSE_PRESSURE = 1.3", "COLLAPSE_PRESSURE = 1.7"),
    ("physics/vein_wall.py", "FULLEST = 0.98", "FULLEST = 0.95"),
    ("physics/baroreflex.py", "ARTERIAL_RANGE = 18.0", "ARTERIAL_RANGE = 15.0"),
    ("physics/baroreflex.py", "CARDIOPULMONARY_RANGE = 5.0", "CARDIOPULMONARY_RANGE = 7.0"),
    ("physics/oxygen.py", "LEAST = 0.05", "LEAST = 0.1"),
    ("physics/oxygen.py", "PER_GRAM = 1.34", "PER_GRAM = 1.39"),
    ("physics/lymph.py", "STILL = 6.0", "STILL = 8.0"),
    ("physics/lymph.py", "MOVED = 0.8", "MOVED = 0.4"),
    ("physics/breathing.py", "CHEST_PER_LITRE = 4.4", "CHEST_PER_LITRE = 5.4"),
    ("physics/breathing.py", "INSPIRATION = 0.40", "INSPIRATION = 0.35"),
    ("physics/heart.py", "ATRIAL_SYSTOLE = 0.25", "ATRIAL_SYSTOLE = 0.22"),
    ("physics/heart.py", "ATRIOVENTRICULAR_DELAY = 0.19", "ATRIOVENTRICULAR_DELAY = 0.15"),
    ("physics/heart.py", "EMPTIEST = 0.1", "EMPTIEST = 0.3"),
    ("physics/hyperaemia.py", "SAFE_RANGE = 30.0", "SAFE_RANGE = 20.0"),
    ("physics/starling.py", "ONCOTIC_3 = 0.009", "ONCOTIC_3 = 0.008"),
    ("physics/starling.py", "LARGEST_LOSS = 0.6", "LARGEST_LOSS = 0.4"),
    ("physics/foot_pump.py", "PRESSURE_PER_WEIGHT = 40.0", "PRESSURE_PER_WEIGHT = 50.0"),
    ("physics/muscle.py", "LAG = 0.03", "LAG = 0.05"),
    ("physics/dependency.py", "VENOUS_WIDTH = 8.0", "VENOUS_WIDTH = 6.0"),
    ("physics/quadratic_loss.py", "FREE_SHARE = 0.65", "FREE_SHARE = 0.75"),
    ("engine/blood.py", "felt = net.pace[e] * difference", "felt = difference"),
    ("engine/drive.py", "math.sqrt(length)", "length"),
    ("engine/drive.py", "follow = dt / (LAG + dt)", "follow = dt / (LAG + 2.0 * dt)"),
    ("engine/drive.py", "state.muscle[last - 1]", "state.muscle[last - 2]"),
    ("engine/control.py", "TOUCH = 0.1", "TOUCH = 5.0"),
    ("engine/tissue.py", "plasma if filtered > 0.0 else held", "plasma if filtered < 0.0 else held"),
    ("engine/reflex.py", "LOWEST_FACTOR = 0.3", "LOWEST_FACTOR = 0.5"),
    ("engine/oxygen.py", "FULLEST = 0.9", "FULLEST = 0.7"),
    ("person/atlas/body.toml", "set_point_rise = {value = 40.0", "set_point_rise = {value = 27.0"),
    ("person/atlas/body.toml", "systole_shortened = {value = 0.4", "systole_shortened = {value = 0.24"),
    ("person/atlas/body.toml", "visceral_rise = {value = 2.0", "visceral_rise = {value = 1.0"),
    ("person/atlas/body.toml", "vagal_lag = {value = 0.7", "vagal_lag = {value = 1.7"),
    ("person/atlas/body.toml", "sympathetic_delay = {value = 2.5", "sympathetic_delay = {value = 4.5"),
    ("person/atlas/body.toml", "hanging_lag = {value = 10.0", "hanging_lag = {value = 20.0"),
    ("person/atlas/body.toml", "effort_lag = {value = 30.0", "effort_lag = {value = 20.0"),
    ("person/atlas/tissue.toml", "more_urine = {value = 0.02", "more_urine = {value = 0.03"),
)
RESULTS = ROOT / ".cache" / "mutations"
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

    @property
    def place(self) -> str:
        """Its name among others of the same line."""
        return f"{self}, from {self.begin} on"

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


def subtle_mutations() -> list[Mutation]:
    """Return the changes that are easily missed."""
    return [_place(*one) for one in SUBTLE]


def _place(file: str, old: str, new: str) -> Mutation:
    """Return the change of the one place of a file where a text stands."""
    before, _, after = (PACKAGE / file).read_text("utf-8").partition(old)
    if old in after or not (before or after):
        raise ValueError(f"{file}: '{old}' stands there more than once, or never")
    line = before.rpartition("\n")[2].encode()
    return Mutation(file, before.count("\n") + 1, len(line), len(line) + len(old.encode()), old, new)


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


class Results:
    """What noticed each change, kept in a file that begins with the state of code and tests that it holds for."""

    def __init__(self, path: Path, state: str) -> None:
        self.path = path
        before = path.read_text("utf-8").splitlines() if path.is_file() else []
        # a line that was cut short is not believed
        whole = [line for line in before[1:] if line.endswith(".")] if before[:1] == [state] else []
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join([state, *whole, ""]), "utf-8")
        pairs = (line.removesuffix(".").split(" ", 1) for line in whole)
        self.by = {change: by for by, change in pairs}

    def keep(self, one: Mutation, by: str) -> None:
        """Write down what noticed a change."""
        self.by[one.place] = by
        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"{by} {one.place}.\n")


def state_of_sources() -> str:
    """Return what results hold for: a hash of the package and of the tests that are run."""
    digest = hashlib.sha256()
    for folder in (PACKAGE, *(ROOT / "tests" / name for name in ("physics", "engine", "canonical"))):
        for path in sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".toml", ".json")):
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def main() -> int:
    """Change a sample and print what noticed each change."""
    wanted = os.environ.get("MUTATE", "20")
    known = subtle_mutations() if wanted == "subtle" else all_mutations()
    count = len(known) if wanted in ("subtle", "0") else int(wanted)
    chosen = random.Random(int(os.environ.get("SEED", "1"))).sample(known, min(count, len(known)))
    return try_all(chosen, len(known), Results(RESULTS, state_of_sources()))


def try_all(chosen: Sequence[Mutation], known: int, results: Results) -> int:
    """Try those changes that have no result yet, and print the table of all; an interrupt prints what there is."""
    done: dict[str, list[Mutation]] = {"laws": [], "stepper": [], "none": []}
    code = 0
    try:
        for one in chosen:
            if one.place not in results.by:
                results.keep(one, noticed_by(one))
            by = results.by[one.place]
            done[by].append(one)
            sys.stdout.write(f"{by:8}{one}\n")
            sys.stdout.flush()
    except KeyboardInterrupt:
        sys.stdout.write("interrupted; the same command goes on from here\n")
        code = 130
    counts = "".join(f"{by:8}{len(them):4}\n" for by, them in done.items())
    tried = sum(map(len, done.values()))
    sys.stdout.write(f"\n{tried} of {known} changes tried; noticed by\n{counts}")
    return code or int(bool(done["none"]))


if __name__ == "__main__":
    sys.exit(main())
