"""Which pump moves most blood

Five pneumatic devices on a lying person, each by its own times. What counts against thrombosis is that blood does not
stand: here the highest flow in the femoral vein, in means of a second, with each device and without.
"""

from gallery_tools import bars

import secondheart as sh

person = sh.Person()
kinds = (None, "foot-pump", "calf", "graded-calf", "sequential")
runs = {str(kind or "none"): sh.simulate(person, sh.lie(minutes=2).with_device(kind)) for kind in kinds}
name = next(one for one in runs["none"]["connection"].values if one.startswith("femoral_upper_left>"))
flows = {title: run["flow"].sel(connection=name).rolling(time=50).mean() for title, run in runs.items()}
peaks = {title: 60 * float(flow.max()) for title, flow in flows.items()}
numbers = {title: f"{value:.0f} mL/min" for title, value in peaks.items()}
figure = bars(peaks, "highest flow in the femoral vein, mL/min")
