"""Reflux in a strain

A patient who lies and strains raises the pressure in the belly. Where the valve at the groin holds, little happens in
the saphenous vein. Where it does not, blood runs down as long as the strain lasts. Flow towards the heart is
positive.
"""

from gallery_tools import curves

import secondheart as sh

person = sh.Person()
patient = sh.condition(person, "varicose-great-saphenous")
protocol = sh.lie(seconds=20) + sh.valsalva(40, seconds=10) + sh.lie(seconds=15)
runs = {"healthy": sh.simulate(person, protocol), "varicose": sh.simulate(patient, protocol)}
name = "great_saphenous_upper_thigh_left>common_femoral_left"
least = {title: float(run["flow"].sel(connection=name, time=slice(20, 30)).min()) for title, run in runs.items()}
numbers = {f"{title}, most backward": f"{value:.1f} mL/s" for title, value in least.items()}
figure = curves(runs, name, "flow", "great saphenous vein at the groin, mL/s")
