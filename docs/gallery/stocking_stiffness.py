"""Elastic and inelastic

Two bandages of 40 mmHg at rest. The elastic one gives way when the calf bulges; the inelastic one does not, and
presses harder with every step. In the model a bandage presses by its pressure at rest plus its stiffness times the
bulge. The picture shows the ankle vein of a leg with leaking deep valves.
"""

from gallery_tools import ANKLE, curves, last

import secondheart as sh

person = sh.Person()
patient = sh.leaking_valves(person, "deep", leak=0.5)
protocol = sh.stand(seconds=30) + sh.walk(3, minutes=1)
kinds = {"none": (), "elastic": ("bandage-elastic=40",), "inelastic": ("bandage-inelastic=40",)}
runs = {name: sh.simulate(patient, protocol.wearing(*worn) if worn else protocol) for name, worn in kinds.items()}
numbers = {f"{name}, walking": f"{last(run, ANKLE):.0f} mmHg" for name, run in runs.items()}
figure = curves(runs, label="ankle vein, mmHg")
