"""How often to press

The built-in device `calf` presses once a minute. Pressed more often it meets veins that have not filled again, and
each stroke moves less. The picture shows the highest flow, by the time between strokes.
"""

from gallery_tools import line

import secondheart as sh
from secondheart.compression import device

person = sh.Person()
calf, periods = device("calf"), [20.0, 30.0, 45.0, 60.0]
runs = [sh.simulate(person, sh.lie(minutes=3).with_device(calf.replace(period_s=p))) for p in periods]
name = next(one for one in runs[0]["connection"].values if one.startswith("femoral_upper_left>"))
late = [run["flow"].sel(connection=name, time=slice(60, None)).rolling(time=50).mean() for run in runs]
peaks = [60 * float(flow.max()) for flow in late]
numbers = {f"every {p:g} s": f"{peak:.0f} mL/min" for p, peak in zip(periods, peaks, strict=True)}
figure = line(periods, peaks, ("time between strokes, s", "highest flow in the femoral vein, mL/min"))
