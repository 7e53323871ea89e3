"""A record of PhysioNet: what is written is read back, within half of its last digit."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from secondheart.people.wfdb_record import WfdbSignal, write_record

T = np.linspace(0.0, 20.0, 101)
SIGNALS = [
    WfdbSignal("calf_volume_left", "mL", 100.0 + 60.0 * np.sin(T)),
    WfdbSignal("foot_vein_pressure_left", "mmHg", np.where(T < 1.0, np.nan, 80.0 - 3.0 * T)),
    WfdbSignal("level", "mmHg", np.full(101, 7.0)),
]


@pytest.fixture
def record(tmp_path: Path) -> Path:
    write_record(tmp_path, "leg00001", 5.0, SIGNALS, ["nobody was measured"])
    return tmp_path / "leg00001"


def test_samples_are_those_of_the_header(record: Path) -> None:
    head, *lines = record.with_suffix(".hea").read_text("ascii").splitlines()
    assert head == "leg00001 3 5 101"
    samples = np.frombuffer(record.with_suffix(".dat").read_bytes(), "<i2").reshape(-1, 3)
    for line, signal, column in zip(lines, SIGNALS, samples.T, strict=False):
        gain, baseline, unit = re.match(r"\S+ 16 (\S+)\((-?\d+)\)/(\S+) ", line).groups()  # type: ignore[union-attr]
        values = np.where(column == -32768, np.nan, (column - float(baseline)) / float(gain))
        assert values == pytest.approx(signal.values, abs=0.51 / float(gain), nan_ok=True)
        assert (unit, line.split()[-1]) == (signal.unit, signal.name)
        assert (int(column.astype(int).sum()) - int(line.split()[-3])) % 65536 == 0
    assert lines[-1] == "# nobody was measured"


def test_the_library_of_physionet_reads_it(record: Path) -> None:
    wfdb = pytest.importorskip("wfdb")
    signals, fields = wfdb.rdsamp(str(record))
    assert fields["sig_name"] == [one.name for one in SIGNALS]
    assert fields["units"] == [one.unit for one in SIGNALS]
    for values, one in zip(signals.T, SIGNALS, strict=True):
        assert values == pytest.approx(one.values, abs=0.01, nan_ok=True)
