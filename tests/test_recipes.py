"""The recipes of CONTRIBUTING, tried in a copy of the package: so many files are enough, and no more are named."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

import secondheart
from tests import recipes as add

ROOT = Path(__file__).parent.parent
PACKAGE = Path(secondheart.__file__).parent
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")

# What is appended to which file, what is run, and what that prints
RECIPES: dict[str, tuple[Mapping[str, str], str, str]] = {
    "a vessel": (
        {
            "person/atlas/leg.toml": add.VESSEL,
            "report/assets/leg.toml": add.DRAWN,
            "app/static/scene/figure_data.js": add.FIGURE,
        },
        "import secondheart as sh; from secondheart.simulation.session import prepare;"
        "from secondheart.report.leg import plan; from secondheart.report.figure_data import figure_data;"
        "print(prepare(sh.Person()).packed.vessel('giacomini_left'), plan()['vein'][-1]['name'],"
        "figure_data()['VEINS'][-1]['name'])",
        r"\d+ giacomini giacomini",
    ),
    "a condition": ({"person/atlas/conditions.toml": add.CONDITION}, add.shown("conditions"), "stiff-calf"),
    "a garment class or a pneumatic device": (
        {"compression/classes.toml": '\n[TRIAL]\nI = {low = 18.0, high = 21.0, source = "K01"}\n'},
        add.shown("garments"),
        "trial-i",
    ),
    "a format of recordings": (
        {"recordings/formats/trial.py": add.FORMAT},
        "from pathlib import Path; Path('x.trial').write_text('800\\n' * 20);"
        "from secondheart import read_logbook; print(read_logbook('x.trial').tables[0].kind)",
        "beats",
    ),
    "a clinical test": (
        {"clinic/trial.py": add.CLINICAL},
        add.shown("tests"),
        "Stand for the test of a recipe",
    ),
    "a movement": (
        {
            "protocol/patterns.toml": add.SLIDES,
            "__init__.pyi": add.PUBLIC,
            "app/static/scene/pose.js": add.POSE,
        },
        add.SLIDE,
        "True Heel slides",
    ),
    "a law": ({"physics/trial.py": add.LAW, "engine/tissue.py": add.CALLED}, add.CALL, r"4\.0 .*mmHg"),
    "a built-in protocol": (
        {"protocol/builtin/trial.toml": add.PROTOCOL},
        add.shown("protocols"),
        "trial",
    ),
}
DEVICES = ({"compression/devices.toml": add.DEVICE}, add.shown("devices"), "trial")


def promised(what: str) -> int:
    """Return how many files the table of CONTRIBUTING says that it takes."""
    (count,) = re.findall(rf"^\| {what} \| (\d+)", CONTRIBUTING, re.MULTILINE)
    return int(count)


def run_in_copy(folder: Path, additions: Mapping[str, str], code: str) -> str:
    """Append texts to files of a copy of the package, and return what some code prints there."""
    package = folder / "secondheart"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    for name, text in additions.items():
        with (package / name).open("a", encoding="utf-8") as file:
            file.write(text)
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}", "SECONDHEART_CACHE": str(folder / "cache")},
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("what", RECIPES)
def test_a_recipe_needs_the_files_that_it_names(what: str, tmp_path: Path) -> None:
    additions, code, shown = RECIPES[what]
    assert re.search(shown, run_in_copy(tmp_path, additions, code))
    tests = what in ("a built-in protocol", "a clinical test", "a format of recordings", "a law", "a movement")
    assert promised(what) == len(additions) + tests


def test_a_device_needs_one_table(tmp_path: Path) -> None:
    additions, code, shown = DEVICES
    assert shown in run_in_copy(tmp_path, additions, code)


def test_no_other_file_needs_the_name_of_a_movement() -> None:
    """Toe curls are named in their table and in the public names, and else only where they are used."""
    users = ("builtin", "evidence", "clinic")
    places = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.toml"), *PACKAGE.rglob("*.pyi"), *PACKAGE.rglob("*.js")]
    naming = {
        path.name
        for path in places
        if re.search(r"\btoe_curls\b", path.read_text("utf-8")) and path.parent.name not in users
    }
    assert naming - {"movement.py"} == {"patterns.toml", "__init__.pyi", "pose.js"}  # an example in a docstring
