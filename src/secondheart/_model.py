"""The base of every input: frozen, complete, and nothing in it is ignored."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Annotated, Any, Never, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from secondheart.errors import InputError, nearest, show_value

LONGEST_VALUE = 60  # of a value that is shown

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class FrozenDict(dict[K, V]):
    """A dictionary that stays as it was checked, can be hashed, and is written to a file like any other.

    Examples
    --------
    >>> FrozenDict(a=1)["a"] = 2
    Traceback (most recent call last):
    TypeError: it cannot be changed; make a new one with replace
    """

    def _refuse(self, *_: object, **__: object) -> Never:
        raise TypeError("it cannot be changed; make a new one with replace")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]  # a plain dictionary has none, as it may change
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self),)  # pickling and copying would fill an empty one


Frozen = Annotated[dict[K, V], AfterValidator(FrozenDict)]


class Model(BaseModel):
    """An immutable input whose errors are sentences.

    Raises
    ------
    InputError
        If a field is unknown, missing, of the wrong type, not finite or out of its range.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    def __init__(self, /, **data: Any) -> None:  # a file may hold a field called self
        try:
            super().__init__(**data)
        except ValidationError as error:
            raise InputError(sentence(type(self).__name__, error, tuple(type(self).model_fields))) from None

    def replace(self, /, **changes: Any) -> Self:
        """Return a copy with `changes`, checked like a new one."""
        return type(self)(**{**{name: getattr(self, name) for name in type(self).model_fields}, **changes})


def sentence(what: str, error: ValidationError, fields: tuple[str, ...]) -> str:
    """Turn the first of pydantic's complaints into one sentence: place, value, what is allowed."""
    first = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"]) or what
    message = first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        return f"{what} has no field '{place}'; {nearest(place, fields)}"
    if first["type"] == "missing":
        return f"{what} needs '{place}'"
    if place == what:
        return f"{what}: {message[0].lower()}{message[1:]}"
    value = show_value(first["input"])
    if len(value) > LONGEST_VALUE:  # the sentence names what is wrong in it
        return f"{what}: {place}: {message[0].lower()}{message[1:]}"
    return f"{what}: {place} = {value} is not allowed: {message[0].lower()}{message[1:]}"
