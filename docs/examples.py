"""What an example of the manual looks like, and when its output is still the same."""

from __future__ import annotations

import doctest
import re

# A fenced block, with the name of the file that the line above it gives it, if any
BLOCK = re.compile(r"^(?:[^\n]*`([\w-]+\.(?:toml|csv))`:\n\n)?```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
WHOLE = re.compile(r"(?<![\w.])-?\d+(?![\w.])")
TIMED = re.compile(r"in \S+ s, .* times faster than life")  # differs from machine to machine


def is_near(want: str, got: str) -> bool:
    """Say whether two outputs are the same but for whole numbers that differ by one, as a rounded pressure may."""
    pairs = zip(WHOLE.findall(want), WHOLE.findall(got), strict=False)
    alike = doctest.OutputChecker().check_output(WHOLE.sub("#", want), WHOLE.sub("#", got), 0)
    return alike and all(abs(int(one) - int(other)) <= 1 for one, other in pairs)
