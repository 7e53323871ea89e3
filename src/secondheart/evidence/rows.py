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
from secondheart._limits import MOST_BYTES
from secondheart._model import Model
from secondheart.errors import BadFile, InputError, UnknownName
from secondheart.evidence.cases import PERSONS, PROTOCOLS, Trial
from secondheart.evidence.measures import MEASUREMENTS
from secondheart.evidence.published import ASKED, published_finding

Status = Literal["calibrated", "predicted", "input"]
EDGE = 0.05  # share of a band's width within which a value is said to be near its edge
EVERY = "every"  # in place of a protocol: all runs, of which the largest value counts
ROW_FILES = (
    "pressure",
    "plethysmography",
    "compliance",
    "duplex",
    "pump",
    "flow",
    "compression",
    "body",
    "leg",
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
        Id of the published finding; empty for what no finding gives and is asked of the model.
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
        return published_finding(self.finding).group if self.finding else ASKED

    @property
    def trials(self) -> tuple[Trial, ...]:
        """The runs that the row needs: its own, and the one that it is compared with."""
        if self.protocol == EVERY:
            return ()
        own = Trial(self.person, self.protocol)
        if not self.against:
            return (own,)
        other = Trial(self.against, self.protocol) if self.against in PERSONS else Trial(self.person, self.against)
        return own, other

    def value(self, measured: Sequence[float]) -> float:
        """Return the row's number from what was measured in its trials."""
        if not self.against:
            return measured[0]
        own, other = measured
        if not self.percent:
            return own - other
        return 100.0 * (own / other - 1.0) if other else math.nan

    @property
    def own_tolerance(self) -> bool:
        """Whether the band is ours and not that of a publication: around a mean without its spread, or asked for."""
        if not self.finding:
            return True
        finding = published_finding(self.finding)
        if (self.low, self.high) == (finding.low, finding.high):
            return finding.band == "suggested"
        ends = {abs(end) for end in (self.low, self.high) if end}  # an end at 0 says that something rises or falls
        return not ends <= finding.numbers

    def near_edge(self, value: float) -> bool:
        """Say whether a value is inside, within a twentieth of the band of an end; of the end where there is one."""
        if not self.holds(value):
            return False
        if self.low is not None and self.high is not None:
            return min(value - self.low, self.high - value) < EDGE * (self.high - self.low)
        return any(end is not None and abs(value - end) < EDGE * abs(end) for end in (self.low, self.high))

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
    return parse_rows(toml_text(path, MOST_BYTES["rows of evidence"], "table of rows"), str(path))


def parse_rows(text: str, place: str) -> tuple[Row, ...]:
    """Return the rows of a text, which is that of `place`."""
    tables = toml_tables(text, place)
    rows = tables.get("row")
    if set(tables) != {"row"} or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadFile(f"{place}: must hold tables [[row]] and nothing else")
    by_id: dict[str, Row] = {}
    for count, fields in enumerate(rows, start=1):
        try:
            row = _row(fields)
        except InputError as error:
            raise BadFile(f"{place}: row {count} ({fields.get('id', 'without an id')}): {error}") from error
        if row.id in by_id:
            raise BadFile(f"{place}: row {count}: there is a row '{row.id}' before it")
        by_id[row.id] = row
    return tuple(by_id.values())


def _row(fields: Mapping[str, Any]) -> Row:
    name = fields.get("finding", "")
    if not isinstance(name, str) or not name:
        return Row(**fields)
    finding = published_finding(name)._asdict()
    finding["source"] = f"{name}: {finding['source']}" if finding["source"] else name
    inherited = OTHERS if set(BAND) & set(fields) else BAND + OTHERS
    return Row(**{**{field: finding[field] for field in inherited}, **fields})


@cache
def evidence_rows() -> tuple[Row, ...]:
    """Return the rows, in the order of the table.

    Examples
    --------
    >>> evidence_rows()[0].id
    'lying_ankle_vein'
    """
    folder = resources.files(__package__).joinpath("published")
    return tuple(
        row
        for name in ROW_FILES
        for row in parse_rows(folder.joinpath(f"{name}.toml").read_text("utf-8"), f"{name}.toml")
    )
