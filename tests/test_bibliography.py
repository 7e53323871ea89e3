"""Every number and law leads to a real publication, and a run can say to which."""

from __future__ import annotations

import doctest
import re
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
import xarray as xr

import secondheart as sh
from secondheart._constants import module_names
from secondheart.errors import InputError
from secondheart.person.conditions import ailments
from secondheart.person.files import person_text
from secondheart.person.values import body_numbers
from secondheart.protocol import pattern_rows, to_toml
from secondheart.protocol.verbs import all_verbs
from secondheart.recordings import read_recording
from tests.recordings import fitfile as fit

cited = import_module("secondheart.bibliography")  # the module; the package shows the function of that name

PACKAGE = Path(sh.__file__).parent
KEY = re.compile(r"\b[a-z]+(?:18|19|20)\d\d\b")
ENTRY = re.compile(r"@(article|book|misc|phdthesis)\{([a-z0-9]+),\n((?:  \w+ *= \{.+\},\n)+)\}")
FLUID = {"landis1963", "levick2010", "noddeland1981", "olszewski1977", "olszewski1980", "kirsch1980", "mellander1964"}
NEEDED = {
    "article": {"author", "title", "journal", "year", "volume", "pages"},
    "book": {"author", "title", "publisher", "year"},
    "misc": {"author", "title", "year", "howpublished", "url"},
    "phdthesis": {"author", "title", "school", "year"},
}


def texts() -> list[str]:
    """Return every source file and every table of the package."""
    paths = sorted(path for path in PACKAGE.rglob("*") if path.suffix in (".py", ".toml"))
    return [path.read_text("utf-8") for path in paths]


def keys(bibtex: str) -> list[str]:
    """Return the keys of the entries in some BibTeX."""
    return re.findall(r"^@\w+\{(\w+),", bibtex, re.MULTILINE)


def run_of(protocol: sh.Protocol, person: sh.Person | None = None) -> xr.Dataset:
    """Return a result that has nothing but its protocol and its person."""
    return xr.Dataset(attrs={"protocol": to_toml(protocol), "person": person_text(person or sh.Person())})


def test_every_source_of_the_atlas_and_the_patterns_is_in_the_references() -> None:
    sources = {number.source for _, number in body_numbers().items()} | {row.source for row in pattern_rows()}
    sources |= {ailment.source for ailment in ailments().values()}
    assert sources - {"assumed"} - set(cited.references()) == set()


def test_every_key_that_a_law_or_another_file_names_is_in_the_references() -> None:
    named = {key for text in texts() for key in KEY.findall(text)}
    assert named - set(cited.references()) == set()


def test_every_law_says_where_it_comes_from() -> None:
    for path in (PACKAGE / "physics").glob("*.py"):
        text = path.read_text("utf-8")
        assert text.count("    References\n    ----------\n") == text.count("\n@law\n"), path.name


def test_every_entry_of_the_references_is_used() -> None:
    used = {key for text in texts() for key in cited.keys_in(text)}
    assert set(cited.references()) - used == set()


@pytest.mark.parametrize("key", cited.references())
def test_entries_are_whole(key: str) -> None:
    entry = ENTRY.fullmatch(cited.references()[key])
    assert entry is not None
    kind, name, body = entry.groups()
    fields = re.findall(r"^  (\w+) *= ", body, re.MULTILINE)
    assert name == key
    assert len(fields) == len(set(fields))
    assert NEEDED[kind] - set(fields) == set()
    assert body.count("{") == body.count("}")


def test_the_references_are_sorted_and_no_entry_is_lost() -> None:
    found = keys((PACKAGE / "references.bib").read_text("utf-8"))
    assert found == sorted(set(found)) == list(cited.references())


def test_another_reader_finds_the_same_entries() -> None:
    reader = pytest.importorskip("pybtex.database", reason="comes with the tools of the manual")
    other = reader.parse_file(str(PACKAGE / "references.bib"), bib_format="bibtex")
    assert list(other.entries) == list(cited.references())


def test_a_run_of_a_second_cites_the_thesis_of_its_body_but_nothing_that_moves() -> None:
    result = sh.simulate(sh.Person(), sh.lie(seconds=1))
    found = keys(cited.citations(result))
    assert {"heldt2004", "adan86", "mynard2012", "nadler1962"} <= set(found)
    assert not {"ballard1998", "remensnyder1962", "acsm2021", "chase2023"} & set(found)
    assert not FLUID & set(found)
    assert found == sorted(found)


def test_swelling_and_oxygen_are_cited_and_assumed_only_where_they_are_included() -> None:
    plain = sh.simulate(sh.Person(), sh.lie(seconds=1))
    swollen = sh.simulate(sh.Person(), sh.lie(seconds=1), including=("swelling", "oxygen"))
    assert set(keys(cited.citations(swollen))) >= FLUID
    more = {row.name.split(".")[0] for row in set(cited.assumptions(swollen)) - set(cited.assumptions(plain))}
    assert more == {"tissue", "oxygen", "physics"}
    assert set(cited.assumptions(plain)) < set(cited.assumptions(swollen))


def test_a_run_that_moves_cites_its_muscles_and_its_effort() -> None:
    found = keys(cited.citations(run_of(sh.run(seconds=1))))
    assert {"ballard1998", "remensnyder1962", "acsm2021"} <= set(found)
    assert "chase2023" not in found


@pytest.mark.parametrize(
    ("protocol", "brought"),
    [
        (sh.cycle(50, 50, seconds=1), {"cycle", "oxygen", "breathing"}),
        (sh.stairs(seconds=2), {"stairs", "oxygen", "breathing"}),
        (sh.squat(times=2), {"squats", "oxygen", "breathing"}),
        (sh.squat(seconds=2), {"squat"}),
        (sh.fidget(seconds=2), {"fidget", "breathing"}),
        (sh.ankle_pumps(times=1), {"ankle_pumps"}),
        (sh.valsalva(seconds=2), {"valsalva"}),
    ],
)
def test_a_movement_brings_its_own_patterns_and_those_of_its_effort(protocol: sh.Protocol, brought: set[str]) -> None:
    rows = cited.assumptions(run_of(protocol))
    patterns = {row.name.split(".")[1] for row in rows if row.name.startswith("patterns.")}
    assert patterns - {"transition", "tilt_speed", "standing_load"} == brought


def test_every_movement_that_asks_for_effort_brings_what_it_is_reckoned_from() -> None:
    shortest: dict[str, dict[str, Any]] = {"tilt": {"angle_deg": 30}}
    for name, verb in all_verbs().items():
        takes = signature(verb).parameters
        given = {"times": 2} if "times" in takes else {"seconds": 5}
        activity = verb(**shortest.get(name, {}), **given).steps[0].activity
        asks = activity is not None and activity.effort_percent > 0
        assert asks == (activity is not None and "breathing" in cited.GAITS.get(activity.name, ())), name


def test_what_is_cited_is_bibtex_that_another_reader_understands() -> None:
    reader = pytest.importorskip("pybtex.database", reason="comes with the tools of the manual")
    bibtex = cited.citations(run_of(sh.walk(seconds=1)))
    assert list(reader.parse_string(bibtex, bib_format="bibtex").entries) == keys(bibtex)


@pytest.mark.parametrize("sport", [fit.RUNNING, fit.CYCLING])
def test_a_recording_cites_the_rules_that_made_it_a_protocol(tmp_path: Path, sport: int) -> None:
    path = tmp_path / "made-up.fit"
    path.write_bytes(fit.activity([fit.Row(0, 120, 80), fit.Row(1, 121, 81), fit.Row(2)], sport=sport))
    protocol = read_recording(path).protocol
    assert {"chase2023", "orendurff2008", "tanaka2001"} <= set(keys(cited.citations(run_of(protocol))))


def test_the_rules_of_recordings_name_their_sources() -> None:
    rules = " ".join(PACKAGE.joinpath(*name.split(".")).with_suffix(".py").read_text("utf-8") for name in cited.RULES)
    assert {"chase2023", "orendurff2008", "tanaka2001"} <= set(cited.keys_in(rules))


def test_a_source_of_ones_own_is_told_in_a_comment() -> None:
    burst = sh.Burst(
        group="foot", pressure_mmHg=40, start=0, rise_end=0.2, hold_end=0.4, stop=0.6, source="my own\nfoot @ home"
    )
    (step,) = sh.stand(seconds=1).steps
    tap = sh.Protocol(steps=(step.replace(activity=sh.Activity(name="tap", period_s=1, bursts=(burst,))),))
    bibtex = cited.citations(run_of(tap))
    assert bibtex.splitlines()[-1] == "% a source of the protocol's own: my own foot (at) home"
    assert "heldt2004" in keys(bibtex)


def test_assumptions_of_a_person_are_those_of_the_atlas_with_range_and_reason() -> None:
    rows = cited.assumptions(sh.Person())
    assumed = [name for name, number in body_numbers().items() if number.source == "assumed"]
    assert [row.name for row in rows] == [name for name in assumed if not name.startswith(("treatments.", "valve_s"))]
    assert all(row.why and row.low is not None and row.low <= row.value <= row.high for row in rows)


@pytest.mark.parametrize(
    ("person", "brought"),
    [
        (sh.ablate(sh.Person(), "great_saphenous_left"), "treatments"),
        (sh.Person(resolution="valves"), "valve_sites"),
    ],
)
def test_treatments_and_single_valves_bring_their_own_assumptions(person: sh.Person, brought: str) -> None:
    more = set(cited.assumptions(run_of(sh.lie(seconds=1), person))) - set(cited.assumptions(run_of(sh.lie(seconds=1))))
    assert {row.name.split(".")[0] for row in more} == {brought}


def value_of(name: str) -> Any:
    """Return the constant of a module by its dotted name; a key of a table is a last part of it."""
    module, _, constant = name.rpartition(".")
    if module in module_names():
        return getattr(import_module(f"secondheart.{module}"), constant)
    return {key.upper(): value for key, value in value_of(module).items()}[constant]


def test_assumed_constants_have_the_value_that_their_module_has() -> None:
    rows = [row for row in cited.every_assumption() if row.name.startswith(tuple(module_names()))]
    for row in rows:
        assert row.value == pytest.approx(value_of(row.name), rel=1e-5)
        assert "assumed" in row.why
    behind = re.compile(r"^([A-Z][A-Z_]+)\b.* = [-(\d].*#.*\bassumed\b", re.MULTILINE)
    files = (PACKAGE.joinpath(*name.split(".")).with_suffix(".py") for name in module_names())
    written = {name for path in files for name in behind.findall(path.read_text("utf-8"))}
    assert written <= {row.name.rpartition(".")[2] for row in rows}
    assert len(written) > 40


def test_everything_that_is_assumed_is_listed() -> None:
    names = {row.name for row in cited.every_assumption()}
    assert {"compression.garment.FOOT_SHARE", "recordings.formats._apple_records.CONFIDENCE.PHONE"} <= names
    assert {"conditions.weak-calf", "devices.wave.pressures_mmHg", "recordings.clock.NIGHT_H"} <= names


def test_modules_that_are_read_for_sources_exist() -> None:
    laws = {f"physics.{name}" for name in (*cited.MOVING_LAWS, *cited.SWELLING_LAWS, *cited.OXYGEN_LAWS)}
    assert laws | {*cited.RULES, cited.SCALE} <= set(module_names())
    assert set(cited.GAITS) | set(cited.STILL_PATTERNS) <= {row.place.partition(".")[0] for row in pattern_rows()}


def test_a_run_depends_on_no_law_that_it_did_without() -> None:
    lying, walking = (cited.assumptions(run_of(verb(seconds=1))) for verb in (sh.lie, sh.walk))
    assert not [row for row in lying if row.name.startswith(("physics.exercise.", "physics.starling."))]
    assert not [row for row in lying if row.name.startswith("physics.hyperaemia.")]
    assert [row.value for row in walking if row.name == "physics.hyperaemia.LOWEST_PRESSURE"] == [40.0]
    assert [row.value for row in lying if row.name == "physics.vein_wall.COLLAPSE_PRESSURE"] == [1.3]


def test_a_device_is_cited_in_a_comment_or_told_as_assumed() -> None:
    foot, wave = (run_of(sh.lie(seconds=1).with_device(name)) for name in ("foot-pump", "wave"))
    assert cited.citations(foot).splitlines()[-1].startswith("% a source of the protocol's own: K28: ")
    assert "% a source" not in cited.citations(wave)
    (row,) = [row for row in cited.assumptions(wave) if row.name.startswith("devices.")]
    assert row.value == [50.0] * 5
    assert row.why
    assert not [row for row in cited.assumptions(foot) if row.name.startswith("devices.")]


def test_conditions_are_cited_and_what_is_assumed_of_them_is_told() -> None:
    person = sh.condition(sh.condition(sh.Person(), "varicose-great-saphenous"), "obstructed-iliac", 2.0)
    assert "mendoza2013" in keys(cited.citations(run_of(sh.lie(seconds=1), person)))
    assert "mendoza2013" not in keys(cited.citations(run_of(sh.lie(seconds=1))))
    (row,) = set(cited.assumptions(person)) - set(cited.assumptions(sh.Person()))
    assert row[:2] == ("conditions.obstructed-iliac", 2.0)
    assert row.why
    assert row in cited.assumptions(run_of(sh.lie(seconds=1), person))


def test_several_runs_are_cited_together() -> None:
    lying, walking = (
        run_of(sh.lie(seconds=1)),
        run_of(sh.walk(seconds=1), sh.condition(sh.Person(), "varicose-great-saphenous")),
    )
    assert keys(cited.citations(lying, walking)) == sorted(
        {*keys(cited.citations(lying)), *keys(cited.citations(walking))}
    )
    assert "mendoza2013" in keys(cited.citations(lying, walking))
    together, alone = cited.assumptions(lying, walking), cited.assumptions(walking)
    assert [row for row in alone if row not in together] == []
    assert len(together) == len(set(map(str, together)))


def test_assumptions_of_a_run_are_those_of_its_body_its_laws_and_its_movements() -> None:
    body = [row.name for row in cited.assumptions(sh.Person()) if not row.name.startswith(("tissue.", "oxygen."))]
    rows = cited.assumptions(run_of(sh.walk(seconds=1)))
    assert [row.name for row in rows[: len(body)]] == body
    others = [row.name.split(".") for row in rows[len(body) :]]
    assert {top for top, *_ in others} == {"physics", "engine", "packing", "person", "patterns"}
    movements = {middle for top, middle, *_ in others if top == "patterns"}
    assert movements == {"transition", "tilt_speed", "standing_load", "oxygen", "breathing", "walk"}
    assert all(row.why for row in rows)


@pytest.mark.parametrize("what", [cited.citations, cited.assumptions])
def test_what_is_not_a_result_is_refused(what: object) -> None:
    with pytest.raises(InputError, match="a Dataset without the attribute 'protocol' is not a result of secondheart"):
        what(xr.Dataset())  # type: ignore[operator]


def test_examples_run() -> None:
    assert doctest.testmod(cited).failed == 0
