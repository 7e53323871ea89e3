"""Reading a recording, whatever its format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from secondheart.errors import BadFile
from secondheart.exchange.fit import read_fit
from secondheart.exchange.recording import Recording
from secondheart.exchange.table import read_table

READERS: Mapping[str, Callable[[str | Path], Recording]] = {".fit": read_fit, ".csv": read_table}


def read_activity(path: str | Path) -> Recording:
    """Read a recorded walk, run, hike or ride (.fit), or a table of steps, heart rate and posture (.csv).

    Parameters
    ----------
    path : str or Path
        An activity in the FIT format, or a table as `table` tells.

    Returns
    -------
    Recording
        What was recorded, without positions.

    Raises
    ------
    BadFile
        If its name has another ending, or if it cannot be read, is damaged, or holds values that cannot be.
    InputError
        If the model has no muscle pattern for its sport, or if most of it is missing.
    MissingExtra
        If it is a FIT file and fitdecode is not installed.
    """
    reader = READERS.get(Path(path).suffix.lower())
    if reader is None:
        raise BadFile(f"{path}: is not a recording: the name of the file must end in {' or '.join(READERS)}")
    return reader(path)
