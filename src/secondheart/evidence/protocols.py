"""Protocols of the evidence that are no clinical test."""

from __future__ import annotations

from secondheart.clinic.apg import ApgPart, apg_protocol
from secondheart.compression import as_garment
from secondheart.day.fluids import through_the_day
from secondheart.day.schedule import builtin_day
from secondheart.protocol import (
    Posture,
    Protocol,
    Step,
    cycle,
    lie,
    raise_legs,
    run,
    sit,
    stand,
    tilt,
    valsalva,
    walk,
    weight_transfer,
)
from secondheart.protocol.posture import RAISED as RAISED_LEGS
from secondheart.protocol.posture import Resting
from secondheart.protocol.repeated import repeated_verbs

RECORDED_RATE_BPM, RECORDED_CADENCE_PER_MIN = 170.0, 87.0  # means of the recorded run, while running
MILES_1_7 = 2.736  # km
PRESSED_TO, PRESSED_S, UNPRESSED_S = 120.0, 120.0, 30.0  # mmHg in the cuff, at 1 mmHg a second, after a rest
SUCTION_RISE_S = 10.0
DEEP_BREATH_ML = 2000.0  # of breaths that are as deep as they are slow
LYING_BEFORE_MIN = 20.0  # before ten hours of sitting
WORK_BEGINS_S, WORK_ENDS_S = 3600.0, 8.0 * 3600.0  # of the day that begins at seven
AT_REST = {"lie": lie, "sit": sit, "stand": stand}


def lie_stand() -> Protocol:
    """Lie for five minutes, stand still for ten."""
    return lie(minutes=5) + stand(minutes=10)


def lie_sit() -> Protocol:
    """Lie for three minutes, sit for five."""
    return lie(minutes=3) + sit(minutes=5)


def tilt_lie() -> Protocol:
    """Be tilted by 60 degrees for ten minutes, lie for fifteen."""
    return tilt(60, minutes=10) + lie(minutes=15)


def tilt_at(angle_deg: float, minutes: float = 5.0) -> Protocol:
    """Lie for five minutes, be tilted; feet up where the angle is negative."""
    return lie(minutes=5) + tilt(angle_deg, minutes=minutes)


def half_sitting_raised() -> Protocol:
    """Half-sit, then be laid flat with both legs raised, two minutes each."""
    flat_legs = {"thigh_deg": 0, "calf_deg": 0, "foot_deg": 0}
    half = Posture(trunk_deg=45, **flat_legs, name="half-sitting")
    steps = (Step(duration_s=120, posture=half), Step(duration_s=120, posture=RAISED_LEGS, transition_s=3))
    return Protocol(steps=steps, name="half-sitting, raised legs")


def suction(pressure_mmHg: float) -> Protocol:
    """Lie for two minutes, then with suction below the waist for four."""
    sucked = lie(minutes=4).cuff("lower_body", pressure_mmHg=-pressure_mmHg, rise_s=SUCTION_RISE_S)
    return (lie(minutes=2) + sucked).named(f"suction of {pressure_mmHg:g} mmHg below the waist")


def long_sitting() -> Protocol:
    """Lie for 20 minutes, sit still for ten hours, as in an aircraft."""
    return (lie(minutes=LYING_BEFORE_MIN) + sit(minutes=10 * 60)).named("ten hours of sitting")


def hard_ride() -> Protocol:
    """Sit, cycle at 200 W and 60 turns a minute for five minutes."""
    return sit(minutes=2) + cycle(200, 60, minutes=5)


def strain(posture: Resting = "lie") -> Protocol:
    """Rest, strain with 40 mmHg for 15 s, rest on."""
    rest = AT_REST[posture]
    return rest(minutes=2) + valsalva(40, 15, posture) + rest(minutes=1)


def deep_breaths(posture: Resting) -> Protocol:
    """Rest, then take six deep breaths a minute."""
    rest = AT_REST[posture]
    deep = rest(minutes=1).breathing(rate_per_min=6, depth_mL=DEEP_BREATH_ML)
    return (rest(minutes=2) + deep).named(f"deep breaths, {posture}")


def stand_walk() -> Protocol:
    """Stand for two minutes, walk at 3 km/h for five."""
    return stand(minutes=2) + walk(km_h=3, minutes=5)


def treadmill() -> Protocol:
    """Stand, walk at 1.7 miles an hour for five minutes, stand still again."""
    return stand(minutes=2) + walk(km_h=MILES_1_7, minutes=5) + stand(minutes=2)


def steady_run() -> Protocol:
    """Run at the recording's mean heart rate and cadence, in its place."""
    running = run(cadence_per_min=RECORDED_CADENCE_PER_MIN, minutes=10).heart_rate(RECORDED_RATE_BPM)
    return (stand(minutes=2) + running).named("run at 170 beats and 87 strides a minute")


def run_work() -> Protocol:
    """Stand, run at 10 km/h for four minutes."""
    return stand(seconds=30) + run(km_h=10, minutes=4)


def pressing(posture: Resting) -> Protocol:
    """Rest, with a cuff on the calves that is filled by 1 mmHg a second."""
    rest = AT_REST[posture]
    pressed = rest(seconds=PRESSED_S).cuff("calf", pressure_mmHg=PRESSED_TO, rise_s=PRESSED_S)
    return rest(seconds=UNPRESSED_S) + pressed


def apg_tourniquet() -> Protocol:
    """Air plethysmography of the left leg, with a tourniquet on the thigh from the raised leg on."""
    steps = [Protocol(steps=(step,)) for step in apg_protocol("left").steps]
    constricted = [step.tourniquet("thigh", side="left") for step in steps[ApgPart.RAISED :]]
    return sum(constricted, start=sum(steps[1 : ApgPart.RAISED], start=steps[0])).named("apg-left, tourniquet thigh")


def paralysed_transfer() -> Protocol:
    """Stand still, then move the weight from foot to foot, with muscles that do nothing."""
    return (stand(minutes=2) + weight_transfer(minutes=2)).paralysed("left", "right")


def toe_curling(posture: Resting) -> Protocol:
    """Rest, curl the toes once in two seconds, twenty times."""
    return AT_REST[posture](minutes=2) + repeated_verbs()["toe_curls"](posture=posture)


def lie_at_rest() -> Protocol:
    """Lie for five minutes."""
    return lie(minutes=5)


def office_day() -> Protocol:
    """A day at an office from seven to seven, drunk, passed and lost for."""
    return through_the_day(builtin_day("office").protocol)


def office_hours() -> Protocol:
    """The same, until work ends at three."""
    return _until(office_day(), WORK_ENDS_S)


def office_hours_in(stocking: str) -> Protocol:
    """The same, with stockings that are put on when work begins."""
    day, work = office_hours(), as_garment(stocking)
    starts = zip(day.starts(), day.steps, strict=True)
    dressed = tuple(step.replace(wear=(work,)) if start >= WORK_BEGINS_S else step for start, step in starts)
    return Protocol(steps=dressed, name=f"{day.name}, in {stocking}")


def _until(protocol: Protocol, seconds: float) -> Protocol:
    steps: list[Step] = []
    for start, step in zip(protocol.starts(), protocol.steps, strict=True):
        if start < seconds:
            steps.append(step.replace(duration_s=min(step.duration_s, seconds - start)))
    return Protocol(steps=tuple(steps), name=f"{protocol.name}, until work ends")


def quick_walk() -> Protocol:
    """Stand, walk at 6 km/h for ten minutes."""
    return stand(minutes=2) + walk(km_h=6, minutes=10)


def fast_run() -> Protocol:
    """Stand, run at 12 km/h for five minutes."""
    return stand(minutes=2) + run(km_h=12, minutes=5)


def minute_walk(km_h: float) -> Protocol:
    """Stand, walk for one minute."""
    return stand(minutes=2) + walk(km_h=km_h, minutes=1)


def paced_walk(steps_per_min: float) -> Protocol:
    """Stand, walk in so many steps of both feet a minute for one minute."""
    return stand(minutes=2) + walk(cadence_per_min=steps_per_min / 2.0, minutes=1)


def thigh_cuff(pressure_mmHg: float) -> Protocol:
    """Lie, with a cuff on the left thigh for four minutes."""
    return lie(minutes=2) + lie(minutes=4).cuff("thigh", side="left", pressure_mmHg=pressure_mmHg)


def trendelenburg() -> Protocol:
    """Lie with the legs raised, then stand on the other leg."""
    return raise_legs(minutes=1) + stand(seconds=90).unloaded("left")


def apg_thigh_cuff(pressure_mmHg: float) -> Protocol:
    """Air plethysmography of the left leg, with a cuff on the thigh from standing up on."""
    steps = [Protocol(steps=(step,)) for step in apg_protocol("left").steps]
    cuffed = [step.cuff("thigh", side="left", pressure_mmHg=pressure_mmHg) for step in steps[ApgPart.FILLED :]]
    return sum(cuffed, start=sum(steps[1 : ApgPart.FILLED], start=steps[0])).named("apg-left, cuff thigh")
