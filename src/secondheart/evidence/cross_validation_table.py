"""What became of the groups that were left out when it was last looked at, kept in `cross_validation.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path

import tomli_w

from secondheart.evidence.cross_validation import GroupLeftOut

LEFT_OUT_PATH = Path(__file__).with_name("cross_validation.toml")
LEFT_OUT_HEAD = (
    "# Groups of rows that a few numbers were set without. Written by: python -m secondheart.evidence --leave-out\n\n"
)
DIGITS = 3


def write_left_out(left_out: Iterable[GroupLeftOut], path: Path = LEFT_OUT_PATH) -> None:
    """Write down what became of groups."""
    tables = {
        one.group: {
            "rows": one.rows,
            "inside": list(one.inside),
            "apart": [round(apart, DIGITS) for apart in one.apart],
            "levers": {name: round(factor, DIGITS) for name, factor in one.levers.items()},
        }
        for one in left_out
    }
    path.write_text(LEFT_OUT_HEAD + tomli_w.dumps(tables), "utf-8")


def read_left_out(path: Path = LEFT_OUT_PATH) -> list[GroupLeftOut]:
    """Return what was written down."""
    tables = tomllib.loads(path.read_text("utf-8"))
    return [
        GroupLeftOut(group, row["rows"], tuple(row["inside"]), tuple(row["apart"]), row["levers"])
        for group, row in tables.items()
    ]
