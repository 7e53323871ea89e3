"""The neutral form is written and read again as it was, and what a person wrote wrong is told in one sentence."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secondheart.anatomy import LEGS
from secondheart.errors import BadFile, InputError
from secondheart.recordings import Logbook, read_day, read_logbook, write_logbook_csv
from secondheart.recordings.clock import Clock, zone_of
from secondheart.recordings.formats.logbook_csv import COLUMNS
from secondheart.recordings.logbook import SORTS, table_of

HEAD = "table,start,stop,value,unit,name,side,origin,confidence,source\n"
WRITTEN = (
    HEAD
    + """zone,,,,,Europe/Berlin,,,,
postures,2026-11-08T00:00,2026-11-08T07:00,,,lie,,,,
postures,2026-11-08T07:00,2026-11-08T24:00,,,sit,,assumed,,
steps,2026-11-08T07:30,2026-11-08T07:31,96,1,,,measured,0.9,watch
beats,2026-11-08T07:30,2026-11-08T07:31,88,1/min,,,,,watch
breaths,2026-11-08T07:30,2026-11-08T07:31,21,,,,,,watch
muscles,2026-11-08T12:00:00,2026-11-08T12:00:01.5,80,mmHg,superficial_posterior,left,,,
muscles,2026-11-08T12:00:00.5,2026-11-08T12:00:02,40,mmHg,foot,left,,,
pressures,2026-11-08T20:00,2026-11-08T20:30,40,mmHg,calf,left,,,
gaps,2026-11-08T22:00,2026-11-08T24:00,,,charging,,,,
"""
)

BERLIN = zone_of("Europe/Berlin")


@pytest.fixture
def write(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "book.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_person_writes_a_day_in_a_spreadsheet(write) -> None:
    day = read_day(write(WRITTEN))
    protocol = day.protocol
    noon = 12 * 3600.0
    assert protocol.duration_s == pytest.approx(86_400.0)
    assert protocol.step_at(7.5 * 3600).activity.period_s == pytest.approx(120 / 96)
    assert protocol.step_at(7.5 * 3600).heart_rate_bpm == 88.0
    assert protocol.step_at(7.5 * 3600).breathing.rate_per_min == 21.0
    assert [(cuff.site, cuff.side, cuff.pressure_mmHg) for cuff in protocol.step_at(20.2 * 3600).cuffs] == [
        ("calf", "left", 40.0)
    ]
    assert protocol.step_at(20.6 * 3600).cuffs == ()
    assert protocol.step_at(8 * 3600).label == "sit, assumed"
    assert [gap[:3] for gap in day.gaps] == [(79_200.0, 82_800.0, "charging"), (82_800.0, 86_400.0, "charging")]
    muscles = protocol.step_at(noon)
    assert (muscles.duration_s, muscles.activity.legs, muscles.activity.period_s) == pytest.approx((2.0, "left", 2.0))
    told = [(burst.group, burst.pressure_mmHg, burst.start, burst.stop) for burst in muscles.activity.bursts]
    assert told == [("superficial_posterior", 80.0, 0.0, 0.75), ("foot", 40.0, 0.25, 1.0)]


def columns(book: Logbook):
    return [
        (t.kind, t.source, t.origin, t.start_s.tolist(), t.stop_s.tolist(), np.nan_to_num(t.value, nan=-1).tolist(),
         np.nan_to_num(t.confidence, nan=-1).tolist(), t.name, t.side)
        for t in book.tables
    ]  # fmt: skip


@pytest.mark.parametrize(
    "clock",
    [
        Clock(zone_of("Europe/Berlin")),
        Clock(),
        Clock(dated=False),
        Clock(offsets=((1.79e9, 3600.0), (1.8e9, -16200.0))),
    ],
    ids=["zone", "local", "seconds", "offsets"],
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(data=st.data())
def test_what_is_written_is_read_again(tmp_path: Path, clock: Clock, data: st.DataObject) -> None:
    begin = 1_793_000_000.0 if clock.dated else 0.0
    tables = []
    for kind, sort in SORTS.items():
        lengths = data.draw(st.lists(st.integers(1, 9_000_000), min_size=1, max_size=5), label=kind)
        edges = begin + np.cumsum([0, *lengths]) / 1000.0  # to the millisecond
        edges = np.round(edges * 1000.0) / 1000.0
        values = [min(sort.high, 0.001 * length, max(sort.low, 0.0017 * length)) for length in lengths]
        names = [sort.names[length % len(sort.names)] if sort.names else "why" for length in lengths]
        named = sort.names or not sort.unit
        tables.append(
            table_of(
                kind,
                "made-up",
                "derived",
                edges[:-1],
                edges[1:],
                value=np.clip(values, sort.low, sort.high) if sort.unit else None,
                confidence=0.25,
                name=names if named else (),
                side=["left"] * len(lengths) if sort.sided else (),
            )
        )
    book = Logbook("made-up", clock, tuple(tables))
    path = tmp_path / "written.csv"
    write_logbook_csv(book, path)
    again = read_logbook(path)
    assert columns(again) == columns(book)
    assert again.clock.zone == clock.zone
    assert again.clock.dated == clock.dated
    assert all(again.clock.offset_s(t) == clock.offset_s(t) for table in tables for t in table.start_s)


ROW = "postures,2026-11-08T07:00,2026-11-08T08:00,,,sit,,,,\n"
STEPS = "steps,2026-11-08T07:00,2026-11-08T07:01,{},,,,,,\n"
REFUSED = {
    "overlapping postures": (
        ROW + "postures,2026-11-08T07:59,2026-11-08T09:00,,,stand,,,,\n",
        "line 3: start = '2026-11-08T07:59' is not allowed: after the end of the postures above; they must not overlap",
    ),
    "backwards": (
        ROW + "postures,2026-11-08T06:00,2026-11-08T06:30,,,stand,,,,\n",
        "line 3: start = '2026-11-08T06:00' is not allowed: times of one table and source do not run backwards",
    ),
    "a row backwards": (ROW.replace("T08:00", "T06:00"), "line 2: stop = '2026-11-08T06:00' is not allowed: later"),
    "400 steps in a minute": (STEPS.format(400), "line 2: value = '400' is not allowed: 0 to 300 in 60 s"),
    "no number": (STEPS.format("many"), "line 2: value = 'many' is not allowed: 0 to 300"),
    "nothing": (STEPS.format(""), "line 2: value = '' is not allowed: 0 to 300"),
    "minus": (STEPS.format(-3), "line 2: value = '-3' is not allowed"),
    "unknown posture": (ROW.replace("sit", "sitting"), "line 2: name = 'sitting' is not allowed: lie, sit, stand"),
    "unknown table": (ROW.replace("postures", "posture"), "line 2: table = 'posture' is not allowed: zone, gr"),
    "unit": (STEPS.format(4).replace("4,,", "4,km,"), "line 2: unit = 'km' is not allowed: 1 in the table steps"),
    "origin": (ROW.replace("sit,,,", "sit,,guessed,"), "line 2: origin = 'guessed' is not allowed: measured, derived"),
    "confidence": (ROW.replace("sit,,,,", "sit,,,9,"), "line 2: confidence = '9' is not allowed: 0 to 1"),
    "side": (ROW.replace("sit,,", "sit,left,"), "line 2: side = 'left' is not allowed: nothing in this table"),
    "value": (ROW.replace("08:00,,,", "08:00,4,,"), "line 2: value = '4' is not allowed: nothing in the table"),
    "mixed times": (ROW + "steps,0,60,3,,,,,,\n", "line 3: start = '0' is not allowed: a date and time such as"),
    "no time": (ROW.replace("2026-11-08T07:00", "breakfast"), "line 2: start = 'breakfast' is not allowed: a date and"),
    "zone below": (ROW + "zone,,,,,Europe/Berlin,,,,\n", "line 3: the zone stands below rows with times"),
    "zone": ("zone,,,,,Atlantis,,,,\n" + ROW, "line 2: unknown time zone 'Atlantis'"),
    "no rows": ("zone,,,,,Europe/Berlin,,,,\n", "has no rows of steps, cadences"),
    "cells": ("postures,1\n", "line 2: has 2 cells; 10 are needed"),
    "two cuffs": (
        "pressures,0,60,40,,calf,both,,,\npressures,30,60,40,,calf,left,,,\n",
        "line 3: start = '30' is not allowed: after the end of the pressures above",
    ),
    "an infinite value": (STEPS.format("inf"), "line 2: value = 'inf' is not allowed"),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "sentence"), REFUSED.values(), ids=REFUSED)
def test_a_row_that_cannot_be_is_refused_in_one_sentence(write, rows: str, sentence: str) -> None:
    with pytest.raises(InputError, match=f"book.csv: {sentence}") as caught:
        read_logbook(write(HEAD + rows))
    assert "\n" not in str(caught.value)


def test_a_header_that_is_none_is_refused(write) -> None:
    with pytest.raises(BadFile, match=r"line 1: there is no column 'end'; nearest: "):
        read_logbook(write("table,start,end\n"))
    with pytest.raises(BadFile, match=r"line 1: there is no column stop; table, start, stop are needed"):
        read_logbook(write("table,start\n"))


def test_contractions_of_both_legs_at_once_are_refused(write) -> None:
    rows = "postures,0,60,,,sit,,,,\nsteps,0,60,90,,,,,,\n"
    rows += "muscles,100,102,60,,foot,left,,,\nmuscles,101,103,60,,foot,right,,,\n"
    with pytest.raises(
        InputError, match=r"muscles at 100 s: contractions of left and right overlap; give both as both"
    ):
        read_day(write(HEAD + rows))


def test_a_logbook_cannot_be_changed(write) -> None:
    book = read_logbook(write(WRITTEN))
    with pytest.raises(AttributeError, match=r"cannot assign"):
        book.file = "other"
    with pytest.raises(ValueError, match=r"read-only"):
        book.tables[0].start_s[0] = 0.0
    assert tuple(HEAD.strip().split(",")) == COLUMNS


def test_the_manual_tells_every_table_column_and_name() -> None:
    page = (Path(__file__).parents[2] / "docs" / "recordings.md").read_text(encoding="utf-8")
    for kind, sort in SORTS.items():
        (row,) = (line for line in page.splitlines() if line.startswith(f"| `{kind}` |"))
        told = [
            sort.unit,
            *sort.names,
            *(LEGS if sort.sided else ()),
            *([f"{sort.high:g}"] if kind != "steps" else ()),
        ]
        assert [word for word in told if word not in row and word != "0"] == []
    assert ",".join(COLUMNS) in page


@pytest.mark.parametrize("name", ['=HYPERLINK("x")', "+1", "-1", "@SUM(1)", "\tcharging", "plain"])
def test_no_spreadsheet_runs_what_a_name_says(tmp_path: Path, name: str) -> None:
    gaps = table_of("gaps", name, "measured", [0.0], [60.0], name=[name])
    path = tmp_path / "written.csv"
    write_logbook_csv(Logbook("made-up", Clock(dated=False), (gaps,)), path)
    cells = next(row for row in csv.reader(path.read_text("utf-8").splitlines()) if row[0] == "gaps")
    assert all(cell == "plain" or cell.startswith("'") for cell in (cells[5], cells[9]))
    (again,) = read_logbook(path).of("gaps")
    assert (again.source.strip(), again.name[0].strip()) == (name.strip(), name.strip())


def test_what_cannot_be_written_is_told(tmp_path: Path, write) -> None:
    with pytest.raises(BadFile, match=r"cannot be written: "):
        write_logbook_csv(read_logbook(write(WRITTEN)), tmp_path / "nowhere" / "book.csv")
