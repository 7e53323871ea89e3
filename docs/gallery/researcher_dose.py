"""Dose and response of a leak

The valves of the deep veins leak from not at all to wide open; the lowest pressure in the foot vein during ten tiptoes
answers. `sh.sweep` does this for any number of the body, in parallel and with tables and files; here it is written
out.
"""

from gallery_tools import FOOT, line, lowest

import secondheart as sh

person = sh.Person()
leaks = [0.0, 0.05, 0.1, 0.2, 0.4, 0.8]
protocol = sh.stand(seconds=30) + sh.tiptoe(times=10)
runs = [sh.simulate(sh.leaking_valves(person, "deep", leak=leak) if leak else person, protocol) for leak in leaks]
after = [lowest(run, FOOT) for run in runs]
numbers = {f"leak {leak:g}": f"{value:.0f} mmHg" for leak, value in zip(leaks, after, strict=True)}
figure = line(leaks, after, ("leak of the deep valves", "lowest pressure in the foot vein, mmHg"))
