"""Numbers that fade away: what falls by a share at each step never comes to nothing by itself.

After some time it would be smaller than the smallest normal number, 2e-308, and a processor may take far longer
for each sum and product of such a one.
"""

from __future__ import annotations

from secondheart._jit import law

FAINT = 1e-30  # of a mmHg or of an opening: nothing that it is added to changes by it


@law
def let_fade(value: float) -> float:
    """Return a value, or nothing where it is too small to matter."""
    return value if abs(value) > FAINT else 0.0
