"""A laboratory that finds something in no time, for what is not about physics."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from secondheart.people import examine
from tests.people import quick_laboratory


@pytest.fixture
def quick_visit(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let nobody be simulated; people of more than 195 cm fail."""
    monkeypatch.setattr(examine, "visit", quick_laboratory.quick_visit)
    examine._findings.cache_clear()
    yield
    examine._findings.cache_clear()
