"""A page for each vessel, valve, condition, treatment, garment, device, format of recordings, test and command."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import typer
from grids import cell, cited, code, grid

from secondheart.anatomy import command_name
from secondheart.cli import app
from secondheart.cli.lists import ATLAS_PARTS, TOPICS
from secondheart.clinic import TESTS
from secondheart.person.atlas.number import Number
from secondheart.person.atlas.read import table as atlas
from secondheart.person.conditions import Change, ailments
from secondheart.report.summary import clock
from secondheart.report.text import band

Row = dict[str, Any]
PROPORTIONAL = (
    "## What it changes\n\nA number is multiplied by 1 + degree × (*times* − 1), and degree × *plus* is added; a valve "
    "leaks by the degree, times what stands here.\n\n"
)
FULL = "## What it changes\n\nAll of this, whatever the degree: that is the leak alone, times what stands here.\n\n"
LEG = " There is one in each leg: add `_left` or `_right`."


def pages() -> Iterator[tuple[str, str]]:
    """Yield the path of each page, without its ending, and its text."""
    for topic, make in MAKERS.items():
        for row in TOPICS[topic].rows():
            if topic != "valves" or row["resolution"] == "both":
                yield path(topic, row["name"]), make(row)
    commands: Mapping[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    for name, command in commands.items():
        yield path("commands", name), _command(name, command)


def path(topic: str, name: str) -> str:
    """Return where the page of a thing stands."""
    return f"{topic}/{re.sub(r'[^a-z0-9]+', '_', name.lower()).strip('_')}"


def link(topic: str, name: str) -> str:
    """Return a link to the page of a thing."""
    return f"[`{name}`](/_lookup/{path(topic, name)}.md)"


def _page(title: str, *parts: str) -> str:
    return "\n\n".join([f"# {title}", *filter(None, parts)]) + "\n"


def _facts(rows: Iterable[tuple[str, object]]) -> str:
    return grid(("what", "value"), [(what, value) for what, value in rows if value not in (None, "", [], ())])


def _spoken(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").capitalize()


def _class_title(name: str) -> str:
    """Return the name of a class of stockings as its standard writes it."""
    standard, *class_ = name.upper().split("-")
    return f"{standard} {'-'.join(class_)}"


def _console(*commands: str) -> str:
    return "```text\n" + "".join(f"secondheart {one}\n" for one in commands) + "```"


def _python(*lines: str) -> str:
    return "```python\nimport secondheart as sh\n\n" + "".join(f"{one}\n" for one in lines) + "```"


def _numbers(row: Mapping[str, Any]) -> str:
    rows = [
        (key.replace("_", " "), n.value, n.unit, band(n.low, n.high), cited(n.source), n.why, ", ".join(n.moved_for))
        for key, n in row.items()
        if isinstance(n, Number)
    ]
    return grid(("number", "value", "unit", "range", "source", "why", "set for"), rows) if rows else ""


def _ways(name: str) -> str:
    rows = [
        (
            *(code(end) if end == name else link("vessels", end) for end in (way["from"], way["to"])),
            way["kind"].replace("_", " "),
            link("valves", way["valve"]) if "valve" in way else "",
        )
        for part in ATLAS_PARTS
        for way in atlas(part)["connection"]
        if name in (way["from"], way["to"])
    ]
    return grid(("from", "to", "kind", "valve"), rows)


def _vessel(row: Row) -> str:
    name, in_leg = row["name"], row["part"] == "leg"
    sites = [site for site, cuff in atlas("cuffs").items() if name in cuff["vessels"]]
    about = f"`{name}`: {row['kind']}, {row['region'].replace('_', ' ')}.{LEG if in_leg else ''}"
    full = f"{name}_left" if in_leg else name
    return _page(
        _spoken(name),
        about,
        _facts([("pressed on by", row["surroundings"].replace("_", " ")), ("lies under cuffs at", ", ".join(sites))]),
        "## Its numbers\n\nOf the default person; see [how a person follows from him](/body.md).",
        _numbers(atlas(row["part"])["vessel"][name]),
        "## What it is joined to",
        _ways(name),
        "## Use it",
        _console(f"list values {name}", f"run stand-tiptoe --scale {name}.unstressed_volume=1.1"),
        _python("result = sh.simulate(sh.Person(), sh.stand(seconds=30))", f'result.pressure.sel(vessel="{full}")'),
    )


def _valve(row: Row) -> str:
    name, in_leg = row["name"], row["part"] == "leg"
    (way,) = (one for part in ATLAS_PARTS for one in atlas(part)["connection"] if one.get("valve") == name)
    ends = f"from {link('vessels', row['from'])} to {link('vessels', row['to'])}"
    kind = "vein" if name in atlas("valve_groups") else "valve"  # a group of valves may have the name of one
    groups = [group for group, valves in atlas("valve_groups").items() if name in valves]
    single = [
        (code(one["name"]), one["below_heart_cm"])
        for one in TOPICS["valves"].rows()
        if one["resolution"] == "valves" and one["name"].startswith(f"{name}_") and one["kind"] == row["kind"]
    ]
    return _page(
        _spoken(name),
        f"The valve `{name}`, {ends}.{LEG if in_leg else ' It closes at once.'}",
        _facts([("stands for", f"{row['valves']} valves"), ("in the groups", ", ".join(map(code, groups)))]),
        "## Numbers of its connection",
        _numbers(way),
        "## Single valves\n\nAt [the resolution `valves`](/resolution.md):" if single else "",
        grid(("valve", "cm below heart"), single) if single else "",
        "## Make it leak" if in_leg else "",
        _console(f"test avp --condition leaking-{command_name(name)}=0.3") if in_leg else "",
        _python(f'patient = sh.leaking_valves(sh.Person(), {kind}="{name}_left", leak=0.3)') if in_leg else "",
    )


def _changed(one: Change) -> tuple[object, ...]:
    kind = next(kind for kind in ("vessel", "connection", "scalar", "muscle", "valve") if getattr(one, kind))
    by = " and ".join([f"times {one.times:g}"] * (one.times != 1.0) + [f"plus {one.plus:g}"] * (one.plus != 0.0))
    names = ", ".join(code(name) for name in getattr(one, kind))
    field = {"muscle": "strength", "valve": "leak"}.get(kind, one.field.replace("_", " "))
    return kind, names, field, by or "times 1"


def _condition(row: Row) -> str:
    name, ailment = row["name"], ailments().get(row["name"])
    if ailment:
        changes = FULL if ailment.full else PROPORTIONAL
        changes += grid(("of", "names", "field", "by"), map(_changed, ailment.change))
        why = f"{cited(ailment.source)}: {ailment.why}"
        use = _python(f'patient = sh.condition(sh.Person(), "{name}", {row["degree"]:g})')
    else:
        group = name.removeprefix("leaking-").replace("-", "_")
        valves = atlas("valve_groups")[group]
        changes = "## Which valves leak\n\n" + ", ".join(map(code, valves)) + "."
        why = "a leak of 0.3 is the usual one; see [how bad is a leak](/why-is-my-number-off.md)"
        use = _python(f'patient = sh.leaking_valves(sh.Person(), vein="{group}", leak={row["degree"]:g})')
    degree = f"{row['degree_means']}; usually {row['degree']:g}, {row['low']:g} to {row['high']:g}"
    return _page(
        _spoken(name),
        f"`{name}`: {row['title']}.",
        _facts([("degree", degree), ("source", why)]),
        changes,
        "## Use it",
        _console(f"compare stand-tiptoe default {name}", f"test avp --condition {name}={row['degree']:g}"),
        use,
        "All conditions, and treatments: [the body](/body.md).",
    )


def _treatment(row: Row) -> str:
    name = row["name"].replace("VEIN", "great-saphenous")
    facts = [("closed", row["closed"]), ("valves gone", row["valves_gone"]), ("source", cited(row["source"]))]
    return _page(
        _spoken(row["name"]),
        f"`{row['name']}`: {row['title']}.",
        _facts(facts),
        _console(f"compare avp varicose-gsv varicose-gsv+{name}"),
        _python(f'treated = sh.treatment(sh.Person(), "{name}")'),
        "All treatments: [the body](/body.md).",
    )


def _garment(row: Row) -> str:
    name, given = row["name"], row["foot_mmHg"] is None
    worn = f"{name}=27/20" if given and name != "progressive" else f"{name}=18/25" if given else name
    presses = [(f"at the {site}, mmHg", row[f"{site}_mmHg"]) for site in ("foot", "ankle", "calf", "thigh")]
    allowed = ("allowed at the ankle, mmHg", f"{row['ankle_low_mmHg']:g} to {row['ankle_high_mmHg']:g}")
    facts = [allowed, *presses, ("stiffness, mmHg a cm of girth", row["stiffness_mmHg"])]
    return _page(
        _spoken(name) if given or name.startswith("bandage") else _class_title(name),
        f"`{name}`, to knee or, with `-thigh`, to the thigh, where its pressure at the thigh counts."
        if not given
        else f"`{name}`, by pressures of your own.",
        _facts([*facts, ("source", row["source"])]),
        "For a doctor to give, who has measured the arteries." if row["by_doctor"] else "",
        _console(f"bench {worn} --condition varicose-great-saphenous", f"run stand-walk --wear {worn}"),
        _python(f'dressed = sh.stand(minutes=1).wearing("{worn}")'),
        "What a garment does to veins: [compression](/care.md).",
    )


def _device(row: Row) -> str:
    facts = [(key.replace("_", " "), cell(value)) for key, value in row.items() if key not in ("name", "title")]
    return _page(
        _spoken(row["name"]),
        f"`{row['name']}`: {row['title']}.",
        _facts(facts),
        _console(f"test pneumatic --device {row['name']}"),
        _python(f'pressed = sh.lie(minutes=5).with_device("{row["name"]}")'),
        "What the fields mean, and devices of your own: [compression](/care.md).",
    )


def _format(row: Row) -> str:
    facts = [(key, row[key]) for key in ("endings", "gives", "assumed", "export", "checked")]
    return _page(
        row["name"][0].upper() + row["name"][1:],
        _facts(facts),
        _console("inspect FILE", "day FILE"),
        "How gaps, doubtful values and several sources are treated: [recordings](/recordings.md).",
    )


def _test(row: Row) -> str:
    test = TESTS[row["name"]]
    steps = [
        (key if isinstance(key, str) else str(key), label, clock(seconds))
        for key, protocol in test.protocols().items()
        for label, seconds in protocol.describe()
    ]
    asked = f"test {row['name']}" + (f" {row['option']} VALUE" if row["option"] else "")
    return _page(
        test.title,
        f"`secondheart test {row['name']}`. {test.purpose}",
        f"```{{include}} ../../_gallery/tests/{row['name']}.md\n```",
        "## What the person does",
        grid(("run", "step", "minutes and seconds"), steps),
        "## Use it",
        _console(asked, f"test {row['name']} --condition leaking-deep --plot {row['name']}.png"),
        _python(f'report = sh.test("{row["name"]}", sh.Person())', "report.to_pandas()", "report.plot()"),
        "All tests: [the commands](/commands.md#a-test). How near findings are to published ones: "
        "[the evidence](/evidence.md).",
    )


def _command(name: str, command: Any) -> str:
    rows = [
        (code(f"{', '.join(one.opts)} {one.metavar or ''}".strip()), one.help)
        if one.param_type_name == "option"
        else (code(one.metavar or one.name), one.help)
        for one in command.params
    ]
    example = str(command.epilog).removeprefix("Example: ")
    return _page(
        f"secondheart {name}",
        command.help.strip(),
        f"```text\n{example}\n```",
        grid(("argument or option", "what it does"), rows),
        "What it prints, with examples: [the commands](/commands.md).",
    )


MAKERS: Mapping[str, Callable[[Row], str]] = {
    "vessels": _vessel,
    "valves": _valve,
    "conditions": _condition,
    "treatments": _treatment,
    "garments": _garment,
    "devices": _device,
    "formats": _format,
    "tests": _test,
}
