"""The vascular laboratory: what its tests cost, and what both resolutions of a body cost and find."""

from __future__ import annotations

import os
import re
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from benchmarks.bodies import go, walking
from benchmarks.machine import between, once, processor_times, spread, times_quicker
from benchmarks.report import Section, Table
from secondheart import Person, leaking_valves, lie, simulate, stand, walk
from secondheart.clinic import TESTS
from secondheart.clinic.apg import ARTERIES, air_plethysmography, apg_protocol, calf_volumes
from secondheart.clinic.avp import ambulatory_pressure
from secondheart.clinic.calf import leg_veins_of
from secondheart.clinic.duplex import duplex
from secondheart.engine.stability import check_step
from secondheart.evidence import cache, evidence_rows, validate
from secondheart.person.valve_resolution import RESOLUTIONS
from secondheart.report.text import band
from secondheart.results.measure import HEARTBEAT_S, last_part, mean_pressure, middles, pressure, refill_time, smooth
from secondheart.simulation.session import Session

TESTS_TITLE = "The vascular laboratory"
TESTS_WORDS = (
    "A full set of tests on one leg, one after the other on one core. All but air plethysmography examine both legs in "
    "one run, which takes as long as one leg; of that test one leg's run is timed. The shares of the three forces, 24 "
    "runs, stand apart. Then `secondheart validate` with nothing kept from before, on all cores."
)
SET = ("avp", "apg", "ppg", "strain-gauge", "occlusion", "duplex", "tilt", "pneumatic")
SET_S, VALIDATE_S = 5.0, 180.0  # aims


def measure_tests(repeats: int) -> Section:
    """Time each test, and a whole validation."""
    works: dict[str, Callable[[], object]] = {name: _examine(name) for name in (*SET, "forces")}
    times = {name: _processor_times(work, repeats) for name, work in works.items()}
    sets = [sum(parts) for parts in zip(*(times[name] for name in SET), strict=True)]
    rows = [(name, between(times[name], 2), "") for name in SET]
    rows += [("the set", between(sets, 2), f"{SET_S:g}"), ("forces", between(times["forces"], 2), "")]
    wall, spent, runs = _validate()
    rows.append((f"`secondheart validate`, {runs} rows, on {os.cpu_count()} cores, wall clock", f"{wall:.0f}", "180"))
    rows.append(("the same, processor time", f"{spent:.0f}", ""))
    late = [f"The set takes {sets[0]:.1f} s, {SET_S:g} were aimed at."] if min(sets) > SET_S else []
    late += [f"`validate` takes {wall:.0f} s, {VALIDATE_S:g} were aimed at."] if wall > VALIDATE_S else []
    return Section(TESTS_TITLE, [TESTS_WORDS, Table(("", "seconds", "aim, at most"), rows)], late)


def _examine(name: str) -> Callable[[], object]:
    if name == "apg":
        return _air_plethysmography
    return lambda: TESTS[name].examine(Person())


def _air_plethysmography() -> object:
    person = Person()
    record = (*leg_veins_of(person, "left"), *(f"{one}_left" for one in ARTERIES))
    return calf_volumes(simulate(person, apg_protocol("left"), record=record), "left")


def _processor_times(work: Callable[[], object], repeats: int) -> list[float]:
    work()  # does not count: it may compile
    return [once(work, time.process_time) for _ in range(repeats)]  # of all threads: some tests use several


def _validate() -> tuple[float, float, int]:
    """Return wall clock and processor time of a validation with nothing kept from before."""
    before, began = _spent(), time.perf_counter()
    usual = cache.runs_folder
    with tempfile.TemporaryDirectory() as empty:
        cache.runs_folder = lambda: Path(empty) / "evidence" / "runs"
        try:
            validate(recorded=False)
        finally:
            cache.runs_folder = usual
    return time.perf_counter() - began, _spent() - before, len(evidence_rows())


def _spent() -> float:
    children, own = (resource.getrusage(who) for who in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF))
    return children.ru_utime + children.ru_stime + own.ru_utime + own.ru_stime


RESOLUTIONS_TITLE = "Every valve its own"
FINDINGS_WORDS = "What the tests find at both is on [a page of its own](resolution.md#findings-at-both-resolutions)."
PAGE = Path(__file__).parents[1] / "docs" / "resolution.md"
MADE = re.compile(r"(<!-- made by benchmarks/clinical.py -->\n).*?(<!-- end -->)", re.DOTALL)
ANKLE = "great_saphenous_ankle_left"
LEAK = 0.3
TERMINAL = {"standard": "saphenofemoral_junction", "valves": "saphenofemoral_junction_2"}
PERSONS: Mapping[str, Callable[[Person], Person]] = {
    "Healthy": lambda person: person,
    "All great saphenous valves leak": partial(leaking_valves, vein="great_saphenous", leak=LEAK),
    "The valve where it enters the femoral vein leaks, and no other": lambda person: leaking_valves(
        person, valve=TERMINAL[person.resolution], leak=LEAK
    ),
    "All deep valves leak": partial(leaking_valves, vein="deep", leak=LEAK),
}
SHOWN = {
    "ambulatory_venous_pressure": "foot vein over the tenth tiptoe",
    "refill_time_90": "refill after ten tiptoes (RT90)",
    "VV": "venous volume of the calf (VV)",
    "VFI": "venous filling index (VFI)",
    "inflow_to_calf": "inflow to the calf while it fills",
    "EF": "ejection fraction of a tiptoe (EF)",
    "RVF": "residual volume fraction (RVF)",
    "reflux_time_saphenofemoral_junction": "reflux at the saphenofemoral junction",
    "reflux_time_great_saphenous": "reflux in the great saphenous vein",
    "reflux_time_popliteal": "reflux in the popliteal vein",
}
Shown = tuple[str, str, str]  # finding, unit, normal range


def measure_resolutions(repeats: int) -> Section:
    """Time a step of each resolution."""
    sessions = {resolution: walking(Person(resolution=resolution)) for resolution in RESOLUTIONS}
    return Section(RESOLUTIONS_TITLE, [costs(sessions, repeats), FINDINGS_WORDS])


def costs(sessions: Mapping[str, Session], repeats: int) -> Table:
    """Return the table of sizes, steps and times."""
    steps = {name: round(60.0 / session.dt_s) for name, session in sessions.items()}
    times = {name: processor_times(partial(go, session, steps[name]), repeats) for name, session in sessions.items()}
    rows = [
        (
            name,
            *(str(len(names)) for names in (session.packed.vessels, session.packed.connections, session.packed.valves)),
            f"{1000 * check_step(session.packed.network, session.packed.connections, session.dt_s):.2g}",
            f"{1000 * session.dt_s:g}",
            spread([one / steps[name] for one in times[name]], 1e9),
            f"{60.0 / statistics.median(times[name]):.0f}",
            f"{times_quicker(times[name], times[RESOLUTIONS[0]]):.2f}",
        )
        for name, session in sessions.items()
    ]
    head = ("resolution", "vessels", "connections", "leaflet valves", "longest stable step, ms", "step, ms")
    return Table((*head, "ns a step", "simulated s a second", "time by the standard's"), rows)


def finding_tables() -> Iterator[str | Table]:
    """Yield a table of finding_tables for each person; of the left leg."""
    for name, ill in PERSONS.items():
        found = [dict(examined(ill(Person(resolution=resolution)))) for resolution in RESOLUTIONS]
        yield f"{name}:"
        yield Table(
            ("finding", "unit", "normal", *RESOLUTIONS),
            [(*shown, *(f"{one[shown]:.3g}" for one in found)) for shown in found[0]],
        )


def examined(person: Person) -> Iterator[tuple[Shown, float]]:
    """Yield the main finding_tables of a person."""
    yield from upright(person)
    yield ("ankle vein, walking at 3 km/h", "mmHg", "18 to 30"), walked(person)
    for one in (*ambulatory_pressure(person), *air_plethysmography(person), *duplex(person)):
        if one.side == "left" and one.name in SHOWN and one.value is not None:
            yield (SHOWN[one.name], one.unit, band(one.normal_low, one.normal_high)), one.value


def upright(person: Person) -> Iterator[tuple[Shown, float]]:
    """Yield the pressure of the ankle vein of one who stands, and how long it takes to rise after lying."""
    result = simulate(person, lie(minutes=2) + stand(minutes=5), record=[ANKLE])
    lying, standing = (mean_pressure(result, ANKLE, last_part(result, step, 30.0)) for step in (0, 1))
    smoothed = smooth(result, pressure(result, ANKLE), HEARTBEAT_S)
    yield ("ankle vein, standing still", "mmHg", "74 to 95"), standing
    yield ("its rise to 90 % after lying", "s", "-"), refill_time(middles(result), smoothed, 120.0, lying, standing)


def walked(person: Person) -> float:
    """Return the mean pressure of the ankle vein in the third minute of walking."""
    result = simulate(person, stand(minutes=1) + walk(km_h=3, minutes=3), record=[ANKLE])
    return mean_pressure(result, ANKLE, last_part(result, 1, 60.0))


def write() -> None:
    """Rewrite the tables of docs/resolution.md: `python -m benchmarks.clinical`."""
    parts = [part.markdown() if isinstance(part, Table) else part for part in finding_tables()]
    made = "\n" + "\n\n".join(parts) + "\n\n"
    PAGE.write_text(MADE.sub(lambda found: found[1] + made + found[2], PAGE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    write()
