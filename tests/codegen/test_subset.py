"""Both floors stay inside the subset of Python that is translated to C; what is outside it is refused by its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from secondheart.codegen import translate_floors
from secondheart.codegen.source import PACKAGE, OutsideSubset

HEAD = "from __future__ import annotations\nimport math\nfrom secondheart._jit import law, part\n"
OUTSIDE = {
    "a list": ("def f(x: float) -> float:\n    return [x][0]\n", "'[x]'"),
    "a power": ("def f(x: float) -> float:\n    return x**2\n", "the operator of 'x ** 2'"),
    "a text": ("def f(x: float) -> float:\n    y = 'no'\n    return x\n", "''no''"),
    "an unknown call": ("def f(x: float) -> float:\n    return round(x)\n", "the call 'round(x)'"),
    "an unknown name": ("def f(x: float) -> float:\n    return x + THERE\n", "the name 'THERE'"),
    "a changed kind": (
        "def f(x: float) -> float:\n    y = 1\n    y = x\n    return y\n",
        "'y', which changes its kind,",
    ),
    "an exception": ("def f(x: float) -> float:\n    raise ValueError\n", "the statement 'raise ValueError'"),
    "a keyword": ("def f(x: float) -> float:\n    return max(x, y=1.0)\n", "with named or starred arguments"),
    "no annotation": ("def f(x) -> float:\n    return x\n", "the annotation '' of 'f'"),
    "no result": ("def f(x: float):\n    return x\n", "'f' without a declared result"),
    "a wrong result": ("def f(x: float) -> int:\n    return x\n", "returning a value of another kind than declared"),
    "a loop's name": (
        "def f(x: float) -> float:\n    for i in range(3):\n        x += 1.0\n    return x + i\n",
        "the name 'i'",
    ),
    "a swap": ("def f(x: float) -> float:\n    y, z = x, 1.0\n    y, z = z, y\n    return y\n", "'(y, z)' together"),
    "a number as a condition": ("def f(x: float) -> float:\n    return 1.0 if x else 0.0\n", "the condition 'x'"),
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Copy what is translated."""
    for folder in ("physics", "engine", "codegen"):
        shutil.copytree(PACKAGE / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_both_floors_are_inside_the_subset() -> None:
    text = translate_floors()
    assert "EXPORTED int64_t advance(int64_t steps, double dt" in text
    assert "static inline double vein_pressure(double volume, double unstressed" in text
    assert "mynard2012 (eqs 5, 6)" in text  # the docstrings come along


@pytest.mark.parametrize("name", OUTSIDE)
def test_what_is_outside_is_refused_with_its_file_and_line(package: Path, name: str) -> None:
    code, words = OUTSIDE[name]
    (package / "physics" / "probe.py").write_text(f"{HEAD}\n\n@law\n{code}", encoding="utf-8")
    with pytest.raises(OutsideSubset, match="is not part of the Python that is translated to C") as caught:
        translate_floors(package)
    place, _, sentence = str(caught.value).partition(": ")
    assert words in sentence
    assert place.rpartition(":")[0] == str(package / "physics" / "probe.py")
    assert 6 <= int(place.rpartition(":")[2]) <= 6 + len(code.splitlines())


def test_what_only_prepares_a_run_may_be_any_python(package: Path) -> None:
    (package / "physics" / "probe.py").write_text(f"{HEAD}\n\ndef f(x: str) -> str:\n    return x[::-1]\n", "utf-8")
    assert "f(" not in translate_floors(package).partition("physics.probe")[2]


def test_two_functions_of_one_name_are_refused(package: Path) -> None:
    law = "\n\n@law\ndef rim_dam(x: float) -> float:\n    return x\n"
    (package / "physics" / "probe.py").write_text(HEAD + law, encoding="utf-8")
    with pytest.raises(OutsideSubset, match="a second function called 'rim_dam'"):
        translate_floors(package)
