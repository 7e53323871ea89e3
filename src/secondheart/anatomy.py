"""Anatomical names: sides of the body, parts of a leg, and a name with its side last.

A name such as ``great_saphenous_left`` is that of the part with its side; without a side both legs are meant. What is
typed may be spelled in any case and with spaces, hyphens or underscores; what is listed is in lower case with hyphens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

Leg = Literal["left", "right"]
Side = Literal["left", "right", "both"]

LEGS: tuple[Leg, Leg] = ("left", "right")
SIDES: tuple[Side, ...] = (*LEGS, "both")

CALF = ("lower_calf", "upper_calf")  # regions from ankle to knee, as a lower leg is measured in water
BELOW_KNEE = ("foot", *CALF)
LEG_REGIONS = (*BELOW_KNEE, "thigh")
SHORT_NAMES = {  # of duplex ultrasound
    "gsv": "great_saphenous",
    "ssv": "small_saphenous",
    "sfj": "saphenofemoral_junction",
    "spj": "saphenopopliteal_junction",
    "cfv": "common_femoral",
    "fv": "femoral",
    "dfv": "deep_femoral",
    "pfv": "deep_femoral",
    "popv": "popliteal",
    "pv": "popliteal",
    "ptv": "posterior_tibial",
    "atv": "anterior_tibial",
    "perv": "peroneal",
    "eiv": "external_iliac",
    "iiv": "internal_iliac",
    "civ": "common_iliac",
}


def add_side(name: str, side: Side = "both") -> str:
    """Return a name with its side last; for both legs the name alone.

    Examples
    --------
    >>> add_side("popliteal", "left"), add_side("popliteal")
    ('popliteal_left', 'popliteal')
    """
    return name if side == "both" else f"{name}_{side}"


@lru_cache(maxsize=4096)
def split_side(name: str) -> tuple[str, Side]:
    """Return a name without its side, and the side; without one, "both".

    Examples
    --------
    >>> split_side("great_saphenous_left"), split_side("Weak calf Right"), split_side("aorta")
    (('great_saphenous', 'left'), ('Weak calf', 'right'), ('aorta', 'both'))
    """
    for leg in LEGS:
        if re.search(rf"[-_ ]{leg}$", name, re.IGNORECASE):
            return name[: -len(leg) - 1], leg
    return name, "both"


def command_name(name: str, side: Side = "both") -> str:
    """Return a name as it is listed and typed: lower case with hyphens, the side last.

    Examples
    --------
    >>> command_name("RAL II"), command_name("great_saphenous", "left")
    ('ral-ii', 'great-saphenous-left')
    """
    return re.sub(r"[-_\s]+", "-", add_side(name, side).strip().lower())


def full_name(text: str) -> str:
    """Return a text with the short names of veins written out.

    Examples
    --------
    >>> full_name("leaking-gsv-left=0.3"), full_name("PTV upper")
    ('leaking-great_saphenous-left=0.3', 'posterior_tibial upper')
    """
    return re.sub(r"[^\W\d_]+", lambda word: SHORT_NAMES.get(word[0].lower(), word[0]), text)


def match_name(text: str, names: Iterable[str]) -> str | None:
    """Return the one of some names that a text means, however it is spelled; None if it is none of them.

    Examples
    --------
    >>> match_name("Great Saphenous", ["great_saphenous", "popliteal"]), match_name("aorta", ["popliteal"])
    ('great_saphenous', None)
    >>> match_name("GSV left", ["great_saphenous_left"]), match_name("popliteal vein", ["popliteal"])
    ('great_saphenous_left', 'popliteal')
    """
    known = list(names)
    if text in known:
        return text
    wanted = command_name(full_name(text))
    for one in dict.fromkeys((command_name(text), wanted, re.sub(r"-veins?(?=-|$)", "", wanted))):
        for name in known:
            if command_name(name) == one:
                return name
    return None


def legs_of(side: Side) -> tuple[Leg, ...]:
    """Return the legs that a side stands for.

    Examples
    --------
    >>> legs_of("both"), legs_of("right")
    (('left', 'right'), ('right',))
    """
    return LEGS if side == "both" else (side,)


def label(name: str) -> str:
    """Return a name as it reads: words, its side in front.

    Examples
    --------
    >>> label("dorsal_arch_left")
    'left dorsal arch'
    """
    base, side = split_side(name)
    words = base.replace("_", " ")
    return words if side == "both" else f"{side} {words}"
