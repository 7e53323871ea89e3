"""Names are those of the field, and one name means one thing: docs/style.md has the rules."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "src" / "secondheart"
FILES = sorted(PACKAGE.rglob("*.py"))
TREES = {path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text("utf-8")) for path in FILES}

# The same file name in two folders is the same role: a law, its arrays and its kernel; a command and what it calls
SAME_ROLE = {"oxygen", "tissue", "compression", "files", "facts", "relief", "sweep", "validate"}
SAME_ROLE |= {"bench", "cohort", "leg_fit", "sensitivity"}
VAGUE = {"told", "made", "kept", "taken", "found", "worn", "tied", "risen", "meant"}
PARTICIPLE = re.compile(
    r"told|made|kept|taken|found|worn|tied|risen|meant|done|given|said|seen|shown|drawn|built|[a-z]+ed"
)
NOUNS = {"speed", "seed", "feed", "need", "bed", "shed"}
THEIRS = {"connection_made"}  # what another library calls
FLUENT = {"named", "paralysed", "unloaded"} | {"immersed", "infused"}  # stand().paralysed("left") is a sentence
STATES = {"packed"}  # an attribute: the body as arrays
MOST_LINES, MOST_BODY = 400, 40
LONG_CALLS = {"pack", "start_state"}  # each one call with an argument a field
MOST_CONSTANTS = 30


def defined() -> Iterator[tuple[str, str, ast.stmt]]:
    """Yield file, name and node of each class, function and constant of a module."""
    for place, tree in TREES.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                yield place, node.name, node
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                    yield from ((place, one.id, node) for one in ast.walk(target) if isinstance(one, ast.Name))


FUNCTIONS = [
    (place, node) for place, tree in TREES.items() for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)
]


def repeated(names: Iterator[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the places of each name that stands in more than one."""
    places: dict[str, list[str]] = defaultdict(list)
    for place, name in names:
        places[name].append(place)
    return {name: found for name, found in places.items() if len(found) > 1}


def test_a_module_s_name_means_one_thing() -> None:
    modules = ((place, Path(place).stem) for place in TREES if not Path(place).name.startswith("__"))
    assert {name: places for name, places in repeated(modules).items() if name not in SAME_ROLE} == {}


def test_no_two_classes_and_no_two_public_functions_have_the_same_name() -> None:
    public = (
        (place, name)
        for place, name, node in defined()
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not name.startswith("_")
    )
    assert repeated(public) == {}


def test_few_constants_are_defined_twice() -> None:
    constants = ((place, name) for place, name, _ in defined() if re.fullmatch(r"_?[A-Z][A-Z\d_]*", name))
    assert len(repeated(constants)) < MOST_CONSTANTS


def test_no_function_is_called_by_a_bare_participle() -> None:
    bare = {
        f"{place}: {node.name}"
        for place, node in FUNCTIONS
        if PARTICIPLE.fullmatch(node.name.strip("_")) and node.name.strip("_") not in NOUNS | FLUENT | STATES
    }
    assert bare == set()


def test_names_say_what_they_hold() -> None:
    names = {
        f"{place}: {name}"
        for place, tree in TREES.items()
        for node in ast.walk(tree)
        for name in [getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "arg", None)]
        if isinstance(name, str) and name not in THEIRS and VAGUE & set(name.lower().split("_"))
    }
    assert names == set()


def test_files_are_short() -> None:
    lines = {place: len((PACKAGE / place).read_text("utf-8").splitlines()) for place in TREES}
    assert {place: count for place, count in lines.items() if count > MOST_LINES} == {}


def test_functions_are_short() -> None:
    long = {
        f"{place}: {node.name}"
        for place, node in FUNCTIONS
        if node.name not in LONG_CALLS and length_of_body(node) > MOST_BODY
    }
    assert long == set()


def length_of_body(node: ast.FunctionDef) -> int:
    """Count the lines of a function below its docstring."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
