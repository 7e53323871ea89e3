"""A data set of virtual legs: what it holds follows from its recipe, and its checksums are those of its files."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pytest

import secondheart as sh
from secondheart.errors import BadFile, InputError
from secondheart.people.missed import BESIDE_PERSON, missed_rows
from secondheart.people.publish import Recipe, publish, read_recipe, recipe_names
from secondheart.person.traits import trait_of

FIRST = 2
TWENTY_LEGS = 10  # people
ALWAYS_FOUND = ("VV", "VFI", "EV", "EF", "RV", "RVF", "ambulatory_venous_pressure", "reflux_time_popliteal")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish("virtual-legs", tmp_path_factory.mktemp("set") / "legs", people=FIRST)


def lines_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "legs.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def check_sums(folder: Path) -> int:
    """Hold each file of a data set against its checksum; return how many there are."""
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    for line in lines:
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    return len(lines)


def test_the_recipe_of_ten_thousand_is_in_the_project() -> None:
    assert recipe_names() == ("virtual-legs",)
    assert read_recipe("virtual-legs").people == 10_000


def test_a_data_set_holds_a_line_a_leg_with_its_true_traits(folder: Path) -> None:
    lines = lines_of(folder)
    assert [(line["person"], line["side"]) for line in lines] == [
        (str(i), side) for i in range(FIRST) for side in ("left", "right")
    ]
    recipe = read_recipe("virtual-legs")
    person = sh.population(recipe.population).person(1, recipe.seed)
    assert float(lines[3]["vein_compliance"]) == pytest.approx(person.traits["vein_compliance_right"], rel=1e-5)
    found = {one.name: one.value for one in sh.visit(person, ["avp", "apg"]) if one.side == "right"}
    assert float(lines[3]["EF"]) == pytest.approx(found["EF"], rel=1e-5)


def test_its_traces_are_those_of_the_findings(folder: Path) -> None:
    import xarray as xr

    with xr.open_dataset(folder / "legs.nc", engine="h5netcdf") as data:
        leg = data.isel(person=0).sel(side="left")
        lowest, highest = float(leg.calf_volume.min()), float(leg.calf_volume.max())
        assert highest - lowest > float(leg.VV)
        assert float(leg.foot_vein_pressure.max()) > float(leg.ambulatory_venous_pressure)
        assert data.sizes["person"] == FIRST


def test_its_velocities_run_back_where_the_probes_find_reflux(folder: Path) -> None:
    import xarray as xr

    with xr.open_dataset(folder / "legs.nc", engine="h5netcdf") as data:
        longest = 0.0
        for probe in data["probe"].values.tolist():
            found = data[f"reflux_time_{probe}"]
            lowest = data.reflux_velocity.sel(probe=probe).min("release_time")
            back = found > 1.0  # s: a sample of the trace is a mean over 0.2
            assert bool((lowest.where(back, -10.0) < -3.0).all()), probe
            longest = max(longest, float(found.max()))
        assert longest > 1.0
        assert data.reflux_velocity.attrs["units"] == "cm/s"
        assert (folder / "wfdb" / "leg00000_reflux.hea").is_file()


def test_without_reflux_there_are_no_velocities(tmp_path: Path) -> None:
    import xarray as xr

    recipe = Recipe(name="x", title="x", population="healthy-adults", people=1, seed=0, tests=("apg", "avp"))
    made = publish(recipe, tmp_path / "legs", people=1)
    with xr.open_dataset(made / "legs.nc", engine="h5netcdf") as data:
        assert "reflux_velocity" not in data
        assert data.sizes["side"] == 2
    assert "reflux_velocity" not in (made / "README.md").read_text(encoding="utf-8")
    assert check_sums(made) == 3 + 2


def test_its_card_says_what_it_is_and_its_sums_are_right(folder: Path) -> None:
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert "nobody was measured" in card
    import xarray as xr

    with xr.open_dataset(folder / "legs.nc", engine="h5netcdf") as data:
        findings = [str(name) for name in data.data_vars]
    assert all(row.id in card for row in missed_rows(findings, dressed=False))
    assert not any(BESIDE_PERSON in row.person and row.id in card for row in missed_rows(findings))
    assert f"{FIRST} of 10,000 people" in card
    assert check_sums(folder) == 3 + 4 * FIRST


@pytest.mark.slow
def test_the_first_twenty_legs_of_the_recipe_are_what_it_says(folder: Path, tmp_path: Path) -> None:
    import xarray as xr

    made, recipe = publish("virtual-legs", tmp_path / "legs", people=TWENTY_LEGS), read_recipe("virtual-legs")
    lines, drawn = lines_of(made), sh.population(recipe.population)
    assert len(lines) == 2 * TWENTY_LEGS
    assert lines[: 2 * FIRST] == lines_of(folder)  # the same however many there are
    for line in lines:
        person, side = drawn.person(int(line["person"]), recipe.seed), line["side"]
        assert all(line[name] for name in ALWAYS_FOUND), line["person"]
        assert float(line["height_cm"]) == pytest.approx(person.height_cm, rel=1e-5)
        for name in ("vein_compliance", "strength", "deep_leak"):
            true = trait_of(person.traits, name, side)
            assert float(line[name]) == pytest.approx(true, rel=1e-5, abs=1e-6)
    with xr.open_dataset(made / "legs.nc", engine="h5netcdf") as data:
        spans = data.calf_volume.max("time") - data.calf_volume.min("time")
        assert data.sizes["person"] == TWENTY_LEGS
        assert bool((spans > data.VV).all())
    assert check_sums(made) == 3 + 4 * TWENTY_LEGS


def test_what_is_there_is_not_written_over(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="is there already"):
        publish("virtual-legs", folder, people=1)
    with pytest.raises(InputError, match="unknown recipe 'legs'; nearest: virtual-legs"):
        publish("legs", tmp_path / "x", people=1)
    with pytest.raises(InputError, match="0 people are not allowed"):
        publish("virtual-legs", tmp_path / "x", people=0)
    with pytest.raises(InputError, match="people = 0 is not allowed"):
        Recipe(name="x", title="x", population="healthy-adults", people=0, seed=0, tests=("apg",))
