"""The means of a run, and its parts."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from secondheart import Person, simulate
from secondheart.clinic.calf import leg_veins_of
from secondheart.protocol import Protocol, lie, stand, tiptoe, walk
from secondheart.report.summary import MOST_STRETCHES, Span, means, run_findings, spans
from secondheart.results import measure


@pytest.fixture(scope="module")
def result():
    return simulate(Person(), stand(seconds=6) + tiptoe(times=2) + stand(seconds=4))


def test_steps_are_parts_that_cover_the_protocol() -> None:
    parts = spans(lie(minutes=1) + walk(minutes=2))
    assert parts == (Span("lie", 0.0, 60.0), Span("walk 3 km/h", 60.0, 180.0))


@pytest.mark.parametrize("minutes", [1, 7, 65, 600, 1440])
def test_many_steps_become_few_stretches_without_gap(minutes: int) -> None:
    protocol = Protocol(steps=30 * lie(seconds=2 * minutes).steps)
    parts = spans(protocol)
    assert len(parts) <= MOST_STRETCHES
    assert parts[0].start_s == 0.0
    assert parts[-1].stop_s == protocol.duration_s
    assert all(before.stop_s == after.start_s for before, after in pairwise(parts))


def test_long_pauses_have_rows_of_their_own() -> None:
    parts = spans(400 * walk(seconds=5), pauses=[(100.0, 110.0), (595.0, 650.0)])
    assert [part.label for part in parts][:3] == ["0:00 walk 3 km/h", "5:00 walk 3 km/h", "9:55 pause"]
    assert [part.start_s for part in parts][:5] == [0.0, 300.0, 595.0, 650.0, 900.0]


def test_means_are_those_of_the_samples(result) -> None:
    found = means(result, Span("stand", 0.0, 6.0))
    first = result["pressure"].sel(vessel="right_atrium").values[:300]
    assert math.isclose(found.right_atrial_mean, first.mean(), rel_tol=1e-12)
    ankle = result["pressure"].sel(vessel="great_saphenous_ankle_right").values[:300]
    assert found.ankle_vein_mean[1] == pytest.approx(ankle.mean())
    assert found.ankle_vein_lowest[1] == ankle.min()
    outflow = result["flow"].sel(connection="external_iliac_left>common_iliac_left").values[:300]
    assert found.leg_outflow[0] == pytest.approx(60e-3 * outflow.mean())


def test_output_is_rate_times_stroke(result) -> None:
    found = means(result, Span("run", 0.0, 12.0))
    assert found.cardiac_output == pytest.approx(found.heart_rate * found.stroke_volume / 1000)


def test_tiptoes_empty_the_calf(result) -> None:
    still, risen = means(result, Span("stand", 0.0, 6.0)), means(result, Span("tiptoe", 6.0, 8.0))
    assert abs(still.calf_volume_change[0]) < 1.0
    assert risen.calf_volume_change[0] < -10.0
    veins = list(leg_veins_of(Person(), "left"))
    volume = result["volume"].sel(vessel=veins).sum("vessel").values
    last = measure.inside(measure.middles(result), (7.0, 8.0))
    assert risen.calf_volume_change[0] == pytest.approx(volume[last].mean() - volume[0])


def test_what_was_not_recorded_is_missing_and_not_zero(result) -> None:
    kept = result.sel(vessel=[name for name in result["vessel"].values if name != "soleal_sinuses_left"])
    assert math.isnan(means(kept, Span("stand", 0.0, 6.0)).calf_volume_change[0])
    blink = means(result, Span("blink", 0.0, 1e-3))
    assert all(np.isnan(value).all() for value in (blink.stroke_volume, blink.ankle_vein_lowest))


def test_findings_of_legs_come_left_first(result) -> None:
    found = run_findings(result)
    assert [f.side for f in found if f.name == "foot_vein_mean"] == ["left", "right"]
    assert {f.test for f in found} == {"run"}
