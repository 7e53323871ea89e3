"""The shapes of the drawn person, read from the file that the live page draws from: page and reports share a leg."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from secondheart._files import package_text

FILE = "app/static/scene/figure_data.js"
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
EXPORT = re.compile(r"export const (\w+) = (.*?);\n", re.DOTALL)
KEY = re.compile(r"([{,]\s*)(\w+):")
LAST_COMMA = re.compile(r",(\s*[\]}])")


@cache
def figure_data() -> dict[str, Any]:
    """Return every shape of the figure by its name, in cm of an adult of 172 cm.

    Of a leg: [x, s] is x in front of its axis and s down it (hip 0, knee 42, ankle 84); [x, y, 1] is of the foot, from
    the ankle joint, y upwards.

    Examples
    --------
    >>> [vein["name"] for vein in figure_data()["VEINS"]][:2]
    ['plantar', 'posterior_tibial_lower']
    """
    text = COMMENT.sub("", package_text(FILE))
    return {name: json.loads(LAST_COMMA.sub(r"\1", KEY.sub(r'\1"\2":', value))) for name, value in EXPORT.findall(text)}
