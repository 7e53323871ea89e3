"""The rows of the evidence: what must come out, and who says so."""

from __future__ import annotations

import math
import tomllib
from functools import cache
from importlib import resources
from typing import Literal, Self

from pydantic import Field, model_validator

from secondheart._model import Model
from secondheart.errors import UnknownName
from secondheart.evidence.measurements import MEASUREMENTS
from secondheart.evidence.runs import PERSONS, PROTOCOLS, Case

Status = Literal["calibrated", "predicted", "input", "left out"]
EVERY = "every"  # in place of a protocol: all runs, of which the largest value counts


class Row(Model):
    """One quantity that a person must show.

    Parameters
    ----------
    id : str
    quantity : str
        What it is, with its definition where there are several.
    person : str
        A person of `PERSONS`.
    protocol : str
        A protocol of `PROTOCOLS`, or "every".
    against : str
        Person or protocol whose value is subtracted; empty for none.
    measurement : str
        A function of `MEASUREMENTS`.
    low, high : float or None
        The band; None where it is open.
    unit : str
    status : {"calibrated", "predicted", "input", "left out"}
        Whether the number was used to set a parameter, or not, or is put in, or is not measured here.
    source : str
        Ids of findings, and the reference in words.
    reason : str
        Why it was left out.
    """

    id: str
    quantity: str
    person: str = "default"
    protocol: str = ""
    against: str = ""
    measurement: str = ""
    low: float | None = None
    high: float | None = None
    unit: str
    status: Status
    source: str = Field(min_length=1)
    reason: str = ""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.status == "left out":
            if not self.reason:
                raise ValueError(f"{self.id} is left out without a reason")
            return self
        if self.low is None and self.high is None:
            raise ValueError(f"{self.id} has no band")
        for kind, name, names in (
            ("measurement", self.measurement, list(MEASUREMENTS)),
            ("person", self.person, list(PERSONS)),
            ("protocol", self.protocol, [*PROTOCOLS, EVERY]),
            ("comparison", self.against, ["", *PERSONS, *PROTOCOLS]),
        ):
            if name not in names:
                raise ValueError(f"{self.id}: {UnknownName.of(kind, name, names)}")
        return self

    @property
    def cases(self) -> tuple[Case, ...]:
        """The runs that the row needs: its own, and the one that it is compared with."""
        if self.status == "left out" or self.protocol == EVERY:
            return ()
        own = Case(self.person, self.protocol)
        if not self.against:
            return (own,)
        other = Case(self.against, self.protocol) if self.against in PERSONS else Case(self.person, self.against)
        return own, other

    def holds(self, value: float) -> bool:
        """Say whether a value lies in the band; what is not a number does not."""
        low = -math.inf if self.low is None else self.low
        high = math.inf if self.high is None else self.high
        return low <= value <= high


@cache
def findings() -> tuple[Row, ...]:
    """Return the rows, in the order of the table.

    Examples
    --------
    >>> findings()[0].id
    'lying_arterial_pressure'
    """
    text = resources.files("secondheart.evidence").joinpath("rows.toml").read_text("utf-8")
    return tuple(Row(**row) for row in tomllib.loads(text)["row"])
