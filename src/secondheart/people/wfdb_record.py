"""A record as PhysioNet keeps them: a header of text, and 16-bit samples of its signals beside each other.

Form: the signal and header files of the WFDB applications guide, format 16. A value is (sample - baseline) / gain.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from secondheart.results.measure import Floats

LARGEST_SAMPLE = 32000  # of a 16-bit sample, which reaches to 32767; -32768 stands for nothing
NOTHING = -32768


class WfdbSignal(NamedTuple):
    """A signal of a record.

    Attributes
    ----------
    name, unit : str
    values : array
        Sample by sample; nan where there is nothing.
    """

    name: str
    unit: str
    values: Floats


def write_record(
    folder: Path, name: str, rate_Hz: float, signals: Sequence[WfdbSignal], notes: Sequence[str] = ()
) -> None:
    """Write a record, as NAME.hea and NAME.dat.

    Parameters
    ----------
    folder : Path
    name : str
        Letters, digits, underscores and hyphens.
    rate_Hz : float
        Samples a second.
    signals : sequence of WfdbSignal
        Of one length.
    notes : sequence of str
        Lines of comment.
    """
    columns, lines = [], []
    for one in signals:
        values = np.asarray(one.values, float)
        low, high = float(np.nanmin(values)), float(np.nanmax(values))
        gain = _gain(2.0 * LARGEST_SAMPLE / (high - low) if high > low else 1.0)
        baseline = round(-0.5 * (low + high) * gain)
        there = np.where(np.isfinite(values), values, 0.0)
        samples = np.where(np.isfinite(values), np.round(there * gain + baseline), NOTHING).astype("<i2")
        columns.append(samples)
        checksum = int(samples.astype(np.int64).sum()) & 0xFFFF
        signed = checksum - 0x10000 if checksum >= 0x8000 else checksum
        lines.append(f"{name}.dat 16 {gain:g}({baseline})/{one.unit} 16 0 {samples[0]} {signed} 0 {one.name}")
    head = f"{name} {len(signals)} {rate_Hz:g} {len(columns[0])}"
    text = "\n".join([head, *lines, *(f"# {note}" for note in notes), ""])
    (folder / f"{name}.dat").write_bytes(np.column_stack(columns).tobytes())
    (folder / f"{name}.hea").write_text(text, encoding="ascii", newline="\n")


def _gain(value: float) -> float:
    """Return a gain with two digits that count, so that the header says it whole; never more than the samples hold."""
    scale = 10.0 ** (np.floor(np.log10(value)) - 1.0)
    return float(np.floor(value / scale) * scale)
