"""The bench: classes by profile, garments from a table, a search under a limit, and directions that are published."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import secondheart as sh
from secondheart.compression import as_garment
from secondheart.compression.files import read_garment
from secondheart.compression.points import check_girths, girths_of_build
from secondheart.errors import BadFile, InputError
from secondheart.evidence.published import published_findings
from secondheart.people.bench import classes_of, points_of, read_points, write_bench
from secondheart.people.bench_figure import bench_figure, trade_off_figure
from secondheart.people.best_stocking import candidates, rank_candidates
from secondheart.people.care import Difference
from secondheart.people.published_direction import PUBLISHED_DIRECTIONS, MovedFinding, other_directions


@pytest.fixture(scope="module")
def rows() -> list:  # type: ignore[type-arg]
    leg = sh.condition(sh.Person(), "varicose-great-saphenous")
    return sh.bench(leg, ["ral-i", "ral-ii"], devices=["sequential"])


def test_garments_are_told_apart_on_a_varicose_leg_in_the_published_directions(rows: list) -> None:  # type: ignore[type-arg]
    bare, first, second, device = ({one.quantity: one.value for one in row.values} for row in rows)
    assert bare["EF"] < first["EF"] < second["EF"]
    assert bare["RVF"] > first["RVF"] > second["RVF"]
    assert bare["VFI"] > first["VFI"] > second["VFI"]
    wall, skin = (
        "wall of the ankle vein, standing",
        sh.Person().body.vessel("great_saphenous_ankle_left").skin_transmission,
    )
    assert bare[wall] - first[wall] == pytest.approx((19.5 + first["static stiffness index"]) * skin, abs=1.0)
    assert device["femoral_velocity_pneumatic"] > device["femoral_velocity_resting"]
    assert 0.0 < first["static stiffness index"] < 10.0
    assert len([one for one in bench_figure(rows).axes if one.get_visible()]) == len(bare) + 1


def test_the_numbers_go_into_a_table(rows: list, tmp_path: Path) -> None:  # type: ignore[type-arg]
    write_bench(rows, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(newline="") as file:
        lines = list(csv.DictReader(file))
    assert {line["garment"] for line in lines} == {
        "bare", "RAL I, knee, 19.5 mmHg", "RAL II, knee, 27.5 mmHg", "sequential",
    }  # fmt: skip
    assert sum(len(row.values) for row in rows) == len(lines)


@pytest.mark.parametrize(
    ("garment", "classes"),
    [
        ("stocking=27/20", ("RAL II", "CEN II", "BS 3", "US 20-30", "ASQUAL III")),
        ("stocking=27/26", ("US 20-30",)),  # falls too little for the others
        ("stocking=12/8", ("CEN A", "ASQUAL I")),
        ("bandage-inelastic=40", ()),
        ("stocking=22/16", ("BS 2", "US 20-30", "ASQUAL III")),  # between classes of the others
    ],
)
def test_a_class_needs_its_ankle_and_its_profile(garment: str, classes: tuple[str, ...]) -> None:
    assert classes_of(as_garment(garment)) == classes


@pytest.mark.parametrize("kind", ["ral-i", "ral-ii", "ral-iii", "cen-ii", "bs-1", "us-20-30", "asqual-ii"])
def test_a_stocking_of_a_class_is_in_it(kind: str) -> None:
    assert kind in [name.lower().replace(" ", "-") for name in classes_of(as_garment(kind))]


def test_garments_come_from_a_table_of_points(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("garment,point,pressure_mmHg\nmine,B,27\nmine,b1,24\nmine,C,20\nother,B,15\n")
    mine, other = read_points(tmp_path / "in.csv")
    assert points_of(mine) == {"B": 27.0, "B1": 24.0, "C": 20.0}
    assert other.ankle_mmHg == 15.0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("garment,point,pressure_mmHg\nmine,X,27\n", "unknown measuring point 'X'"),
        ("garment,point,pressure_mmHg\nmine,B,much\n", "needs the columns garment, point and pressure_mmHg"),
        ("garment,place\nmine,B\n", "needs the columns"),
        ("garment,point,pressure_mmHg\nmine,B,20\nmine,C,25\n", "rises from 20 mmHg at B to 25 at C"),
        ("garment,point,pressure_mmHg\nmine,B,500\n", "B = 500.0 is not allowed: 0 to 120"),
    ],
)
def test_what_is_no_table_of_points_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "in.csv").write_text(text)
    with pytest.raises(BadFile, match=sentence):
        read_points(tmp_path / "in.csv")


@pytest.mark.parametrize(
    ("girths", "sentence"),
    [
        ({"B": 23.0, "X": 30.0}, "unknown measuring point 'X'"),
        ({"B": 23.0, "C": 18.0}, "the girth falls from 23 cm at B to 18 at C: 20.8 or more"),
        ({"C": 36.0, "D": 20.0}, "the girth falls from 36 cm at C to 20 at D: 27.0 or more"),
        ({"B": 2.0}, "the girth at B = 2 is not allowed: 5 to 120 cm"),
    ],
)
def test_girths_that_no_leg_has_are_refused(girths: dict[str, float], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        check_girths(girths)
    assert check_girths({"b": 23, "b1": 29, "C": 36, "D": 34, "F": 54}) == {
        "B": 23,
        "B1": 29,
        "C": 36,
        "D": 34,
        "F": 54,
    }


def test_a_knit_presses_less_on_a_thicker_leg(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("[tension_N_per_m]\nB = 132\nC = 150\n")
    usual, thick = (read_garment(tmp_path / "mine.toml", girth_cm=girths_of_build(170.0, kg)) for kg in (70.0, 100.0))
    assert points_of(usual)["B"] == pytest.approx(27.0, abs=0.1)
    assert points_of(thick)["B"] == pytest.approx(27.0 / (100.0 / 70.0) ** 0.5, abs=0.1)


def change(mean: float, half: float) -> Difference:
    return Difference("VFI", "mL/s", 10, 5.0, mean, mean - half, mean + half, 1.0, 50.0, 4.0)


def test_the_best_is_first_and_the_front_has_no_gentler_rival() -> None:
    some = [("a", 15.0), ("b", 20.0), ("c", 25.0)]
    first, second, third = rank_candidates([change(-1.0, 0.2), change(-2.0, 0.5), change(-1.5, 0.1)], some)
    assert [one.name for one in (first, second, third)] == ["b", "c", "a"]
    assert first.gain_percent == pytest.approx(40.0)
    assert (first.low_percent, first.high_percent) == pytest.approx((30.0, 50.0))
    assert [one.is_front for one in (first, second, third)] == [True, False, True]


@pytest.mark.usefixtures("quick_visit")
def test_a_search_says_which_stockings_its_people_cannot_tell_from_the_first() -> None:
    first, *others = sh.best_stockings("healthy-adults", "ambulatory_venous_pressure", people=3, most_mmHg=20.0)
    assert {one.ankle_mmHg for one in others if not one.is_behind} == {first.ankle_mmHg}  # its pressure alone counts
    assert {one.ankle_mmHg for one in others if one.is_behind} == {15.0}


def test_what_garments_change_unlike_what_is_published_is_said() -> None:
    assert {one.row for one in PUBLISHED_DIRECTIONS.values()} <= set(published_findings())
    pressure, index = "ambulatory_venous_pressure", "VFI"
    some = [
        MovedFinding("RAL-I", pressure, "mmHg", -3.0, -5.0, -1.0),
        MovedFinding("RAL-II", pressure, "mmHg", -1.0, -2.5, 0.5),  # it may rise as well
        MovedFinding("RAL-II", index, "mL/s", 0.4, 0.4, 0.4),  # of one leg
        MovedFinding("ablated-great-saphenous", index, "mL/s", 0.4, 0.2, 0.6),
    ]
    told, alone = other_directions(some)
    assert "RAL-II: ambulatory venous pressure (AVP), mean -1.00 mmHg (-2.50 to +0.50); published: falls" in told
    assert "RAL-II: venous filling index (VFI) +0.40 mL/s; published: falls" in alone


def test_the_line_of_the_front_goes_through_its_dots() -> None:
    some = [(f"stocking={ankle}/{calf}", float(ankle)) for ankle in (15, 20) for calf in (8, 10, 12)]
    ranked = rank_candidates([change(-1.0 - 0.1 * place, 0.2) for place in range(len(some))], some)
    (panel,) = trade_off_figure(ranked, "VFI").axes
    dots = panel.containers[0].lines[0]
    front = next(line for line in panel.lines if line.get_linestyle() == "-" and len(line.get_xdata()) == 2)
    assert {*zip(front.get_xdata(), front.get_ydata(), strict=True)} <= {
        *zip(dots.get_xdata(), dots.get_ydata(), strict=True)
    }


def test_a_search_stays_under_its_limit() -> None:
    assert max(ankle for _, ankle in candidates(32.0)) == 30.0
    for name, ankle in candidates(32.0):
        assert as_garment(name).ankle_mmHg == ankle
    with pytest.raises(InputError, match="70 mmHg at the ankle is not allowed: 15 to 60"):
        sh.best_stockings("varicose-clinic", "VFI", most_mmHg=70.0)
