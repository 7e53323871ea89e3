"""The tables of the manual, made of the program's own data whenever it is built."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.resources import files
from pkgutil import iter_modules
from typing import Any

import typer
from evidence_page import calibrated, inputs, misses, scores
from grids import KEY, cell, cited, code, grid, listed
from lookup import link

from secondheart import physics
from secondheart.cli import app
from secondheart.cli.lists import ATLAS_PARTS, TOPICS
from secondheart.clinic import TESTS
from secondheart.day.relief import measures
from secondheart.day.schedule import builtin_text, day_names
from secondheart.day.signs import mechanisms
from secondheart.engine.stability import check_step
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
    return _first_paragraph_of(inspect.getdoc(thing) or "")


def protocols() -> str:
    """Return the protocols that come with the package, each with the first line of its file."""
    folder = files("secondheart.protocol").joinpath("builtin")
    first = {name: folder.joinpath(f"{name}.toml").read_text("utf-8").splitlines()[0] for name in names()}
    rows = [(code(row["name"]), first[row["name"]].lstrip("# "), row["steps"]) for row in TOPICS["protocols"].rows()]
    return grid(("name", "what it is", "steps, each with its minutes and seconds"), rows)


def days() -> str:
    """Return the days that come with the package, each with the first line of its file."""
    first = {name: builtin_text(name).splitlines()[0].removeprefix("# ") for name in day_names()}
    return grid(("name", "what it is"), [(code(name), line) for name, line in first.items()])


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


def _linked(topic: str) -> str:
    """Return what `secondheart list` lists; what has a page is a link to it."""
    single = {row["name"] for row in TOPICS[topic].rows() if row.get("resolution") == "valves"}
    return listed(topic, name=lambda name: code(name) if name in single else link(topic, name))


def tests() -> str:
    """Return the clinical tests."""
    return grid(("test", "what it does"), [(link("tests", name), test.purpose) for name, test in TESTS.items()])


def options() -> str:
    """Return every command with a link to its page, and what it does."""
    commands: Mapping[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    rows = [(link("commands", name), _first_paragraph_of(one.help)) for name, one in commands.items()]
    return grid(("command", "what it does"), rows)


def _first_paragraph_of(text: str) -> str:
    return text.strip().partition("\n\n")[0]


def option_matrix() -> str:
    """Return which command takes which option, those of several commands, the commonest first."""
    commands: Mapping[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    takers: dict[str, list[str]] = {}
    for name, command in commands.items():
        for one in (one for one in command.params if one.param_type_name == "option"):
            takers.setdefault(max(one.opts, key=len), []).append(name)
    shared = sorted((row for row in takers.items() if len(row[1]) > 1), key=lambda row: -len(row[1]))
    columns = [name for name in commands if any(name in names for _, names in shared)]
    rows = [(code(one), *("x" if one_command in names else " " for one_command in columns)) for one, names in shared]
    return grid(("option", *columns), rows)


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


TABLES: Mapping[str, Callable[[], str]] = {
    "laws": laws,
    "verbs": verbs,
    "protocols": protocols,
    "days": days,
    "relief": relief,
    "signs": signs,
    "patterns": patterns,
    "vessels": lambda: _linked("vessels"),
    "connections": connections,
    "valves": lambda: _linked("valves"),
    "conditions": lambda: _linked("conditions"),
    "treatments": lambda: _linked("treatments"),
    "garments": lambda: _linked("garments"),
    "devices": lambda: _linked("devices"),
    "formats": lambda: _linked("formats"),
    "parameters": parameters,
    "assumptions": lambda: listed("assumptions"),
    "variables": variables,
    "tests": tests,
    "option_matrix": option_matrix,
    "options": options,
    "resolutions": resolutions,
    "misses": misses,
    "scores": scores,
    "calibrated": calibrated,
    "inputs": inputs,
}
