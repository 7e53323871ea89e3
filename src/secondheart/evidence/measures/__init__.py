"""All measurements of the evidence by name: each a function from a result to one number, nan where there is none.

They rely on the protocols of `cases`: lying still before standing, standing before walking, and so on.
"""

from __future__ import annotations

from secondheart.evidence.measures import circulation, clinical_tests, cuffs_and_reflux, legs, postures, tissue_fluid
from secondheart.evidence.measures.measurement import MEASUREMENTS, Measurement

__all__ = [
    "MEASUREMENTS",
    "Measurement",
    "circulation",
    "clinical_tests",
    "cuffs_and_reflux",
    "legs",
    "postures",
    "tissue_fluid",
]
