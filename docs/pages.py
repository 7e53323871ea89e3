"""The tables of the manual, made of the program's own data whenever it is built, and the page of the evidence."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.resources import files
from typing import Any

import typer

from secondheart.citations import references
from secondheart.cli import app
from secondheart.cli.tables import shown
from secondheart.cli.topics import PARTS, TOPICS
from secondheart.clinic import TESTS
from secondheart.evidence import Row, findings
from secondheart.evidence.expected import Expectation, expected
from secondheart.person.number import Number
from secondheart.person.reading import table as atlas
from secondheart.protocol import names, pattern_rows
from secondheart.protocol.verbs import VERBS
from secondheart.report.words import band
from secondheart.variables import BEATS, SAMPLED

KEY = re.compile(rf"\b({'|'.join(references())})\b(?!/)")


def grid(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table in Markdown."""
    lines = [headers, ["---"] * len(headers), *rows]
    return "\n".join("| " + " | ".join(cell(value) for value in line) + " |" for line in lines) + "\n"


def cell(value: object) -> str:
    """Return what stands in a cell: on one line, and with no bar in it."""
    return " ".join(shown(value).split()).replace("|", r"\|")


def code(text: object) -> str:
    """Return a name as it is typed."""
    return f"`{text}`" if text not in (None, "") else ""


def cited(text: str) -> str:
    """Return a text in which keys of the references lead to them."""
    return KEY.sub(r"{cite}`\1`", text)


def listed(topic: str, **named: Callable[[Any], object]) -> str:
    """Return what `secondheart list` lists; a column that is named is written so."""
    rows = TOPICS[topic].rows()
    named = {"name": code, "source": lambda text: cited(str(text or "")), **named}
    headers = [header.replace("_", " ") for header in rows[0]]
    return grid(headers, [[named.get(key, lambda v: v)(value) for key, value in row.items()] for row in rows])


def verbs() -> str:
    """Return the verbs with what they take."""
    rows = [(code(f"{name}({_takes(verb)})"), _first_paragraph(verb)) for name, verb in VERBS.items()]
    return grid(("verb", "what it does"), rows)


def _takes(verb: Callable[..., object]) -> str:
    parameters = inspect.signature(verb).parameters.values()
    return ", ".join(_parameter(one) for one in parameters if one.name != "transition_s")


def _parameter(one: inspect.Parameter) -> str:
    if one.default is one.empty or one.default is None:
        return one.name
    return f"{one.name}={one.default:g}" if isinstance(one.default, float) else f"{one.name}={one.default!r}"


def _first_paragraph(thing: Callable[..., object]) -> str:
    return (inspect.getdoc(thing) or "").partition("\n\n")[0]


def protocols() -> str:
    """Return the protocols that come with the package, each with the first line of its file."""
    folder = files("secondheart.protocol").joinpath("builtin")
    told = {name: folder.joinpath(f"{name}.toml").read_text("utf-8").splitlines()[0] for name in names()}
    rows = [(code(row["name"]), told[row["name"]].lstrip("# "), row["steps"]) for row in TOPICS["protocols"].rows()]
    return grid(("name", "what it is", "steps, each with its minutes and seconds"), rows)


def patterns() -> str:
    """Return the numbers that movements are made of."""
    rows = [(code(row.place), row.value, row.unit, _why(row.source, row.why)) for row in pattern_rows()]
    return grid(("number", "value", "unit", "source"), rows)


def _why(source: str, why: str) -> str:
    return cited(source) + (f": {why}" if why else "")


def connections() -> str:
    """Return the connections of trunk and leg, with their valves."""
    rows = [
        (
            code(f"{row['from']}>{row['to']}"),
            part,
            row["kind"],
            *(row[name].value for name in ("resistance", "length", "lumen")),
            code(row.get("valve")),
            cited(", ".join(dict.fromkeys(number.source for number in _numbers(row)))),
        )
        for part in PARTS
        for row in atlas(part)["connection"]
    ]
    units = ("resistance mmHg s/mL", "length cm", "lumen cm²")
    return grid(("connection", "part", "kind", *units, "valve", "source"), rows)


def _numbers(row: Mapping[str, Any]) -> list[Number]:
    return [value for value in row.values() if isinstance(value, Number)]


def parameters() -> str:
    """Return the numbers of a body that belong to no vessel."""
    rows = [
        (code(f"{section}.{name}"), n.value, n.unit, band(n.low, n.high), _why(n.source, n.why))
        for section, numbers in atlas("body").items()
        for name, n in numbers.items()
    ]
    return grid(("number", "value", "unit", "range", "source"), rows)


def variables() -> str:
    """Return the variables of a result."""
    rows = [
        (code(one.name), " × ".join(one.dims), one.unit, one.long_name, one.cell.removeprefix("time: "))
        for one in (*SAMPLED, *BEATS)
    ]
    return grid(("variable", "dimensions", "unit", "what it is", "of a sample"), rows)


def tests() -> str:
    """Return the clinical tests."""
    return grid(("test", "what it does"), [(code(name), _first_paragraph(test)) for name, test in TESTS.items()])


def options() -> str:
    """Return the arguments and options of every command."""
    commands: Mapping[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    return "\n".join(f"### `secondheart {name}`\n\n{_options(one)}" for name, one in commands.items())


def _options(command: Any) -> str:
    rows = [
        (code(f"{', '.join(one.opts)} {one.metavar or ''}".strip()), one.help)
        if one.param_type_name == "option"
        else (code(one.metavar or one.name), one.help)
        for one in command.params
    ]
    example = str(command.epilog).removeprefix("Example: ")
    return f"{command.help.strip()}\n\n{grid(('argument or option', 'what it does'), rows)}\n```\n{example}\n```\n"


TABLES: Mapping[str, Callable[[], str]] = {
    "verbs": verbs,
    "protocols": protocols,
    "patterns": patterns,
    "vessels": lambda: listed("vessels"),
    "connections": connections,
    "valves": lambda: listed("valves"),
    "conditions": lambda: listed("conditions"),
    "parameters": parameters,
    "assumptions": lambda: listed("assumptions"),
    "variables": variables,
    "tests": tests,
    "options": options,
}

EVIDENCE = """\
# The evidence

<!-- Made by docs/pages.py of the rows and of how they came out; `make docs` writes it anew. -->

Published findings, held against the default person: one set of parameters, nothing tuned for a single protocol.
`secondheart validate` runs every row and prints this table with what it finds on your machine.

A row is *calibrated* if its number was used to set a parameter, *predicted* if it was not; *input* is put in and only
comes back out. A row that misses stays in the table.

{passed} of {total} findings met; of the predicted ones, {predicted_passed} of {predicted_total}.

{table}
Left out:

{left_out}
## With a recorded run

In the table a steady run at 170 beats and 87 strides a minute stands for a recorded one; these are its means.
With the recording itself:

{recorded}
*For information and education only. Not medical advice and not a medical device. Ask a doctor.*
"""


def evidence() -> str:
    """Return the page of the evidence."""
    steady, recorded = expected(recorded=False), expected(recorded=True)
    headers = ("quantity", "model", "must be", "unit", "result", "status", "source")
    rows = [row for row in findings() if row.id in steady]
    left = [f"- {row.quantity}: {row.reason} ({row.source})\n" for row in findings() if row.status == "left out"]
    running = [row for row in rows if row.protocol == "run"]
    return EVIDENCE.format(
        **_counts(rows, steady),
        table=grid(headers, [_held(row, steady) for row in rows]),
        left_out="".join(left),
        recorded=grid(headers[:5], [_held(row, recorded)[:5] for row in running]),
    )


def _held(row: Row, came_out: Mapping[str, Expectation]) -> tuple[object, ...]:
    holds, model = came_out[row.id]
    number = "-" if model is None else f"{model:.3g}"
    met = "met" if holds else "**missed**"
    return row.quantity, number, band(row.low, row.high), row.unit, met, row.status, row.source


def _counts(rows: Sequence[Row], came_out: Mapping[str, Expectation]) -> dict[str, int]:
    predicted = [row for row in rows if row.status == "predicted"]
    return {
        "passed": sum(came_out[row.id].holds for row in rows),
        "total": len(rows),
        "predicted_passed": sum(came_out[row.id].holds for row in predicted),
        "predicted_total": len(predicted),
    }
