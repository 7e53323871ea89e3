"""Graduated or progressive

Most stockings press the ankle hardest and less further up. Progressive ones press the calf harder than the ankle.
Here the pressures of ankle and calf are exchanged, and the foot has four fifths or two thirds of the ankle's. Both are
tried on a leg with varicose veins, standing and walking.
"""

from gallery_tools import ANKLE, curves, last

import secondheart as sh

person = sh.Person()
patient = sh.condition(person, "varicose-great-saphenous")
graduated = sh.Garment(name="graduated", foot_mmHg=20, ankle_mmHg=25, calf_mmHg=15, thigh_mmHg=10)
progressive = sh.Garment(name="progressive", foot_mmHg=10, ankle_mmHg=15, calf_mmHg=25, thigh_mmHg=10, progressive=True)
protocol = sh.stand(seconds=30) + sh.walk(3, minutes=1)
runs = {one.name: sh.simulate(patient, protocol.wearing(one)) for one in (graduated, progressive)}
runs = {"none": sh.simulate(patient, protocol), **runs}
numbers = {f"{name}, walking": f"{last(run, ANKLE):.0f} mmHg" for name, run in runs.items()}
figure = curves(runs, label="ankle vein, mmHg")
