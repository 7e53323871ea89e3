"""The neutral form of a recording: tables of what was recorded, when, by what, and how far it is to be believed.

Importers write it, a person can write it in a spreadsheet (`logbook_csv`), and `day` makes a protocol of it. It holds
no positions, no names of people and no serial numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from secondheart.protocol import Group, Site
from secondheart.recordings.clock import Clock
from secondheart.recordings.left_out import LeftOut

Floats = NDArray[np.float64]
Origin = Literal["measured", "derived", "assumed"]
Kind = Literal["steps", "cadences", "postures", "beats", "breaths", "muscles", "pressures", "powers", "gaps"]
LOGBOOK_POSTURES = ("lie", "sit", "stand", "walk", "run", "cycle", "raise_legs")
MINUTE_GRAIN_S = 60.0  # assumed: of a day the means of minutes are followed
ORIGINS: tuple[Origin, ...] = get_args(Origin)


class Sort(NamedTuple):
    """What the rows of a kind of table hold."""

    meaning: str
    unit: str = ""  # none: the rows hold no number
    low: float = 0.0
    high: float = 0.0
    names: tuple[str, ...] = ()  # one of which each row bears
    sided: bool = False
    instants: bool = False  # whether a row may stand for a moment


SORTS: Mapping[Kind, Sort] = {
    "steps": Sort("steps of both feet in the interval; on a bicycle half turns of the crank", "1", 0.0, 1e6),
    "cadences": Sort("steps of both feet a minute; on a bicycle half turns of the crank", "1/min", 0.0, 500.0),
    "postures": Sort("posture or movement", names=LOGBOOK_POSTURES),
    "beats": Sort("heart rate in the interval, one beat: 60 s by its length", "1/min", 25.0, 230.0, instants=True),
    "breaths": Sort("breathing rate in the interval", "1/min", 2.0, 60.0, instants=True),
    "muscles": Sort("pressure in a contracting muscle, above rest", "mmHg", 0.0, 500.0, get_args(Group), sided=True),
    "pressures": Sort("pressure of a cuff on the skin", "mmHg", 0.0, 300.0, get_args(Site), sided=True),
    "powers": Sort("power at the crank", "W", 0.0, 3000.0),
    "gaps": Sort("time of which nothing is known, and why"),
}


@dataclass(frozen=True, eq=False)
class LogTable:
    """Rows of one kind from one source, by time.

    Attributes
    ----------
    kind : str
        What the rows hold, a key of `SORTS`, which says the unit.
    source : str
        What recorded them: watch, phone, activPAL, person, ...
    origin : str
        Whether they were measured, derived of what was measured, or assumed.
    start_s, stop_s : array
        Bounds of each row, as moments of the logbook's clock. [s]
    value : array
        What was recorded, nan where the kind has no number. [see `SORTS`]
    confidence : array
        How far a row is to be believed, 0 to 1; nan where nobody says. [-]
    name : tuple of str
        Posture, muscle group, site of a cuff, or reason of a gap; of other kinds nothing.
    side : tuple of str
        both, left or right, of muscles and pressures; of other kinds nothing.
    """

    kind: Kind
    source: str
    origin: Origin
    start_s: Floats
    stop_s: Floats
    value: Floats
    confidence: Floats
    name: tuple[str, ...] = ()
    side: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for values in (self.start_s, self.stop_s, self.value, self.confidence):
            values.flags.writeable = False

    def __len__(self) -> int:
        return len(self.start_s)

    @property
    def unit(self) -> str:
        """Unit of the values; empty where there are none."""
        return SORTS[self.kind].unit

    def select(self, places: NDArray[Any]) -> LogTable:
        """Return the table of some rows, by their places or by a mask."""
        where = np.arange(len(self))[places]
        return LogTable(
            self.kind,
            self.source,
            self.origin,
            self.start_s[where],
            self.stop_s[where],
            self.value[where],
            self.confidence[where],
            tuple(self.name[i] for i in where) if self.name else (),
            tuple(self.side[i] for i in where) if self.side else (),
        )

    def within(self, start_s: float, stop_s: float) -> LogTable:
        """Return the table of the rows that reach into an interval."""
        instant = (self.start_s == self.stop_s) & (self.start_s == start_s)
        return self.select(((self.stop_s > start_s) | instant) & (self.start_s < stop_s))


@dataclass(frozen=True, eq=False)
class Logbook:
    """A recording in the neutral form.

    Attributes
    ----------
    file : str
        The file it was read from.
    clock : Clock
        How its moments are written in local time.
    tables : tuple of LogTable
        One for each kind, source and origin.
    notes : tuple of str
        What the importer has to say, such as what it had to assume.
    left_out : tuple of LeftOut
        What was not believed, by reason.
    device : str
        What kind of device recorded it, and what for, such as "watch: running".
    form : str
        The format that it was read from.
    grain_s : float
        Rates are followed as means of so many seconds; 0: as they were recorded.
    """

    file: str
    clock: Clock
    tables: tuple[LogTable, ...]
    notes: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    device: str = ""
    form: str = ""
    grain_s: float = MINUTE_GRAIN_S

    def of(self, kind: Kind) -> tuple[LogTable, ...]:
        """Return the tables of a kind."""
        return tuple(table for table in self.tables if table.kind == kind)

    @property
    def span(self) -> tuple[float, float]:
        """Start and stop of the whole of it, as moments."""
        filled = [table for table in self.tables if len(table)]
        return min(float(t.start_s.min()) for t in filled), max(float(t.stop_s.max()) for t in filled)


def table_of(
    kind: Kind,
    source: str,
    origin: Origin,
    start_s: Sequence[float] | Floats,
    stop_s: Sequence[float] | Floats,
    *,
    value: Sequence[float] | Floats | None = None,
    confidence: float | Sequence[float] | Floats = np.nan,
    name: Iterable[str] = (),
    side: Iterable[str] = (),
) -> LogTable:
    """Return a table of rows in the order of their time.

    Parameters
    ----------
    kind, source, origin, name, side
        See `LogTable`.
    start_s, stop_s : sequence of float
        Bounds of each row. [s]
    value : sequence of float, optional
        Of each row; nan if left out. [see `SORTS`]
    confidence : float or sequence of float
        Of all rows or of each; nan if left out. [-]
    """
    starts = np.array(start_s, dtype=float)
    values = np.full(len(starts), np.nan) if value is None else np.array(value, dtype=float)
    trust = np.array(np.broadcast_to(np.asarray(confidence, dtype=float), starts.shape))
    stops = np.array(stop_s, dtype=float)
    rows = LogTable(kind, source, origin, starts, stops, values, trust, tuple(name), tuple(side))
    order = np.argsort(starts, kind="stable")
    return rows if (order[:-1] < order[1:]).all() else rows.select(order)
