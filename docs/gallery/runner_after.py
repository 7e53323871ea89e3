"""After the finish

Who stands still after a race loses the pump of the legs while their vessels are still wide open. Their veins fill, and
the blood pressure falls. Walking on keeps the veins empty. The picture shows the ankle vein; the table adds the lowest
mean arterial pressure in the minute after the finish.
"""

from gallery_tools import ANKLE, curves, last

import secondheart as sh

person = sh.Person()
race = sh.run(14, minutes=3)
runs = {
    "stands still": sh.simulate(person, race + sh.stand(minutes=1)),
    "walks on": sh.simulate(person, race + sh.walk(4, minutes=1)),
}
after = {name: run["arterial_mean"].isel(beat=run["beat_time"] > 190) for name, run in runs.items()}
numbers = {f"{name}, lowest mean arterial pressure": f"{float(one.min()):.0f} mmHg" for name, one in after.items()}
numbers |= {f"{name}, ankle vein": f"{last(run, ANKLE):.0f} mmHg" for name, run in runs.items()}
figure = curves(runs, label="ankle vein, mmHg")
