"""The protocols that come with the package, one file each in builtin/."""

from __future__ import annotations

from importlib.resources import files

from secondheart.anatomy import match_name
from secondheart.errors import UnknownName
from secondheart.protocol.files import from_toml
from secondheart.protocol.protocol import Protocol

_FOLDER = files("secondheart.protocol").joinpath("builtin")


def names() -> tuple[str, ...]:
    """Return the names of the protocols that come with the package.

    Examples
    --------
    >>> "stand-tiptoe" in names()
    True
    """
    return tuple(sorted(entry.name[:-5] for entry in _FOLDER.iterdir() if entry.name.endswith(".toml")))


def builtin(name: str) -> Protocol:
    """Return the protocol called `name`, however spelled.

    Examples
    --------
    >>> builtin("stand-tiptoe").describe()
    (('stand', 120.0), ('10 x tiptoe', 10.0), ('stand', 120.0))

    Raises
    ------
    UnknownName
        If there is none.
    """
    known = match_name(name, names())
    if known is None:
        raise UnknownName.of("protocol", name, names())
    return from_toml(_FOLDER.joinpath(f"{known}.toml").read_text(encoding="utf-8"), place=known, name=known)
