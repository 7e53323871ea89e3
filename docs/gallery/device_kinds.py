"""Which pump makes the femoral vein flow fastest

Four pneumatic devices on a lying person, each by its own times: the highest flow in the femoral vein, in means of a
second, with each device and without. Flow is all that the model has; it says nothing about thrombosis.
"""

from gallery_tools import bars

import secondheart as sh

person = sh.Person()
kinds = (None, "foot-pump", "calf", "graded-calf", "sequential")
runs = {str(kind or "none"): sh.simulate(person, sh.lie(minutes=2).with_device(kind)) for kind in kinds}
name = next(one for one in runs["none"]["connection"].values if one.startswith("femoral_upper_left>"))
flows = {title: run["flow"].sel(connection=name).rolling(time=50).mean() for title, run in runs.items()}
peaks = {title: float(flow.max()) for title, flow in flows.items()}
numbers = {title: f"{value:.1f} mL/s" for title, value in peaks.items()}
figure = bars(peaks, "highest flow in the femoral vein, mL/s")
