"""The column of blood

In standing the pressure of a vein is that of the right atrium plus the weight of the blood between them: 0.78 mmHg for
each centimetre. Taller people have more of it at the ankle. Guess the number for 2 m.
"""

from gallery_tools import ANKLE, last, line

import secondheart as sh

heights = [150.0, 160.0, 170.0, 185.0, 200.0]
people = [sh.Person(height_cm=h, mass_kg=24 * (h / 100) ** 2) for h in heights]
pressures = [last(sh.simulate(one, sh.stand(minutes=1)), ANKLE) for one in people]
numbers = {f"{h:g} cm": f"{p:.0f} mmHg" for h, p in zip(heights, pressures, strict=True)}
figure = line(heights, pressures, ("height, cm", "ankle vein in standing, mmHg"))
