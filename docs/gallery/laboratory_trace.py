"""The strip of air plethysmography

What the instrument prints for a leg with a varicose great saphenous vein, with the measured points on the curve:
venous volume, the time in which 90 % of it fills, what one rise on tiptoe ejects and what ten leave behind.
`report.trace` holds the curve and the points, `report.to_pandas()` the findings. In a terminal:
`secondheart test apg --condition varicose-gsv --plot apg.png`.
"""

import secondheart as sh

patient = sh.condition(sh.Person(), "varicose-great-saphenous")
report = sh.test("apg", patient)
left = [one for one in report.findings if one.side == "left" and one.name in ("VV", "VFT90", "VFI", "EF", "RVF")]
numbers = {one.name: f"{one.value:.1f} {one.unit}" for one in left}
figure = report.plot()
