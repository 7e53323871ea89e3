"""Does the resolution matter?

The standard body has one valve for a stretch of vein; at resolution `valves` each vein is cut at each of its valves.
The two should say the same where nothing is ill. Neither loses a drop of blood.
"""

from gallery_tools import FOOT, curves, lowest

import secondheart as sh

person = sh.Person()
protocol = sh.stand(seconds=30) + sh.tiptoe(times=5) + sh.stand(seconds=20)
runs = {name: sh.simulate(person.replace(resolution=name), protocol) for name in ("standard", "valves")}
numbers = {f"{name}, lowest in the foot vein": f"{lowest(run, FOOT):.1f} mmHg" for name, run in runs.items()}
numbers["blood lost"] = f"{max(abs(run.attrs['volume_drift_mL']) for run in runs.values()):g} mL"
figure = curves(runs, FOOT, label="foot vein, mmHg")
