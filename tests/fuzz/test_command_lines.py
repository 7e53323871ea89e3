"""Any command line does its work, or says in one sentence why not and leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondheart import Person, lie, simulate, write_person
from secondheart.cli import CLI_COMMANDS
from secondheart.person.conditions import ailments
from secondheart.person.parse import leaking_names
from secondheart.results.netcdf import save_result
from tests.fuzz.budget import drawn
from tests.fuzz.commands import ended_well
from tests.recordings import fitfile

SHORT = '[[step]]\ndo = "stand"\nseconds = 2\n[[step]]\ndo = "tiptoe"\ntimes = 2\n'
PLAIN = st.characters(exclude_categories=("Cs",), exclude_characters="/\\\0")
words = st.text(PLAIN, max_size=12) | st.sampled_from(["", "-", "--", "-h", "..", ".", "=", "+", "\udcff", "x" * 300])
protocols = st.sampled_from(
    ["short.toml"] * 4
    + ["stand-tiptoe", "valsalva", "ride.fit", "table.csv", "bad.toml", "bad.fit", "bad.csv", "folder.toml", "kept.nc"]
    + ["week.toml", "none.toml", "stand-tipto", "person.toml"]
)
numbers = st.sampled_from(["0", "1", "0.5", "-1", "nan", "inf", "1e308", "1e-9", "", "x", "0x10", "1_0", "٣"])
conditions = (
    st.sampled_from(sorted({*leaking_names(), *ailments()}))
    | st.builds("{}={}".format, st.sampled_from(sorted({*leaking_names(), *ailments()})), numbers)
    | words
)
garments = (
    st.sampled_from(["ral-ii", "cen-i-thigh", "bandage-inelastic=40", "RAL II_left"])
    | st.builds("bandage-elastic={}".format, numbers)
    | words
)
people = st.sampled_from(["default", "person.toml", "bad.toml", "none.toml", "default+ral-ii"]) | conditions
outputs = st.sampled_from(["out.nc", "out.png", "out.svg", "out.html", "out", "folder.toml", "none/out.nc"])
samples = st.sampled_from(["0.02", "0.01", "0.5", "1", "3600", "0.015"]) | numbers


def option(name: str, values: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    """An option and its value, with or without a sign of equality between them, or the value forgotten."""
    return values.flatmap(lambda value: st.sampled_from([[name, value]] * 4 + [[f"{name}={value}"], [name]]))


shared = (
    option("--person", people)
    | option("--condition", conditions)
    | option("--wear", garments)
    | st.sampled_from([["--json"], ["--help"], ["--quiet"], ["--jsn"], ["-q"], ["--json", "--json"]])
    | words.map(lambda word: [word])
)
drawings = option("--plot", outputs) | option("--report", outputs)
of_a_run = shared | option("-o", outputs) | option("--sample-s", samples)


def line(command: str, first: st.SearchStrategy[list[str]], options: st.SearchStrategy[list[str]], most: int):
    """Command lines: the command, what it is about, and some options."""
    return st.builds(
        lambda about, more: [command, *about, *(word for one in more for word in one)],
        first,
        st.lists(options, max_size=most),
    )


runs = line("run", protocols.map(lambda name: [name]), of_a_run, 3)
comparisons = line(
    "compare", st.builds(lambda name, who: [name, *who], protocols, st.lists(people, max_size=3)), shared, 2
)
lists = line("list", st.lists(words | st.sampled_from(["vessels", "valves", "conditions"]), max_size=2), shared, 1)
day_files = st.sampled_from(["minutes.toml", "short.toml", "bad.csv", "bad.toml", "none.toml"]).map(lambda name: [name])
of_a_day = option("-o", outputs) | option("--date", words) | option("--zone", words) | st.just(["--resume"])
days = line("day", day_files, shared | drawings | of_a_day, 3)
test_names = st.lists(st.sampled_from(["avp", "tilt", "strain-gauge", "av"]) | words, max_size=2)
of_a_test = option("--tourniquet", st.sampled_from(["thigh", "calf"])) | option("--treat", words)
tests = line("test", test_names, shared | of_a_test, 2)
# What takes long to do is only ever asked wrongly.
others = line(
    "--no-such-option", st.lists(st.sampled_from(sorted(CLI_COMMANDS)) | words, min_size=1, max_size=3), shared, 3
).map(lambda asked: [*asked[1:], asked[0]])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with good and bad files of every kind."""
    folder = tmp_path_factory.mktemp("commands")
    (folder / "short.toml").write_text(SHORT)
    (folder / "minutes.toml").write_text('hours = 0.05\n[[at]]\ntime = "07:00"\ndo = "walk"\nkm_h = 3\n')
    (folder / "week.toml").write_text('[[step]]\ndo = "lie"\nminutes = 10081\n')
    (folder / "ride.fit").write_bytes(fitfile.activity(fitfile.steady(5), sport=fitfile.CYCLING))
    (folder / "table.csv").write_text("t_s,steps\n0,1\n2,3\n4,0\n")
    for name in ("bad.toml", "bad.fit", "bad.csv"):
        (folder / name).write_bytes(b"\x00[[\xff")
    (folder / "folder.toml").mkdir()
    write_person(Person(sex="female"), folder / "person.toml")
    save_result(simulate(Person(), lie(seconds=0.1)), folder / "kept.nc")
    return folder


@drawn(5)
@given(runs)
def test_any_run_ends_well(folder: Path, asked: list[str]) -> None:
    ended_well(asked, folder)


@drawn(1)
@given(line("run", st.just(["short.toml"]), shared | drawings, 3))
def test_any_picture_of_a_run_ends_well(folder: Path, asked: list[str]) -> None:
    ended_well(asked, folder)


@drawn(2)
@given(comparisons)
def test_any_comparison_ends_well(folder: Path, asked: list[str]) -> None:
    ended_well(asked, folder)


@drawn(1)
@given(days)
def test_any_day_ends_well(folder: Path, asked: list[str]) -> None:
    ended_well(asked, folder)


@drawn(1)
@given(tests)
def test_any_clinical_test_ends_well(folder: Path, asked: list[str]) -> None:
    ended_well(asked, folder)


@drawn(1)
@given(lists)
def test_any_list_ends_well(folder: Path, asked: list[str]) -> None:
    ended_well(asked, folder)


@drawn(2)
@given(others)
def test_what_is_asked_wrongly_is_told(folder: Path, asked: list[str]) -> None:
    told = ended_well(asked, folder)
    assert told.code != 0 or {"--help", "-h", "--version"} & set(asked)
