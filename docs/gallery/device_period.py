"""How often to press

The built-in device `calf` presses once a minute. Pressed more often it meets veins that have not filled again, and each
stroke moves less; in a minute most blood is moved by a stroke every half minute. The picture shows what a stroke
takes out of the vessels under one chamber, with the breath held, so that its own waves do not count.
"""

from gallery_tools import line

import secondheart as sh
from secondheart.compression import device
from secondheart.person.atlas.read import table as atlas

calf, periods = device("calf"), [20.0, 30.0, 45.0, 60.0, 90.0]
strokes = []
for period in periods:
    pumped = sh.lie(minutes=6).with_device(calf.replace(period_s=period)).without("breathing")
    run = sh.simulate(sh.Person(), pumped, sample_s=0.1)
    veins = [f"{name}_left" for name in atlas("cuffs")["calf"]["vessels"]]
    blood = run["volume"].sel(vessel=veins, time=slice(90, None)).sum("vessel")
    each = blood.coarsen(time=round(10 * period), boundary="trim")
    strokes.append(float((each.max() - each.min()).mean()))
numbers = {
    f"every {period:g} s": f"{stroke:.0f} mL a stroke, {60 / period * stroke:.0f} mL a minute"
    for period, stroke in zip(periods, strokes, strict=True)
}
figure = line(periods, strokes, ("time between strokes, s", "out of a calf, mL a stroke"))
