"""Why legs get heavy in standing

Between the heart and the ankle stands a column of blood, and in quiet standing nothing lifts it. The vein at the
ankle carries all of its weight. A few steps are enough: muscles squeeze the veins, valves keep the blood from falling
back, and the pressure falls within seconds. It comes back as soon as the legs are still, in the time that the
arteries need to fill the veins again.
"""

from gallery_tools import ANKLE, curves, last

import secondheart as sh

person = sh.Person()
result = sh.simulate(person, sh.stand(minutes=1) + sh.walk(3, minutes=1) + sh.stand(minutes=1))
still, walking = (last(result.sel(time=slice(None, end)), ANKLE) for end in (60, 120))
numbers = {"standing still": f"{still:.0f} mmHg", "walking": f"{walking:.0f} mmHg"}
figure = curves({"stand, walk, stand": result}, label="ankle vein, mmHg")
