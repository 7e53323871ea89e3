"""Published findings, held against the model.

What the default person must show stands in `rows.toml`, each row with its band, its source and whether its number was
used to set a parameter. `validate` runs them; `expected.toml` holds how each came out, so that a change is noticed.
"""

from __future__ import annotations

from secondheart.evidence.rows import Row, findings
from secondheart.evidence.validate import Outcome, counts, validate

__all__ = ["Outcome", "Row", "counts", "findings", "validate"]
