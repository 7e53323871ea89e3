"""The compression bench

One varicose leg: bare, in two classes, in a stocking given by its pressure at three points, and in an inelastic
bandage. The bars show the residual volume fraction (RVF), the share of the calf's blood that ten tiptoes leave behind;
the table adds the ejection fraction (EF) of one. The same bench is the command `secondheart bench`.
"""

from gallery_tools import bars

import secondheart as sh

patient = sh.condition(sh.Person(), "varicose-great-saphenous", 0.3)
garments = ["ral-i", "ral-ii", "stocking=B:27/B1:24/C:20", "bandage-inelastic=40"]
rows = sh.bench(patient, garments)
found = {row.name: {one.quantity: one for one in row.values} for row in rows}
numbers = {}
for name, values in found.items():
    numbers[f"{name}: EF, RVF"] = f"{values['EF'].value:.0f}, {values['RVF'].value:.0f} %"
figure = bars({name: values["RVF"].value for name, values in found.items()}, "residual volume fraction, %")
