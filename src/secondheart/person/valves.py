"""The names of valves, and which of them a vein or a group of veins has."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from secondheart.errors import UnknownName
from secondheart.person.body import SIDES
from secondheart.person.reading import table


@cache
def valve_names() -> tuple[str, ...]:
    """Names of the valves of both legs, with their side."""
    names = [row["valve"] for row in table("leg")["connection"] if "valve" in row]
    return tuple(f"{name}_{side}" for side in SIDES for name in names)


@cache
def groups() -> dict[str, list[str]]:
    """Groups of valves by the name of a vein or of a group of veins."""
    text = resources.files("secondheart.person.atlas").joinpath("valve_groups.toml").read_text("utf-8")
    return tomllib.loads(text)


def valves_of(vein: str) -> tuple[str, ...]:
    """Return the valves of a vein, of a group, or one valve; of both legs where no side is named.

    Raises
    ------
    UnknownName
        If there is no such vein, group or valve.

    Examples
    --------
    >>> valves_of("popliteal_left")
    ('popliteal_left',)
    >>> len(valves_of("great_saphenous"))
    10
    """
    side = next((side for side in SIDES if vein.endswith(f"_{side}")), "")
    base = vein.removesuffix(f"_{side}") if side else vein
    wanted = _expand(base, vein)
    meant = {f"{base}_{s}" for base in wanted for s in SIDES if side in ("", s)}
    return tuple(name for name in valve_names() if name in meant)


def _expand(base: str, asked: str) -> set[str]:
    plain = {name.rsplit("_", 1)[0] for name in valve_names()}
    members = groups().get(base)
    if members is None:
        if base not in plain:
            raise UnknownName.of("vein or valve", asked, plain | set(groups()))
        return {base}
    return {one for member in members for one in ({member} if member == base else _expand(member, asked))}
