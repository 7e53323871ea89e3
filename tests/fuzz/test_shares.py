"""All examples together are as many as were asked for."""

from __future__ import annotations

import re
from pathlib import Path


def test_the_tests_share_all_examples() -> None:
    texts = [path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py")]
    assert sum(int(share) for text in texts for share in re.findall(r"^@drawn\((\d+)\)$", text, re.MULTILINE)) == 100
