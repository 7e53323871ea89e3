"""secondheart list: what there is, in tables and in JSON."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from secondheart.cli import tables
from secondheart.cli.lists import TOPICS
from secondheart.evidence import evidence_rows
from secondheart.evidence.published import asides
from secondheart.person import Person
from secondheart.person.parse import with_condition
from secondheart.person.valves import valve_names
from secondheart.protocol import names
from secondheart.protocol.verbs import all_verbs


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("columns", [60, 80])
def test_every_list_fits_and_breaks_no_name(cli, topic: str, columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    rows = cli("list", topic, "--json").json[topic]
    out = cli("list", topic).out
    names = {str(row["name"] if "name" in row else row["id"]) for row in rows}
    longest = max(map(len, names))  # a name is never broken
    assert max(map(len, out.splitlines())) <= max(columns, longest)
    words = set(out.split())
    for name in names:
        place, _, field = name.rpartition(".")
        assert set(name.split()) <= words or {place, field} <= words, name
    assert all(list(row) == list(rows[0]) for row in rows)


@pytest.mark.parametrize("topic", TOPICS)
def test_every_list_has_plain_keys_and_tabs(cli, topic: str) -> None:
    rows = cli("list", topic, "--json").json[topic]
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", key) for key in rows[0])
    lines = [line.split("\t") for line in cli("list", topic, "--tsv").out.splitlines()]
    assert lines[0] == list(rows[0])
    assert len(lines) == len(rows) + 1
    assert {len(line) for line in lines} == {len(lines[0])}
    assert not any("999999" in cell or "000000001" in cell for line in lines for cell in line)


def test_what_does_not_fit_is_named(cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert "left out here: source; --tsv and --json have all" in cli("list", "garments").out


def test_verbs_have_their_arguments_with_units_and_ranges(cli) -> None:
    rows = {(row["name"], row["argument"]): row for row in cli("list", "verbs", "--json").json["verbs"]}
    speed = rows["walk", "km_h"]
    assert (speed["low"], speed["high"], speed["unit"]) == (0.5, 8, "km/h")
    assert (rows["cycle", "mass_kg"]["low"], rows["cycle", "mass_kg"]["high"]) == (20, 400)
    assert (rows["stand", "minutes"]["low"], rows["stand", "minutes"]["unit"]) == (0.001, "min")
    assert {name for name, _ in rows} == set(all_verbs())


def test_a_file_of_a_garment_or_a_device_is_listed(cli, tmp_path: Path) -> None:
    stocking, pump = tmp_path / "mine.toml", tmp_path / "pump.toml"
    stocking.write_text("[pressure_mmHg]\nB = 27\nB1 = 24\nC = 20\n", "utf-8")
    pump.write_text('chambers = ["calf"]\npressures_mmHg = [60]\nhold_s = 2\nperiod_s = 20\n', "utf-8")
    rows = {row["name"]: row["mmHg"] for row in cli("list", "garments", stocking, "--json").json["garments"]}
    assert (rows["B1"], rows["ankle"], rows["stiffness"]) == (24.0, 25.5, 5.0)
    assert cli("list", "devices", pump, "--json").json["devices"][0]["pressures_mmHg"] == [60.0]
    assert "cannot be read" in cli("list", "devices", tmp_path / "no.toml").err


def test_two_forms_at_once_are_refused(cli) -> None:
    assert "--tsv and --json contradict each other" in cli("list", "garments", "--tsv", "--json").err


def test_without_a_word_it_lists_the_lists(cli) -> None:
    assert [row["list"] for row in cli("list", "--json").json["lists"]] == list(TOPICS)
    assert all(topic in cli("list").out for topic in TOPICS)


def test_names_are_those_that_the_commands_take(cli) -> None:
    person = Person()
    vessels = {row["name"] for row in cli("list", "vessels", "--json").json["vessels"]}
    valves = {row["name"] for row in cli("list", "valves", "--json").json["valves"]}
    assert {v.name.removesuffix("_left").removesuffix("_right") for v in person.body.vessels} == vessels
    assert {name.rsplit("_", 1)[0] for name in valve_names()} <= valves
    assert tuple(row["name"] for row in cli("list", "protocols", "--json").json["protocols"]) == names()
    assert len(cli("list", "findings", "--json").json["findings"]) == len(evidence_rows()) + len(asides())
    for row in cli("list", "conditions", "--json").json["conditions"]:
        assert row["low"] <= row["degree"] <= row["high"]
        assert with_condition(person, row["name"]) != person
        assert with_condition(person, f"{row['name']}={row['degree']}") == with_condition(person, row["name"])
        assert with_condition(person, row["name"] + "_left") != with_condition(person, row["name"])


def test_vessels_and_valves_have_sources(cli) -> None:
    assert all(row["source"] for row in cli("list", "vessels", "--json").json["vessels"])
    assert all(row["source"] for row in cli("list", "valves", "--json").json["valves"])


def test_every_assumption_has_its_reason(cli) -> None:
    rows = cli("list", "assumptions", "--json").json["assumptions"]
    assert len(rows) > 100
    assert all(row["why"] for row in rows)
    assert any(row["name"].startswith("patterns.") for row in rows)


@pytest.mark.parametrize("terminal", [True, False])
def test_a_list_that_is_wider_than_there_is_room_is_told_row_by_row(
    monkeypatch: pytest.MonkeyPatch, terminal: bool
) -> None:
    row = ("leaking-great-saphenous", 0.3, None, "", "a reason that takes some room")
    headers = ("name", "degree", "low", "high", "")
    monkeypatch.setattr("sys.stdout.isatty", lambda: terminal)
    monkeypatch.setattr(tables, "get_terminal_size", lambda _: (40, 24))
    told = tables.table_or_records(headers, [row])
    assert told == "leaking-great-saphenous\n  degree: 0.3; a reason that takes some\n  room"
    monkeypatch.setattr(tables, "get_terminal_size", lambda _: (100, 24))
    assert not isinstance(tables.table_or_records(headers, [row]), str)
    assert not isinstance(tables.table_or_records(("name", "of"), [("vessels", 99 * "a ")]), str)
