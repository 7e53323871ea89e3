"""Relief: the same day again, with stockings, a trained calf, walking, ankle pumps or raised legs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations
from typing import Literal

from secondheart._files import package_toml
from secondheart._model import Model
from secondheart.anatomy import command_name, match_name
from secondheart.compression import as_device, devices, is_garment, is_prescribed
from secondheart.compression.catalogue import PRESCRIBED, garment, garment_classes, garment_names, most_at_ankle
from secondheart.compression.files import is_device_file, is_file_name
from secondheart.day.schedule import Day
from secondheart.errors import UnknownName
from secondheart.person import Person
from secondheart.protocol import Protocol, Step, raise_legs, walk
from secondheart.protocol.repeated import repeated_verbs
from secondheart.units import DAY_S

WALK_EVERY_S, WALK_S, WALK_KM_H = 3600.0, 300.0, 3.0
PUMP_EVERY_S, PUMP_S, PUMP_CYCLE_S = 600.0, 60.0, 2.0
EVENING_S, LEGS_UP_S = 18 * 3600.0, 3600.0
UPRIGHT_DEG = 45.0  # trunk; below it one lies
SEATED_DEG = 30.0  # thigh; above it one stands
STILL = ("", "fidget", "weight_transfer")  # movements in which one stays where one is
SHORTEST_S = 1e-9  # a shorter piece of a step is none
STRONGEST = 200.0  # per cent: what a person may have

Kind = Literal["ankle_pumps", "legs_up", "walking", "stockings", "device", "training"]
ASKED_BURDEN = 4.0  # of a garment or device that is asked for by name (assumed)


class Measure(Model):
    """Something that helps, alone."""

    name: str
    label: str
    does: str
    kind: Kind
    burden: float
    source: str
    garment: str = ""
    device: str = ""
    strength: float = 1.0

    @property
    def needs_doctor(self) -> bool:
        """Whether it is for a doctor to give: then it is shown where it is asked for, and never offered."""
        return bool(self.garment) and is_prescribed(most_at_ankle(self.garment))

    @property
    def title(self) -> str:
        """What it is called, with what must be known first."""
        return f"{self.label} ({PRESCRIBED})" if self.needs_doctor else self.label


@cache
def known_measures() -> tuple[Measure, ...]:
    """Return the measures that are named, with the stockings of the first country, those too that a doctor gives."""
    return tuple(Measure(**row) for row in package_toml("day/relief.toml")["measure"])


@cache
def country_standards() -> Mapping[str, str]:
    """Return the standard whose classes of stockings are sold in a country, by the country's letters."""
    standards: Mapping[str, str] = package_toml("day/relief.toml")["country"]
    return standards


@cache
def measures(country: str = "de") -> tuple[Measure, ...]:
    """Return the measures that may be offered to anyone whose legs are tired, with the stockings of a country.

    Raises
    ------
    UnknownName
        If the country is not known.

    Examples
    --------
    >>> [one.name for one in measures()][:3]
    ['ankle-pumps', 'legs-up', 'walking']
    >>> [one.name for one in measures("us") if one.garment]
    ['us-15-20', 'us-20-30']
    """
    standard = country_standards().get(country.lower())
    if standard is None:
        raise UnknownName.of("country", country, country_standards())
    classes = [name for name in garment_classes() if name.split()[0] == standard]
    stockings = tuple(measure_of(command_name(name), place) for place, name in enumerate(classes))
    moving = tuple(one for one in known_measures() if one.kind != "stockings")
    offered = tuple(one for one in stockings if not one.needs_doctor)
    return tuple(sorted((*moving, *offered), key=_row_of))


def _row_of(one: Measure) -> int:
    """Return where a measure stands: as in the file, stockings where those of the file are."""
    rows = [row.kind if row.kind == "stockings" else row.name for row in known_measures()]
    return rows.index(one.kind if one.kind == "stockings" else one.name)


def measure_of(text: str, place: int = 2) -> Measure:
    """Return a measure by its name, or one that wears any garment or sits under any device, by its name or file.

    `place` orders the classes of a standard by what they ask of a person.

    Raises
    ------
    UnknownName
        If there is nothing of that name.

    Examples
    --------
    >>> measure_of("us-20-30").title, measure_of("Foot pump").kind
    ('US 20-30, knee, 25 mmHg', 'device')
    """
    named = {one.name: one for one in known_measures()}
    if known := match_name(text, named):
        return named[known]
    device = match_name(text, devices())
    if device is None and not (is_device_file(text)):
        if not is_garment(text):
            raise UnknownName.of("measure", text, (*named, *devices(), *garment_names()))
        source = "asked for by name" if is_file_name(text) else "compression/classes.toml and K09"
        label, does = garment(text).name, "worn while out of bed"
        return Measure(
            name=text, label=label, does=does, kind="stockings", garment=text, burden=2.0 + place, source=source
        )
    used = as_device(device or text)
    does = "the first hour of sitting after 18 o'clock is spent under it"
    return Measure(
        name=text, label=used.name, does=does, kind="device", device=text, burden=ASKED_BURDEN, source=used.source
    )


def with_measures(person: Person, day: Day, chosen: Iterable[Measure]) -> tuple[Person, Day]:
    """Return a person and a day with some measures: those that move first, then stockings over all of it."""
    for one in sorted(chosen, key=lambda one: one.kind == "stockings"):
        person, day = RELIEF_CHANGES[one.kind](person, day, one)
    return person, day


def together(of: Sequence[Measure] | None = None) -> tuple[Measure, ...]:
    """Return all measures that go together, with the mildest stockings, last; of those given, or of all.

    What a doctor gives goes with none.
    """
    chosen = _without_prescribed(of)
    stockings = sorted((one for one in chosen if one.kind == "stockings"), key=lambda one: one.burden)
    return (*(one for one in chosen if one.kind != "stockings"), *stockings[:1])


def sets(of: Sequence[Measure] | None = None) -> Iterator[tuple[Measure, ...]]:
    """Yield sets of some measures, or of all, the least first: none, one, two, then all with each pair of stockings.

    Of the same number that of the least burden comes first. What a doctor gives is in none.
    """
    chosen = _without_prescribed(of)
    for count in range(3):
        sets_of_a_size = [some for some in combinations(chosen, count) if _possible(some)]
        yield from sorted(sets_of_a_size, key=_burden)
    moving = tuple(one for one in chosen if one.kind != "stockings")
    stockings = sorted((one for one in chosen if one.kind == "stockings"), key=lambda one: one.burden)
    whole = [(*moving, one) for one in stockings] or [moving]
    yield from (some for some in whole if len(some) > 2)


def _without_prescribed(of: Sequence[Measure] | None) -> Sequence[Measure]:
    return measures() if of is None else [one for one in of if not one.needs_doctor]


def _burden(some: Sequence[Measure]) -> float:
    return sum(one.burden for one in some)


def _possible(some: Sequence[Measure]) -> bool:
    return sum(one.kind == "stockings" for one in some) <= 1


def is_seated(step: Step) -> bool:
    """Say whether one sits, at rest or fidgeting.

    Examples
    --------
    >>> from secondheart.protocol import sit, stand
    >>> is_seated(sit(minutes=1).steps[0]), is_seated(stand(minutes=1).steps[0])
    (True, False)
    """
    return _up(step) and step.posture.thigh_deg <= SEATED_DEG and _stays(step)


def _up(step: Step) -> bool:
    return step.posture.trunk_deg >= UPRIGHT_DEG


def _stays(step: Step) -> bool:
    return (step.activity.name if step.activity else "") in STILL


def _walking(person: Person, day: Day, _: Measure) -> tuple[Person, Day]:
    bout = walk(WALK_KM_H, seconds=WALK_S).steps[0]
    steps = interleave(day.protocol, bout, WALK_EVERY_S, lambda step: _up(step) and _stays(step))
    return person, _with(day, steps)


def _ankle_pumps(person: Person, day: Day, _: Measure) -> tuple[Person, Day]:
    bout = repeated_verbs()["ankle_pumps"](round(PUMP_S / PUMP_CYCLE_S), PUMP_CYCLE_S, "sit").steps[0]
    return person, _with(day, interleave(day.protocol, bout, PUMP_EVERY_S, is_seated))


def _legs_up(person: Person, day: Day, _: Measure) -> tuple[Person, Day]:
    return person, _with(day, _evening(day, _up_of))


def _device(person: Person, day: Day, measure: Measure) -> tuple[Person, Day]:
    used = as_device(measure.device)
    return person, _with(day, _evening(day, lambda step, seconds: cut(step, seconds).replace(device=used)))


def _stockings(person: Person, day: Day, measure: Measure) -> tuple[Person, Day]:
    dressed_steps = day.protocol.wearing(measure.garment).steps
    steps = (dressed if _up(step) else step for step, dressed in zip(day.protocol.steps, dressed_steps, strict=True))
    return person, _with(day, steps)


def _training(person: Person, day: Day, measure: Measure) -> tuple[Person, Day]:
    strength = min(person.strength_percent * measure.strength, STRONGEST)
    return person.replace(strength_percent=strength), day


RELIEF_CHANGES: Mapping[Kind, Callable[[Person, Day, Measure], tuple[Person, Day]]] = {
    "ankle_pumps": _ankle_pumps,
    "legs_up": _legs_up,
    "walking": _walking,
    "stockings": _stockings,
    "device": _device,
    "training": _training,
}


def interleave(protocol: Protocol, bout: Step, every_s: float, when: Callable[[Step], bool]) -> Iterator[Step]:
    """Yield the steps of a protocol, with a bout at the end of every so many seconds of some of them.

    What comes of a bout takes the place of what was done; the protocol stays as long as it was.
    """
    since, rest = 0.0, every_s - bout.duration_s
    for step in protocol.steps:
        left = step.duration_s
        while when(step) and left > 1e-9:
            resting = since < rest - 1e-9
            length = min(left, (rest if resting else every_s) - since)
            yield cut(step if resting else bout.replace(wear=step.wear), length)
            since = (since + length) % every_s
            left -= length
        if left > 1e-9:
            yield cut(step, left)


def cut(step: Step, seconds: float) -> Step:
    """Return a step of another length; a change of posture takes no longer than it."""
    return step.replace(duration_s=seconds, transition_s=min(step.transition_s, seconds))


def _evening(day: Day, change: Callable[[Step, float], Step]) -> Iterator[Step]:
    """Yield the steps of a day, the first hour of sitting in the evening changed."""
    left, now = LEGS_UP_S, day.begins_s
    for step in day.protocol.steps:
        start, end = now, now + step.duration_s
        now = end
        evening = EVENING_S + DAY_S * (start // DAY_S)
        before = min(max(evening - start, 0.0), step.duration_s)
        changed = min(left, step.duration_s - before) if is_seated(step) else 0.0
        left -= changed
        if before > SHORTEST_S:
            yield cut(step, before)
        if changed > SHORTEST_S:
            yield change(step, changed)
        if step.duration_s - before - changed > SHORTEST_S:
            yield cut(step, step.duration_s - before - changed)


def _up_of(step: Step, seconds: float) -> Step:
    return raise_legs(seconds=seconds).steps[0].replace(wear=step.wear)


def _with(day: Day, steps: Iterable[Step]) -> Day:
    return day.replace(protocol=Protocol(name=day.protocol.name, steps=tuple(steps)))
