"""Read a page back: its elements, its words, and the numbers in its charts."""

from __future__ import annotations

import base64
import gzip
import json
from html.parser import HTMLParser
from typing import Any

import numpy as np


class Page(HTMLParser):
    """Elements with their attributes, and the text within them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        tag, attributes = self.elements[-1] if self.elements else ("", {})
        self.texts.append((attributes.get("id") or tag, data))

    def all(self, tag: str, **having: str) -> list[dict[str, str]]:
        """Return the attributes of elements of a tag that have these."""
        return [a for t, a in self.elements if t == tag and having.items() <= a.items()]

    def text(self, place: str) -> str:
        """Return the text that follows elements of a tag or an id."""
        return "".join(text for where, text in self.texts if where == place)

    def charts(self) -> dict[str, Any]:
        """Return what BokehJS is given."""
        return json.loads(self.text("charts"))

    def sources(self) -> dict[str, dict[str, Any]]:
        """Return the columns of each chart by the name of its source."""
        found: dict[str, dict[str, Any]] = {}
        _collect(self.charts(), found)
        return found


def _collect(item: Any, found: dict[str, dict[str, Any]]) -> None:
    if isinstance(item, list):
        for part in item:
            _collect(part, found)
    elif isinstance(item, dict):
        attributes = item.get("attributes")
        if item.get("name") == "ColumnDataSource" and attributes.get("name"):
            columns = {key: _array(value) for key, value in attributes["data"]["entries"]}
            found[attributes["name"]] = columns
        for part in item.values():
            _collect(part, found)


def _array(value: Any) -> Any:
    if isinstance(value, dict) and value.get("type") == "ndarray":
        raw = gzip.decompress(base64.b64decode(value["array"]["data"]))
        return np.frombuffer(raw, value["dtype"]).reshape(value["shape"])
    return [_array(part) for part in value] if isinstance(value, list) else value
