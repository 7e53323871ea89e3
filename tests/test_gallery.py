"""Each run of the gallery runs, shows a picture, and prints numbers with their units."""

from __future__ import annotations

import re
from pathlib import Path

import gallery
import pytest

FILES = [path for paths in gallery.parts().values() for path in paths]
PAGE = (gallery.HERE / "gallery.md").read_text("utf-8")


def test_every_reader_has_runs_and_a_page() -> None:
    assert all(len(paths) >= 3 for paths in gallery.parts().values())
    assert re.findall(r"^_gallery/(\w+)$", PAGE, re.MULTILINE) == list(gallery.READERS)
    cards = "".join(gallery.cards(*one) for one in gallery.parts().items())
    assert re.findall(r"^:link: (\w+)$", cards, re.MULTILINE) == [path.stem for path in FILES]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_run_gives_a_picture_and_numbers(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gallery, "MADE", tmp_path)
    _, words, code = gallery.words_and_code(path)
    assert 100 < len(words) < 900  # some ten lines of a page
    assert len(code.splitlines()) <= 30
    part = gallery.make(path)
    assert (tmp_path / f"{path.stem}.png").read_bytes().startswith(b"\x89PNG")
    values = re.findall(r"^\| (?!number|---)(.+) \| (.+) \|$", part, re.MULTILINE)
    assert values
    assert all(re.search(r"\d", value) for _, value in values)
