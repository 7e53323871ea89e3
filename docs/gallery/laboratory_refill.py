"""How fast an emptied leg fills again

After tiptoes the veins fill from the arteries alone, if the valves hold. If they leak, blood also falls back from
above, and the veins are full much sooner. Here the valves of the great saphenous vein leak to three degrees. The table
has the pressure in the foot vein 20 s after the last rise.
"""

from gallery_tools import FOOT, curves, last

import secondheart as sh

person = sh.Person()
protocol = sh.stand(seconds=30) + sh.tiptoe(times=10) + sh.stand(seconds=40)
runs = {f"leak {leak}": sh.leaking_valves(person, "great_saphenous", leak=leak) for leak in (0.1, 0.3, 1.0)}
runs = {name: sh.simulate(one, protocol) for name, one in {"healthy": person, **runs}.items()}
later = {name: last(run.sel(time=slice(None, 60)), FOOT, 1.0) for name, run in runs.items()}
numbers = {f"{name}, 20 s later": f"{value:.0f} mmHg" for name, value in later.items()}
figure = curves(runs, FOOT, label="foot vein, mmHg")
