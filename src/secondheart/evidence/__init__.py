"""Published findings, held against the model.

What has been published stands in `published/findings.csv`, one finding a line. Those that a run can speak to have rows
in the files beside it: person, protocol, measurement, band, and whether the number was used to set a parameter. The
others are put into the model or left out, with the reason (`aside.toml`). `validate` runs the rows; `expected.toml`
holds how each came out, so that a change is noticed.
"""

from __future__ import annotations

from secondheart.evidence.rows import Row, evidence_rows, read_rows
from secondheart.evidence.validate import Outcome, counts, validate

__all__ = ["Outcome", "Row", "counts", "evidence_rows", "read_rows", "validate"]
