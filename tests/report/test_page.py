"""A page stands on its own: nothing is fetched, every number is the run's, whatever names say stays words."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np
import pytest

from secondheart import Person, simulate
from secondheart.errors import BadFile, MissingExtra
from secondheart.protocol import Protocol, lie, stand
from secondheart.report.page import held, run_page
from secondheart.report.panels import LEG_VESSELS, LabelledRun, calf_volume
from secondheart.report.template import require_page, save_page
from secondheart.report.text import DISCLAIMER
from secondheart.results import measure
from tests.report.pages import Page

COMMAND = "secondheart run short.toml --person 'my file.toml'"
EVIL = "</script></title><img src=http://x.example/a.png onerror=alert(1)> $$x$$ {{ 7*7 }} @time \\("
ALONE = {"strip", "pressure", "muscle", "valves", "volume", "artery", "heart", "loop"}
LIGHT = {"lane", "pressure", "muscle", "valves", "volume", "artery", "heart", "loop"}
SIDE_BY_SIDE = {
    *("strip", "pressure-dorsal_arch", "pressure-great_saphenous_ankle", "pressure-popliteal"),
    *("pressure-femoral_upper", "volume", "artery", "heart", "loop"),
}


@pytest.fixture(scope="module")
def html(result) -> str:
    return run_page([LabelledRun("", result)], COMMAND)


@pytest.fixture(scope="module")
def page(html) -> Page:
    return Page(html)


def test_nothing_is_fetched(page: Page, html: str) -> None:
    asking = {"src", "href", "srcset", "action", "data", "poster", "xlink:href", "background", "formaction"}
    links = [attributes[name] for _, attributes in page.elements for name in asking & attributes.keys()]
    assert set(links) == {"#leg-still"}
    assert not {"link", "iframe", "object", "embed", "base"} & {tag for tag, _ in page.elements}
    assert not re.search(r"url\(|@import", page.text("style"))
    policy = page.all("meta", **{"http-equiv": "Content-Security-Policy"})[0]["content"]
    assert policy.startswith("default-src 'none';")
    assert "http" not in policy
    assert len(html) < 4e6


def test_a_light_page_has_the_same_charts_without_a_script_and_can_be_mailed(result, cases) -> None:
    text = run_page([LabelledRun("", result)], COMMAND, light=True)
    page = Page(text)
    assert {a["id"].removeprefix("figure-") for a in page.all("figure") if "id" in a} == LIGHT
    assert page.all("script") == []
    assert all(a["src"].startswith("data:image/png;base64,") for a in page.all("img"))
    assert len(page.all("img")) == 1  # the raster of valves
    assert len(text.encode()) < 500_000
    three = [*cases, LabelledRun("third", result)]
    assert len(run_page(three, light=True).encode()) < 500_000


@pytest.mark.parametrize("names", [ALONE, SIDE_BY_SIDE], ids=["one", "two"])
def test_every_chart_has_its_place_and_all_share_one_clock(names: set[str], page: Page, cases) -> None:
    shown = page if names is ALONE else Page(run_page(cases, COMMAND))
    charts = shown.charts()
    assert set(charts["roots"]) == names
    assert {f"chart-{key}" for key in names} <= {a.get("id", "") for _, a in shown.elements}
    roots = {root["id"]: root["attributes"] for root in charts["document"]["roots"]}
    clocks = {roots[id_]["x_range"]["id"] for key, id_ in charts["roots"].items() if key != "loop"}
    assert len(clocks) == 1
    assert roots[charts["roots"]["loop"]]["x_range"]["id"] not in clocks


def test_curves_are_the_samples_of_the_run(page: Page, result) -> None:
    sources = page.sources()
    name = next(name for name in sources if name.startswith("pressure of"))
    times = sources[name]["time"]
    places = np.searchsorted(result["time"].values, times)
    np.testing.assert_array_equal(result["time"].values[places], times)
    for column, (_, vessel) in enumerate(LEG_VESSELS):
        expected = measure.pressure(result, vessel.format("left"))[places]
        np.testing.assert_array_equal(sources[name][f"y{column}"], expected)
    volume = next(columns for name, columns in sources.items() if name.startswith("volume of"))
    np.testing.assert_array_equal(volume["y0"], calf_volume(result, "left"))
    np.testing.assert_array_equal(sources["heart of heart_rate"]["y0"], result["heart_rate"].values)
    opening = np.asarray(sources["opening"]["opening"][0])
    np.testing.assert_array_equal(opening[-1], result["opening"].sel(valve="common_femoral_left").values)


def test_the_leg_has_the_pressures_and_valves_of_its_moment(page: Page, result) -> None:
    times = [float(a["data-time-s"]) for a in page.all("figure") if "data-time-s" in a]
    assert len(times) == 4
    veins = page.all("path", **{"data-vessel": "great_saphenous_ankle_left"})[: len(times)]
    valves = page.all("g", **{"data-valve": "popliteal_left"})[: len(times)]
    muscles = page.all("path", **{"data-muscle": "superficial_posterior_left"})[: len(times)]
    for time, vein, valve, muscle in zip(times, veins, valves, muscles, strict=True):
        now = result.sel(time=time)
        assert float(vein["data-mmhg"]) == now["pressure"].sel(vessel="great_saphenous_ankle_left")
        assert float(valve["data-opening"]) == now["opening"].sel(valve="popliteal_left")
        assert float(muscle["data-mmhg"]) == now["muscle_pressure"].sel(muscle="superficial_posterior_left")
    assert float(muscles[1]["data-mmhg"]) > 100 > 5 > float(muscles[2]["data-mmhg"])


def test_quantities_without_value_and_range_are_counted_and_left_out(result) -> None:
    from secondheart.clinic import Finding

    common: dict[str, object] = {"unit": "cm/s", "test": "duplex", "side": "left"}
    nothing = [Finding(name=f"reflux_peak_velocity, vein {k}", value=None, **common) for k in range(3)]
    missed = Finding(name="refill_time_90", value=None, normal_low=18, **(common | {"unit": "s"}))
    shown = Page(run_page([LabelledRun("", result)], findings=[*nothing, missed], light=True))
    assert "3 quantities without a value or a range are left out" in shown.text("p")
    cells = shown.text("td")
    assert "refill time" in cells
    assert "vein 1" not in cells


def test_it_can_be_done_again_and_says_what_it_leans_on(page: Page, result) -> None:
    told = page.text("pre")
    assert COMMAND in told
    assert result.attrs["person"] in told
    assert result.attrs["protocol"] in told
    assert "@phdthesis{heldt2004," in told
    assert result.attrs["hash"] in page.text("p")
    assert "surface anatomy of a man of 170 cm" in page.text("td")
    assert page.text("footer").strip() == DISCLAIMER
    assert [a for a in page.all("details") if "open" in a] == []


def test_findings_stand_beside_their_normal_range(page: Page) -> None:
    cells = page.text("td") + page.text("small")
    assert "74 to 95" in cells
    assert "Pollack AA, Wood EH" in cells


def test_two_people_are_drawn_side_by_side_with_their_difference(cases) -> None:
    page = Page(run_page(cases))
    assert len(page.all("path", **{"data-vessel": "popliteal_left"})) == 2 * 4 + 1  # and the key
    assert len(page.all("circle", **{"class": "ring"})) == 4 * 6  # five valves of the vein and that above its mouth
    assert re.search(r"[+-]\d+\.\d", page.text("small"))


def test_whatever_a_name_says_stays_words() -> None:
    protocol = stand(seconds=2).named(EVIL)
    steps = tuple(step.replace(label=EVIL) for step in protocol.steps)
    result = simulate(Person(name=EVIL), protocol.replace(steps=steps))
    html = run_page([LabelledRun(EVIL, result), LabelledRun(f"{EVIL}2", result)], f"secondheart {EVIL}")
    page = Page(html)
    assert page.all("img") == []
    assert len(page.all("script")) == 3
    assert EVIL in page.text("h1")
    assert "$$" not in page.text("charts")


def test_a_coarse_run_of_few_vessels_has_no_loop_and_no_gaps_in_the_page() -> None:
    result = simulate(Person(), lie(minutes=1), sample_s=1.0, record=["dorsal_arch_left", "right_atrium"])
    page = Page(run_page([LabelledRun("", result)]))
    assert set(page.charts()["roots"]) == ALONE - {"loop", "volume", "muscle"}  # no muscle works
    assert page.all("path", **{"data-vessel": "popliteal_left"})[0]["class"] == "vein lost"


def test_a_protocol_of_very_many_steps_is_cut() -> None:
    result = simulate(Person(), Protocol(steps=1500 * stand(seconds=0.01).steps), sample_s=1.0)
    html = run_page([LabelledRun("", result)])
    assert " lines more" in html
    assert len(html) < 8e6


def test_a_page_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    save_page("<p>ä</p>", tmp_path / "out.html")
    assert (tmp_path / "out.html").read_bytes() == "<p>ä</p>".encode()
    (tmp_path / "taken.html").mkdir()
    with pytest.raises(BadFile, match=r"taken\.html: the report cannot be written \(Is a directory\)"):
        save_page("<p>", tmp_path / "taken.html")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.html", "taken.html"]


def test_without_bokeh_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "bokeh", None)
    with pytest.raises(MissingExtra, match=r"a report needs .* bokeh; .*pip install 'secondheart\[report\]'"):
        require_page()
    require_page(light=True)


def test_a_bar_holds_its_range_and_marks() -> None:
    from secondheart.clinic import Finding

    common = {"name": "refill_time_90", "unit": "s", "side": "left", "normal_low": 18, "test": "avp"}
    row = held([Finding(value=5.0, **common), Finding(value=None, **common)])
    assert row.values == ("5.0", "-")
    assert row.inside == (False, None)
    assert row.range == "18 or more"
    fine = held([Finding(value=0.184, **(common | {"normal_low": 0.22, "normal_high": 0.3}))])
    assert fine.values == ("0.18",)  # as many digits as the ends of its range have
    assert 0 < row.marks[0][0] < row.low < row.high == 100


def test_variants_of_a_test_stand_in_a_table_of_their_own(result) -> None:
    from secondheart.clinic import Finding

    common = {"unit": "mL/min", "side": "both"}
    whole = Finding(name="outflow", value=700.0, test="forces", **common)
    variants = [
        Finding(name="outflow", value=700.0 * share, test=f"forces:{name}", **common)
        for name, share in (("heart", 0.9), ("none", 0.1))
    ]
    page = Page(run_page([LabelledRun("", result)], findings=[whole, *variants]))
    assert len(page.all("td", **{"class": "n lacking"})) == 1  # one finding, without a range
    assert "forces: heart" in page.text("th")
    assert "630.0" in page.text("td")
    assert not any("forces:" in text for where, text in page.texts if where == "small")
