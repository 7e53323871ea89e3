"""Garments and devices as lists: those that come along, and those of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from secondheart.anatomy import LEGS, command_name

if TYPE_CHECKING:
    from secondheart.compression.device import Device
    from secondheart.compression.garment import Garment

Row = dict[str, Any]


def garment_rows() -> list[Row]:
    """Return the garments that come along."""
    from secondheart.compression import bandage, garment_classes, is_prescribed, stocking
    from secondheart.compression.catalogue import BANDAGE_STIFFNESS, PRESCRIBED, PROFILES, USUAL_MMHG

    stockings = [
        _garment(
            command_name(kind),
            stocking(kind, length="thigh"),
            (low, high),
            f"{source}; {PRESCRIBED}" * is_prescribed(high) or source,
        )
        for kind, (low, high, source) in garment_classes().items()
    ]
    advice = f"give the pressure: bandage-elastic=30, else {USUAL_MMHG:g}; stiffness assumed, K22; {PRESCRIBED}"
    bandages = [
        _garment(f"bandage-{kind}", bandage(USUAL_MMHG, kind=kind), (0.0, 120.0), advice)  # type: ignore[arg-type]
        for kind in BANDAGE_STIFFNESS
    ]
    measured = "give the pressures at ankle, calf and perhaps thigh: {0}=27/20"
    profiles = [
        {**dict.fromkeys(stockings[0]), "name": name, "ankle_low_mmHg": 0.0, "ankle_high_mmHg": 120.0}
        | {"source": measured.format(name) + ("; may rise" if may_rise else "")}
        for name, may_rise in PROFILES.items()
    ]
    return [*stockings, *bandages, *profiles]


def _garment(name: str, garment: Garment, ankle: tuple[float, float], source: str) -> Row:
    from secondheart.compression import is_prescribed

    return {
        "name": name,
        "ankle_low_mmHg": ankle[0],
        "ankle_high_mmHg": ankle[1],
        "foot_mmHg": garment.foot_mmHg,
        "ankle_mmHg": garment.ankle_mmHg,
        "calf_mmHg": garment.calf_mmHg,
        "thigh_mmHg": garment.thigh_mmHg,
        "stiffness_mmHg": garment.stiffness_mmHg,
        "by_doctor": is_prescribed(ankle[1]),
        "source": source,
    }


def device_rows() -> list[Row]:
    """Return the devices that come along."""
    from secondheart.compression import devices

    return [_device(one) for one in devices().values()]


def _device(one: Device) -> Row:
    return {
        "name": one.name,
        "places": [place.replace("_", " ") for place in one.places],
        "pressures_mmHg": list(one.pressures_mmHg),
        "lag_s": one.lag_s,
        "on_s": one.on_s,
        "period_s": one.period_s,
        "release": one.release,
        "title": one.title,
        "source": f"{one.source}: {one.why}" if one.why else one.source,
    }


def _points(one: Garment) -> list[Row]:
    """Return a garment by its places, and by the measuring points that make up each."""
    from secondheart.compression.garment import REGIONS
    from secondheart.compression.points import POINT_PLACES

    points = [{"name": name, "place": POINT_PLACES.get(name, "knee"), "mmHg": v} for name, v in one.points_mmHg.items()]
    places = [
        {"name": place, "place": place, "mmHg": one.pressure(region, LEGS[0])} for region, place in REGIONS.items()
    ]
    return [*points, *places, {"name": "stiffness", "place": "calf", "mmHg": one.stiffness_mmHg}]


def rows_of_file(topic: str | None, path: str) -> list[Row] | None:
    """Return what a file describes, of a list that has files; None of any other."""
    from secondheart.compression.files import is_file_name, read_device, read_garment

    if not is_file_name(path):
        return None
    if topic == "garments":
        return _points(read_garment(path).replace(side="both"))
    return [_device(read_device(path))] if topic == "devices" else None
