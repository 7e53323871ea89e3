"""secondheart export: a body as a file, or as a unit for co-simulation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from secondheart.cli import options
from secondheart.cli.output import emit, emit_json, save_output, writable
from secondheart.errors import InputError

if TYPE_CHECKING:
    from secondheart.person import Person

USUAL_PROTOCOL = "stand-tiptoe"


@options.takes_person
def export_model(
    person: options.Asked,
    output: Annotated[Path | None, typer.Argument(metavar="[OUT.bin]", help="The body file.")] = None,
    protocols: Annotated[
        list[str] | None,
        typer.Option(
            "--protocol",
            metavar="PROTOCOL",
            help=f"What the body can do: a name or a file; may be repeated. {USUAL_PROTOCOL} where none is given.",
        ),
    ] = None,
    fmu: Annotated[
        Path | None,
        typer.Option("--fmu", metavar="OUT.fmu", help="Write a unit for co-simulation (FMI 2.0) instead."),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Export a body: packed arrays and orders for other programs, or a unit for co-simulation."""
    if (output is None) == (fmu is None):
        raise InputError("name one output: OUT.bin for a body file, or --fmu OUT.fmu for co-simulation")
    if fmu is not None and protocols:
        raise InputError("--protocol is not for --fmu: what the person does is an input of the unit")
    path = writable(output or fmu, (".bin",) if output else (".fmu",))
    who = person.build()
    written = _fmu_bytes(who, as_json) if fmu is not None else _body_bytes(who, protocols or [USUAL_PROTOCOL])
    if path is None:
        return
    save_output(lambda place: _save(written, place), path)
    if as_json:
        emit_json({"output": str(path), "bytes": len(written)})
    else:
        emit(f"written: {path} ({len(written) / 1e6:.1f} MB)\n")


def _save(data: bytes, place: Path) -> None:
    place.write_bytes(data)


def _body_bytes(who: Person, protocols: list[str]) -> bytes:
    from secondheart.cli.inputs import plan_of
    from secondheart.export.session_file import export_body

    plans = [plan_of(name, who) for name in protocols]
    return export_body(who, {plan.protocol.name or "run": plan.protocol for plan in plans}).to_bytes()


def _fmu_bytes(who: Person, quiet: bool) -> bytes:
    from secondheart.export.fmu import export_fmu

    return export_fmu(who, report=lambda system: None if quiet else emit(f"compiling for {system} …\n"))
