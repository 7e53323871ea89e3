"""The replay: one file that holds the page, its modules and the frames, and asks for nothing."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from secondheart.app import messages as say
from secondheart.app.frames import unpack_frame
from secondheart.app.replay import PREFIX, STATIC, inline_page, replay_page
from secondheart.errors import InputError
from tests.app.conftest import Bench

PAGE = """<link rel="stylesheet" href="/static/x.css">
<script type="module" src="/static/main.js"></script>"""


@pytest.fixture
def static(tmp_path: Path) -> Path:
    (tmp_path / "index.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "x.css").write_text("p { color: red }", encoding="utf-8")
    (tmp_path / "main.js").write_text('import { one } from "./one.js";\nimport("./two.js");', encoding="utf-8")
    (tmp_path / "one.js").write_text('export const one = "</script>";', encoding="utf-8")
    (tmp_path / "two.js").write_text('export * from "./one.js";', encoding="utf-8")
    return tmp_path


def modules(page: str) -> dict[str, str]:
    """Return the texts of a page's modules by name."""
    (found,) = re.findall(r'<script type="importmap">(.*?)</script>', page, re.DOTALL)
    return {
        name: base64.b64decode(address.split(",", 1)[1]).decode()
        for name, address in json.loads(found)["imports"].items()
    }


def data_of(page: str) -> dict[str, object]:
    (found,) = re.findall(r'<script type="application/json" id="replay">(.*?)</script>', page, re.DOTALL)
    return dict(json.loads(found))


def test_everything_is_written_into_the_page(static: Path) -> None:
    page = inline_page(static, {"text": "</script><!-- <b>"})
    assert "<style>\np { color: red }\n</style>" in page
    assert not re.search(r'(src|href)="/', page)
    assert modules(page) == {
        f"{PREFIX}main.js": f'import {{ one }} from "{PREFIX}one.js";\nimport("{PREFIX}two.js");',
        f"{PREFIX}one.js": 'export const one = "</script>";',
        f"{PREFIX}two.js": f'export * from "{PREFIX}one.js";',
    }
    assert data_of(page) == {"text": "</script><!-- <b>"}
    assert page.index("importmap") < page.index(f'import "{PREFIX}main.js"')


def test_the_page_itself_leaves_nothing_outside() -> None:
    page = inline_page(STATIC, {})
    assert not re.search(r'<(script|link)[^>]+(src|href)="', page)
    assert all('"./' not in text for text in modules(page).values())


def test_frames_are_those_that_were_sent_with_what_was_shown_beside_them(bench: Callable[..., Bench]) -> None:
    one = bench()
    one.run(10)
    one.run(30, say.Do(verb="walk"))
    told = data_of(replay_page(one.tab, 1.0).decode())
    (hello,) = told["hello"]  # type: ignore[misc]
    data, frames, at = base64.b64decode(str(told["frames"])), [], 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "little")
        frames.append(unpack_frame(data[at + 4 : at + 4 + size], hello))
        at += 4 + size
    assert [frame.seq for frame in frames] == list(range(16, 41))
    messages = told["messages"]
    assert isinstance(messages, list)
    assert all(before >= 16 for before, _ in messages)
    assert {message["type"] for _, message in messages} <= {"state", "event", "findings"}


def test_nothing_recorded_is_told(bench: Callable[..., Bench]) -> None:
    with pytest.raises(InputError, match="nothing was recorded yet"):
        replay_page(bench().tab, 60.0)
