"""What each part of swelling carries: the parts taken away, one at a time.

A leg hangs still: an hour of standing, and 150 minutes of sitting. Each part is taken away from a body that has
settled with all of them, so that all begin alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from benchmarks.report import Section, Table
from secondheart import Person, sit, stand, wear_stockings
from secondheart.clinic.calf import CALF
from secondheart.engine import layout as at
from secondheart.engine.layout import Floats
from secondheart.packing import build_orders
from secondheart.packing.records import no_record
from secondheart.protocol import Protocol
from secondheart.simulation.session import Session, prepare, settle

TITLE = "What swelling rests on"
STOCKING = "RAL II"
ENDLESS = 1e9  # per cent a mmHg, or mL/s: so soft a tissue, or so rich a flow, that it changes nothing
MINUTE_S, SECOND_S = 60.0, 1.0
HANGING: Mapping[str, Protocol] = {"standing": stand(minutes=60), "sitting": sit(minutes=150)}
QUICK_MIN = 12
EARLY_MIN = (5, 20)
LATE = 0.5  # the second half of the time: the slow rate is a line through it
HEAD = ("", *(f"{name}{told}" for name in HANGING for told in (", mL", ": times the whole", ", early", ", late")))
WORDS = (
    "The tissue of the left calf of the default person, who hangs it still: first with all parts, then without one at "
    "a time; what it gains more without a part is what that part holds back. Early is the rate of the minutes 5 to 20, "
    "late the slope of a line through the second half, both in % of the calf a minute; the blood in its veins is not "
    "counted."
)


# Takes a part away from a settled body; what it returns is called every second after that.
Without = Callable[[Session], Callable[[], None] | None]


def nothing(_: Session) -> None:
    """Leave the body as it is."""


def soft_tissue(session: Session) -> None:
    """Tissue that does not press back."""
    for slope in (session.packed.tissue.below, session.packed.tissue.soft, session.packed.tissue.taut):
        slope[:] = ENDLESS


def steady_lymph(session: Session) -> None:
    """Lymph as much as lying, however full the tissue is."""
    session.packed.tissue.number[at.STEEPNESS] = 0.0


def no_lymph(session: Session) -> None:
    """No lymph at all."""
    session.packed.tissue.lymph[:] = 0.0


def open_capillaries(session: Session) -> None:
    """Capillaries that stay open under pressure."""
    session.packed.tissue.closing[:] = 0.0


def rich_tissue(session: Session) -> Callable[[], None]:
    """Tissue whose protein is not washed down: it stays as concentrated as it was."""
    tissue, state = session.packed.tissue, session.state
    held = state.protein / (tissue.water + state.fluid)

    def again() -> None:
        state.protein[:] = held * (tissue.water + state.fluid)

    return again


def thin_plasma(session: Session) -> Callable[[], None]:
    """Plasma that does not thicken in the whole body."""
    before = session.state.plasma.copy()

    def again() -> None:
        session.state.plasma[:] = before

    return again


def thin_on_the_way(session: Session) -> None:
    """Plasma that does not thicken on its way through a bed."""
    session.packed.tissue.flow_share[:] = ENDLESS


def wide_arterioles(session: Session) -> None:
    """Arterioles that do not narrow where a leg hangs down."""
    session.packed.network.bed_dependent[:] = 0.0


def veins_alone(session: Session) -> None:
    """A stocking that presses on veins and not on capillaries and their tissue."""
    places = session.packed.tissue.vessel.astype(int)
    for cuff in (session.command.cuff_from, session.command.cuff_to):
        cuff[places] = 0.0


PARTS: Mapping[str, Without] = {
    "without pressure of the tissue": soft_tissue,
    "without capillaries that close": open_capillaries,
    "without arterioles that narrow": wide_arterioles,
    "without protein that is washed down": rich_tissue,
    "without plasma that thickens in a bed": thin_on_the_way,
    "without plasma that thickens in all": thin_plasma,
    "without lymph that rises": steady_lymph,
    "without any lymph": no_lymph,
}
BARE: Mapping[str, Without] = {"all parts": nothing, **PARTS}
DRESSED: Mapping[str, Without] = {
    f"stocking {STOCKING}, all parts": nothing,
    "the same, pressing on veins alone": veins_alone,
}


def measure(repeats: int) -> Section:
    """Let the leg of one who stands and sits swell without each part."""
    minutes = {name: QUICK_MIN if repeats < 3 else round(one.duration_s / MINUTE_S) for name, one in HANGING.items()}
    whole = {name: gained(Person(), nothing, HANGING[name], minutes[name]) for name in HANGING}
    rows = [row(label, Person(), without, minutes, whole) for label, without in BARE.items()]
    rows += [row(label, wear_stockings(Person(), STOCKING), take, minutes, whole) for label, take in DRESSED.items()]
    times = " and ".join(f"{count} minutes of {name}" for name, count in minutes.items())
    return Section(TITLE, [f"{WORDS} Here {times}.", Table(HEAD, rows)])


def row(
    label: str, person: Person, without: Without, minutes: Mapping[str, int], whole: Mapping[str, Floats]
) -> tuple[str, ...]:
    """Return a row of the table: without this part, standing and sitting."""
    cells: list[str] = [label]
    for name, posture in HANGING.items():
        course = whole[name] if label == "all parts" else gained(person, without, posture, minutes[name])
        cells += [f"{course[-1]:.0f}", f"{course[-1] / whole[name][-1]:.2f}"]
        cells += [f"{rate:.3f}" for rate in slopes(course)]
    return tuple(cells)


def slopes(course: Floats) -> tuple[float, float]:
    """Return the early and the late rate, in per cent of the calf a minute."""
    percent, minutes = 100.0 * course / calf_mL(), np.arange(len(course))
    first, last = (min(one, len(course) - 1) for one in EARLY_MIN)
    half = round(LATE * len(course))
    late = np.polyfit(minutes[half:], percent[half:], 1)[0]
    return float((percent[last] - percent[first]) / (last - first)), float(late)


def calf_mL() -> float:
    """Volume of the tissue of a calf."""
    packed = prepare(Person(), None, ("swelling",)).packed
    return float(packed.tissue.volume[calf_places(packed.regions)].sum())


def calf_places(regions: tuple[str, ...]) -> list[int]:
    """Places of the regions of the left calf."""
    return [regions.index(f"{part}_left") for part in CALF]


def gained(person: Person, without: Without, posture: Protocol, minutes: int) -> Floats:
    """Return what the left calf has gained minute by minute, in mL, hanging still without a part of swelling."""
    session = prepare(person, None, ("swelling",))
    settle(session, posture.steps[0])
    build_orders(posture, session.packed, session.dt_s)[0].write(
        session.packed, session.command, session.state, session.dt_s
    )
    again = without(session)
    places, blank = calf_places(session.packed.regions), no_record(session.packed)
    course = [0.0]
    for _ in range(minutes):
        for _ in range(round(MINUTE_S / SECOND_S) if again else 1):
            session.advance(round((SECOND_S if again else MINUTE_S) / session.dt_s), blank)
            if again:
                again()
        course.append(float(session.state.fluid[places].sum()))
    return np.array(course)
