"""The rows of the evidence: findings that a run can speak to, each with its person, protocol, measurement and band."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from secondheart._files import toml_tables, toml_text
from secondheart._model import Model
from secondheart.errors import BadFile, InputError, UnknownName
from secondheart.evidence.cases import PERSONS, PROTOCOLS, Case
from secondheart.evidence.measures import MEASUREMENTS
from secondheart.evidence.published import ASKED, published

Status = Literal["calibrated", "predicted", "input"]
MOST_BYTES = 4 * 1024 * 1024  # some ten thousand rows
EVERY = "every"  # in place of a protocol: all runs, of which the largest value counts
FILES = (
    "pressure",
    "plethysmography",
    "compliance",
    "duplex",
    "pump",
    "flow",
    "compression",
    "body",
    "posture",
    "asked",
)
BAND, OTHERS = ("low", "high"), ("unit", "source")  # what a row takes from its finding where it does not say


class Row(Model):
    """One quantity that a person must show.

    Parameters
    ----------
    id : str
    finding : str
        Id of the published finding; empty for what no finding tells and is asked of the model.
    quantity : str
        What it is, with its definition where there are several.
    person : str
        A person of `PERSONS`.
    protocol : str
        A protocol of `PROTOCOLS`, or "every".
    against : str
        Person or protocol whose value is subtracted; empty for none.
    percent : bool
        The difference counts in percent of the other's value.
    measurement : str
        A function of `MEASUREMENTS`.
    low, high : float or None
        The band; None where it is open. Left out both, they are the finding's.
    unit : str
    status : {"calibrated", "predicted", "input"}
        Whether the number was used to set a parameter, or not, or is put in and only comes back out.
    source : str
    cause : str
        Where the model misses: why it probably does.
    """

    id: str
    finding: str = ""
    quantity: str
    person: str = "default"
    protocol: str
    against: str = ""
    percent: bool = False
    measurement: str
    low: float | None = None
    high: float | None = None
    unit: str
    status: Status
    source: str = Field(min_length=1)
    cause: str = ""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.low is None and self.high is None:
            raise ValueError(f"{self.id} has no band")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"{self.id}: its band ends below where it begins, {self.low:g} to {self.high:g}")
        for kind, name, names in (
            ("measurement", self.measurement, list(MEASUREMENTS)),
            ("person", self.person, list(PERSONS)),
            ("protocol", self.protocol, [*PROTOCOLS, EVERY]),
            ("comparison", self.against, ["", *PERSONS, *PROTOCOLS]),
        ):
            if name not in names:
                raise ValueError(f"{self.id}: {UnknownName.of(kind, name, names)}")
        if self.percent and not self.against:
            raise ValueError(f"{self.id} is in percent of nothing; name what it is held against")
        return self

    @property
    def group(self) -> str:
        """What it is about."""
        return published(self.finding).group if self.finding else ASKED

    @property
    def cases(self) -> tuple[Case, ...]:
        """The runs that the row needs: its own, and the one that it is compared with."""
        if self.protocol == EVERY:
            return ()
        own = Case(self.person, self.protocol)
        if not self.against:
            return (own,)
        other = Case(self.against, self.protocol) if self.against in PERSONS else Case(self.person, self.against)
        return own, other

    def value(self, found: Sequence[float]) -> float:
        """Return the row's number from what was measured in its cases."""
        if not self.against:
            return found[0]
        own, other = found
        if not self.percent:
            return own - other
        return 100.0 * (own / other - 1.0) if other else math.nan

    def holds(self, value: float) -> bool:
        """Say whether a value lies in the band; what is not a number does not."""
        low = -math.inf if self.low is None else self.low
        high = math.inf if self.high is None else self.high
        return low <= value <= high


def read_rows(path: Path) -> tuple[Row, ...]:
    """Return the rows of a file.

    Raises
    ------
    BadFile
        If it cannot be read, is no TOML, or a row of it is broken; the sentence names the row.
    """
    return rows_of(toml_text(path, MOST_BYTES, "table of rows"), str(path))


def rows_of(text: str, place: str) -> tuple[Row, ...]:
    """Return the rows of a text, which is that of `place`."""
    told = toml_tables(text, place)
    rows = told.get("row")
    if set(told) != {"row"} or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadFile(f"{place}: must hold tables [[row]] and nothing else")
    made: dict[str, Row] = {}
    for count, fields in enumerate(rows, start=1):
        try:
            row = _row(fields)
        except InputError as error:
            raise BadFile(f"{place}: row {count} ({fields.get('id', 'without an id')}): {error}") from error
        if row.id in made:
            raise BadFile(f"{place}: row {count}: there is a row '{row.id}' before it")
        made[row.id] = row
    return tuple(made.values())


def _row(fields: Mapping[str, Any]) -> Row:
    name = fields.get("finding", "")
    if not isinstance(name, str) or not name:
        return Row(**fields)
    told = published(name)._asdict()
    told["source"] = f"{name}: {told['source']}" if told["source"] else name
    taken = OTHERS if set(BAND) & set(fields) else BAND + OTHERS
    return Row(**{**{field: told[field] for field in taken}, **fields})


@cache
def findings() -> tuple[Row, ...]:
    """Return the rows, in the order of the table.

    Examples
    --------
    >>> findings()[0].id
    'lying_ankle_vein'
    """
    folder = resources.files(__package__).joinpath("published")
    return tuple(
        row for name in FILES for row in rows_of(folder.joinpath(f"{name}.toml").read_text("utf-8"), f"{name}.toml")
    )
