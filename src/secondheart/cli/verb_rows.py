"""The verbs as a list: each argument with its usual value, its unit and its range."""

from __future__ import annotations

import inspect
import re
from typing import Any

from secondheart.app.actions import Argument, all_actions
from secondheart.protocol._steps import SHORTEST
from secondheart.protocol.protocol import LONGEST_S
from secondheart.protocol.verbs import all_verbs
from secondheart.units import MINUTE_S

RANGE = re.compile(r"(-?[\d.]+) to (-?[\d.]+)")
LENGTHS = {"seconds": (SHORTEST, LONGEST_S, "s"), "minutes": (SHORTEST, LONGEST_S / MINUTE_S, "min")}
OMITTED = ("transition_s", "seconds")  # what every verb takes, and what may stand for minutes


def verb_rows() -> list[dict[str, Any]]:
    """Return a row for each argument of each verb; one that takes no more than a duration has one row."""
    rows = []
    for name, verb in all_verbs().items():
        does = (inspect.getdoc(verb) or "").partition("\n\n")[0]
        known = {one.name: one for one in all_actions()[name].arguments}
        parameters = inspect.signature(verb).parameters
        for parameter in parameters.values():
            if parameter.name not in OMITTED or (parameter.name == "seconds" and "minutes" not in parameters):
                row = _argument(parameter, known.get(parameter.name), inspect.getdoc(verb) or "")
                rows.append({"name": name, **row, "does": does})
                does = ""  # said once
    return rows


def _argument(parameter: inspect.Parameter, known: Argument | None, text: str) -> dict[str, Any]:
    usual = parameter.default if parameter.default is not parameter.empty else None
    row = {"argument": parameter.name, "usual": usual, "low": None, "high": None, "unit": "", "one_of": ""}
    if parameter.name in LENGTHS:
        low, high, unit = LENGTHS[parameter.name]
        row |= {"low": low, "high": high, "unit": unit}
    if (paragraph := re.search(rf"^{parameter.name} : .*\n((?:    .*\n?)+)", text, re.MULTILINE)) is not None:
        limits, words = RANGE.search(paragraph[1]), re.search(r"\[(\S+)\]\s*$", paragraph[1])
        row |= {"low": float(limits[1]), "high": float(limits[2])} if limits else {}
        row |= {"unit": words[1]} if words else {}
    if known:
        row |= {"low": known.low, "high": known.high, "unit": known.unit, "one_of": ", ".join(known.options)}
    return {key: int(value) if isinstance(value, float) and value.is_integer() else value for key, value in row.items()}
