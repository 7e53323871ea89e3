"""Which force brings the blood back?

Heart, breathing and muscles push the blood from the legs to the heart. Guess before you look: what does the pressure
at the ankle do in walking if one of the three is switched off? Without muscles it stays up, without breathing nothing
changes that one can see, and without the heart no blood comes to fill the veins.
"""

from gallery_tools import ANKLE, curves, last

import secondheart as sh

person = sh.Person()
protocol = sh.stand(seconds=30) + sh.walk(3, minutes=1)
runs = {"all three": sh.simulate(person, protocol)}
for force in ("muscles", "breathing", "heart"):
    runs[f"without {force}"] = sh.simulate(person, protocol.without(force))
numbers = {name: f"{last(run, ANKLE):.0f} mmHg" for name, run in runs.items()}
figure = curves(runs, label="ankle vein, mmHg")
