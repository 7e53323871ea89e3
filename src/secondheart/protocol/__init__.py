"""Protocols: what a person does, and when.

A verb (`stand`, `walk`, ...) returns a protocol of one step; protocols are added (``stand(minutes=2) +
tiptoe(times=10)``), repeated (``3 * ...``), changed (``.breathing(rate_per_min=10)``, ``.cuff("thigh",
pressure_mmHg=50)``, ``.without("muscles")``), read from and written to files, or taken ready by name.
"""

from secondheart.compression import Site
from secondheart.compression.cuff import Cuff, tourniquet
from secondheart.protocol.activity import Activity, Bed, Burst, Group, Load
from secondheart.protocol.builtin import builtin, names
from secondheart.protocol.exercises import (
    cough,
    cycle,
    fidget,
    squat,
    stairs,
    valsalva,
    weight_transfer,
)
from secondheart.protocol.files import from_toml, read_protocol, to_toml, write_protocol
from secondheart.protocol.patterns import PatternRow, pattern_rows
from secondheart.protocol.posture import LIE, RAISED, SIT, STAND, Breathing, Posture, tilt_posture
from secondheart.protocol.protocol import Protocol
from secondheart.protocol.step import Force, Step
from secondheart.protocol.verbs import lie, raise_legs, run, sit, stand, tilt, tiptoe, walk

__all__ = [
    "LIE",
    "RAISED",
    "SIT",
    "STAND",
    "Activity",
    "Bed",
    "Breathing",
    "Burst",
    "Cuff",
    "Force",
    "Group",
    "Load",
    "PatternRow",
    "Posture",
    "Protocol",
    "Site",
    "Step",
    "builtin",
    "cough",
    "cycle",
    "fidget",
    "from_toml",
    "lie",
    "names",
    "pattern_rows",
    "raise_legs",
    "read_protocol",
    "run",
    "sit",
    "squat",
    "stairs",
    "stand",
    "tilt",
    "tilt_posture",
    "tiptoe",
    "to_toml",
    "tourniquet",
    "valsalva",
    "walk",
    "weight_transfer",
    "write_protocol",
]
