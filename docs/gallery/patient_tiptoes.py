"""Ten tiptoes at the sink

Nobody can walk about while washing up, but everybody can rise on their toes. Ten rises empty the veins of foot and
calf about as well as walking does. Arteries then fill them again: half of the pressure is back after the time below,
and all of it after twice as long. In a leg with leaking valves it comes back much sooner.
"""

from gallery_tools import FOOT, curves

import secondheart as sh

person = sh.Person()
result = sh.simulate(person, sh.stand(minutes=1) + sh.tiptoe(times=10) + sh.stand(seconds=50))
foot = result["pressure"].sel(vessel=FOOT)
still, low = float(foot.sel(time=slice(50, 60)).mean()), float(foot.sel(time=slice(60, 75)).min())
half = foot.sel(time=slice(70, None))
back = float(half["time"][(half > (still + low) / 2).argmax("time")]) - 70
numbers = {"standing": f"{still:.0f} mmHg", "lowest after ten tiptoes": f"{low:.0f} mmHg"}
numbers["half of it is back after"] = f"{back:.0f} s"
figure = curves({"foot vein": result}, FOOT, label="foot vein, mmHg")
