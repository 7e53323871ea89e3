"""The shapes of the drawn person, read from the file that the live page draws from: page and reports share a leg."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from secondheart._files import package_text

FIGURE_FILE = "app/static/scene/figure_data.js"
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
JS_EXPORT = re.compile(r"export const (\w+) = (.*?);\n", re.DOTALL)
JS_PUSH = re.compile(r"^(\w+)\.push\((.*?)\);\n", re.DOTALL | re.MULTILINE)
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
    text = COMMENT.sub("", package_text(FIGURE_FILE))
    shapes = {name: _parse(value) for name, value in JS_EXPORT.findall(text)}
    for name, value in JS_PUSH.findall(text):
        shapes[name].append(_parse(value))
    return shapes


def _parse(value: str) -> Any:
    return json.loads(LAST_COMMA.sub(r"\1", KEY.sub(r'\1"\2":', value)))
