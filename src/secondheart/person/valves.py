"""The names of valves, and which of them a vein or a group of veins has."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from functools import cache

from secondheart._files import package_toml
from secondheart.anatomy import LEGS, Side, match_name, split_side
from secondheart.errors import UnknownName
from secondheart.person.atlas.read import table
from secondheart.person.valve_resolution import Resolution, single_valves

# The valve of the deep vein above the mouth of each saphenous vein. Where a mouth lets blood back it has failed or is
# missing, else nothing could run back: 49 legs of 100 have none at the groin (D24), 41 none behind the knee (D23).
ABOVE_MOUTHS = {"saphenofemoral_junction": "common_femoral", "saphenopopliteal_junction": "popliteal"}


@cache
def valve_names(resolution: Resolution = "standard") -> tuple[str, ...]:
    """Names of the valves of both legs, with their side; at resolution "valves" those of single ones too."""
    names = [row["valve"] for row in table("leg")["connection"] if "valve" in row]
    singles = tuple(single_valves()) if resolution == "valves" else ()
    return (*(f"{name}_{side}" for side in LEGS for name in names), *singles)


@cache
def groups() -> dict[str, list[str]]:
    """Groups of valves by the name of a vein or of a group of veins."""
    return package_toml("person/atlas/valve_groups.toml")


def valves_of(vein: str, resolution: Resolution = "standard") -> tuple[str, ...]:
    """Return the valves of a vein, of a group, or one valve, however spelled; of both legs where no side is named.

    Raises
    ------
    UnknownName
        If there is no such vein, group or valve, or if only resolution "valves" knows it.

    Examples
    --------
    >>> valves_of("popliteal_left")
    ('popliteal_left',)
    >>> len(valves_of("Great Saphenous"))
    10
    >>> valves_of("peroneal_3", "valves")
    ('peroneal_3_left', 'peroneal_3_right')
    """
    base, side = split_side(vein)
    wanted = _expand(base, vein, resolution)
    asked_for = {f"{base}_{s}" for base in wanted for s in LEGS if side in ("both", s)}
    return tuple(name for name in valve_names(resolution) if name in asked_for)


def _expand(base: str, asked: str, resolution: Resolution) -> set[str]:
    plain = {split_side(name)[0] for name in valve_names(resolution)}
    base = match_name(base, [*groups(), *plain, *(split_side(name)[0] for name in single_valves())]) or base
    members = groups().get(base)
    if members is None:
        if base not in plain:
            raise unknown_valve(base, asked, plain | set(groups()), "vein or valve")
        return {base}
    return {one for member in members for one in ({member} if member == base else _expand(member, asked, resolution))}


def leaking_at(leaks: Mapping[str, float], valves: Iterable[str], leak: float) -> dict[str, float]:
    """Return the leaks with that of some valves: who speaks of all of a stretch overrules what was said of one."""
    named = tuple(valves)
    others = {one: old for one, old in leaks.items() if single_valves().get(one) not in named}
    return {**others, **dict.fromkeys(named, leak)}


def leaking_above_mouths(leaks: Mapping[str, float]) -> dict[str, float]:
    """Return the leaks with those of the deep valves above leaking mouths; what was said of such a valve stands.

    Examples
    --------
    >>> leaking_above_mouths({"saphenopopliteal_junction_left": 0.3})
    {'popliteal_left': 0.3, 'saphenopopliteal_junction_left': 0.3}
    """
    above = {valve: leaks[mouth] for mouth, valve in valves_above_mouths(leaks).items() if leaks.get(mouth, 0.0) > 0.0}
    return {**above, **leaks}


def valves_above_mouths(said: Container[str] = ()) -> dict[str, str]:
    """Return the deep valve that each saphenous mouth brings, with their side; not those of which something is said."""
    sided = {f"{mouth}_{side}": f"{valve}_{side}" for mouth, valve in ABOVE_MOUTHS.items() for side in LEGS}
    return {mouth: valve for mouth, valve in sided.items() if valve not in said}


def leaking_groups(leaks: Mapping[str, float], resolution: Resolution = "standard") -> list[tuple[str, Side, float]]:
    """Return leaking valves by the largest veins and groups of veins that hold them, each with its leg and its leak.

    Examples
    --------
    >>> leaking_groups(dict.fromkeys(valves_of("deep_left"), 0.3) | {"popliteal_right": 1.0})
    [('deep', 'left', 0.3), ('popliteal', 'right', 1.0)]
    """
    if not any(leaks.values()):
        return []
    grouped: list[tuple[str, Side, float]] = []
    plain = dict.fromkeys(split_side(name)[0] for name in valve_names(resolution))
    members: dict[tuple[str, Side], set[str]] = {}
    for name in dict.fromkeys((*groups(), *plain)):
        members[name, "both"] = set(valves_of(name, resolution))
        for leg in LEGS:
            members[name, leg] = {one for one in members[name, "both"] if split_side(one)[1] == leg}
    by_size = sorted(members, key=lambda one: -len(members[one]))
    for leak in dict.fromkeys(one for one in leaks.values() if one > 0.0):
        left = {name for name, own in leaks.items() if own == leak}
        for name, side in by_size:
            if members[name, side] and members[name, side] <= left:
                grouped.append((name, side, leak))
                left -= members[name, side]
    return grouped


def unknown_valve(base: str, asked: str, known: Iterable[str], kind: str = "valve") -> UnknownName:
    """Say that there is no such valve, or that only the other resolution tells it apart."""
    if base in single_valves() or f"{base}_{LEGS[0]}" in single_valves():
        return UnknownName(f"the single valve '{asked}' is known to resolution 'valves' only, not to 'standard'")
    return UnknownName.of(kind, asked, known)
