"""Legs up

Lying takes the column of blood off the legs: the pressure at the ankle falls to a few mmHg. Legs raised above the heart
turn the column round. Their veins run empty, and the pressure in them falls below that of the air. Sitting takes away
only a part, as the column from the heart to the foot still stands. The bars show the end of one minute each.
"""

from gallery_tools import ANKLE, bars, last

import secondheart as sh

person = sh.Person()
verbs = {"stand": sh.stand, "sit": sh.sit, "lie": sh.lie, "legs raised": sh.raise_legs}
result = sh.simulate(person, sum((verb(minutes=1) for verb in list(verbs.values())[1:]), start=sh.stand(minutes=1)))
ends = dict(zip(verbs, (60, 120, 180, 240), strict=True))
pressures = {name: last(result.sel(time=slice(None, end)), ANKLE) for name, end in ends.items()}
numbers = {name: f"{value:.0f} mmHg" for name, value in pressures.items()}
figure = bars(pressures, "ankle vein, mmHg")
