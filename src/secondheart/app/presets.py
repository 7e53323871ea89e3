"""People ready made: a healthy one, and what is most often wrong with legs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from secondheart.errors import UnknownName
from secondheart.person import Person, condition, leaking_valves

WEAK_PERCENT = 50.0  # assumed: as the usual degree of weak-calf


@dataclass(frozen=True)
class PersonPreset:
    """A person ready made: what is put on one who is healthy."""

    label: str
    help: str
    change: Callable[[Person], Person]


PRESETS: dict[str, PersonPreset] = {
    "healthy": PersonPreset("Healthy", "All valves close, all muscles work.", lambda person: person),
    "varicose": PersonPreset(
        "Varicose great saphenous vein",
        "The valves of the great saphenous vein leak; its trunk is wide.",
        lambda person: condition(person, "varicose-great-saphenous"),
    ),
    "saphenous-leak": PersonPreset(
        "Leaking great saphenous vein",
        "Only the valves leak; the vein is as wide as before.",
        lambda person: leaking_valves(person, "great_saphenous", 0.3),
    ),
    "perforators": PersonPreset(
        "Incompetent perforators",
        "The perforators of the calf leak outwards.",
        lambda person: condition(person, "incompetent-perforators"),
    ),
    "deep-leak": PersonPreset(
        "Leaking deep valves", "The valves of all deep veins leak.", lambda person: leaking_valves(person, "deep", 0.3)
    ),
    "post-thrombotic": PersonPreset(
        "Post-thrombotic leg",
        "Deep valves leak, and the deep veins are narrow and stiff.",
        lambda person: condition(person, "post-thrombotic"),
    ),
    "no-valves": PersonPreset(
        "No valves", "No valve in the legs closes.", lambda person: condition(person, "no-valves")
    ),
    "weak": PersonPreset(
        "Weak muscles",
        "All leg muscles have half their strength.",
        lambda person: person.replace(strength_percent=WEAK_PERCENT),
    ),
    "stiff-ankle": PersonPreset(
        "Stiff ankle", "The ankle moves little, so the calf shortens little.", lambda p: condition(p, "stiff-ankle")
    ),
}


def preset(name: str, person: Person) -> Person:
    """Return a person of the same size who is otherwise as the preset says.

    Raises
    ------
    UnknownName
        If there is none of that name.

    Examples
    --------
    >>> preset("weak", Person(height_cm=180)).strength_percent
    50.0
    """
    if name not in PRESETS:
        raise UnknownName.of("preset", name, PRESETS)
    healthy = person.replace(
        name="default", strength_percent=100.0, leaks={}, conditions=(), treatments=(), garments=()
    )
    changed_person = PRESETS[name].change(healthy)
    return changed_person if name == "healthy" else changed_person.replace(name=name)


def preset_of(person: Person) -> str:
    """Return the preset that a person is, whatever her size and name; nothing if none.

    Examples
    --------
    >>> preset_of(Person(height_cm=180)), preset_of(Person(strength_percent=90.0))
    ('healthy', '')
    """
    for name in PRESETS:
        if preset(name, person).replace(name=person.name) == person:
            return name
    return ""
