"""What the manual says is what happens: its examples run, and nothing that there is goes unmentioned."""

from __future__ import annotations

import doctest
import inspect
import re
import shlex
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import evidence_page
import lookup
import pages
import pytest
import reference
from examples import BLOCK, TIMED, is_near
from notebooks import ORDER

import secondheart as sh
from secondheart.cli import CLI_COMMANDS, main
from secondheart.cli.lists import TOPICS
from secondheart.errors import InputError
from secondheart.evidence.expected import Expectation, expectations
from secondheart.evidence.rows import evidence_rows
from secondheart.person import Person
from secondheart.person.parse import with_condition
from secondheart.protocol import Activity, Breathing, Burst, Cuff, Load, Posture, Protocol, Step, lie
from secondheart.simulation.session import prepare
from secondheart.simulation.simulate import simulate
from secondheart.variables import OXYGEN, SAMPLED, SWELLING, VARIABLES_BEATS

DOCS = Path(__file__).parent.parent / "docs"
LAWS = sorted((DOCS.parent / "src" / "secondheart" / "physics").glob("[a-z]*.py"))
PAGES = sorted(path for path in DOCS.rglob("*.md") if not path.relative_to(DOCS).parts[0].startswith("_"))
NAMES = [str(path.relative_to(DOCS)) for path in PAGES]
INCLUDED = re.compile(r"```\{include\} _tables/(\w+)\.md\n```")


class Block(NamedTuple):
    """A block of code, with the name of the file that the line above it gives it, if any."""

    file: str
    kind: str
    text: str


class Near(doctest.OutputChecker):
    """Compare output as the manual's own refreshing does."""

    def check_output(self, want: str, got: str, _flags: int) -> bool:
        return is_near(want, got)


def blocks(name: str) -> list[Block]:
    return [Block(*found) for found in BLOCK.findall((DOCS / name).read_text(encoding="utf-8"))]


def commands(text: str) -> Iterator[tuple[str, str]]:
    """Yield each command line of a console with the output that is shown below it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def run_console(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command, shown in commands(text):
        program, *words = shlex.split(command)
        assert program == "secondheart", command
        if words == ["validate"]:  # tests/validation runs all of it
            continue
        with pytest.raises(SystemExit) as left:
            main(words)
        printed = capsys.readouterr()
        assert not left.value.code, f"{command}: {printed.err}"
        assert printed.out
        if shown:
            assert TIMED.sub("-", printed.out).split() == TIMED.sub("-", shown).split(), command


def run_session(text: str, names: dict[str, Any]) -> None:
    told: list[str] = []
    test = doctest.DocTestParser().get_doctest(text, names, "session", None, 0)
    doctest.DocTestRunner(Near(), verbose=False).run(test, out=told.append, clear_globs=False)
    assert not told, "".join(told)
    names.update(test.globs)


@pytest.mark.parametrize("name", [name for name in NAMES if any(b.kind != "text" for b in blocks(name))])
def test_examples_run(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"__name__": "example"}
    for block in blocks(name):
        if block.file:
            (tmp_path / block.file).write_text(block.text, encoding="utf-8")
        elif block.kind == "python":
            exec(compile(block.text, name, "exec"), names)
        elif block.kind == "pycon":
            run_session(block.text, names)
        elif block.kind == "console":
            run_console(block.text, capsys)
        else:
            assert block.kind == "text", f"{name}: a block of {block.kind} that nothing tries"


def whole(name: str) -> str:
    """Return a page with the tables that it includes."""
    text = (DOCS / name).read_text(encoding="utf-8")
    return INCLUDED.sub(lambda found: pages.TABLES[found[1]](), text)


@pytest.mark.parametrize("command", CLI_COMMANDS)
def test_every_command_has_an_example(command: str) -> None:
    (page,) = (DOCS / "commands.md",)
    told = [line for block in blocks(page.name) if block.kind == "console" for line, _ in commands(block.text)]
    assert any(line.split()[1] == command for line in told)
    assert lookup.link("commands", command) in whole(page.name)


def test_every_variable_and_attribute_of_a_result_is_told() -> None:
    page = whole("files.md")
    result = simulate(Person(), lie(seconds=1), including=("swelling", "oxygen"))
    told = {*result.data_vars, *result.coords, *result.dims, *result.attrs}
    assert {*(one.name for one in (*SAMPLED, *SWELLING, *OXYGEN, *VARIABLES_BEATS))} <= told
    assert [name for name in sorted(map(str, told)) if f"`{name}`" not in page] == []


@pytest.mark.parametrize("model", [Person, Protocol, Step, Posture, Breathing, Cuff, Activity, Burst, Load])
def test_every_field_of_a_file_is_told(model: type[Any]) -> None:
    page = whole("files.md")
    fields = {"steps": "step"} if model is Protocol else {}
    assert [name for name in model.model_fields if not re.search(rf"\b{fields.get(name, name)}\b", page)] == []


def test_every_page_is_in_the_contents() -> None:
    doors = re.findall(r"^```\{toctree\}\n(?::[^\n]*\n)+\n(.*?)^```", whole("index.md"), re.DOTALL | re.MULTILINE)
    listed = [name for door in doors for name in door.split()]
    assert sorted(f"{name}.md" for name in listed if not name.startswith("_")) == sorted({*NAMES} - {"index.md"})
    assert [name for name in listed if name.startswith("_")] == [f"_gallery/notebooks/{name}" for name in ORDER]


LOOKED_UP = dict(lookup.pages())


@pytest.mark.parametrize("topic", lookup.MAKERS)
def test_everything_that_has_a_name_has_a_page(topic: str) -> None:
    rows = [row for row in TOPICS[topic].rows() if row.get("resolution", "both") == "both"]
    places = [lookup.path(topic, row["name"]) for row in rows]
    assert len(set(places)) == len(places)
    assert set(places) == {place for place in LOOKED_UP if place.startswith(f"{topic}/")}


def test_pages_of_single_things_lead_to_pages_that_there_are() -> None:
    links = {found for text in LOOKED_UP.values() for found in re.findall(r"\(/_lookup/(.+?)\.md\)", text)}
    assert links <= set(LOOKED_UP)


@pytest.mark.parametrize("topic", ["conditions", "treatments", "garments", "devices", "valves"])
def test_the_python_of_a_page_runs(topic: str) -> None:
    for place, text in LOOKED_UP.items():
        for block in BLOCK.findall(text) if place.startswith(f"{topic}/") else ():
            if block[1] == "python":
                exec(compile(block[2], place, "exec"), {})


def test_the_commands_of_a_page_name_what_there_is() -> None:
    commands = [line for text in LOOKED_UP.values() for line in re.findall(r"^secondheart .*$", text, re.MULTILINE)]
    scaled = {name for line in commands for name in re.findall(r"--scale (\S+)=1\.1", line)}
    sh.Person().with_scales(dict.fromkeys(sorted(scaled), 1.1))
    for condition in {name for line in commands for name in re.findall(r"--condition (\S+)", line)}:
        with_condition(Person(), condition)
    assert {line.split()[1] for line in commands} <= set(CLI_COMMANDS)


@pytest.mark.parametrize("law", [path.stem for path in LAWS])
def test_the_page_of_a_law_shows_its_numbers(law: str) -> None:
    module = import_module(f"secondheart.physics.{law}")
    own = re.findall(r"^([A-Z]\w+) = ", inspect.getsource(module), re.MULTILINE)
    shown = re.findall(r"\* - ``(\w+)``\n     - (\S+)\n     - ", pages.constants(law))
    assert [name for name, _ in shown] == own
    assert [float(value) for _, value in shown] == pytest.approx([getattr(module, name) for name in own], rel=1e-5)


def test_every_table_is_on_one_page() -> None:
    found = [table for name in NAMES for table in INCLUDED.findall((DOCS / name).read_text(encoding="utf-8"))]
    assert sorted(found) == sorted(pages.TABLES)


def test_the_page_of_the_evidence_is_that_of_its_rows() -> None:
    assert (DOCS / "evidence.md").read_text(encoding="utf-8") == evidence_page.evidence(), (
        "stale: make docs writes it anew"
    )


def test_the_table_of_both_resolutions_is_that_of_the_model() -> None:
    rows = [re.split(r" *\| *", line)[1:-1] for line in pages.resolutions().splitlines()[2:]]
    told = {name: (float(standard), float(valves)) for name, standard, valves in rows}
    sessions = [prepare(Person(resolution=resolution)) for resolution in ("standard", "valves")]
    packed = [session.packed for session in sessions]
    assert told["vessels"] == tuple(len(one.network.unstressed) for one in packed)
    assert told["valves with leaflets"] == tuple(len(one.valves) for one in packed)
    assert told["longest stable step, default person, ms"][0] > told["step taken, ms"][0] == 2.5
    assert told["longest stable step, default person, ms"][1] > told["step taken, ms"][1]


def test_a_number_of_the_evidence_that_misses_is_shown_as_a_miss() -> None:
    (row,) = (row for row in evidence_rows() if row.id == "walking_ankle_vein")
    missed = {row.id: Expectation(holds=False, model=41.2345)}
    assert evidence_page._held(row, missed)[3:7] == ("18 to 30 *", "41.2", "mmHg", "**outside**")
    assert evidence_page._held(row, {row.id: Expectation(holds=False, model=2254.4)})[4] == "2254"


def test_every_section_of_the_benchmarks_is_made_by_one_of_them() -> None:
    made = import_module("benchmarks.__main__").ALL
    text = "\n".join(path.read_text("utf-8") for path in (DOCS.parent / "benchmarks").glob("*.py"))
    _, *titles = re.findall(r"^## (.+)$", whole("benchmarks.md"), re.MULTILINE)
    assert [title for title in titles if f' = "{title}"\n' not in text] == []
    assert len(titles) == len(made)


def test_every_public_name_has_its_place_in_the_reference() -> None:
    listed = re.findall(r"^\.\. auto\w+:: (\w+)$", "\n".join(reference.pages().values()), re.MULTILINE)
    assert sorted(listed) == sh.__all__
    lists = "\n".join(text for place, text in reference.pages().items() if "/" not in place)
    assert sorted(re.findall(r"^   \* - :doc:`(\w+) <\w+/\w+>`\n     - \S", lists, re.MULTILINE)) == sh.__all__
    assert lists.count("\n\n.. list-table::\n\n   * - ") == len(reference.pages()) - len(sh.__all__)


def test_the_commands_of_how_do_i_are_commands() -> None:
    named = re.findall(r"`secondheart (\w+)", whole("how-do-i.md"))
    assert set(named) <= set(CLI_COMMANDS)
    assert set(re.findall(r"\{(?:func|class)\}`secondheart\.(\w+)`", whole("how-do-i.md"))) <= set(sh.__all__)


def test_the_glossary_is_in_the_order_of_the_alphabet() -> None:
    terms = re.findall(r"^(?=[A-Z])(.+)\n  ", (DOCS / "glossary.md").read_text("utf-8"), re.MULTILINE)
    assert len(terms) > 30
    assert terms == sorted(terms, key=str.lower)


def test_the_model_card_names_the_range_of_persons() -> None:
    (named,) = re.findall(r"adults of (\d+) to (\d+) years, (\d+) to (\d+) cm", whole("model-card.md"))
    youngest, oldest, shortest, tallest = map(float, named)
    assert Person(age_years=youngest, height_cm=shortest) != Person(age_years=oldest, height_cm=tallest)
    for beyond in ({"age_years": youngest - 1}, {"age_years": oldest + 1}, {"height_cm": shortest - 1}):
        with pytest.raises(InputError):
            Person(**beyond)
    with pytest.raises(InputError):
        Person(height_cm=tallest + 1)


def test_every_miss_is_on_the_page_of_misses() -> None:
    page, steady = whole("where-it-is-wrong.md"), expectations(recorded=False)
    missed = [row.quantity for row in evidence_rows() if not steady[row.id].holds]
    assert missed
    assert [quantity for quantity in missed if quantity not in page] == []


def test_every_page_leads_on_to_another() -> None:
    way = re.compile(r"\]\((?!http)[^)#]+\.md|\{(?:doc|ref)\}`|:doc:`|:link: |^_api", re.MULTILINE)
    made = LOOKED_UP | {place: text for place, text in reference.pages().items() if "/" in place}
    texts = {name: whole(name) for name in NAMES} | made
    assert [name for name, text in texts.items() if not way.search(text)] == []


LONGEST = 1000  # letters: a third of a window, and a whole one of a phone


@pytest.mark.parametrize("name", sorted({*NAMES} - {"evidence.md"}))
def test_no_paragraph_is_a_wall(name: str) -> None:
    text = re.sub(r"^```.*?^```", "", whole(name), flags=re.DOTALL | re.MULTILINE)
    parts = re.split(r"\n\s*\n|\n(?=- |\d+\. )", text)
    assert [part[:60] for part in parts if len(part) > LONGEST and not part.lstrip().startswith("|")] == []
