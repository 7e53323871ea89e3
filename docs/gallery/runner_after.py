"""After the finish

Who stops dead after a race loses the pump of the legs while their vessels are still wide open. The veins of the legs
fill, and the blood pressure falls. Walking on keeps the blood moving: the picture compares the two for a minute.
"""

from gallery_tools import curves

import secondheart as sh

person = sh.Person()
race = sh.run(14, minutes=3)
runs = {
    "stands still": sh.simulate(person, race + sh.stand(minutes=1)),
    "walks on": sh.simulate(person, race + sh.walk(4, minutes=1)),
}
after = {name: run["arterial_mean"].isel(beat=run["beat_time"] > 190) for name, run in runs.items()}
numbers = {f"{name}, lowest mean pressure": f"{float(one.min()):.0f} mmHg" for name, one in after.items()}
figure = curves(runs, "popliteal_left", label="popliteal vein, mmHg")
