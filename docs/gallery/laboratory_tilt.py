"""A tilt table

Tilted head up, a person's blood sinks into legs and pelvis, and the reflexes answer: the heart quickens and the
arteries narrow. A table at 60 degrees is the usual test for people who faint. The default person does not: the stroke
volume falls by a third, and the arterial pressure holds.
"""

from gallery_tools import line

import secondheart as sh

person = sh.Person()
result = sh.simulate(person, sh.lie(minutes=1) + sh.tilt(60, minutes=2))
beats = {name: result[name].values.tolist() for name in ("beat_time", "heart_rate")}
numbers = {}
for name, unit in (("heart_rate", "/min"), ("stroke_volume", "mL"), ("arterial_mean", "mmHg")):
    part = [result[name].isel(beat=abs(result["beat_time"] - middle) < 15.0) for middle in (45.0, 165.0)]
    numbers[name.replace("_", " ")] = f"{float(part[0].mean()):.0f} to {float(part[1].mean()):.0f} {unit}"
figure = line(beats["beat_time"], beats["heart_rate"], ("time, s", "heart rate, /min"))
