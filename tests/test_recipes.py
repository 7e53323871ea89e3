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

ROOT = Path(__file__).parent.parent
PACKAGE = Path(secondheart.__file__).parent
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")

TENTH = 'low = 0.1, high = 200.0, source = "assumed", why = "a vessel for a test of the recipe"}'
VESSEL = f"""
[vessel.giacomini]
kind = "vein"
region = "thigh"
surroundings = "none"
skin_transmission = {{value = 0.9, unit = "1", low = 0.7, high = 1.0, source = "assumed", why = "as its neighbours"}}
unstressed_volume = {{value = 0.9, unit = "mL", {TENTH}
compliance = {{value = 0.12, unit = "mL/mmHg", {TENTH}
distending_volume = {{value = 1.12, unit = "mL", {TENTH}
position = {{value = 70.0, unit = "cm", {TENTH}
""" + "".join(
    f"""
[[connection]]
from = "{tail}"
to = "{head}"
kind = "vessel"
resistance = {{value = 4.0, unit = "mmHg s/mL", {TENTH}
length = {{value = 20.0, unit = "cm", {TENTH}
lumen = {{value = 0.1, unit = "cm2", {TENTH}
"""
    for tail, head in (("small_saphenous_upper", "giacomini"), ("giacomini", "great_saphenous_upper_thigh"))
)
DRAWN = """
[[vein]]
name = "giacomini"
system = "superficial"
path = [[169, 77], [150, 60], [116, 41]]
"""
CONDITION = """
[stiff-calf]
title = "a condition for a test of the recipe"
degree = {meaning = "share", usual = 0.5, low = 0.0, high = 1.0}
source = "assumed"
why = "to see that one table is enough"
change = [{connection = ["external_iliac>common_iliac"], field = "resistance", plus = 1.0}]
"""
DEVICE = """
[trial]
title = "a device for a test of the recipe"
chambers = ["calf"]
pressures_mmHg = [45.0]
rise_s = 2.0
hold_s = 10.0
fall_s = 1.0
period_s = 60.0
source = "assumed"
why = "to see that one table is enough"
"""
FORMAT = """from secondheart.recordings.formats.rr_intervals import rr_logbook
from secondheart.recordings.registry import Format

FORMAT = Format(
    name="trial form", suffixes=(".trial",), gives="beats", export="none", checked="nothing", order=1,
    sniff=lambda file: file.suffix == ".trial", read=rr_logbook,
)
"""
CLINICAL = """from secondheart.clinic.clinical_test import ClinicalTest
from secondheart.clinic.finding import leg_findings
from secondheart.protocol import stand

TRIAL = ClinicalTest(
    name="trial", title="Trial", purpose="Stand for the test of a recipe.",
    protocols=lambda: {"standing": stand(seconds=70)},
    vessels=lambda _: ["dorsal_arch_left"],
    measure=lambda result, _: [1.0, 2.0],
    findings=lambda runs: leg_findings("trial", "mmHg", runs["standing"]),
    trace=lambda result, _: [],
)
"""
PROTOCOL = '# A protocol for a test of the recipe.\nname = "trial"\n[[step]]\ndo = "stand"\nseconds = 10\n'
LISTS = "from secondheart.cli import main; main(['list', '{topic}', '--json'])"

# What is appended to which file, what is run, and what that prints
RECIPES: dict[str, tuple[Mapping[str, str], str, str]] = {
    "a vessel": (
        {"person/atlas/leg.toml": VESSEL, "report/assets/leg.toml": DRAWN},
        "import secondheart as sh; from secondheart.simulation.session import prepare;"
        "from secondheart.report.leg import plan;"
        "print(prepare(sh.Person()).packed.vessel('giacomini_left'), plan()['vein'][-1]['name'])",
        r"\d+ giacomini",
    ),
    "a condition": ({"person/atlas/conditions.toml": CONDITION}, LISTS.format(topic="conditions"), "stiff-calf"),
    "a garment class or a pneumatic device": (
        {"compression/classes.toml": '\n[TRIAL]\nI = {low = 18.0, high = 21.0, source = "K01"}\n'},
        LISTS.format(topic="garments"),
        "trial-i",
    ),
    "a form of recording": (
        {"recordings/formats/trial.py": FORMAT},
        "from pathlib import Path; Path('x.trial').write_text('800\\n' * 20);"
        "from secondheart import read_logbook; print(read_logbook('x.trial').tables[0].kind)",
        "beats",
    ),
    "a clinical test": ({"clinic/trial.py": CLINICAL}, LISTS.format(topic="tests"), "Stand for the test of a recipe"),
    "a built-in protocol": ({"protocol/builtin/trial.toml": PROTOCOL}, LISTS.format(topic="protocols"), "trial"),
}
DEVICES = ({"compression/devices.toml": DEVICE}, LISTS.format(topic="devices"), "trial")


def promised(what: str) -> int:
    """Return how many files the table of CONTRIBUTING says that it takes."""
    (count,) = re.findall(rf"^\| {what} \| (\d+)", CONTRIBUTING, re.MULTILINE)
    return int(count)


def run_in_copy(folder: Path, additions: Mapping[str, str], code: str) -> str:
    """Append texts to files of a copy of the package, and return what some code prints there."""
    package = folder / "secondheart"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__", "static"))
    for name, text in additions.items():
        with (package / name).open("a", encoding="utf-8") as file:
            file.write(text)
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(folder), "SECONDHEART_CACHE": str(folder / "cache")},
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("what", RECIPES)
def test_a_recipe_needs_the_files_that_it_names(what: str, tmp_path: Path) -> None:
    additions, code, shown = RECIPES[what]
    assert re.search(shown, run_in_copy(tmp_path, additions, code))
    tests = what in ("a built-in protocol", "a clinical test", "a form of recording")  # each with its own
    assert promised(what) == len(additions) + tests


def test_a_device_needs_one_table(tmp_path: Path) -> None:
    additions, code, shown = DEVICES
    assert shown in run_in_copy(tmp_path, additions, code)


def test_the_files_that_name_a_movement_are_as_many_as_the_recipe_says() -> None:
    """Toe curls are named by no rule of their own beside what every movement needs."""
    places = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.toml"), PACKAGE / "__init__.pyi"]
    naming = [path for path in places if re.search(r"\btoe_curls\b", path.read_text(encoding="utf-8"))]
    own = [path for path in naming if path.parent.name not in ("builtin", "evidence") and path.name != "movement.py"]
    assert promised("a movement") == len(own) + 1  # its test
