"""The persons and the protocols that the evidence needs: one default person, and conditions by name."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from secondheart.anatomy import LEG_REGIONS, LEGS
from secondheart.clinic.apg import ARTERIES, apg_protocol
from secondheart.clinic.avp import avp_protocol
from secondheart.clinic.calf import leg_veins_of
from secondheart.clinic.duplex import VEINS, duplex_protocol
from secondheart.clinic.forces import ALL_FORCES, forces_protocol
from secondheart.clinic.occlusion import OCCLUSION, occlusion_protocol
from secondheart.clinic.pneumatic import pneumatic_protocol
from secondheart.clinic.ppg import ppg_protocol
from secondheart.clinic.strain_gauge import strain_gauge_protocol
from secondheart.clinic.swelling import HANGING_MIN, swelling_protocol
from secondheart.compression.garment import Garment
from secondheart.errors import MissingExtra
from secondheart.evidence import protocols as of_evidence
from secondheart.person import Person, condition, leaking_valves, wear, wear_bandage, wear_stockings
from secondheart.protocol import Protocol, builtin, sit
from secondheart.recordings import read_recording
from secondheart.results.measure import ANKLE_VEIN, FOOT_VEIN
from secondheart.simulation.parallel import Job

CASES_RECORDING = "run-65min.fit"
VALVE_LEAK = 0.3  # of valves that leak by themselves; conditions have degrees of their own
BLOCKED = 3.0  # mmHg s/mL: a blocked vein with its collaterals, which raises a resting leg's pressure by 15 mmHg
GRADUATED = Garment(name="graduated, 15 to 25 mmHg", foot_mmHg=16, ankle_mmHg=20, calf_mmHg=14)
ANTI_EMBOLISM = Garment(name="18 to 8 mmHg", foot_mmHg=14.4, ankle_mmHg=18, calf_mmHg=14, thigh_mmHg=8)
BANDAGE_MMHG = 40.0
TOURNIQUET_SITE = "thigh"  # P22 names ankle and thigh; a ring at the ankle shuts most of what drains a foot vein here


class Trial(NamedTuple):
    """A person doing a protocol, both by name."""

    person: str
    protocol: str


@dataclass(frozen=True)
class RunPlan:
    """A protocol, and the vessels that have to be kept of a run of it; left out, all."""

    protocol: Callable[[], Protocol]
    sample_s: float = 0.02
    record: Callable[[], tuple[str, ...]] | None = None
    including: tuple[str, ...] = ()


def recordings_folder() -> Path | None:
    """Return the folder with recordings of real people, where there is one."""
    folder = Path(os.environ.get("SECONDHEART_RECORDINGS", Path("..") / "shared" / "recordings"))
    return folder if (folder / CASES_RECORDING).is_file() else None


def recorded_run() -> Protocol | None:
    """Return the recorded run, where the recording and the package that reads it are there."""
    folder = recordings_folder()
    if folder is None:
        return None
    try:
        return read_recording(folder / CASES_RECORDING).protocol.named("recorded run")
    except MissingExtra:
        return None


def _varicose() -> Person:
    return condition(Person(), "varicose-great_saphenous")


def _deep() -> Person:
    return leaking_valves(Person(), "deep", VALVE_LEAK)


def _post_thrombotic() -> Person:
    return condition(Person(), "post-thrombotic")


def _with_occlusion(person: Person) -> Person:
    return condition(person, "obstructed-iliac", BLOCKED)


class Someone(NamedTuple):
    """A person of the evidence, and what is the matter with him."""

    description: str
    make: Callable[[], Person]


def _elastic() -> Person:
    return wear_bandage(_varicose(), BANDAGE_MMHG, kind="elastic")


def _inelastic() -> Person:
    return wear_bandage(_varicose(), BANDAGE_MMHG, kind="inelastic")


def _deep_inelastic() -> Person:
    return wear_bandage(_deep(), BANDAGE_MMHG, kind="inelastic")


PERSONS: Mapping[str, Someone] = {
    "default": Someone("a man of 30 years, 170 cm and 70 kg", Person),
    "tall": Someone("185 cm", lambda: Person(height_cm=185)),
    "great_saphenous": Someone(
        f"valves of the great saphenous vein leak by {VALVE_LEAK:g}, its width unchanged",
        lambda: leaking_valves(Person(), "great_saphenous", VALVE_LEAK),
    ),
    "deep": Someone(f"all deep valves leak by {VALVE_LEAK:g}", _deep),
    "deep+weak-calf": Someone(
        "the same, and condition weak-calf, as usual: patients' muscles are weak",
        lambda: condition(_deep(), "weak-calf"),
    ),
    "varicose": Someone("condition varicose-great_saphenous, as usual", _varicose),
    "varicose+perforators": Someone(
        "conditions varicose-great_saphenous and incompetent-perforators, as usual",
        lambda: condition(_varicose(), "incompetent-perforators"),
    ),
    "occluded": Someone(f"condition obstructed-iliac={BLOCKED:g}", lambda: _with_occlusion(Person())),
    "deep+occluded": Someone("both", lambda: _with_occlusion(_deep())),
    "post-thrombotic": Someone("condition post-thrombotic, as usual", _post_thrombotic),
    "stiff-ankle": Someone("condition stiff-ankle, as usual", lambda: condition(Person(), "stiff-ankle")),
    "bed-rest": Someone("condition bed-rest, as usual", lambda: condition(Person(), "bed-rest")),
    "default+RAL-I": Someone("knee stockings of class I", lambda: wear_stockings(Person(), "RAL I")),
    "default+RAL-II": Someone("knee stockings of class II", lambda: wear_stockings(Person(), "RAL II")),
    "default+anti-embolism": Someone(
        "stockings of 18 mmHg at the ankle, falling to 8 at the thigh", lambda: wear(Person(), ANTI_EMBOLISM)
    ),
    "varicose+graduated": Someone(
        "knee stockings of 20 mmHg at the ankle and 14 at the calf", lambda: wear(_varicose(), GRADUATED)
    ),
    "varicose+elastic": Someone(f"elastic bandages of {BANDAGE_MMHG:g} mmHg", _elastic),
    "varicose+inelastic": Someone(f"inelastic bandages of {BANDAGE_MMHG:g} mmHg", _inelastic),
    "deep+inelastic": Someone(f"inelastic bandages of {BANDAGE_MMHG:g} mmHg", _deep_inelastic),
    "deep+RAL-II": Someone("knee stockings of class II", lambda: wear_stockings(_deep(), "RAL II")),
    "post-thrombotic+RAL-I": Someone("knee stockings of class I", lambda: wear_stockings(_post_thrombotic(), "RAL I")),
}


def _on_both_legs(*veins: str) -> Callable[[], tuple[str, ...]]:
    return lambda: tuple(f"{vein}_{side}" for vein in veins for side in LEGS)


def _on_left_leg(*vessels: str) -> Callable[[], tuple[str, ...]]:
    return lambda: tuple(f"{vessel}_left" for vessel in vessels)


def _right_atrium() -> tuple[str, ...]:
    return ("right_atrium",)


def _aorta() -> tuple[str, ...]:
    return ("ascending_aorta",)  # where all that counts is in the tissue or the beats


def _calf() -> tuple[str, ...]:
    return leg_veins_of(Person(), "left")


def _foot() -> tuple[str, ...]:
    return leg_veins_of(Person(), "left", ("foot",))


def _leg() -> tuple[str, ...]:
    return (*leg_veins_of(Person(), "left", LEG_REGIONS), "external_iliac_left", "common_iliac_left")


def _fed_calf() -> tuple[str, ...]:
    return (*_calf(), *_foot(), *(f"{artery}_left" for artery in ARTERIES), "foot_arteries_left")


PROTOCOLS: Mapping[str, RunPlan] = {
    "lie-stand": RunPlan(of_evidence.lie_stand, sample_s=0.1),
    "lie-sit": RunPlan(of_evidence.lie_sit, sample_s=0.1),
    **{
        f"tilt{angle:+d}": RunPlan(partial(of_evidence.tilt_at, angle), sample_s=0.1, record=_right_atrium)
        for angle in (-20, -15, 55, 60)
    },
    "tilt+90": RunPlan(partial(of_evidence.tilt_at, 90, 1), sample_s=0.1, record=_right_atrium),
    "suction-45": RunPlan(partial(of_evidence.suction, 45), sample_s=0.1, record=_right_atrium),
    "long-sitting": RunPlan(of_evidence.long_sitting, sample_s=10.0, record=_aorta, including=("swelling",)),
    "half-sit-raised": RunPlan(of_evidence.half_sitting_raised, sample_s=0.1, record=_right_atrium),
    "cycle-200": RunPlan(of_evidence.hard_ride, sample_s=0.1, record=_right_atrium),
    "deep-breaths-lying": RunPlan(partial(of_evidence.deep_breaths, "lie"), sample_s=0.1, record=_right_atrium),
    "deep-breaths-sitting": RunPlan(partial(of_evidence.deep_breaths, "sit"), sample_s=0.1, record=_right_atrium),
    "valsalva": RunPlan(of_evidence.strain, sample_s=0.1, record=_right_atrium),
    "valsalva-standing": RunPlan(partial(of_evidence.strain, "stand"), sample_s=0.1, record=_right_atrium),
    "tilt-lie": RunPlan(
        of_evidence.tilt_lie, sample_s=0.1, record=_on_both_legs("common_iliac_artery", "external_iliac_artery")
    ),
    "avp": RunPlan(avp_protocol, record=_on_both_legs(FOOT_VEIN, "posterior_tibial_lower")),
    "avp-tourniquet": RunPlan(lambda: avp_protocol(TOURNIQUET_SITE), record=_on_both_legs(FOOT_VEIN)),
    "stand-walk": RunPlan(of_evidence.stand_walk, record=_on_both_legs(ANKLE_VEIN, FOOT_VEIN)),
    "treadmill": RunPlan(of_evidence.treadmill, record=_on_both_legs(ANKLE_VEIN)),
    "quick-walk": RunPlan(of_evidence.quick_walk, record=_on_both_legs(ANKLE_VEIN)),
    "fast-run": RunPlan(of_evidence.fast_run, record=_on_both_legs(ANKLE_VEIN)),
    **{
        f"minute-walk-{km_h}": RunPlan(partial(of_evidence.minute_walk, km_h), record=_on_left_leg(ANKLE_VEIN))
        for km_h in (2, 5)
    },
    **{
        f"steps-{steps}": RunPlan(partial(of_evidence.paced_walk, steps), record=_on_left_leg("gastrocnemius_sinuses"))
        for steps in (60, 90, 120)
    },
    **{
        f"thigh-cuff-{mmHg}": RunPlan(
            partial(of_evidence.thigh_cuff, mmHg),
            sample_s=0.1,
            record=_on_left_leg("popliteal", "popliteal_artery", "tibial_arteries"),
        )
        for mmHg in (20, 60, 250)
    },
    "trendelenburg": RunPlan(of_evidence.trendelenburg, record=_on_left_leg(ANKLE_VEIN)),
    **{
        f"apg-thigh-{mmHg}": RunPlan(partial(of_evidence.apg_thigh_cuff, mmHg), record=_fed_calf)
        for mmHg in (20, 40, 60)
    },
    "cycle": RunPlan(lambda: builtin("cycle"), record=_on_both_legs(ANKLE_VEIN)),
    "run": RunPlan(of_evidence.steady_run, record=_right_atrium),
    "run-work": RunPlan(of_evidence.run_work),
    "forces-walking": RunPlan(lambda: forces_protocol("walking", ALL_FORCES), record=_on_both_legs(ANKLE_VEIN)),
    "forces-walking-without-muscles": RunPlan(
        lambda: forces_protocol("walking", ALL_FORCES - {"muscles"}), record=_on_both_legs(ANKLE_VEIN)
    ),
    "apg": RunPlan(lambda: apg_protocol("left"), record=_fed_calf),
    "apg-tourniquet": RunPlan(of_evidence.apg_tourniquet, record=_fed_calf),
    "ppg": RunPlan(ppg_protocol, record=_on_left_leg("calf_skin_veins")),
    "strain-gauge": RunPlan(strain_gauge_protocol, record=_calf),
    "occlusion": RunPlan(occlusion_protocol, sample_s=OCCLUSION.sample_s, record=_calf, including=OCCLUSION.including),
    "duplex": RunPlan(duplex_protocol, record=_on_left_leg(*VEINS)),
    "press-lying": RunPlan(lambda: of_evidence.pressing("lie"), sample_s=0.1, record=_calf),
    "press-sitting": RunPlan(lambda: of_evidence.pressing("sit"), sample_s=0.1, record=_calf),
    "press-standing": RunPlan(lambda: of_evidence.pressing("stand"), sample_s=0.1, record=_calf),
    "pneumatic": RunPlan(pneumatic_protocol, record=_leg),
    "weight-transfer": RunPlan(of_evidence.paralysed_transfer, record=_on_both_legs(FOOT_VEIN)),
    "hang-standing": RunPlan(swelling_protocol, sample_s=1.0, record=_calf, including=("swelling",)),
    "hang-sitting": RunPlan(
        lambda: swelling_protocol(sit(minutes=HANGING_MIN)), sample_s=1.0, record=_calf, including=("swelling",)
    ),
    "office-hours": RunPlan(of_evidence.office_hours, sample_s=10.0, record=_aorta, including=("swelling",)),
    **{
        f"office-hours-{stocking}": RunPlan(
            partial(of_evidence.office_hours_in, stocking), sample_s=10.0, record=_aorta, including=("swelling",)
        )
        for stocking in ("RAL-I", "RAL-II")
    },
    "office-day": RunPlan(of_evidence.office_day, sample_s=10.0, record=_aorta, including=("swelling",)),
    "rest-oxygen": RunPlan(of_evidence.lie_at_rest, sample_s=1.0, including=("oxygen",)),
    "toe-curls-lying": RunPlan(lambda: of_evidence.toe_curling("lie"), record=_foot),
    "toe-curls-standing": RunPlan(lambda: of_evidence.toe_curling("stand"), record=_foot),
}


def job_of(trial: Trial, recorded: Protocol | None) -> Job:
    """Return the run to be made for a trial; `recorded` stands for the protocol "run" where it is given."""
    plan = PROTOCOLS[trial.protocol]
    protocol = recorded if recorded is not None and trial.protocol == "run" else plan.protocol()
    person = PERSONS[trial.person].make().replace(name=trial.person)
    return Job(person, protocol, plan.sample_s, plan.record() if plan.record else None, plan.including)
