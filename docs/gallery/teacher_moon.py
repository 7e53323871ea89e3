"""Standing on the Moon

Weight makes the column of blood heavy. On Mars it is 0.38 of that on Earth, on the Moon 0.17, in orbit none. What is
left of the pressure at the ankle, and does the heart beat more slowly?
"""

from gallery_tools import ANKLE, bars, last

import secondheart as sh

person = sh.Person()
places = {"Earth": 1.0, "Mars": 0.38, "Moon": 0.17, "orbit": 0.0}
runs = {name: sh.simulate(person, sh.stand(minutes=2).gravity(g)) for name, g in places.items()}
pressures = {name: last(run, ANKLE) for name, run in runs.items()}
numbers = {
    name: f"{value:.0f} mmHg, heart {float(runs[name]['heart_rate'][-20:].mean()):.0f} /min"
    for name, value in pressures.items()
}
figure = bars(pressures, "ankle vein in standing, mmHg")
