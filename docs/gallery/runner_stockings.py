"""Compression in a run

Runners wear stockings of some 20 mmHg. Inside the veins they change little; they take pressure off the wall of a vein,
in running and in the minute of standing after it. The picture shows the pressure across the wall.
"""

from gallery_tools import ANKLE, curves, last

import secondheart as sh

person = sh.Person()
protocol = sh.run(12, minutes=1) + sh.stand(minutes=1)
runs = {"bare": sh.simulate(person, protocol), "ral-i": sh.simulate(person, protocol.wearing("ral-i"))}
numbers = {}
for name, run in runs.items():
    numbers[f"{name}, running"] = f"{last(run.sel(time=slice(None, 60)), ANKLE, variable='transmural'):.0f} mmHg"
    numbers[f"{name}, standing after"] = f"{last(run, ANKLE, variable='transmural'):.0f} mmHg"
figure = curves(runs, variable="transmural", label="across the wall of the ankle vein, mmHg")
