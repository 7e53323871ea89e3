"""One file that plays what was recorded: the page and its modules, with the frames in it."""

from __future__ import annotations

import base64
import posixpath
import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

from secondheart.app.greeting import FPS
from secondheart.app.plain import Table
from secondheart.app.schema import schema
from secondheart.app.tab_session import Tab, hello_of
from secondheart.errors import InputError

STATIC = Path(__file__).parent / "static"
LONGEST_REPLAY_S = 600.0  # of the wall clock; fewer are kept where frames were made more often
ICON = re.compile(r'\n\s*<link rel="icon"[^>]*>')  # a file on disk has no server to ask for it
STYLE = re.compile(r'<link rel="stylesheet" href="/static/([\w.-]+)"\s*/?>')
MAIN = re.compile(r'<script type="module" src="/static/([\w.-]+)"></script>')
IMPORT = re.compile(r'(\bfrom\s*|\bimport\s*\(?\s*)"(\.{1,2}/[\w./-]+\.js)"')
PREFIX = "secondheart/"


def replay_page(tab: Tab, seconds: float) -> bytes:
    """Return a page that plays the last seconds of a tab.

    Raises
    ------
    InputError
        If nothing was recorded yet, or the length is not allowed.
    """
    if not 0.0 < seconds <= LONGEST_REPLAY_S:
        raise InputError(f"seconds = {seconds:g} is not allowed: more than 0, up to {LONGEST_REPLAY_S:g}")
    recorded = tab.recording()
    frames = [part for part in recorded if part.frame][-round(seconds * FPS) :]
    if not frames:
        raise InputError("nothing was recorded yet: let it run for a moment")
    first = frames[0].before
    used = {hello_of(part.frame) for part in frames}
    recorded_data = {
        "hello": [msgspec.Raw(text) for number, text in tab.hellos.items() if number in used],
        "schema": schema(),
        "messages": [[part.before, msgspec.Raw(part.text)] for part in recorded if part.text and part.before >= first],
        "frames": base64.b64encode(b"".join(_with_length(part.frame) for part in frames)).decode(),
    }
    return inline_page(STATIC, recorded_data).encode()


def _with_length(frame: bytes) -> bytes:
    return len(frame).to_bytes(4, "little") + frame


def inline_page(static: Path, data: Table, name: str = "replay", more: Mapping[str, str] | None = None) -> str:
    """Return the page with all that it loads written into it, and data in an element of that name.

    `more` are addresses of the page, beside those that modules have by their names, and the module that each leads to.
    """
    page = (static / "index.html").read_text(encoding="utf-8")
    page = ICON.sub("", page)
    page = STYLE.sub(lambda match: f"<style>\n{_text(static / match[1])}\n</style>", page)
    head = f'<script type="application/json" id="{name}">{_json(data)}</script>\n{_modules(static, more or {})}'
    return MAIN.sub(lambda match: f'{head}\n<script type="module">import "{PREFIX}{match[1]}";</script>', page)


def _modules(static: Path, more: Mapping[str, str]) -> str:
    """Return a map of the page's modules, each as an address that holds its text: a page on disk has no other."""
    modules = {PREFIX + name: script_address(text) for name, text in script_modules(static).items()}
    modules |= {address: modules[PREFIX + name] for address, name in more.items()}
    return f'<script type="importmap">{_json({"imports": modules})}</script>'


def script_address(text: str) -> str:
    """Return an address that holds the text of a script."""
    return "data:text/javascript;charset=utf-8;base64," + base64.b64encode(text.encode()).decode()


def whole_script(static: Path, name: str) -> str:
    """Return the text of a module in which each import leads to an address that holds the text of what is imported.

    A worker needs it: the page's map of modules is not the worker's.
    """
    folder = posixpath.dirname(name)

    def hold(match: re.Match[str]) -> str:
        return f'{match[1]}"{script_address(whole_script(static, posixpath.normpath(f"{folder}/{match[2]}")))}"'

    return IMPORT.sub(hold, _text(static / name))


def script_modules(static: Path) -> dict[str, str]:
    """Return the text of each module by its path in `static`; an import names the other module with `PREFIX`."""
    paths = {path.relative_to(static).as_posix(): path for path in sorted(static.rglob("*.js"))}
    return {name: _with_full_names(name, _text(path)) for name, path in paths.items()}


def _with_full_names(name: str, text: str) -> str:
    folder = posixpath.dirname(name)
    return IMPORT.sub(lambda match: f'{match[1]}"{PREFIX}{posixpath.normpath(f"./{folder}/{match[2]}")}"', text)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _json(data: Table) -> str:
    """Return JSON that no text in it can end or comment out the script that it stands in."""
    return msgspec.json.encode(data).decode().replace("<", "\\u003c")
