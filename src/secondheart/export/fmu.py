"""A person as a unit for co-simulation (FMI 2.0): one archive with a description and a library for each system."""

from __future__ import annotations

import io
import sys
import tempfile
import uuid
import zipfile
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from xml.sax.saxutils import quoteattr

from secondheart import __version__
from secondheart.codegen.compilers import EXACT_FLAGS, find_system_compiler, find_zig, zig
from secondheart.errors import UnknownName
from secondheart.export.unit_source import MOVEMENT_NAMES, STANDING, UnitModel, build_unit, unit_source
from secondheart.person import Person

UNIT_NAME = "secondheart"
UNIT_TICK_S = 0.01
# Systems, and how the compiler of the package ziglang is told to compile for each
SYSTEMS = {
    "linux64": ("x86_64-linux-gnu.2.17", "so"),
    "win64": ("x86_64-windows-gnu", "dll"),
    "darwin64": ("x86_64-macos", "dylib"),
}
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "secondheart")
EPOCH = (1980, 1, 1, 0, 0, 0)  # of all files in the archive, so that the same person gives the same bytes

Report = Callable[[str], None]


def export_fmu(person: Person, *, systems: Collection[str] | None = None, report: Report = lambda _: None) -> bytes:
    """Return a unit for co-simulation, an archive.

    Parameters
    ----------
    person : Person
    systems : collection of str, optional
        For which there is to be a library: linux64, win64, darwin64. Left out, all three with the package ziglang, else
        linux64 by the compiler that there is.
    report : callable, optional
        Told which library is being compiled.

    Raises
    ------
    InputError
        If there is no C compiler, or none for another system.
    """
    wanted = systems if systems is not None else SYSTEMS if find_zig() else ("linux64",)
    for name in wanted:
        if name not in SYSTEMS:
            raise UnknownName.of("system", name, SYSTEMS)
    model = build_unit(person)
    guid = str(uuid.uuid5(NAMESPACE, __version__ + person.model_dump_json()))
    source = unit_source(model, guid)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        _add(file, "modelDescription.xml", describe_unit(model, guid).encode())
        _add(file, "sources/secondheart.c", source.encode())
        for system, library in _libraries(source, wanted, report):
            _add(file, f"binaries/{system}/{UNIT_NAME}.{SYSTEMS[system][1]}", library)
    return archive.getvalue()


def _add(file: zipfile.ZipFile, name: str, data: bytes) -> None:
    file.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)


def _libraries(source: str, systems: Collection[str], report: Report) -> Iterator[tuple[str, bytes]]:
    own = find_system_compiler()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "unit.c"
        path.write_text(source, encoding="utf-8")
        for system in systems:
            report(system)
            target, ending = SYSTEMS[system]
            library = Path(folder) / f"{UNIT_NAME}.{ending}"
            native = own is not None and system == "linux64" and sys.platform == "linux"
            compiler = own if native and own else zig(f"a unit for {system}")
            machine = () if native else ("-target", target)
            flags = (*EXACT_FLAGS, *machine, "-O2", "-shared", "-fPIC", "-fvisibility=hidden", "-w", "-lm")
            compiler.compile(path, library, flags)
            yield system, library.read_bytes()


def describe_unit(model: UnitModel, guid: str) -> str:
    """Return the description that a master reads: variables, units, what the unit can do."""
    variables = list(_variables(model))
    first = len(variables) - len(model.outputs) + 1
    unknowns = "\n".join(f'      <Unknown index="{first + k}" dependencies=""/>' for k in range(len(model.outputs)))
    units = sorted({*(one.unit for one in (*model.inputs, *model.parameters)), *(one.unit for one in model.outputs)})
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<fmiModelDescription fmiVersion="2.0" modelName="{UNIT_NAME}" guid="{guid}" version="{__version__}"
    description="A person's circulation with two working legs. For education only, not a medical device."
    generationTool="secondheart {__version__}" variableNamingConvention="flat" numberOfEventIndicators="0">
  <CoSimulation modelIdentifier="{UNIT_NAME}" canHandleVariableCommunicationStepSize="true"
      canGetAndSetFMUstate="true" canSerializeFMUstate="true" canNotUseMemoryManagementFunctions="true">
    <SourceFiles><File name="secondheart.c"/></SourceFiles>
  </CoSimulation>
  <UnitDefinitions>
{chr(10).join(f"    <Unit name={quoteattr(unit)}/>" for unit in units)}
  </UnitDefinitions>
  <LogCategories>
    <Category name="logStatusError" description="What was not allowed, in a sentence."/>
  </LogCategories>
  <DefaultExperiment startTime="0" stopTime="60" stepSize="{UNIT_TICK_S}"/>
  <ModelVariables>
{chr(10).join(variables)}
  </ModelVariables>
  <ModelStructure>
    <Outputs>
{unknowns}
    </Outputs>
    <InitialUnknowns>
{unknowns}
    </InitialUnknowns>
  </ModelStructure>
</fmiModelDescription>
"""


def _variables(model: UnitModel) -> Iterator[str]:
    yield _scalar("time", 0, "simulated time", "independent", "continuous", "<Real/>")
    reference = 0
    for kind, variability, rows in (
        ("input", "continuous", model.inputs),
        ("parameter", "fixed", model.parameters),
    ):
        for one in rows:
            reference += 1
            limits = f'min="{one.low!r}" max="{one.high!r}" start="{one.start!r}"'
            yield _scalar(
                one.name, reference, one.words, kind, variability, f"<Real unit={quoteattr(one.unit)} {limits}/>"
            )
    words = "what the person does: " + ", ".join(f"{k} {name}" for k, name in enumerate(MOVEMENT_NAMES))
    limits = f'min="0" max="{len(MOVEMENT_NAMES) - 1}" start="{STANDING}"'
    yield _scalar("movement", 0, words, "input", "discrete", f"<Integer {limits}/>")
    for output in model.outputs:
        reference += 1
        real = f"<Real unit={quoteattr(output.unit)}/>"
        yield _scalar(output.name, reference, output.words, "output", "continuous", real)


def _scalar(name: str, reference: int, words: str, causality: str, variability: str, kind: str) -> str:
    head = f'name="{name}" valueReference="{reference}" description={quoteattr(words)}'
    return f'    <ScalarVariable {head} causality="{causality}" variability="{variability}">{kind}</ScalarVariable>'
