"""The view in a notebook: it sends its files once, then frames as buffers, and its methods steer it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from secondheart.app import jupyter
from secondheart.app.frames import unpack_frame
from secondheart.app.jupyter import LegView
from secondheart.errors import InputError
from secondheart.person import Person
from tests.app.conftest import RESTED


@pytest.fixture(autouse=True)
def rested(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jupyter, "RESTED", RESTED)


def heard(view: LegView, monkeypatch: pytest.MonkeyPatch) -> list[tuple[dict[str, Any], list[bytes]]]:
    """Keep what a view sends to its cell."""
    sent: list[tuple[dict[str, Any], list[bytes]]] = []
    monkeypatch.setattr(view, "send", lambda content, buffers=(): sent.append((content, list(buffers))))
    return sent


async def shown(view: LegView, sent: list[tuple[dict[str, Any], list[bytes]]], frames: int) -> None:
    """Let the cell be ready, and wait for so many frames."""
    view._hear(view, {"type": "ready"}, [])
    while sum(content["type"] == "frame" for content, _ in sent) < frames:
        await asyncio.sleep(0.01)
    assert view._task is not None
    view._task.cancel()


def test_a_ready_cell_gets_files_then_names_then_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    view = LegView(Person(strength_percent=50))
    sent = heard(view, monkeypatch)
    asyncio.run(shown(view, sent, 4))
    assert [content["type"] for content, _ in sent[:2]] == ["begin", "hello"]
    assert {"scene/scene.js", "connection/places.js", "connection/frame.js", "story.css"} <= set(sent[0][0]["files"])
    hello = sent[1][0]
    frames = [unpack_frame(buffers[0], hello) for content, buffers in sent if content["type"] == "frame"]
    assert [frame.seq for frame in frames[:4]] == [1, 2, 3, 4]


def test_its_methods_steer_it(monkeypatch: pytest.MonkeyPatch) -> None:
    view = LegView()
    sent = heard(view, monkeypatch)
    view.do("walk", km_h=3)
    view.leak("great_saphenous_left", 0.3)
    view.wear("RAL II", length="thigh")
    view.compare("copy")
    asyncio.run(shown(view, sent, 2))
    assert view.scenario.verb == "walk"
    assert sent[1][0]["bodies"] == ["a", "b"]
    assert view.protocol().describe()[0][0].startswith("walk 3 km/h")


def test_what_is_not_allowed_is_an_error_at_once() -> None:
    view = LegView()
    with pytest.raises(InputError, match="unknown verb 'fly'"):
        view.do("fly")
    with pytest.raises(InputError, match="speed = 0"):
        view.speed(0)
    assert view.scenario.verb == "stand"


def test_a_cell_that_says_nonsense_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    view = LegView()
    sent = heard(view, monkeypatch)
    view._hear(view, {"type": "eval"}, [])
    assert "not understood" in sent[0][0]["text"]
