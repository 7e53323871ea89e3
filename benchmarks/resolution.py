"""Both resolutions side by side: what they cost, and what they find.

python -m benchmarks resolution      # cost and findings
python -m benchmarks.resolution      # the findings again, written into docs/resolution.md
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from benchmarks.bodies import go, walking
from benchmarks.clock import processor_times, spread, times_quicker
from benchmarks.report import Section, Table
from secondheart import Person, leaking_valves, lie, simulate, stand, walk
from secondheart.clinic.apg import air_plethysmography
from secondheart.clinic.avp import ambulatory_pressure
from secondheart.clinic.duplex import duplex
from secondheart.engine.stability import check_step
from secondheart.person.valve_resolution import RESOLUTIONS
from secondheart.report.text import band
from secondheart.results.measure import (
    HEARTBEAT_S,
    last_part,
    mean_pressure,
    middles,
    pressure,
    refill_time,
    smooth,
)
from secondheart.simulation.session import Session

TITLE = "Every valve its own"
PAGE = Path(__file__).parents[1] / "docs" / "resolution.md"
MADE = re.compile(r"(<!-- made by benchmarks/resolution.py -->\n).*?(<!-- end -->)", re.DOTALL)
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


def measure(repeats: int) -> Section:
    """Time a step of each resolution, and take the findings of both."""
    sessions = {resolution: walking(Person(resolution=resolution)) for resolution in RESOLUTIONS}
    return Section(TITLE, [costs(sessions, repeats), *findings()])


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


def findings() -> Iterator[str | Table]:
    """Yield a table of findings for each person; of the left leg."""
    for name, ill in PERSONS.items():
        found = [dict(examined(ill(Person(resolution=resolution)))) for resolution in RESOLUTIONS]
        yield f"{name}:"
        yield Table(
            ("finding", "unit", "normal", *RESOLUTIONS),
            [(*shown, *(f"{one[shown]:.3g}" for one in found)) for shown in found[0]],
        )


def examined(person: Person) -> Iterator[tuple[Shown, float]]:
    """Yield the main findings of a person."""
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
    """Write the tables of the manual's page anew."""
    parts = [part.markdown() if isinstance(part, Table) else part for part in findings()]
    made = "\n" + "\n\n".join(parts) + "\n\n"
    PAGE.write_text(MADE.sub(lambda found: found[1] + made + found[2], PAGE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    write()
