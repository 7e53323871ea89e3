"""The drawing of the leg has every vein and valve that there is, where the atlas has it."""

from __future__ import annotations

import itertools

import jinja2
import pytest

from secondheart import stand, wear_stockings
from secondheart.person import Person
from secondheart.person.body import MUSCLES
from secondheart.report.colours import CIVIDIS, COLOURS_SERIES, pressure_colour
from secondheart.report.figure_data import figure_data
from secondheart.report.leg import dress_of, notes, picture, plan, valve_rows
from secondheart.report.leg_shapes import ANKLE_CM, leaflets_path, to_units, vein_courses

BODY = Person().body
UNDRAWN = {"foot_skin_veins", "foot_muscle_veins", "calf_skin_veins", "thigh_skin_veins"}
PELVIS = {"internal_iliac", "pelvic_veins", "common_iliac"}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_vein_valve_and_muscle_of_the_leg_is_drawn() -> None:
    veins = {v.name.removesuffix("_left") for v in BODY.vessels if v.venous and v.name.endswith("_left")}
    assert {row["name"] for row in plan()["vein"]} == veins - UNDRAWN - PELVIS
    assert {f"{row['name']}_left" for row in plan()["valve"]} == {v for v in BODY.valves if v.endswith("_left")}
    assert {row["name"] for row in plan()["muscle"]} == set(MUSCLES)
    ways = {f"{row['from']}_left>{row['to']}_left": row.get("kind", "vessel") for row in plan()["way"]}
    kinds = {c.name: c.kind for c in BODY.connections}
    assert all(kinds[name] == kind for name, kind in ways.items())
    assert {name for name, kind in ways.items() if kind == "perforator"} == {
        c.name for c in BODY.connections if c.kind == "perforator" and c.name.endswith("_left")
    }


@pytest.mark.parametrize("row", plan()["vein"], ids=lambda row: row["name"])
def test_veins_are_drawn_at_their_height(row) -> None:
    heights = [y for _, y in row["path"]]
    assert min(heights) - 4 <= BODY.vessel(f"{row['name']}_left").position <= max(heights) + 4


def test_the_raster_has_every_valve_once_also_one_that_nobody_has_drawn() -> None:
    names = [*BODY.valves, "new_vein_left"]
    rows = valve_rows(names, "left")
    assert sorted(name for name, _, _ in rows) == sorted(name for name in names if name.endswith("_left"))
    assert rows[-1] == ("new_vein_left", "new vein", "others")


def test_the_figure_that_page_and_reports_share_has_every_vein_way_and_muscle() -> None:
    data = figure_data()
    assert {row["name"] for row in data["VEINS"]} == {row["name"] for row in plan()["vein"]}
    kinds = {(row["from"], row["to"]): row.get("kind", "vessel") for row in data["WAYS"]}
    assert kinds == {(row["from"], row["to"]): row.get("kind", "vessel") for row in plan()["way"]}
    assert {row["name"] for row in data["MUSCLES"]} == set(MUSCLES)
    between = {row["name"]: tuple(row["between"]) for row in plan()["valve"]}
    ends = {
        c.valve.removesuffix("_left"): tuple(part.removesuffix("_left") for part in c.name.split(">"))
        for c in BODY.connections
        if c.valve.endswith("_left")
    }
    assert between == ends


@pytest.mark.parametrize("name", ["great_saphenous_calf", "popliteal", "soleal_sinuses", "dorsal_arch"])
def test_the_course_of_a_vein_is_within_the_skin(name: str) -> None:
    data = figure_data()
    xs = [to_units(point)[0] for edge in ("FRONT", "BACK", "FOOT") for point in data[edge]]
    for share in (0.0, 0.5, 1.0):
        (x, y), (dx, dy) = vein_courses()[name].at(share)
        assert min(xs) < x < max(xs)
        assert 0.0 < y < 6.0 * (ANKLE_CM + 9)
        assert dx * dx + dy * dy == pytest.approx(1.0)


def test_leaflets_meet_when_closed_and_lie_along_the_wall_when_open() -> None:
    def tips(apart: float) -> list[str]:
        return [part.split(" ", 2)[2] for part in leaflets_path((50.0, 50.0), (0.0, -1.0), 1.2, apart).split("Q")[1:]]

    assert len({tip.split("M")[0] for tip in tips(0.0)}) == 1
    assert len({tip.split("M")[0] for tip in tips(1.0)}) == 2


def test_a_dressed_leg_is_drawn_dressed() -> None:
    step = stand(seconds=5).steps[0]
    bare = dress_of(Person(), step, "left")
    assert (bare.cloth, bare.cushions, bare.words) == ("", "", "")
    worn = dress_of(wear_stockings(Person(), "RAL II", side="left"), step, "left")
    assert worn.cloth.startswith("M")
    assert worn.words.startswith("RAL II")
    assert dress_of(wear_stockings(Person(), "RAL II", side="left"), step, "right") == bare
    thigh = dress_of(wear_stockings(Person(), "RAL II", length="thigh"), step, "left")
    assert thigh.cloth != worn.cloth
    cuffed = stand(seconds=5).cuff("thigh", pressure_mmHg=50, side="left").steps[0]
    assert dress_of(Person(), cuffed, "left").cushions.count("Z") == 2  # before and behind
    assert dress_of(Person(), cuffed, "left").words == "thigh cuff, 50 mmHg"
    assert dress_of(Person(), cuffed, "right") == bare
    pumped = stand(seconds=5).with_device("foot-pump").steps[0]
    assert dress_of(Person(), pumped, "left").cushions


def test_every_word_of_the_key_has_a_place_of_its_own() -> None:
    drawn = notes()
    assert [one.number for one in drawn] == list(range(1, 24))
    for edge in {one.x for one in drawn}:
        heights = sorted(one.y for one in drawn if one.x == edge)
        assert all(b - a >= 26 for a, b in itertools.pairwise(heights))  # their circles do not touch


def test_a_picture_tells_pressures_in_figures_and_marks_what_leaks(result, cases) -> None:
    drawn = picture(cases[1].result, "left", 0)
    assert [reading["label"] for reading in drawn.readings] == ["groin", "knee", "ankle", "foot"]
    ringed = {valve.name for valve in drawn.valves if valve.ring}
    leaking = {valve for valve in cases[1].result.attrs["person"].split() if valve.endswith("_left")}
    assert ringed == leaking | {"common_femoral_left"}  # above a mouth that leaks the deep valve does
    assert not any(valve.ring for valve in picture(result, "left", 0).valves)


def test_the_scale_gets_lighter_all_the_way_and_lines_are_seen_on_white_and_on_dark() -> None:
    steps = [luminance(colour) for colour in CIVIDIS]
    assert steps == sorted(steps)
    assert pressure_colour(60.0) == CIVIDIS[len(CIVIDIS) // 2]
    for colour in COLOURS_SERIES:
        assert 1.05 / (luminance(colour) + 0.05) > 3
        assert (luminance(colour) + 0.05) / (luminance("#15191e") + 0.05) > 3


def test_blood_that_flows_back_is_marked_from_half_a_second_on(result) -> None:
    valve, place = "popliteal_left", 300
    connection = next(c.name for c in BODY.connections if c.valve == valve)

    def marked(seconds: float, flow_mL_s: float) -> bool:
        changed = result.copy(deep=True)
        times = changed["time"].values
        back = (times <= times[place]) & (times > times[place] - seconds + 1e-6)
        changed["flow"].loc[{"connection": connection}] = [flow_mL_s if now else 1.0 for now in back]
        return bool(next(v for v in picture(changed, "left", place).valves if v.name == valve).back)

    assert marked(0.6, -1.0)
    assert not marked(0.4, -1.0)  # a valve that closes
    assert not marked(0.6, -0.05)
    assert not any(v.back for v in picture(result, "left", 0).valves)


def test_a_left_leg_is_the_mirror_image_of_a_right_one(result) -> None:
    loader = jinja2.PackageLoader("secondheart.report", "assets")
    leg = jinja2.Environment(loader=loader, autoescape=True).get_template("leg.html").module
    drawn = {side: leg.drawing(picture(result, side, 0), "now", side) for side in ("left", "right")}
    assert "scale(-1 1)" in drawn["right"]
    assert "scale(-1 1)" not in drawn["left"]
