"""Files: written whole or not at all, and read only so far as they may be long; the package's own tables."""

from __future__ import annotations

import hashlib
import re
import shutil
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import uuid4

from secondheart.errors import BadFile

SOURCE_ENDINGS = (".py", ".h")
TOML_MOST_PARTS = 8  # of a dotted key; no key of a person or a protocol has more than three
_PART = r"""(?:[\w-]++|"(?:[^"\\\n]++|\\[^\n])*+"|'[^'\n]*+')"""
# Texts and comments first, so that what stands in them is no key; each goes on to the end where it is not closed.
_TOKEN = re.compile(
    r'"{3}(?:[^\\]|\\.)*?(?:"{3}|\Z)'
    r"|'{3}.*?(?:'{3}|\Z)"
    rf"|(?P<long>{_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{TOML_MOST_PARTS}}})"
    r'|"(?:[^"\\\n]++|\\[^\n])*+"?'
    r"|'[^'\n]*+'?"
    r"|\#[^\n]*+"
    r"|[\w-]++",
    re.DOTALL,
)


@contextmanager
def only_writer(path: Path) -> Iterator[None]:
    """Hold the right to write a file for as long as it takes.

    Raises
    ------
    BadFile
        If another run is writing it, or its folder cannot be written.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(path.with_name(f".{path.name}.lock"), timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise BadFile(f"{path}: another run is writing it") from None
    except OSError as error:
        raise BadFile(f"{path}: cannot be written: {reason(error)}") from None
    try:
        yield
    finally:
        with suppress(OSError):
            Path(lock.lock_file).unlink(missing_ok=True)  # held still, so nobody else has it open
        lock.release()


def hash_sources(package: Path, places: Iterable[str], first: str = "") -> str:
    """Return a hash of the source of files and folders of a package, and of a text before it."""
    digest = hashlib.sha256(first.encode())
    roots = [package / name for name in places]
    files = [path for root in roots for path in (root.rglob("*.[ph]*") if root.is_dir() else [root])]
    for path in sorted(path for path in files if path.suffix in SOURCE_ENDINGS):
        digest.update(str(path.relative_to(package)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def package_text(name: str) -> str:
    """Return the text of a file of the package, such as ``"day/facts.toml"``."""
    return files("secondheart").joinpath(*name.split("/")).read_text("utf-8")


def package_toml(name: str) -> dict[str, Any]:
    """Return the tables of a TOML file of the package."""
    return tomllib.loads(package_text(name))


@contextmanager
def whole_or_not(path: Path) -> Iterator[Path]:
    """Give a place beside `path` to write to: it becomes `path` if all went well, and is gone if not.

    Beside it, so that the last move stays on one disk and nobody ever sees half a file. What the disk refuses goes on
    as the OSError that it is.
    """
    unfinished = path.with_name(f".{uuid4().hex}{path.suffix}")
    try:
        yield unfinished
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def remove_old_folders(newest: Path, ours: re.Pattern[str], keep: int = 4) -> None:
    """Remove the folders beside `newest` whose names are ours, all but it and the last few, and nothing else.

    What cannot be listed or removed stays; another process may remove the same folder meanwhile.
    """
    with suppress(OSError):
        others = [path for path in newest.parent.iterdir() if ours.fullmatch(path.name) and path != newest]
        for path in sorted(others, key=_changed_s)[: -(keep - 1)]:
            shutil.rmtree(path, ignore_errors=True)


def _changed_s(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # gone since it was listed
        return 0.0


def toml_text(path: Path, most_bytes: int, what: str) -> str:
    """Return the text of a TOML file that describes a person, a protocol, ...: `what` says which.

    Raises
    ------
    BadFile
        If it cannot be read, is longer than `most_bytes`, or is no text.
    """
    try:
        with path.open("rb") as file:
            data = file.read(most_bytes + 1)
    except (OSError, ValueError) as error:  # ValueError: a name with a zero in it
        raise BadFile(f"{path}: the {what} cannot be read: {reason(error)}") from None
    if len(data) > most_bytes:
        raise BadFile(f"{path}: is longer than the {most_bytes} bytes that are allowed")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadFile(f"{path}: not a TOML file: byte {error.start} is not UTF-8") from None


def toml_tables(text: str, place: str) -> dict[str, Any]:
    """Return what the text of a TOML file says; `place` is what sentences call the text.

    Raises
    ------
    BadFile
        If it is not TOML, has a key of more than eight parts, or holds a whole number of more than 64 bits, which TOML
        does not know.
    """
    _check_keys(text, place)
    try:
        tables = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError: also a number of thousands of digits
        raise BadFile(f"{place}: not a TOML file: {reason(error)}") from None
    waiting: list[object] = [tables]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict | list):
            waiting.extend(value.values() if isinstance(value, dict) else value)
        elif isinstance(value, int) and not -(2**63) <= value < 2**63:
            raise BadFile(f"{place}: not a TOML file: a whole number beyond 64 bits")
    return tables


def _check_keys(text: str, place: str) -> None:
    """Raise BadFile for a dotted key of many parts: reading it takes the square of their number, in time and memory."""
    long_key = next((token for token in _TOKEN.finditer(text) if token["long"]), None)
    if long_key:
        line = text.count("\n", 0, long_key.start()) + 1
        raise BadFile(f"{place}: line {line}: a key of more than {TOML_MOST_PARTS} parts, which none has")


def reason(error: Exception) -> str:
    """Say in one line, for the middle of a sentence, why something failed.

    Examples
    --------
    >>> reason(FileNotFoundError(2, "No such file or directory"))
    'no such file or directory'
    """
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error) or type(error).__name__
    return f"{words[0].lower()}{words[1:].splitlines()[0]}"
