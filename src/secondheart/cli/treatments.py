"""Treatments by name: what has been done to a person's veins, as the command line says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from secondheart.person import Person


def with_treatment(person: Person, text: str) -> Person:
    """Return the person after a treatment, such as ``ablated-great_saphenous`` or ``repaired-popliteal_left``.

    Raises
    ------
    InputError
        If there is no such treatment, or it contradicts something else.
    """
    from secondheart.person import treatment
    from secondheart.person.body import SIDES

    side = next((side for side in SIDES if text.endswith(f"_{side}")), "both")
    return treatment(person, text.removesuffix(f"_{side}"), side)  # type: ignore[arg-type]  # left, right or both


def is_treatment(text: str) -> bool:
    """Say whether a text names a treatment and not a condition.

    Examples
    --------
    >>> is_treatment("repaired-popliteal"), is_treatment("stented-iliac_left"), is_treatment("leaking-popliteal")
    (True, True, False)
    """
    from secondheart.person.operations import operations
    from secondheart.person.treating import REPAIRED

    kinds = {name.partition("-")[0] + "-" for name in operations()} | {REPAIRED}
    return text.startswith(tuple(kinds))
