"""What leaves the program: text or one JSON object, files, sentences of errors, exit codes."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import typer
from typer.exceptions import TyperException

from secondheart.errors import BadFile, InputError, RunFailed, nearest

DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


def guarded(work: Callable[[], None]) -> int:
    """Do the work and return the exit code; what goes wrong is one sentence on standard error."""
    try:
        work()
        sys.stdout.flush()
    except typer.Exit as done:
        return done.exit_code
    except BrokenPipeError:
        _forget_output()  # the reader has seen enough
    except TyperException as error:
        return _told(usage_sentence(error), BAD_INPUT)
    except InputError as error:
        return _told(str(error), BAD_INPUT)
    except RunFailed as error:
        return _told(str(error), FAILED)
    except MemoryError:
        return _told("the run needs more memory than there is; a larger --sample-s keeps less", FAILED)
    except KeyboardInterrupt as stop:
        return _told(str(stop) or "interrupted; nothing was written", INTERRUPTED)
    return DONE


def emit(text: str) -> None:
    """Print to standard output.

    Raises
    ------
    BadFile
        If it cannot be written, except to a reader who has left.
    """
    try:
        sys.stdout.write(_encodable(text))
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _forget_output()
        raise BadFile(f"standard output cannot be written ({error.strerror or error})") from error


def emit_json(data: dict[str, Any]) -> None:
    """Print one JSON object; a missing number must be None by now."""
    emit(json.dumps(data, indent=2, allow_nan=False) + "\n")


def writable(path: Path | None, endings: Collection[str]) -> Path | None:
    """Return where an output will really be written, after trying whether that can be done.

    Raises
    ------
    BadFile
        If its name has another ending, or nothing can be written there.
    """
    if path is None:
        return None
    if path.suffix.lower() not in endings:
        raise BadFile(f"{path}: the name of this output must end in {' or '.join(endings)}")
    target = path.resolve()  # what a link points to is replaced, not the link
    if target.exists() and not target.is_file():
        raise BadFile(f"{path}: cannot be written, it is not a file")
    if target.exists() and not os.access(target, os.W_OK):
        raise BadFile(f"{path}: cannot be written (it may only be read)")
    try:
        with tempfile.TemporaryFile(dir=target.parent):
            return target
    except OSError as error:
        raise BadFile(f"{path}: cannot be written ({error.strerror or error})") from error


def usage_sentence(error: TyperException) -> str:
    """Say what is wrong with the words of a command, in one sentence."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "secondheart"
    option = getattr(error, "option_name", None)
    if type(error).__name__ == "NoSuchOption" and context and option:
        known = [word for one in context.command.params for word in one.opts if word.startswith("-")]
        return f"{command}: unknown option '{option}'; {nearest(option, [*known, '--help'])}"
    message = error.format_message().rstrip(".")
    return f"{command}: {message[:1].lower()}{message[1:]}; see {command} --help"


def _told(sentence: str, code: int) -> int:
    sys.stderr.write(" ".join(sentence.splitlines()) + "\n")
    return code


def _encodable(text: str) -> str:
    encoding = sys.stdout.encoding or "utf-8"
    return text.encode(encoding, errors="replace").decode(encoding)


def _forget_output() -> None:
    """Let nothing more be written to standard output, not even when Python ends."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):  # a test's standard output has no file
        return
