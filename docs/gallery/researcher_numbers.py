"""Any number of the body, changed

Every number of the body has a name, a range and a source, and may be changed by name, alone or by a pattern. The calf's
sinuses are made larger, and the veins of the legs stiffer; the pressure in the foot vein answers. A changed number
changes the person's hash and is cited. In a terminal: `secondheart compare avp default
soleal_sinuses.unstressed_volume=20`, and `secondheart list values soleal` has names and ranges.
"""

from gallery_tools import bars

import secondheart as sh

person = sh.Person()
people = [
    person,
    person.with_values({"soleal_sinuses.unstressed_volume": 20}).replace(name="large sinuses"),
    person.with_scales({"leg.vein.*.compliance": 0.85}).replace(name="stiffer veins"),
]
both = sh.compare("avp", people)
values = both.to_pandas().set_index(["finding", "side"]).loc[("ambulatory_venous_pressure", "left")]
after = {who.name: float(values[who.name]) for who in people}
numbers = {who: f"{value:.1f} mmHg" for who, value in after.items()}
figure = bars(after, "foot vein after ten tiptoes, mmHg", (15, 30))
