"""The numbers in the laws and in the stepper are those of their sources.

A law is tested with its own constants, so a changed one would pass. Here each stands once more, with its source: who
changes one on purpose changes its line. (Of the numbers of the body, in the atlas, `tests/canonical` notices a change.)
Sources are keys of the references, findings of the evidence, or why there is none: `assumed`, `numerical` (no result
depends on it), `defined`.
"""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

import secondheart

PACKAGE = Path(secondheart.__file__).parent
FOLDERS = ("physics", "engine")
INDICES = (
    "engine.layout",
    "engine.stability",
)  # places in arrays, and how a step is tried; they have tests of their own

CONSTANTS: dict[str, tuple[float | tuple[float, ...], str]] = {
    "physics.baroreflex.ARTERIAL_RANGE": (18.0, "heldt2004"),
    "physics.baroreflex.CARDIOPULMONARY_RANGE": (5.0, "heldt2004"),
    "physics.breathing.INSPIRATION": (1.6 / 4.0, "Albanese 2016"),
    "physics.breathing.EXPIRATION": (1.4 / 4.0, "Albanese 2016"),
    "physics.breathing.CHEST_PER_LITRE": (2.2 / 0.5, "W13"),
    "physics.breathing.MEAN_INFLATION": (0.5 * (1.6 + 1.4) / 4.0, "Albanese 2016"),
    "physics.breathing.BELLY_FROM_RIBS": (0.5, "miller2005"),
    "physics.breathing.BELLY_FROM_DIAPHRAGM": (8.5, "miller2005 D42"),
    "physics.dependency.WHOLE": (1.02, "F03 F05"),
    "physics.dependency.VENO_ARTERIOLAR": (0.45 * 1.02, "F09"),
    "physics.dependency.MYOGENIC": (0.55 * 1.02, "F09"),
    "physics.dependency.VENOUS_THRESHOLD": (30.0, "F08"),
    "physics.dependency.VENOUS_WIDTH": (8.0, "assumed"),
    "physics.dependency.FULL_COLUMN": (60.0, "assumed"),
    "physics.dependency.EMPTIED": (40.0, "assumed"),
    "physics.elastic_wall.NEVER": (1e9, "numerical"),
    "physics.foot_pump.PRESSURE_PER_WEIGHT": (40.0, "assumed"),
    "physics.gravity.DENSITY": (1.055, "P40"),
    "physics.gravity.DYN_PER_MMHG": (1333.22, "defined"),
    "physics.gravity.FREE_FALL": (980.665, "defined"),
    "physics.gravity.MMHG_PER_CM": (1.055 * 980.665 / 1333.22, "defined"),
    "physics.heart.ATRIAL_SYSTOLE": (0.25, "heldt2004"),
    "physics.heart.ATRIOVENTRICULAR_DELAY": (0.19, "heldt2004"),
    "physics.heart.TOUCHING": (1.0, "defined"),
    "physics.heart.EMPTIEST": (0.1, "numerical"),
    "physics.hyperaemia.LOWEST_PRESSURE": (40.0, "assumed"),
    "physics.hyperaemia.SAFE_RANGE": (30.0, "assumed"),
    "physics.lymph.STILL": (6.0, "HumMod"),
    "physics.lymph.MOVED": (0.8, "olszewski1977"),
    "physics.lymph.HALVED": (40.0, "olszewski1977"),
    "physics.muscle.LAG": (0.03, "assumed"),
    "physics.oxygen.PER_GRAM": (1.34, "CVModel"),
    "physics.oxygen.LEAST": (0.05, "assumed"),
    "physics.quadratic_loss.FREE_SHARE": (0.65, "lurie2003"),
    "physics.resistance.LARGEST": (400.0, "numerical"),
    "physics.skin.NEUTRAL": (22.0, "assumed"),
    "physics.skin.WARMEST": (38.0, "assumed"),
    "physics.starling.ONCOTIC_1": (2.1, "landis1963"),
    "physics.starling.ONCOTIC_2": (0.16, "landis1963"),
    "physics.starling.ONCOTIC_3": (0.009, "landis1963"),
    "physics.starling.LEAST_FLOW": (1e-9, "numerical"),
    "physics.starling.LARGEST_LOSS": (0.6, "assumed"),
    "physics.valve.TIGHTEST": (1e-5, "assumed"),
    "physics.valve.FASTEST": (1.0 / 0.03, "assumed"),
    "physics.valve.FELT": (0.1, "assumed"),
    "physics.valve.TRAVEL": (2.1972245773362196, "defined"),
    "physics.vein_wall.COLLAPSE_PRESSURE": (1.3, "C02 C05 K13"),
    "physics.vein_wall.VEIN_WALL_EMPTIEST": (0.01, "numerical"),
    "physics.vein_wall.FULLEST": (0.98, "numerical"),
    "engine.control.TOUCH": (0.1, "numerical"),
    "engine.faint.FAINT": (1e-30, "numerical"),
    "engine.oxygen.OXYGEN_FULLEST": (0.9, "numerical"),
    "engine.oxygen.MOST_PARTS": (64, "numerical"),
    "engine.oxygen.BRIMFUL": (1.001, "numerical"),
    "engine.oxygen.ROUNDS_ONWARDS": (64, "numerical"),
    "engine.oxygen.DROP": (1e-6, "numerical"),
    "engine.reflex.LOWEST_FACTOR": (0.3, "assumed"),
    "engine.tissue.ROUNDS": (8, "numerical"),
}
NO_PAPER = ("assumed", "numerical", "defined")


def constants() -> dict[str, object]:
    """Return every constant that a file of the two lower floors defines, by place and name."""
    values: dict[str, object] = {}
    for path in (path for folder in FOLDERS for path in sorted((PACKAGE / folder).glob("[a-z]*.py"))):
        home = f"{path.parent.name}.{path.stem}"
        if home not in INDICES:
            names = ", ".join(re.findall(r"^([A-Z][A-Z\d_, ]*) = ", path.read_text("utf-8"), re.MULTILINE))
            module = import_module(f"secondheart.{home}")
            values |= {f"{home}.{name}": getattr(module, name) for name in names.split(", ") if name}
    return values


def test_every_constant_has_its_line() -> None:
    assert sorted(constants()) == sorted(CONSTANTS), "add or remove its line in CONSTANTS, with the source"


@pytest.mark.parametrize("name", CONSTANTS)
def test_a_constant_is_what_its_source_gives(name: str) -> None:
    assert constants()[name] == pytest.approx(CONSTANTS[name][0], rel=1e-9)


@pytest.mark.parametrize("name", [name for name, (_, source) in CONSTANTS.items() if source not in NO_PAPER])
def test_the_file_of_a_constant_names_the_source(name: str) -> None:
    _, home, _ = name.split(".")
    (path,) = PACKAGE.glob(f"{name.partition('.')[0]}/{home}.py")
    text = path.read_text("utf-8")
    assert [source for source in re.findall(r"[\w-]+", CONSTANTS[name][1]) if source not in text] == []
