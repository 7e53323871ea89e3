"""The tables of the manual, made of the program's own data whenever it is built, and the page of the evidence."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from importlib.resources import files
from pkgutil import iter_modules
from typing import Any

import typer

from secondheart import physics
from secondheart.bibliography import references
from secondheart.cli import app
from secondheart.cli.lists import ATLAS_PARTS, TOPICS
from secondheart.cli.tables import format_cell
from secondheart.clinic import TESTS
from secondheart.day.relief import measures
from secondheart.day.schedule import builtin_text, day_names
from secondheart.day.signs import mechanisms
from secondheart.engine.stability import check_step
from secondheart.evidence import Row, evidence_rows
from secondheart.evidence.cases import PERSONS
from secondheart.evidence.expected import Expectation, expectations
from secondheart.evidence.published import ASKED, FINDING_GROUPS, REASONS, asides, published_finding, published_findings
from secondheart.person import Person
from secondheart.person.atlas.number import Number
from secondheart.person.atlas.read import table as atlas
from secondheart.person.values import body_numbers
from secondheart.person.valve_resolution import RESOLUTIONS
from secondheart.protocol import names, pattern_rows
from secondheart.protocol.verbs import all_verbs
from secondheart.report.text import band
from secondheart.simulation.session import Session, prepare
from secondheart.variables import OXYGEN, SAMPLED, SWELLING, VARIABLES_BEATS

# Numbers of a law, with the comment above or behind them; what begins with an underscore is the law's own affair.
CONSTANT = re.compile(r"^((?:# .*\n)*)([A-Z][A-Z_\d]*) = .+?(?:  # (.*))?$", re.MULTILINE)
KEY = re.compile(rf"\b({'|'.join(references())})\b(?!/)")


def grid(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table in Markdown."""
    lines = [headers, ["---"] * len(headers), *rows]
    return "\n".join("| " + " | ".join(cell(value) for value in line) + " |" for line in lines) + "\n"


def cell(value: object) -> str:
    """Return what stands in a cell: on one line, and with no bar in it."""
    return " ".join(format_cell(value).split()).replace("|", r"\|")


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
    rows = [(code(f"{name}({_takes(verb)})"), _first_paragraph(verb)) for name, verb in all_verbs().items()]
    return grid(("verb", "what it does"), rows)


def _takes(verb: Callable[..., object]) -> str:
    parameters = inspect.signature(verb).parameters.values()
    return ", ".join(_parameter(one) for one in parameters if one.name != "transition_s")


def _parameter(one: inspect.Parameter) -> str:
    if one.default is one.empty or one.default is None:
        return one.name
    return f"{one.name}={one.default:g}" if isinstance(one.default, float) else f"{one.name}={one.default!r}"


def _first_paragraph(thing: object) -> str:
    return (inspect.getdoc(thing) or "").partition("\n\n")[0]


def protocols() -> str:
    """Return the protocols that come with the package, each with the first line of its file."""
    folder = files("secondheart.protocol").joinpath("builtin")
    told = {name: folder.joinpath(f"{name}.toml").read_text("utf-8").splitlines()[0] for name in names()}
    rows = [(code(row["name"]), told[row["name"]].lstrip("# "), row["steps"]) for row in TOPICS["protocols"].rows()]
    return grid(("name", "what it is", "steps, each with its minutes and seconds"), rows)


def days() -> str:
    """Return the days that come with the package, each with the first line of its file."""
    first = {name: builtin_text(name).splitlines()[0].removeprefix("# ") for name in day_names()}
    return grid(("name", "what it is"), [(code(name), told) for name, told in first.items()])


def relief() -> str:
    """Return what may help, and what it changes."""
    rows = [(code(one.name), one.title, one.does, cited(one.source)) for one in measures()]
    return grid(("name", "what it is", "what it changes", "source"), rows)


def signs() -> str:
    """Return the signs with what drives them, and what they do not tell."""
    rows = [(one.title, one.mechanism, one.quantity or "none in the model", one.never) for one in mechanisms()]
    return grid(("sign", "how it comes about", "what drives it in the model", "what it does not tell"), rows)


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
        for part in ATLAS_PARTS
        for row in atlas(part)["connection"]
    ]
    units = ("resistance mmHg s/mL", "length cm", "lumen cm²")
    return grid(("connection", "part", "kind", *units, "valve", "source"), rows)


def _numbers(row: Mapping[str, Any]) -> list[Number]:
    return [value for value in row.values() if isinstance(value, Number)]


def parameters() -> str:
    """Return the numbers of a body that belong to no vessel."""
    rows = [
        (code(name.partition(".")[2]), n.value, n.unit, band(n.low, n.high), _why(n.source, n.why))
        for name, n in body_numbers().items()
        if name.partition(".")[0] in ("body", "tissue", "oxygen")
    ]
    return grid(("number", "value", "unit", "range", "source"), rows)


def laws() -> str:
    """Return the laws, each with the first line of its file."""
    named = {one.name: import_module(f"secondheart.physics.{one.name}") for one in iter_modules(physics.__path__)}
    rows = [
        (f"{{doc}}`{name.replace('_', ' ')} </_laws/{name}>`", _first_paragraph(law)) for name, law in named.items()
    ]
    return grid(("law", "what it is about"), rows)


def constants(law: str) -> str:
    """Return the numbers that stand in the file of a law, in reStructuredText."""
    module = import_module(f"secondheart.physics.{law}")
    rows = [
        f"   * - ``{name}``\n     - {getattr(module, name):.6g}\n     - {cell(f'{above}{behind}'.replace('# ', ''))}\n"
        for above, name, behind in CONSTANT.findall(inspect.getsource(module))
    ]
    if not rows:
        return ""
    head = ".. rubric:: Numbers\n\n.. list-table::\n   :header-rows: 1\n\n"
    titles = "   * - number\n     - value\n     - unit, what it is, source\n"
    return KEY.sub(r":cite:`\1`", head + titles + "".join(rows))


def variables() -> str:
    """Return the variables of a result."""
    rows = [
        (code(one.name), " × ".join(one.dims), one.unit, one.long_name, one.cell.removeprefix("time: "))
        for one in (*SAMPLED, *SWELLING, *OXYGEN, *VARIABLES_BEATS)
    ]
    return grid(("variable", "dimensions", "unit", "what it is", "of a sample"), rows)


def tests() -> str:
    """Return the clinical tests."""
    return grid(("test", "what it does"), [(code(name), test.purpose) for name, test in TESTS.items()])


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


def resolutions() -> str:
    """Return how large both resolutions are, and what step they take."""
    packed = {name: prepare(Person(resolution=name)) for name in RESOLUTIONS}
    rows: list[tuple[object, ...]] = [
        ("vessels", *(len(one.packed.network.unstressed) for one in packed.values())),
        ("connections", *(len(one.packed.connections) for one in packed.values())),
        ("valves with leaflets", *(len(one.packed.valves) for one in packed.values())),
        ("longest stable step, default person, ms", *(f"{1000 * _stable(one):.1f}" for one in packed.values())),
        ("step taken, ms", *(f"{1000 * one.dt_s:g}" for one in packed.values())),
    ]
    return grid(("", *packed), rows)


def _stable(session: Session) -> float:
    return check_step(session.packed.network, session.packed.connections, session.dt_s)


def misses() -> str:
    """Return the rows that the model misses, by what is probably the cause."""
    steady = expectations(recorded=False)
    by_cause: dict[str, list[str]] = {}
    for row in evidence_rows():
        if not steady[row.id].holds:
            _, quantity, person, band_, number, unit, *_ = _held(row, steady)
            line = f"- {_name(row)} {quantity} ({person}): {number} {unit}, published {band_}; {row.status}.\n"
            by_cause.setdefault(row.cause or "cause unknown", []).append(line)
    parts = [f"**{cause[0].upper()}{cause[1:]}.**\n\n{''.join(lines)}" for cause, lines in _most_first(by_cause)]
    return "\n".join(parts)


def _most_first(by_cause: Mapping[str, list[str]]) -> list[tuple[str, list[str]]]:
    return sorted(by_cause.items(), key=lambda one: (one[0] == "cause unknown", -len(one[1])))


def scores() -> str:
    """Return how many rows of each group are inside their band."""
    rows = evidence_rows()
    return SCORES.format(
        groups=_groups(rows, expectations(recorded=False)), **_counts(rows, expectations(recorded=False))
    )


SCORES = """\
{passed} of {total} rows are inside their published band: {calibrated_passed} of {calibrated_total} of the calibrated,
{predicted_passed} of {predicted_total} of the predicted.

{groups}"""


def calibrated() -> str:
    """Return the findings that parameters were set by."""
    chosen = {row.finding: row for row in evidence_rows() if row.status == "calibrated" and row.finding}
    rows = [(name, published_finding(name).quantity, row.group) for name, row in sorted(chosen.items())]
    return grid(("finding", "quantity", "group"), rows)


def inputs() -> str:
    """Return the findings whose numbers are put into the model."""
    return grid(("finding", "quantity", "where it goes"), _aside("input"))


TABLES: Mapping[str, Callable[[], str]] = {
    "laws": laws,
    "verbs": verbs,
    "protocols": protocols,
    "days": days,
    "relief": relief,
    "signs": signs,
    "patterns": patterns,
    "vessels": lambda: listed("vessels"),
    "connections": connections,
    "valves": lambda: listed("valves"),
    "conditions": lambda: listed("conditions"),
    "treatments": lambda: listed("treatments"),
    "garments": lambda: listed("garments"),
    "devices": lambda: listed("devices"),
    "formats": lambda: listed("formats"),
    "parameters": parameters,
    "assumptions": lambda: listed("assumptions"),
    "variables": variables,
    "tests": tests,
    "options": options,
    "resolutions": resolutions,
    "misses": misses,
    "scores": scores,
    "calibrated": calibrated,
    "inputs": inputs,
}

EVIDENCE = """\
# The evidence

<!-- Made by docs/pages.py of the rows and of how they came out; `make docs` writes it anew. -->

{findings} published findings, and what becomes of each. {rows} rows hold the model against {measured} of them: one
default person, one set of parameters, named conditions, nothing tuned for a single row. `secondheart validate` runs
them and prints these tables with what it finds on your machine.

A row is *calibrated* if its number was used to set a parameter and *predicted* if it was not. Bands are the published
ones: standard deviation, quartiles, interval or range; where a finding tells a mean alone, the tolerance that was
suggested for it. A finding has several rows only where it tells several numbers. A row that misses stays, with the
likely cause. The number of a finding that is *input* is put into the model; it counts for nothing.

**{passed} of {total} rows are inside their band: {calibrated_passed} of {calibrated_total} of the calibrated,
{predicted_passed} of {predicted_total} of the predicted.**

{groups}
{tables}
## The persons

{persons}
## With a recorded run

In the table a steady run at 170 beats and 87 strides a minute stands for a recorded one; these are its means.
With the recording itself:

{recorded}
## Put into the model

{input}
## Left out

{left_out}
*For information and education only. Not medical advice and not a medical device. Ask a doctor.*
"""
HELD = ("finding", "quantity", "person", "published", "model", "unit", "result", "status", "source")


def evidence() -> str:
    """Return the page of the evidence."""
    steady, recorded = expectations(recorded=False), expectations(recorded=True)
    rows = evidence_rows()
    running = [row for row in rows if row.protocol == "run"]
    return EVIDENCE.format(
        findings=len(published_findings()),
        rows=len(rows),
        measured=len({row.finding for row in rows} - {""}),
        groups=_groups(rows, steady),
        tables="\n".join(_table(group, rows, steady) for group in (*FINDING_GROUPS.values(), ASKED)),
        persons=grid(("person", "what is the matter"), [(name, one.description) for name, one in PERSONS.items()]),
        recorded=grid(HELD, [_held(row, recorded) for row in running]),
        input=grid(("finding", "quantity", "where it goes"), _aside("input")),
        left_out="\n".join(_left_out(reason) for reason in REASONS),
        **_counts(rows, steady),
    )


def _table(group: str, rows: Sequence[Row], came_out: Mapping[str, Expectation]) -> str:
    chosen = [row for row in rows if row.group == group]
    if not chosen:
        return ""
    missed = [row for row in chosen if not came_out[row.id].holds]
    causes = "".join(f"- {_name(row)} {row.quantity}: {row.cause or 'cause unknown'}.\n" for row in missed)
    title = f"## {group[0].upper()}{group[1:]}\n\n"
    table = grid(HELD, [_held(row, came_out) for row in chosen])
    return title + table + (f"\nOutside, and why that may be:\n\n{causes}" if causes else "")


def _name(row: Row) -> str:
    return row.finding or "(asked)"


def _held(row: Row, came_out: Mapping[str, Expectation]) -> tuple[object, ...]:
    holds, model = came_out[row.id]
    number = "-" if model is None else f"{model:.3g}"
    met = "inside" if holds else "**outside**"
    source = row.source.removeprefix(f"{row.finding}: ") if row.source != row.finding else "not noted"
    published = band(row.low, row.high)
    return row.finding, row.quantity, row.person, published, number, row.unit, met, row.status, source


def _groups(rows: Sequence[Row], came_out: Mapping[str, Expectation]) -> str:
    lines: list[tuple[object, ...]] = []
    for group in (*FINDING_GROUPS.values(), ASKED):
        n = _counts([row for row in rows if row.group == group], came_out)
        told = [f"{n[f'{status}_passed']} of {n[f'{status}_total']}" for status in ("calibrated", "predicted")]
        if n["total"]:
            lines.append((group, *told))
    return grid(("group", "calibrated", "predicted"), lines)


def _counts(rows: Sequence[Row], came_out: Mapping[str, Expectation]) -> dict[str, int]:
    found: dict[str, int] = {}
    for status in ("calibrated", "predicted"):
        chosen = [came_out[row.id].holds for row in rows if row.status == status]
        found |= {f"{status}_passed": sum(chosen), f"{status}_total": len(chosen)}
    passed, total = (found[f"calibrated_{what}"] + found[f"predicted_{what}"] for what in ("passed", "total"))
    return {**found, "passed": passed, "total": total}


def _aside(reason: str) -> list[tuple[object, ...]]:
    chosen = [(id_, one) for id_, one in asides().items() if (one.reason or one.status) == reason]
    return [(id_, published_finding(id_).quantity, one.why) for id_, one in chosen]


def _left_out(reason: str) -> str:
    table = grid(("finding", "quantity", "what it is about"), _aside(reason))
    return f"### {reason[0].upper()}{reason[1:]}: {REASONS[reason]}\n\n{table}"
