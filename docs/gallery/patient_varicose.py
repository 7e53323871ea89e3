"""A leg with varicose veins walks

Where the valves of the great saphenous vein no longer shut, some of the blood that each step lifts falls back through
it. The muscles work as hard as before and achieve less: the pressure at the ankle stays higher in walking. How high
depends on how far the valves leak.
"""

from gallery_tools import ANKLE, curves, last

import secondheart as sh

person = sh.Person()
patient = sh.condition(person, "varicose-great-saphenous")
protocol = sh.stand(minutes=1) + sh.walk(3, minutes=1)
runs = {"healthy": sh.simulate(person, protocol), "varicose": sh.simulate(patient, protocol)}
numbers = {f"{name}, walking": f"{last(run, ANKLE):.0f} mmHg" for name, run in runs.items()}
figure = curves(runs, label="ankle vein, mmHg")
