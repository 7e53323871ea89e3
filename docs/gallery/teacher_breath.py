"""Breathing moves blood

Breathing in lowers the pressure in the chest and raises it in the belly. In a lying person the flow in the femoral vein
rises and falls with each breath. Deep, slow breaths show it best: in each the flow nearly stops.
"""

from gallery_tools import curves

import secondheart as sh

person = sh.Person()
result = sh.simulate(person, sh.lie(seconds=30) + sh.lie(seconds=30).breathing(rate_per_min=6, depth_mL=1200))
name = next(one for one in result["connection"].values if one.startswith("femoral_upper_left>"))
flow = result["flow"].sel(connection=name).rolling(time=50).mean()
usual, deep = (flow.sel(time=slice(*span)) for span in ((10, 30), (40, 60)))
numbers = {
    "usual breath": f"{float(usual.min()):.1f} to {float(usual.max()):.1f} mL/s",
    "six deep breaths a minute": f"{float(deep.min()):.1f} to {float(deep.max()):.1f} mL/s",
}
figure = curves({"femoral vein": result}, name, "flow", "flow towards the heart, mL/s")
