"""--resolution: every valve its own, from the command line."""

from __future__ import annotations

import pytest

from secondheart.cli.options import Asked
from secondheart.cli.people import parse_person
from secondheart.person import Person, write_person
from secondheart.person.valves import valve_names


def test_a_run_tells_its_resolution_and_its_step(cli, short) -> None:
    printed = cli("run", short, "--resolution", "valves").out
    assert "every valve its own" in printed
    assert "; step 2 ms\n" in printed
    assert "every valve its own" not in cli("run", short).out


def test_conditions_of_single_valves_follow_the_resolution(cli, short) -> None:
    person = Asked(condition=["leaking-peroneal-3-left=0.5"], resolution="valves").build()
    assert person.leaks == {"peroneal_3_left": 0.5}
    refused = cli("run", short, "--condition", "leaking-peroneal-3-left")
    assert (refused.code, refused.out) == (2, "")
    assert "the single valve 'peroneal-3-left' is known to resolution 'valves' only" in refused.err


def test_a_file_keeps_its_resolution_unless_another_is_asked_for(tmp_path) -> None:
    write_person(Person(resolution="valves"), tmp_path / "p.toml")
    file = tmp_path / "p.toml"
    assert Asked(person=file).build().resolution == "valves"
    assert Asked(person=file, resolution="standard").build().resolution == "standard"
    assert parse_person(str(file), Person()).resolution == "valves"
    assert parse_person(f"{file}+weak-calf", Person(), Asked(resolution="standard").change).resolution == "standard"
    assert parse_person("weak-calf", Person(resolution="valves")).resolution == "valves"


@pytest.mark.parametrize("command", [("run", "stand"), ("test", "avp"), ("compare", "stand", "default", "weak-calf")])
def test_a_resolution_that_there_is_not_is_refused(cli, command: tuple[str, ...]) -> None:
    refused = cli(*command, "--resolution", "fine")
    assert (refused.code, refused.out) == (2, "")
    assert "unknown resolution 'fine'; nearest: " in refused.err


def test_every_single_valve_is_listed(cli) -> None:
    rows = cli("list", "valves", "--json").json["valves"]
    names = {name.rsplit("_", 1)[0] for name in valve_names("valves")}
    assert names == {row["name"] for row in rows if row["part"] == "leg"}
    assert all(row["below_heart_cm"] is not None for row in rows if row["resolution"] == "valves")
