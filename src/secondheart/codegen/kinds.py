"""The kinds of value in the translated subset, and how C writes them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of value."""

    c: str  # its type in C


@dataclass(frozen=True)
class ArrayKind(Kind):
    """An array of one kind of number."""

    item: Kind


@dataclass(frozen=True)
class RecordKind(Kind):
    """A named tuple of arrays and whole numbers, which a function is handed as a pointer."""

    fields: tuple[tuple[str, Kind], ...]

    def field(self, name: str) -> Kind | None:
        """Return the kind of a field, None where there is none of that name."""
        return dict(self.fields).get(name)


@dataclass(frozen=True)
class SeveralKind(Kind):
    """What a function returns that returns several values."""

    parts: tuple[Kind, ...]


FLOAT, INT, BOOL, NOTHING = Kind("double"), Kind("int64_t"), Kind("bool"), Kind("void")
FLOATS, INTS = ArrayKind("Floats", FLOAT), ArrayKind("Ints", INT)

# Unsigned places are read as signed ones: none reaches 2^63.
BY_ANNOTATION: dict[str, Kind] = {
    "float": FLOAT,
    "int": INT,
    "bool": BOOL,
    "None": NOTHING,
    "np.uint64": INT,
    "Floats": FLOATS,
    "Ints": INTS,
    "Indices": INTS,
}


def several(parts: tuple[Kind, ...]) -> SeveralKind:
    """Return the kind of several values together."""
    letters = "".join({FLOAT: "f", INT: "i", BOOL: "b"}[part] for part in parts)
    return SeveralKind(f"Several_{letters}", parts)


def is_number(kind: Kind) -> bool:
    """Say whether a kind is a number or a truth value."""
    return kind in (FLOAT, INT, BOOL)
