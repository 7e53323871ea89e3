"""A saved run, read again, with measured data over it

A run is saved with person, protocol and version, opened again, and a vein is picked by the name that a laboratory uses.
A table of your own measurements lies over the model's curve; here it is made from the run itself, 2 mmHg higher. In a
terminal: `secondheart show tiptoe.nc --plot tiptoe.png --over measured.csv --map pressure=ankle`.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

import secondheart as sh

with TemporaryDirectory() as folder:
    saved, table = Path(folder) / "tiptoe.nc", Path(folder) / "measured.csv"
    sh.save_result(sh.simulate(sh.Person(), sh.stand(minutes=1) + sh.tiptoe(times=10) + sh.stand(minutes=1)), saved)
    result = sh.open_result(saved)
    ankle = sh.pick(result, vein="great saphenous", at="ankle", side="left").pressure
    (ankle[::100].to_series() + 2).rename("ankle").to_csv(table, index_label="time")
    measured = sh.read_measured(table, {"pressure": "ankle"})
    figure = sh.plot.run(result, panels=("pressure",), vessels=("great_saphenous_ankle_left",), over=measured)
numbers = {"lowest pressure in the ankle vein": f"{float(ankle.min()):.0f} mmHg"}
