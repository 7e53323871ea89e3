"""The folder of compiled code: only what the program put there is ever removed."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from secondheart._jit import KEPT, cache_folder, remove_old


def test_old_folders_go_and_others_stay(tmp_path: Path) -> None:
    for place in range(2 * KEPT):
        folder = tmp_path / f"compiled-{place:016x}"
        folder.mkdir()
        os.utime(folder, (time.time() - 100 + place,) * 2)
    others = [tmp_path / name for name in ("src", "compiled-by-me", "0123456789abcdef")]
    for folder in others:
        folder.mkdir()
        os.utime(folder, (1.0, 1.0))
    remove_old(tmp_path / f"compiled-{2 * KEPT - 1:016x}")
    assert all(folder.is_dir() for folder in others)
    assert len(list(tmp_path.iterdir())) == len(others) + KEPT


@pytest.mark.parametrize("value", [None, ""])
def test_without_a_name_the_cache_is_the_user_s(value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECONDHEART_CACHE", raising=False)
    usual = cache_folder()
    if value is not None:
        monkeypatch.setenv("SECONDHEART_CACHE", value)
    assert cache_folder() == usual
    assert usual.is_absolute()
