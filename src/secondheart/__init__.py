"""The second heart: calf and foot muscles, veins and valves that bring the blood back.

The user's sentence is::

    import secondheart as sh

    person = sh.Person(height_cm=165, mass_kg=70)
    result = sh.simulate(person, sh.stand(minutes=2) + sh.tiptoe(times=10) + sh.stand(minutes=2))

For information and education only. Not medical advice and not a medical device. Ask a doctor.

Importing the package loads nothing: each public name is fetched from its home when it is first used.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

__all__ = [
    "Activity",
    "BadFile",
    "Breathing",
    "Burst",
    "Cuff",
    "Device",
    "Garment",
    "InputError",
    "KernelDiverged",
    "Load",
    "MissingExtra",
    "NetworkError",
    "Person",
    "Posture",
    "Protocol",
    "RunFailed",
    "SecondheartError",
    "Step",
    "UnknownName",
    "ablate",
    "ambulatory_pressure",
    "ankle_pumps",
    "assumptions",
    "citations",
    "condition",
    "cough",
    "cycle",
    "dorsiflexion",
    "fidget",
    "leaking_valves",
    "lie",
    "ligate",
    "open_result",
    "raise_legs",
    "read_activity",
    "read_day",
    "read_logbook",
    "read_person",
    "read_protocol",
    "repair_valves",
    "run",
    "simulate",
    "sit",
    "squat",
    "stairs",
    "stand",
    "stent",
    "strip",
    "tilt",
    "tiptoe",
    "toe_curls",
    "treatment",
    "valsalva",
    "walk",
    "wear_bandage",
    "wear_stockings",
    "weight_transfer",
    "write_person",
    "write_protocol",
]

if TYPE_CHECKING:
    from secondheart.care import Device, Garment, wear_bandage, wear_stockings
    from secondheart.citations import assumptions, citations
    from secondheart.clinic import ambulatory_pressure
    from secondheart.errors import (
        BadFile,
        InputError,
        KernelDiverged,
        MissingExtra,
        NetworkError,
        RunFailed,
        SecondheartError,
        UnknownName,
    )
    from secondheart.exchange import read_activity, read_day, read_logbook
    from secondheart.person import (
        Person,
        ablate,
        condition,
        leaking_valves,
        ligate,
        read_person,
        repair_valves,
        stent,
        strip,
        treatment,
        write_person,
    )
    from secondheart.protocol import (
        Activity,
        Breathing,
        Burst,
        Cuff,
        Load,
        Posture,
        Protocol,
        Step,
        ankle_pumps,
        cough,
        cycle,
        dorsiflexion,
        fidget,
        lie,
        raise_legs,
        read_protocol,
        run,
        sit,
        squat,
        stairs,
        stand,
        tilt,
        tiptoe,
        toe_curls,
        valsalva,
        walk,
        weight_transfer,
        write_protocol,
    )
    from secondheart.results import open_result
    from secondheart.simulate import simulate

# What the imports above say, for run time; tests/test_house.py holds the two equal.
_HOMES = {
    "care": "Device Garment wear_bandage wear_stockings",
    "citations": "assumptions citations",
    "clinic": "ambulatory_pressure",
    "errors": "BadFile InputError KernelDiverged MissingExtra NetworkError RunFailed SecondheartError UnknownName",
    "exchange": "read_activity read_day read_logbook",
    "person": "Person ablate condition leaking_valves ligate read_person repair_valves stent strip treatment "
    "write_person",
    "protocol": "Activity Breathing Burst Cuff Load Posture Protocol Step ankle_pumps cough cycle dorsiflexion fidget "
    "lie raise_legs read_protocol run sit squat stairs stand tilt tiptoe toe_curls valsalva walk weight_transfer "
    "write_protocol",
    "results": "open_result",
    "simulate": "simulate",
}
_HOME_OF = {name: f"{__name__}.{home}" for home, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    value = getattr(import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return ["__version__", *__all__]


class _Package(ModuleType):
    """A package in which a public name wins over a module of the same name.

    Importing a module binds it on its package, so `secondheart.simulate` would be the module as soon as
    anything imported it, and the function before. Here it is always the function.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _HOME_OF and isinstance(value, ModuleType):
            value = getattr(value, name)
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
