"""What leaves the program: text or one JSON object, files, error messages, exit codes."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any, TextIO

import typer
from typer.exceptions import TyperException

from secondheart._files import reason, whole_or_not
from secondheart.cli.interrupts import RUNNING, Ended
from secondheart.errors import BadFile, InputError, RunFailed, nearest

SUCCESS, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
OUTPUT = "standard output"


def run_guarded(work: Callable[[], None]) -> int:
    """Do the work and return the exit code; an error is one sentence on standard error."""
    if getattr(sys, "stdout", None) is None:  # the caller has closed it
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - open until the end
    try:
        with RUNNING.watch(), redirect_stdout(_NamedOutput(sys.stdout)):
            work()
            sys.stdout.flush()
    except typer.Exit as leaving:
        return leaving.exit_code
    except KeyboardInterrupt as stop:
        return _write_error(str(stop) or RUNNING.interruption(), INTERRUPTED)
    except Ended as ending:
        ending.end()
    except BrokenPipeError:
        _close_output()  # the reader has enough
    except Exception as error:
        if RUNNING.ending:  # a library has swallowed it, and fails for want of what it broke off
            Ended(RUNNING.ending).end()
        code, sentence = _failure(error)
        return _write_error(sentence, code)
    return SUCCESS


def _failure(error: Exception) -> tuple[int, str]:
    """Return code and message of an error that can be expected; raise any other, a fault of the program."""
    if isinstance(error, TyperException):
        return BAD_INPUT, usage_sentence(error)
    if isinstance(error, InputError):
        return BAD_INPUT, str(error)
    if isinstance(error, RunFailed):
        return FAILED, str(error)
    if isinstance(error, MemoryError):
        return FAILED, "the run needs more memory than there is; a larger --sample-s keeps less"
    if isinstance(error, OSError):
        if error.filename == OUTPUT:
            _close_output()
            return BAD_INPUT, f"{OUTPUT}: cannot be written ({reason(error)})"
        return BAD_INPUT, f"{error.filename or 'a file of the run'}: cannot be read or written ({reason(error)})"
    if RUNNING.interrupts:  # as above
        return INTERRUPTED, RUNNING.interruption()
    raise error


class _NamedOutput:
    """Standard output with its name in the errors that it raises: the system names only files."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def write(self, text: str) -> int:
        """Write a text."""
        with _naming():
            return self.stream.write(text)

    def flush(self) -> None:
        """Write what waits."""
        with _naming():
            self.stream.flush()


@contextmanager
def _naming() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        error.filename = OUTPUT
        raise


def emit(text: str) -> None:
    """Print to standard output, with question marks for letters that it does not know."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, errors="replace").decode(encoding))
    sys.stdout.flush()


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
    if not target.parent.is_dir():
        raise BadFile(f"{path}: cannot be written, there is no folder {path.parent}")
    try:
        with tempfile.TemporaryFile(dir=target.parent):
            return target
    except OSError as error:
        raise BadFile(f"{path}: cannot be written ({error.strerror or error})") from error


def save_output(save: Callable[[Path], None], path: Path) -> None:
    """Write a file that took work to compute; if that fails, write it into the folder for temporary files.

    Raises
    ------
    BadFile
        If it could not be written; the sentence says where it is instead.
    KeyboardInterrupt
        If there was one meanwhile.
    """
    with RUNNING.write(path):
        try:
            save(path)
        except BadFile as error:
            raise BadFile(f"{error}{_elsewhere(save, path.name)}") from error


def write_text(text: str, path: Path) -> None:
    """Write a text, whole or not at all.

    Raises
    ------
    BadFile
        If it cannot be written.
    """
    try:
        with whole_or_not(path) as unfinished:
            unfinished.write_text(text, "utf-8")
    except OSError as error:
        raise BadFile(f"{path}: cannot be written ({error.strerror or error})") from error


def _elsewhere(save: Callable[[Path], None], name: str) -> str:
    try:
        folder = Path(tempfile.mkdtemp(prefix="secondheart-"))
    except OSError:
        return ""
    try:
        save(folder / name)
    except BadFile:
        folder.rmdir()
        return ""
    return f"; it is kept in {folder / name}"


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


def _write_error(sentence: str, code: int) -> int:
    sys.stderr.write(" ".join(sentence.splitlines()) + "\n")
    return code


def _close_output() -> None:
    """Write nothing more to standard output, not even when Python ends."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):  # a test's standard output has no file
        return
