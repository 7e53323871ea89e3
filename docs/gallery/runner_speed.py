"""From walking to running

The faster the legs go, the more often they squeeze, but the more blood the arteries bring as well. In the model the two
balance up to slow running: the pressure at the ankle stays. At 14 km/h the inflow wins. Hardly any measurement checks
leg pressures in running.
"""

from gallery_tools import ANKLE, bars, last

import secondheart as sh

person = sh.Person()
paces = {f"walk {km_h}": sh.walk(km_h, minutes=1) for km_h in (3, 6)}
paces |= {f"run {km_h}": sh.run(km_h, minutes=1) for km_h in (8, 14)}
runs = {name: sh.simulate(person, sh.stand(seconds=20) + pace) for name, pace in paces.items()}
pressures = {f"{name} km/h": last(run, ANKLE, 20.0) for name, run in runs.items()}
numbers = {name: f"{value:.0f} mmHg" for name, value in pressures.items()}
figure = bars(pressures, "ankle vein, mmHg")
