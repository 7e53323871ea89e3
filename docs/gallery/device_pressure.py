"""How hard to press

The pressure of a calf chamber from 20 to 80 mmHg, all else as in the built-in device `calf`. The more it presses, the
emptier the veins already are, and the less each further 10 mmHg gains.
"""

from gallery_tools import line

import secondheart as sh
from secondheart.compression import device

person = sh.Person()
calf = device("calf")
pressures = [20.0, 30.0, 45.0, 60.0, 80.0]
runs = [sh.simulate(person, sh.lie(minutes=2).with_device(calf.replace(pressures_mmHg=(p,)))) for p in pressures]
name = next(one for one in runs[0]["connection"].values if one.startswith("femoral_upper_left>"))
peaks = [float(run["flow"].sel(connection=name).rolling(time=50).mean().max()) for run in runs]
numbers = {f"{p:g} mmHg": f"{peak:.1f} mL/s" for p, peak in zip(pressures, peaks, strict=True)}
figure = line(pressures, peaks, ("pressure of the chamber, mmHg", "highest flow in the femoral vein, mL/s"))
