"""The exceptions, in one tree.

::

    SecondheartError
      x InputError          what was asked for cannot be done: exit 2
        + UnknownName       a name that does not exist, with the nearest ones
        + BadFile           a file that cannot be read or written
        + NetworkError      a body with a loose end or an unstable vessel
        + MissingExtra      an optional package is not installed
        + Unfinished        a result that is not there yet, or is another run's
        + Full              the live page serves as many as it can
      x RunFailed           a run broke off: exit 1; what was computed is kept
        + KernelDiverged    a volume or a flow stopped being a number
      x Cancelled           a run was stopped by the program that started it

Every message is one sentence that names the place, the value and what is allowed.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

LONGEST_SENTENCE = 600  # letters
LONGEST_NAME = 80  # letters of a name that are compared with the known ones: the time grows with their square


class SecondheartError(Exception):
    """Anything that secondheart raises on purpose.

    The message is one line: what cannot be printed is escaped; of a very long one the middle is left out.

    Examples
    --------
    >>> import secondheart as sh
    >>> try:
    ...     sh.Person(height_cm=-3)
    ... except sh.SecondheartError as error:
    ...     print(type(error).__name__)
    InputError
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(one_line(message))


class InputError(SecondheartError, ValueError):
    """What was asked for cannot be done; the sentence says what is allowed."""


class UnknownName(InputError):
    """A name that does not exist."""

    @classmethod
    def of(cls, kind: str, name: str, known: Iterable[str]) -> UnknownName:
        """Build the error for `name`, with the three nearest of `known`."""
        return cls(f"unknown {kind} '{name}'; {nearest(name, known)}")


class BadFile(InputError):
    """A file that cannot be read, understood or written."""


class NetworkError(InputError):
    """A network of vessels that cannot be simulated."""


class MissingExtra(InputError, ImportError):
    """An optional package is not installed."""

    @classmethod
    def of(cls, package: str, extra: str, purpose: str) -> MissingExtra:
        """Build the error, with the line that mends it."""
        return cls(f"{purpose} needs the package {package}; install it with: pip install 'secondheart[{extra}]'")


class Unfinished(InputError):
    """A result that is not there yet, or is that of another run."""


class Full(InputError):
    """As many pages are served as can be."""


class RunFailed(SecondheartError, RuntimeError):
    """A run broke off; `partial` holds what was computed until then."""

    def __init__(self, message: str, partial: Any = None) -> None:
        super().__init__(message)
        self.partial = partial


class KernelDiverged(RunFailed):
    """A volume or a flow stopped being a finite number."""


class Cancelled(SecondheartError):
    """The program that started a run stopped it; the user's Ctrl-C is a KeyboardInterrupt."""


def one_line(text: str, most: int = LONGEST_SENTENCE) -> str:
    r"""Return a text as one line that a terminal can show as it is, its middle left out where it has too many letters.

    Examples
    --------
    >>> print(one_line("the vein 'a\nb' is unknown"))
    the vein 'a\nb' is unknown
    """
    shown = "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii") for letter in text
    )
    half = (most - 3) // 2
    return shown if len(shown) <= most else f"{shown[:half]}...{shown[-half:]}"


def show_value(value: object) -> str:
    """Return a value as a sentence shows it.

    Examples
    --------
    >>> show_value("calf"), show_value(1 << 20_000)
    ("'calf'", 'a number of thousands of digits')
    """
    try:
        return repr(value)
    except ValueError:  # Python writes out no whole number of more than some thousand digits
        return "a number of thousands of digits"


def nearest(name: str, known: Iterable[str], count: int = 3) -> str:
    """Say which of `known` is meant: the nearest few, best first.

    Examples
    --------
    >>> nearest("poplitael", ["popliteal", "femoral", "peroneal", "plantar"])
    'nearest: popliteal, plantar, peroneal'
    """
    names = sorted(set(known))
    ranked = difflib.get_close_matches(str(name)[:LONGEST_NAME], names, n=count, cutoff=0.0)
    return "nearest: " + ", ".join(ranked) if ranked else "there are none"
