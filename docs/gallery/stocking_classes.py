"""Classes of stockings in standing

A stocking does not lower the pressure inside an ankle vein of somebody who stands: the column of blood is as high as
before. It lowers what the wall of the vein has to bear, which is the difference between inside and outside. The bars
show this difference for the classes of RAL-GZ 387, worn by a person with varicose veins. Classes III and above are
prescribed, after a doctor has measured the arteries.
"""

from gallery_tools import ANKLE, bars, last

import secondheart as sh

person = sh.Person()
patient = sh.condition(person, "varicose-great-saphenous")
worn = {"none": patient} | {name: sh.wear_stockings(patient, name) for name in ("ral-i", "ral-ii", "ral-iii")}
across = {name: last(sh.simulate(one, sh.stand(minutes=1)), ANKLE, variable="transmural") for name, one in worn.items()}
numbers = {name: f"{value:.0f} mmHg" for name, value in across.items()}
figure = bars(across, "across the wall of the ankle vein, mmHg")
