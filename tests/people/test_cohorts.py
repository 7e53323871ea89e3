"""Cohorts: the same whoever computes them, kept whole, refused where damaged, gone on with where interrupted."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

import secondheart as sh
from secondheart.errors import BadFile, InputError
from secondheart.people import cohort as cohorts
from secondheart.people.cohort import plan_cohort, run_to_store, store_of
from secondheart.people.store import open_store
from tests.people.quick_laboratory import PEOPLE, pressures


def test_a_cohort_gives_each_person_what_a_visit_finds() -> None:
    data = sh.cohort("varicose-clinic", 2, seed=4, tests=["apg"], legs="left", wear=["ral-ii"])
    second = sh.population("varicose-clinic").person(1, 4)
    by_hand = {one.name: one.value for one in sh.visit(sh.wear_stockings(second, "RAL II"), ["apg"], ["left"])}
    there = data.sel(person=1, care="ral-ii", side="left")
    assert {name: float(there[name]) for name in by_hand} == by_hand
    assert np.isnan(data.VV.sel(side="right")).all()
    assert data.vein_compliance.sel(side="left").values[1] == second.traits["vein_compliance_left"]


@pytest.mark.usefixtures("quick_visit")
def test_one_and_three_threads_find_the_same_to_the_last_bit() -> None:
    one, three = (sh.cohort(PEOPLE, tests=["avp"], wear=["ral-i"], workers=n) for n in (1, 3))
    assert one.identical(three)


@pytest.mark.usefixtures("quick_visit")
def test_a_failed_person_is_a_row_with_its_reason(tmp_path: Path) -> None:
    data = sh.cohort(PEOPLE, tests=["avp"], store=tmp_path / "a.zarr")
    tall = [person.height_cm > 195.0 for person in PEOPLE]
    assert (data.status.values == np.where(tall, 2, 1)).all()
    assert data.reason.values[-1] == "the volume of 'aorta' stopped being a number"
    assert np.isfinite(data.refill_time_90.sel(side="left").values[~np.array(tall)]).all()


@pytest.mark.usefixtures("quick_visit")
def test_the_same_call_goes_on_with_what_is_missing(tmp_path: Path) -> None:
    plan = plan_cohort(PEOPLE, tests=["avp"])
    store = store_of(plan, tmp_path / "a.zarr")
    running = run_to_store(store, plan)
    next(running)
    running.close()  # as if it were killed after some blocks
    before = len(open_store(store.path).missing_blocks())
    assert 0 < before < len(store.blocks())
    data = sh.cohort(PEOPLE, tests=["avp"], store=store.path)
    assert open_store(store.path).missing_blocks() == []
    assert data.identical(sh.cohort(PEOPLE, tests=["avp"]))


@pytest.mark.usefixtures("quick_visit")
@pytest.mark.parametrize("part", ["value", "reason"])
def test_a_chunk_that_is_gone_is_examined_again(tmp_path: Path, part: str) -> None:
    whole = sh.cohort(PEOPLE, tests=["avp"], store=tmp_path / "a.zarr")
    shutil.rmtree(tmp_path / "a.zarr" / part / "c" / "0")
    with pytest.raises(BadFile, match="people 0 to 0 are damaged"):
        sh.open_cohort(tmp_path / "a.zarr")
    assert sh.cohort(PEOPLE, tests=["avp"], store=tmp_path / "a.zarr").identical(whole)


@pytest.mark.usefixtures("quick_visit")
def test_a_store_of_another_cohort_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "a.zarr"
    sh.cohort("healthy-adults", 3, seed=1, tests=["avp"], store=path)
    before = {one: one.read_bytes() for one in path.rglob("*") if one.is_file()}
    others = [
        (("varicose-clinic", 3), {"seed": 1, "tests": ["avp"]}, "another population"),
        (("healthy-adults", 3), {"seed": 2, "tests": ["avp"]}, "another seed"),
        (("healthy-adults", 4), {"seed": 1, "tests": ["avp"]}, "another people"),
        (("healthy-adults", 3), {"seed": 1, "tests": ["apg"]}, "another tests"),
        (("healthy-adults", 3), {"seed": 1, "tests": ["avp"], "wear": ["ral-i"]}, "another care"),
    ]
    for people, given, sentence in others:
        with pytest.raises(BadFile, match=sentence):
            sh.cohort(*people, **given, store=path)  # type: ignore[arg-type]
    assert {one: one.read_bytes() for one in path.rglob("*") if one.is_file()} == before


@pytest.mark.usefixtures("quick_visit")
def test_a_store_of_another_state_of_the_program_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sh.cohort(PEOPLE[:2], tests=["avp"], store=tmp_path / "a.zarr")
    monkeypatch.setattr(cohorts, "numbers_hash", lambda: "other")
    with pytest.raises(BadFile, match="made by another state of the program"):
        sh.cohort(PEOPLE[:2], tests=["avp"], store=tmp_path / "a.zarr")


@pytest.mark.usefixtures("quick_visit")
def test_two_writers_are_one_too_many(tmp_path: Path) -> None:
    plan = plan_cohort(PEOPLE, tests=["avp"])
    store = store_of(plan, tmp_path / "a.zarr")
    running = run_to_store(store, plan)
    next(running)
    with pytest.raises(BadFile, match="another run is writing it"):
        sh.cohort(PEOPLE, tests=["avp"], store=store.path)
    running.close()


@pytest.mark.usefixtures("quick_visit")
def test_what_is_no_cohort_is_refused(tmp_path: Path) -> None:
    (tmp_path / "there.zarr").mkdir()
    for given, sentence in [
        ({"store": tmp_path / "there.zarr"}, "is there already, and not a cohort"),
        ({"store": tmp_path / "a.nc"}, "must end in .zarr"),
        ({"store": tmp_path / "no" / "a.zarr"}, "there is no folder"),
        ({"tests": []}, "a cohort needs a test"),
        ({"tests": ["avpp"]}, "unknown test 'avpp'; nearest: avp"),
        ({"wear": ["ral-9"]}, "unknown garment 'ral-9'"),
        ({"legs": "middle"}, "unknown side 'middle'"),
        ({"n": None}, "how many people"),
    ]:
        with pytest.raises(InputError, match=sentence):
            sh.cohort("healthy-adults", **{"n": 2, "tests": ["avp"], **given})  # type: ignore[arg-type]
    with pytest.raises(BadFile, match="not a cohort"):
        sh.open_cohort(tmp_path / "there.zarr")


@pytest.mark.usefixtures("quick_visit")
def test_differences_are_paired_and_their_intervals_cover_a_known_effect() -> None:
    covered, data = 0, sh.cohort(PEOPLE[:11], tests=["avp"], legs="left", wear=["ral-i"])
    for seed in range(60):
        random = np.random.default_rng(seed)
        noise = random.normal(0.0, 1.0, 11)
        data["refill_time_90"][:, 1, 0] = data["refill_time_90"].values[:, 0, 0] + 2.0 + noise
        (one,) = sh.differences(data, "RAL I", findings=["refill time 90"])
        assert one.mean == pytest.approx(2.0 + noise.mean())
        covered += one.low <= 2.0 <= one.high
    assert 52 <= covered <= 60  # of 57 that are expected, three standard deviations


@pytest.mark.usefixtures("quick_visit")
def test_who_is_helped_is_counted_in_the_good_direction() -> None:
    data = sh.cohort(PEOPLE[:11], tests=["avp"], wear=["ral-iii"])
    lower, higher = sh.differences(data, "ral-iii", findings=["ambulatory_venous_pressure", "refill_time_90"])
    bare = np.array([pressures(one)["ambulatory_venous_pressure"] for one in PEOPLE[:11]])
    assert lower.mean == higher.mean == pytest.approx(-4.0)  # the laboratory of these tests: a tenth of 40 mmHg
    assert lower.helped_percent == pytest.approx(100.0 * np.mean(0.1 * bare <= 4.0))
    assert higher.helped_percent == 0.0
    with pytest.raises(InputError, match="unknown case of care 'ral-ii'"):
        sh.differences(data, "ral-ii")
