"""Suction, warmth, bleeding and water

Four experiments of a physiology laboratory, each a word behind a step: suction below the waist, warm air, blood drawn
from an arm, and water up to the neck. The bars show the stroke volume after four minutes, to be compared with the same
posture without it. The same words stand in protocol files.
"""

from gallery_tools import bars

import secondheart as sh


def stroke_volume(protocol: sh.Protocol) -> float:
    """Return the mean stroke volume of the last ten beats, in mL."""
    return float(sh.simulate(sh.Person(), protocol).stroke_volume[-10:].mean())


lying, standing = sh.lie(minutes=4), sh.stand(minutes=4)
done = {
    "lying": lying,
    "suction, 40 mmHg": lying.cuff("lower_body", pressure_mmHg=-40),
    "air of 36 degrees": lying.air(36),
    "450 mL of blood drawn": lying.bleeding(112.5),
    "standing": standing,
    "standing in 150 cm of water": standing.immersed(150),
}
volumes = {what: stroke_volume(protocol) for what, protocol in done.items()}
numbers = {what: f"{value:.0f} mL" for what, value in volumes.items()}
figure = bars(volumes, "stroke volume, mL")
