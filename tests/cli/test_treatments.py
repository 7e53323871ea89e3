"""--treat: what has been done to the veins, from the command line."""

from __future__ import annotations

from secondheart.cli.options import Asked
from secondheart.cli.people import parse_person
from secondheart.person import Person
from secondheart.person.conditions import ailments
from secondheart.person.parse import with_treatment


def test_every_listed_treatment_can_be_done_to_one_leg_or_both(cli) -> None:
    rows = cli("list", "treatments", "--json").json["treatments"]
    names = [row["name"].replace("VEIN", "popliteal") for row in rows]
    assert len(names) > 5
    for name in names:
        assert [one.side for one in with_treatment(Person(), name).treatments] == ["both"]
        assert [one.side for one in with_treatment(Person(), f"{name}_left").treatments] == ["left"]
    assert all(row["source"] and row["title"] for row in rows)


def test_a_run_tells_what_has_been_done(cli, short) -> None:
    printed = cli("run", short, "--condition", "varicose-great-saphenous", "--treat", "ablated-great-saphenous-left")
    degree = ailments()["varicose-great-saphenous"].degree.usual
    assert f"varicose-great-saphenous={degree:g}, ablated-great-saphenous-left" in printed.out


def test_treatments_join_conditions_and_garments_by_a_plus() -> None:
    person = parse_person("leaking-deep+repaired-popliteal+stented-iliac-left+ral-ii", Person())
    assert [one.name for one in person.treatments] == ["repaired-popliteal", "stented-iliac"]
    assert len(person.garments) == 1
    assert Asked(resolution="valves", treat=["repaired-peroneal-2"]).build().treatments[0].name == "repaired-peroneal-2"


def test_contradictions_and_unknown_names_are_refused(cli) -> None:
    for words, sentence in (
        (
            ["ablated-great-saphenous", "repaired-great-saphenous"],
            "there is no valve great_saphenous_knee_left",
        ),
        (["ablated-popliteal"], "unknown treatment 'ablated-popliteal'; nearest: "),
    ):
        refused = cli("run", "stand", *(word for name in words for word in ("--treat", name)))
        assert (refused.code, refused.out) == (2, "")
        assert sentence in refused.err
