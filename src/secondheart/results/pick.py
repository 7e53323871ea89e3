"""A vein of a result by the words that people use for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from secondheart.anatomy import LEGS, SHORT_NAMES, split_side
from secondheart.errors import UnknownName, nearest

if TYPE_CHECKING:
    import xarray as xr


def pick(result: xr.Dataset, vein: str, at: str = "", side: str = "") -> xr.Dataset:
    """Return what a result holds of one vein, or of any other vessel.

    Parameters
    ----------
    result : xarray.Dataset
        As `simulate` or `open_result` returns it.
    vein : str
        In words, "great saphenous", or in the short form of duplex ultrasound, "GSV".
    at : str, optional
        Which part of it: "ankle", "calf", "upper thigh".
    side : "left" or "right", optional
        Left out, both legs are returned along the dimension `side`.

    Returns
    -------
    xarray.Dataset
        Pressure, transmural pressure, volume (and saturation) by `time`.

    Raises
    ------
    UnknownName
        If the result holds no such vessel, or several; the message names them.

    Examples
    --------
    >>> import secondheart as sh
    >>> result = sh.simulate(sh.Person(), sh.stand(seconds=5))
    >>> pick(result, vein="great saphenous", at="ankle", side="left").pressure.dims
    ('time',)
    >>> pick(result, "GSV", "ankle").sizes["side"]
    2
    """
    held = [str(name) for name in result["vessel"].values]
    name, named_side = split_side("_".join(_words(f"{vein} {at}")))
    wanted = side or ("" if named_side == "both" else named_side)
    if wanted and wanted not in LEGS:
        raise UnknownName.of("side", wanted, LEGS)
    matching = _matching(name, held)
    if not matching:
        raise UnknownName.of("vessel of this result", f"{vein} {at}".strip(), [split_side(one)[0] for one in held])
    if len(matching) > 1:
        places = ", ".join(matching)
        raise UnknownName(f"'{vein}{f' {at}' if at else ''}' is in {len(matching)} places of this result: {places}")
    (only,) = matching
    part = result[[str(key) for key, one in result.data_vars.items() if "vessel" in one.dims]]
    if only in held:
        return part.sel(vessel=only)
    legs = [leg for leg in LEGS if f"{only}_{leg}" in held and wanted in ("", leg)]
    if not legs:
        raise UnknownName(
            f"the {only.replace('_', ' ')} of the {wanted} leg is not in this result; {nearest(only, held)}"
        )
    if wanted:
        return part.sel(vessel=f"{only}_{wanted}")
    both = part.sel(vessel=[f"{only}_{leg}" for leg in legs]).rename(vessel="side")
    return both.assign_coords(side=legs)


def _words(text: str) -> list[str]:
    words = [word for word in re.split(r"[\s_-]+", text.lower()) if word]
    return [
        part
        for word in words
        for part in SHORT_NAMES.get(word, word).split("_")
        if part not in ("vein", "veins", "the")
    ]


def _matching(name: str, held: list[str]) -> list[str]:
    """Return the vessels, without side, that a name means: its own, else those whose words it has all of."""
    names = list(dict.fromkeys(split_side(one)[0] for one in held))
    if name in names:
        return [name]
    words = set(name.split("_"))
    return [one for one in names if words <= set(one.split("_"))]
