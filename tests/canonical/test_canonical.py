"""The canonical runs are what they were: to the last bit on the processor that wrote them down, else closely."""

from __future__ import annotations

from tests.canonical.compare import differences
from tests.canonical.runs import digests


def test_canonical_runs_are_as_written_down() -> None:
    assert [line for name, run in digests() for line in differences(name, run)] == []
