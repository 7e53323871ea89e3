"""Ambulatory venous pressure, by cause

The pressure in a foot vein after ten tiptoes measures the muscle pump. Here are a healthy leg, one whose great
saphenous vein is incompetent, and one whose deep veins are. The grey band is the normal range. Each finding carries its
source.
"""

from gallery_tools import bars

import secondheart as sh

person = sh.Person()
cases = {
    "healthy": person,
    "great saphenous leaks": sh.leaking_valves(person, "great_saphenous", leak=0.5),
    "deep veins leak": sh.leaking_valves(person, "deep", leak=0.5),
}
found = {
    name: next(one for one in sh.ambulatory_pressure(case) if one.name == "ambulatory_venous_pressure")
    for name, case in cases.items()
}
values = {name: one.value for name, one in found.items()}
numbers = {name: f"{value:.0f} mmHg" for name, value in values.items()}
figure = bars(values, "foot vein after ten tiptoes, mmHg", (found["healthy"].normal_low, found["healthy"].normal_high))
