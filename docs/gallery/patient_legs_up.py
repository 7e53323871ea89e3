"""Legs up

Lying with the legs raised turns the column of blood round: the veins of the leg empty towards the heart and the
pressure at the ankle falls to almost nothing. Sitting takes away only a part of it, as the column from the heart to
the foot is still there. The picture shows standing, sitting, lying and legs raised, one minute each.
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
