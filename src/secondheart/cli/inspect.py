"""secondheart inspect: say what a recording holds, and what would be made of it, without simulating it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from secondheart.cli import options
from secondheart.cli.inputs import is_recording, reading, recording_fields, recording_object, recording_options
from secondheart.cli.output import emit, emit_json
from secondheart.cli.pictures import pictures_of
from secondheart.errors import InputError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from secondheart.recordings import Logbook, Recording
    from secondheart.recordings.members import Member
    from secondheart.recordings.overview import DayOverview
    from secondheart.recordings.registry import Options

Columns = tuple[tuple[str, str], ...]
DAY_COLUMNS: Columns = (
    ("date", "local day"), ("known_h", "known\nh"), ("steps", "steps"), ("turns", "turns"), ("lie_h", "lying\nh"),
    ("sit_h", "sitting\nh"), ("stand_h", "standing\nh"), ("moving_h", "moving\nh"), ("heart_h", "heart\nh"),
)  # fmt: skip


def inspect_recording(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A recording (secondheart list formats).")],
    date: options.Date = None,
    zone: options.Zone = None,
    pick: options.Pick = None,
    list_all: Annotated[bool, typer.Option("--list", help="Only list the recordings that a zip holds.")] = False,
    plot: options.Plot = None,
    as_json: options.Json = False,
) -> None:
    """Show what a recording is, which days it covers, what of it is used, and what would be assumed."""
    asked, pictures = recording_options(zone, date, pick), pictures_of(plot, None)
    with reading(file, asked, as_json) as options_read:
        if list_all:
            _list(file, options_read, as_json)
            return
        book, recording = _read(file, options_read)
        days = _days(book)
    pictures.write(lambda: _figure(recording), str)
    if as_json:
        emit_json(_object(book, recording, days))
    else:
        _print(book, recording, days, [str(plot)] if plot else [])


def explain_recording(text: str, zone: str | None, date: str | None, pick: str | None, as_json: bool) -> None:
    """Print what `inspect` prints of a recording.

    Raises
    ------
    InputError
        If the text names no recording.
    """
    if not is_recording(Path(text)):
        raise InputError(f"--explain is not allowed: {text} is not a recording")
    inspect_recording(Path(text), date, zone, pick, as_json=as_json)


def _read(file: Path, asked: Options) -> tuple[Logbook, Recording]:
    from secondheart.recordings import read_logbook
    from secondheart.recordings.heart_effort import AGE_YEARS, Rider
    from secondheart.recordings.recording import recorded_whole, require_rows

    book = read_logbook(file, options=asked)
    require_rows(book)
    return book, recorded_whole(book, asked.date, Rider(AGE_YEARS, None))


def _days(book: Logbook) -> list[DayOverview]:
    from secondheart.recordings.overview import overview_of

    return overview_of(book)


def _figure(recording: Recording) -> Any:
    from secondheart.report.recording_plot import recording_figure

    return recording_figure(recording)


def _object(book: Logbook, recording: Recording, days: list[DayOverview]) -> dict[str, Any]:
    rows = [{**day._asdict(), "date": day.date.isoformat()} for day in days]
    return {
        "file": book.file,
        "format": book.form,
        "days": rows,
        "tables": [
            {"kind": table.kind, "source": table.source, "origin": table.origin, "rows": len(table)}
            for table in book.tables
        ],
        "duration_s": recording.protocol.duration_s,
        "recording": recording_object(recording),
    }


def _print(book: Logbook, recording: Recording, days: list[DayOverview], written: list[str]) -> None:
    from secondheart.cli.run_table import format_fields
    from secondheart.cli.tables import build_table, render
    from secondheart.report.text import DISCLAIMER

    parts: list[RenderableType] = [format_fields(_head(book)), ""]
    if days:
        rows = [tuple(_cell(getattr(day, name)) for name, _ in DAY_COLUMNS) for day in days]
        parts += [build_table([head for _, head in DAY_COLUMNS], rows, range(1, len(DAY_COLUMNS))), ""]
    what = "of the day" if recording.date else "of all of it"
    parts += [f"What would be simulated {what}:", format_fields(recording_fields(recording))]
    emit(render(*parts, *(f"written: {path}" for path in written), DISCLAIMER))


def _head(book: Logbook) -> Iterator[tuple[str, str]]:
    yield "file", book.file
    yield "format", book.form
    for one in book.tables:
        yield one.kind, f"{len(one)} rows of {one.source}, {one.origin}"


def _cell(value: Any) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def _list(file: Path, asked: Options, as_json: bool) -> None:
    from secondheart.cli.tables import build_table, render
    from secondheart.recordings.input_file import InputFile
    from secondheart.recordings.members import list_members
    from secondheart.report.summary import clock

    members = list_members(InputFile(file), asked)
    if as_json:
        emit_json({"recordings": [_member_object(one) for one in members]})
        return
    rows = [(one.name, one.form, str(one.date or ""), clock(one.duration_s), one.about) for one in members]
    emit(render(build_table(("name", "format", "local day", "length", "what"), rows)))


def _member_object(one: Member) -> dict[str, Any]:
    return {**one._asdict(), "date": one.date.isoformat() if one.date else None}
