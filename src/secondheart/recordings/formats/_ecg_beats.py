"""Beats found in the ECG of a WFDB record by the package wfdb (its detector XQRS), where nobody annotated them."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Any

import numpy as np

from secondheart.errors import BadFile, MissingExtra
from secondheart.recordings.logbook import Floats

MOST_ECG_SAMPLES = 20_000_000  # a day at 230 Hz
ECG_NAME = re.compile(r"ecg|ekg|\b(mli*|[iv]+\d?|av[rlf])\b", re.IGNORECASE)
VOLTS = ("mv", "uv", "v")


def beats_of_signal(path: Path) -> Floats:
    """Return when the heart beats, in samples from the start of a record.

    Parameters
    ----------
    path : Path
        The header of the record; its signals stand beside it.

    Raises
    ------
    BadFile
        If the signals cannot be read.
    MissingExtra
        If wfdb is not installed.
    """
    wfdb = _wfdb()
    record = str(path.with_suffix("").absolute())
    try:
        header = wfdb.rdheader(record)
        channel = _ecg_channel(header.sig_name or [], header.units or [])
        if not 0 < (header.sig_len or 0) <= MOST_ECG_SAMPLES:
            raise BadFile(f"{path}: has {header.sig_len} samples; 1 to {MOST_ECG_SAMPLES} are allowed")
        signal = wfdb.rdrecord(record, channels=[channel]).p_signal[:, 0]
        finder = importlib.import_module("wfdb.processing").XQRS(sig=np.nan_to_num(signal), fs=header.fs)
        finder.detect(verbose=False)
    except BadFile:
        raise
    except Exception as error:  # what a damaged record makes of the package is not known
        raise BadFile(f"{path}: its signals cannot be read: {str(error)[:80] or type(error).__name__}") from None
    return np.asarray(finder.qrs_inds, dtype=float)


def _ecg_channel(names: list[str], units: list[str]) -> int:
    """Return which signal is an ECG: by its name, else by its unit, else the first."""
    named = [n for n, name in enumerate(names) if ECG_NAME.search(name or "")]
    volts = [n for n, unit in enumerate(units) if (unit or "").lower() in VOLTS]
    return next(iter((*named, *volts)), 0)


def _wfdb() -> Any:
    try:
        return importlib.import_module("wfdb")
    except ImportError:
        raise MissingExtra.of("wfdb", "wfdb", "finding the beats of an ECG without annotations") from None
