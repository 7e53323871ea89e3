"""What the recipes of CONTRIBUTING are tried with: the text that is added to each file, and what is run."""

from __future__ import annotations

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
FIGURE = """
VEINS.push({ name: "giacomini", system: "superficial", width: 0.9, path: [[-3.5, 42.6], [-2, 28], [3.4, 8]] });
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

SLIDES = """
[heel_slides]
on = {value = 5.0, unit = "s", source = "assumed", why = "a movement for a test of the recipe"}
off = {value = 20.0, unit = "s", source = "assumed", why = "a movement for a test of the recipe"}
bursts = [
    {group = "thigh", value = 30.0, unit = "mmHg", times = [0.0, 0.2, 0.4, 0.6], source = "assumed", why = "a trial"},
]

[heel_slides.repetition]
does = "Slide both heels towards the seat"
button = "Heel slides"
times = 10
every_s = 3.0
postures = ["lie"]
"""
PUBLIC = "from secondheart.protocol.repeated import heel_slides as heel_slides\n"
POSE = "MOVES.heel_slides = (phase, _, __, rest) => ({ ...rest, knee: rest.knee + 60 * held(phase) });\n"
SLIDE = """
import secondheart as sh
from secondheart.app.actions import all_actions
from secondheart.protocol import from_toml

text = '[[step]]\\ndo = "heel_slides"'
print(sh.heel_slides() == from_toml(text, name="heel_slides"), all_actions()["heel_slides"].label)
"""
LAW = """\"\"\"A law for a test of the recipe.\"\"\"

from secondheart._jit import law


@law
def trial_pressure(pressure: float) -> float:
    \"\"\"Return half of a pressure.

    Parameters
    ----------
    pressure : float
        Any pressure. [mmHg]

    Returns
    -------
    float
        Half of it. [mmHg]

    Notes
    -----
    $p' = p / 2$, for any pressure.

    References
    ----------
    Assumed, to see that three files are enough.
    \"\"\"
    return pressure / 2.0
"""
CALLED = """
from secondheart.physics.trial import trial_pressure


@part
def halve(values: at.Floats) -> None:
    \"\"\"Halve some pressures.\"\"\"
    for i in range(values.size):
        values[i] = trial_pressure(values[i])
"""
CALL = """
import os

os.environ["NUMBA_DISABLE_JIT"] = "1"
import numpy as np
from secondheart.engine.tissue import halve
from tests.physics.laws import all_laws, documented

values = np.array([8.0])
halve(values)
print(values[0], documented(all_laws()["trial.trial_pressure"]))
"""


def shown(topic: str) -> str:
    """Return what prints a list of the command line."""
    return f"from secondheart.cli import main; main(['list', {topic!r}, '--json'])"
