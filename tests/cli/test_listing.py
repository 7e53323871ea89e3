"""secondheart list: what there is, in tables and in JSON."""

from __future__ import annotations

import pytest

from secondheart.cli import tables
from secondheart.cli.lists import TOPICS
from secondheart.evidence import evidence_rows
from secondheart.evidence.published import asides
from secondheart.person import Person
from secondheart.person.parse import with_condition
from secondheart.person.valves import valve_names
from secondheart.protocol import names


@pytest.mark.parametrize("topic", TOPICS)
def test_every_list_has_its_rows_in_both_forms(cli, topic: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    rows = cli("list", topic, "--json").json[topic]
    lines = cli("list", topic).out.splitlines()
    names = [line for line in lines if not line.startswith(" ")][-len(rows) :]
    assert all(line.startswith(next(iter(row.values()))) for line, row in zip(names, rows, strict=True))
    assert max(map(len, lines)) <= 100  # in a pipe too
    assert all(list(row) == list(rows[0]) for row in rows)


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
