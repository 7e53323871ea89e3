"""The house keeps its rules: lazy imports, one public surface, no stale results, no hosts."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import secondheart as sh

ROOT = Path(__file__).parent.parent
PACKAGE = Path(sh.__file__).parent
HEAVY = ["bokeh", "h5py", "matplotlib", "numba", "numpy", "pydantic", "rich", "xarray"]
NO_JIT = os.environ.get("NUMBA_DISABLE_JIT") == "1"
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
HOST = re.compile(r"\b(pypi|pythonhosted|npmjs|anaconda|debian)\.(org|com)\b|\b(index-url|find-links)\s*=")


def python(code: str, **environment: str) -> str:
    """Run `code` in a fresh interpreter and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_import_loads_nothing_heavy() -> None:
    assert python(f"import sys, secondheart; print([name for name in {HEAVY} if name in sys.modules])") == "[]"


def test_the_stub_lists_the_public_names_and_each_is_exported() -> None:
    tree = ast.parse((PACKAGE / "__init__.pyi").read_text(encoding="utf-8"))
    names = [alias for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names]
    assert all(alias.asname == alias.name for alias in names)
    assert sorted(alias.name for alias in names) == dir(sh) == sorted(["__version__", *sh.__all__])


@pytest.mark.parametrize("name", sh.__all__)
def test_every_public_name_is_there(name: str) -> None:
    value = getattr(sh, name)
    assert callable(value)
    assert value.__doc__


def test_a_name_that_is_not_public_is_refused() -> None:
    with pytest.raises(AttributeError, match="module 'secondheart' has no attribute 'simulat'"):
        _ = sh.simulat  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "first",
    ["pass", "import secondheart.simulation.simulate", "from secondheart import simulate", "sh.simulate"],
)
def test_simulate_is_the_function_whatever_was_imported_first(first: str) -> None:
    assert python(f"import secondheart as sh; {first}; print(sh.simulate.__name__, callable(sh.simulate))") == (
        "simulate True"
    )


def test_version_is_the_one_to_cite() -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {sh.__version__}\n" in citation


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
REQUIREMENTS = [
    Requirement(line)
    for group in (PROJECT["dependencies"], *PROJECT["optional-dependencies"].values())
    for line in group
    if not line.startswith("secondheart")
]
PINNED = dict(
    line.split("==") for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if "==" in line
)
# Tried, and not enough: no websockets-sansio, a release that was withdrawn, tests that fail
TOO_OLD = {"uvicorn": "0.34.3", "h5py": "3.12.0", "pint": "0.24.3", "pytest": "8.3.5"}


def test_every_requirement_is_pinned_to_a_version_that_it_allows() -> None:
    assert [str(one) for one in REQUIREMENTS if not one.specifier.contains(PINNED[one.name])] == []


@pytest.mark.parametrize("name", TOO_OLD)
def test_a_version_that_does_not_work_is_not_allowed(name: str) -> None:
    (bound,) = {one.specifier for one in REQUIREMENTS if one.name == name}
    assert not bound.contains(TOO_OLD[name])


def test_the_classifiers_name_the_versions_of_python_from_the_oldest_on() -> None:
    named = re.findall(r"Python :: 3\.(\d+)", "\n".join(PROJECT["classifiers"]))
    assert PROJECT["requires-python"] == f">=3.{named[0]}"
    assert [int(minor) for minor in named] == list(range(int(named[0]), int(named[0]) + len(named)))


LAW = "from secondheart._jit import law\n\n@law\ndef height(x):\n    return 2.0 * x\n"
KERNEL = (
    "from secondheart._jit import kernel\nfrom secondheart.physics.probe_law import height\n\n"
    "@kernel\ndef total(n):\n    s = 0.0\n    for i in range(n):\n        s += height(1.0 * i)\n    return s\n"
)
ASK = (
    "import sys; from secondheart import _numba; from secondheart.engine.probe_kernel import total; "
    "print(total(4), _numba.cache_folder().name, 'numba.np.arraymath' in sys.modules)"
)
Ask = Callable[[str], list[str]]


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """Give what runs a kernel with the text of its law: the answer, the cache's folder, and whether it was compiled."""
    package = tmp_path / "secondheart"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    (package / "engine" / "probe_kernel.py").write_text(KERNEL, encoding="utf-8")

    def answer(law: str) -> list[str]:
        (package / "physics" / "probe_law.py").write_text(law, encoding="utf-8")
        return python(
            ASK, PYTHONPATH=str(tmp_path), PYTHONDONTWRITEBYTECODE="1", SECONDHEART_CACHE=str(tmp_path / "cache")
        ).split()

    return answer


def test_an_edited_law_is_never_answered_from_the_cache(ask: Ask, tmp_path: Path) -> None:
    before = ask(LAW)
    edited = ask(LAW.replace("2.0", "3.0"))
    undone = ask(LAW)
    assert before[0] == "12.0"
    assert edited[0] == "18.0"
    assert edited[1] != before[1]
    assert undone[:2] == before[:2]
    assert NO_JIT or len(list((tmp_path / "cache").iterdir())) == 2


@pytest.mark.skipif(NO_JIT, reason="nothing is compiled")
def test_the_next_start_loads_nothing_to_compile_with(ask: Ask) -> None:
    assert ask(LAW)[2] == "True"
    assert ask(LAW)[2] == "False"


def test_the_house_has_at_most_thirteen_floors_of_folders() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    floors = [floor for floor in layers if any((PACKAGE / name.strip()).is_dir() for name in floor.split("|"))]
    assert len(floors) <= 13


def test_no_file_names_a_registry() -> None:
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    texts = {path: path.read_text(encoding="utf-8", errors="ignore") for path in paths if path.is_file()}
    assert [str(path.relative_to(ROOT)) for path, text in texts.items() if HOST.search(text)] == []


def test_the_fast_tests_that_make_quick_names_are_there() -> None:
    (listed,) = re.findall(r"^QUICK := .*?addprefix tests/,(.*?)\)\)$", MAKEFILE, re.MULTILINE | re.DOTALL)
    assert [name for name in listed.replace("\\", " ").split() if not (ROOT / "tests" / name).exists()] == []


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_every_make_target_that_is_named_is_one(page: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    named = re.findall(r"^make ([a-z]+)|`make ([a-z]+)`", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE)
    assert {one or other for one, other in named} <= targets
