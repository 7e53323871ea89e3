"""A body's vessels and connections, as the stepper's arrays."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

import numpy as np

from secondheart.anatomy import LEG_REGIONS, LEGS, split_side
from secondheart.engine import layout as at
from secondheart.engine.layout import Floats, Gas, Network, Tables, Tissue
from secondheart.errors import NetworkError
from secondheart.packing.aligned import align
from secondheart.packing.arrangement import (
    CHAMBER,
    INSTANT_KINDS,
    KINDS,
    NO_VALVE,
    VEIN,
    WITH_LEAFLETS,
    arrange,
)
from secondheart.packing.oxygen import gas_of
from secondheart.packing.tissue import leg_parts, region_names, tissue_of
from secondheart.person.body import MUSCLES, WALLS, Body, Connection, Vessel
from secondheart.physics.breathing import inflation
from secondheart.physics.compression import girth_stiffness
from secondheart.physics.elastic_wall import buckling_pressure
from secondheart.physics.heart import activation
from secondheart.physics.inertance import inertance
from secondheart.physics.quadratic_loss import FREE_SHARE, loss_coefficient
from secondheart.physics.valve import carried_rate, still_rate
from secondheart.physics.vein_wall import pressure_scale

SLEEVES = tuple(f"{part}_{side}" for side in LEGS for part in LEG_REGIONS)  # parts that garments go around
SURROUNDINGS = {"none": at.AIR, "thorax": at.CHEST, "abdomen": at.BELLY, "cranium": at.SKULL, "pericardium": at.HEART}
NETWORK_PLACES = 4096  # of a table of a heartbeat or a breath
OPEN_MOUTHS = ("venules", "perforator")  # kinds of connections whose head no flat vein narrows
LEAST_HELD_S = 0.05  # what the vagus adds to a beat of the quickest heart at rest (assumed)
HANGING = ("foot", "calf", "thigh", "pelvis")  # parts whose arterioles narrow when they hang down
NETWORK_PERSON = {  # places among the numbers of a person, and where each comes from
    at.SET_ARTERIAL: "reflex.arterial_set_point",
    at.SET_ATRIAL: "reflex.atrial_set_point",
    at.GAIN_VAGAL: "reflex.vagal",
    at.GAIN_SYMPATHETIC: "reflex.sympathetic",
    at.GAIN_R_ARTERIAL: "reflex.resistance_arterial",
    at.GAIN_R_CARDIOPULMONARY: "reflex.resistance_cardiopulmonary",
    at.GAIN_V_ARTERIAL: "reflex.tone_arterial",
    at.GAIN_V_CARDIOPULMONARY: "reflex.tone_cardiopulmonary",
    at.GAIN_CONTRACTILITY: "reflex.contractility",
    at.GAIN_BREATH: "reflex.breath",
    at.PULSE_WEIGHT: "reflex.pulse",
    at.PULSE_USUAL: "reflex.usual_pulse",
    at.CAROTID_SHARE: "reflex.carotid_share",
    at.LEAD: "reflex_time.lead",
    at.ADAPTING: "reflex_time.adapting",
    at.BEAT_LAG: "reflex_time.beat_lag",
    at.BREATH_LAG: "reflex_time.breath_lag",
    at.MEAN_LAG: "reflex_time.mean_lag",
    at.HANGING_LAG: "reflex_time.hanging_lag",
    at.LUNGS_LAG: "reflex_time.lungs_lag",
    at.PULSE_LAG: "reflex_time.pulse_lag",
    at.VAGAL_DELAY: "reflex_time.vagal_delay",
    at.VAGAL_LAG: "reflex_time.vagal_lag",
    at.SYMPATHETIC_DELAY: "reflex_time.sympathetic_delay",
    at.SYMPATHETIC_LAG: "reflex_time.sympathetic_lag",
    at.RESISTANCE_DELAY: "reflex_time.resistance_delay",
    at.RESISTANCE_LAG: "reflex_time.resistance_lag",
    at.VENOUS_DELAY: "reflex_time.venous_delay",
    at.VENOUS_LAG: "reflex_time.venous_lag",
    at.EFFORT_LAG: "work.effort_lag",
    at.MOVING_LAG: "work.moving_lag",
    at.EFFORT_ON: "work.muscle_on",
    at.EFFORT_OFF: "work.muscle_off",
    at.MOVING_RISE: "work.moving_rise",
    at.MOVING_SET: "work.moving_set_point",
    at.SET_POINT_RISE: "work.set_point_rise",
    at.CONTRACTILITY_RISE: "work.contractility_rise",
    at.SYSTOLE_SHORTENED: "work.systole_shortened",
    at.VISCERAL_RISE: "work.visceral_rise",
    at.VEINS_EMPTIED: "work.veins_emptied",
    at.SKIN_LAG: "skin.lag",
    at.EMPTIED_OPENING: "emptied_vein.opening",
    at.EMPTIED_LAG: "emptied_vein.lag",
    at.EMPTIED_MEMORY: "emptied_vein.memory",
    at.RISE_PRESS: "rise.belly",
    at.RISE_EFFORT: "rise.effort",
    at.SYSTOLE: "heart.systole",
    at.PERICARDIUM_SLACK: "pericardium.slack",
    at.PERICARDIUM_GIVE: "pericardium.give",
    at.CREEP_SHARE: "vein_wall.yielding",
    at.CREEP_LAG: "vein_wall.yielding_lag",
    at.RATE_REST: "heart_rate.rest",
    at.RATE_MAX: "heart_rate.maximal",
    at.CHEST_BASE: "chest.pressure",
    at.CHEST_UPRIGHT: "chest.upright",
    at.SKULL_PRESSURE: "chest.skull_pressure",
    at.BELLY_BASE: "belly.pressure",
    at.BELLY_UPRIGHT: "belly.upright",
    at.BELLY_LAG: "belly.lag",
    at.BELLY_DEPTH: "belly.depth",
    at.OPENING_RATE: "valve.opening_rate",
    at.CLOSING_RATE: "valve.closing_rate",
}


SENSED = {  # vessels that the reflexes and the skull ask for, by their field of `Network`
    "aorta": "ascending_aorta",
    "carotid": "carotid_arteries",
    "atrium": "right_atrium",
    "head_veins": "head_veins",
}


@dataclass(frozen=True)
class Packed:
    """A body as arrays, with the names of their places."""

    body: Body
    network: Network
    tables: Tables
    tissue: Tissue
    gas: Gas
    vessels: tuple[str, ...]
    connections: tuple[str, ...]
    valves: tuple[str, ...]  # names of the leaflet valves, in the order of the last connections
    muscles: tuple[str, ...]
    beds: tuple[str, ...]
    bed_parts: tuple[str, ...]  # calf, foot, thigh, ... of each bed
    bed_tissues: tuple[str, ...]
    positions: Floats  # cm below the right atrium, vessel
    regions: tuple[str, ...] = ()  # of tissue that swells; none where that is left out
    heights: dict[tuple[float, ...], Floats] = field(default_factory=dict, repr=False)  # by the angles of a posture

    @cached_property
    def _vessel_places(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self.vessels)}

    @cached_property
    def _connection_places(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self.connections)}

    def vessel(self, name: str) -> int:
        """Place of a vessel."""
        return self._vessel_places[name]

    def connection(self, name: str) -> int:
        """Place of a connection, named from>to."""
        return self._connection_places[name]


@cache
def muscle_names() -> tuple[str, ...]:
    """Names of the muscle groups of both legs and of the walls of chest and belly, in the stepper's order."""
    return (*(f"{muscle}_{side}" for side in LEGS for muscle in MUSCLES), *WALLS)


def pack(body: Body, including: Collection[str] = ()) -> Packed:
    """Return the arrays of a body; `including` names what is simulated beside the blood: swelling, oxygen.

    Raises
    ------
    NetworkError
        If a connection leads nowhere, a vessel hangs loose, or a number is not positive.
    """
    _check(body.vessels, body.connections)
    order = arrange(body.vessels, body.connections)
    vessels, connections, classes = order.vessels, order.connections, order.classes
    place = {vessel.name: i for i, vessel in enumerate(vessels)}
    names = tuple(c.name for c in connections)
    way = {name: i for i, name in enumerate(names)}
    beds = [c for c in body.connections if c.kind == "arterioles"]
    out = {c.bed: (way[c.name], place[c.head]) for c in connections if c.kind == "venules"}
    per_effort = [_per_effort(c, body) for c in beds]
    network = Network(
        chambers=np.uint64(sum(KINDS[v.kind] == CHAMBER for v in vessels)),
        elastic=np.uint64(sum(KINDS[v.kind] < VEIN for v in vessels)),
        vessels=np.uint64(len(vessels)),
        soft=np.uint64(_soft(vessels)),
        plain=np.uint64(classes.count(NO_VALVE)),
        instant=np.uint64(len(classes) - classes.count(WITH_LEAFLETS)),
        flows=np.uint64(len(connections)),
        valved=np.uint64(max(len(connections) - _eights(len(classes) - classes.count(NO_VALVE)), 0)),
        plain_run=np.uint64(order.plain_run),
        plain_from=np.uint64(order.plain_from),
        leaflet_run=np.uint64(len(classes) - classes.count(WITH_LEAFLETS) + order.leaflet_run),
        leaflet_from=np.uint64(order.leaflet_from),
        **{field: np.uint64(place[name]) for field, name in SENSED.items()},
        tail=np.array([place[c.tail] for c in connections], np.uint64),
        head=np.array([place[c.head] for c in connections], np.uint64),
        head_filling=np.array([_head_filling(c, place, vessels) for c in connections], np.uint64),
        unstressed=np.array([v.unstressed for v in vessels]),
        elastance=np.array([v.elastance_diastolic or 1.0 / v.compliance for v in vessels]),
        buckling=np.array([buckling_pressure(v.kind, v.buckling) for v in vessels]),
        systolic=np.array([v.elastance_systolic for v in vessels]),
        taut=np.array([v.elastance_taut for v in vessels]),
        filling=np.array([v.filling or 1.0 for v in vessels]),
        atrial=np.array([v.name.endswith("atrium") for v in vessels], np.int64),
        per_distending=np.array([1.0 / v.distending if v.distending else 0.0 for v in vessels]),
        scale=np.array([pressure_scale(v.compliance, v.distending) if v.distending else 0.0 for v in vessels]),
        surroundings=np.array([surroundings(v) for v in vessels], np.uint64),
        transmission=np.array([v.transmission for v in vessels]),
        garment_pressure=np.array([v.garment_pressure for v in vessels]),
        skin_share=np.array([v.skin_transmission for v in vessels]),
        muscle_free=_muscle_free(body, vessels),
        sleeve=np.array([_sleeve(v) for v in vessels], np.uint64),
        sleeve_rest=_sleeve_rest(body),
        sleeve_stiffness=sleeve_stiffness(body),
        tone_share=np.array([_tone_share(v, body) for v in vessels]),
        resistance=np.array([c.resistance for c in connections]),
        inertance=np.array([inertance(c.length, c.lumen) for c in connections]),
        loss=np.array([_loss(c) for c in connections]),
        leak=np.array([c.leak for c in connections]),
        quickest=np.array([_quickest(c, own, body) for c, own in zip(connections, classes, strict=True)]),
        carried=np.array([_carried_rate(c, own) for c, own in zip(connections, classes, strict=True)]),
        pace=np.array([1.0 / c.loss_share for c in connections]),
        clamp=np.ones(len(connections)),
        bed_in=np.array([way[c.name] for c in beds], np.int64),
        bed_out=np.array([out[c.bed][0] for c in beds], np.int64),
        bed_vein=np.array([out[c.bed][1] for c in beds], np.int64),
        bed_per_effort=np.array(per_effort),
        bed_dependent=np.array([body.scalars["dependency.gain"] * (c.part in HANGING) for c in beds]),
        bed_reflex=np.array([float(c.part not in ("head", "coronary")) for c in beds]),
        bed_visceral=np.array([float(c.part in ("splanchnic", "renal")) for c in beds]),
        bed_skin=np.array([body.scalars["skin.growth"] * (c.tissue == "skin") for c in beds]),
        person=_person(body),
    )
    return Packed(
        body=body,
        network=align(network),
        tables=_tables(),
        tissue=align(tissue_of(body, place, network, muscle_names(), "swelling" in including)),
        gas=align(gas_of(body, place, tuple(c.bed for c in beds), network, "oxygen" in including)),
        vessels=tuple(place),
        connections=names,
        valves=tuple(c.valve for c, own in zip(connections, classes, strict=True) if own == WITH_LEAFLETS),
        muscles=muscle_names(),
        beds=tuple(c.bed for c in beds),
        bed_parts=tuple(c.part for c in beds),
        bed_tissues=tuple(c.tissue for c in beds),
        positions=np.array([v.position for v in vessels]),
        regions=region_names() if "swelling" in including else (),
    )


def _soft(vessels: Sequence[Vessel]) -> int:
    """Where the law of veins begins to run: eight at a time, so that a rest of them is not worked out one by one."""
    kinds = [KINDS[v.kind] for v in vessels]
    return max(len(vessels) - _eights(kinds.count(VEIN)), kinds.count(CHAMBER))


def _eights(count: int) -> int:
    """Round up to a multiple of eight."""
    return 8 * math.ceil(count / 8)


def _head_filling(connection: Connection, place: dict[str, int], vessels: Sequence[Vessel]) -> int:
    """Vessel whose filling sets the resistance at the head of a connection: none where venules enter a vein.

    Nor where a perforator does: the muscle vein that it ends in is pressed flat, its own mouth is not.
    """
    head = place[connection.head]
    return head if vessels[head].kind == "vein" and connection.kind not in OPEN_MOUTHS else len(vessels)


def surroundings(vessel: Vessel) -> int:
    """Place of a vessel's surroundings in the outside pressures."""
    return _surroundings_places()[vessel.surroundings]


@cache
def _surroundings_places() -> dict[str, int]:
    return SURROUNDINGS | {muscle: at.FIRST_MUSCLE + place for place, muscle in enumerate(muscle_names())}


def _muscle_free(body: Body, vessels: Sequence[Vessel]) -> Floats:
    bare = body.bare or body
    return np.array([float(bare.vessel(v.name).surroundings == "none") for v in vessels])


def sleeve_stiffness(body: Body) -> Floats:
    """Rise of the pressure of garments for each mL in the veins of each part that they go around; the last is 0."""
    stiffness = np.zeros(len(SLEEVES) + 1)
    parts = leg_parts(body) if body.sleeves else []
    for place, (girth, volume) in enumerate(parts):
        stiffness[place] = girth_stiffness(body.sleeves[SLEEVES[place]], girth, volume)
    return stiffness


def _sleeve_rest(body: Body) -> Floats:
    """Blood in the veins of each part of a leg that lies under a garment, and 0, in mL."""
    rest = np.zeros(len(SLEEVES) + 1)
    for vessel in body.vessels:
        if vessel.kind == "vein" and vessel.region in SLEEVES:
            rest[_sleeve(vessel)] += body.scalars["garment.lying_veins"] * vessel.unstressed
    return rest


def _sleeve(vessel: Vessel) -> int:
    return SLEEVES.index(vessel.region) if vessel.region in SLEEVES else len(SLEEVES)


def _loss(connection: Connection) -> float:
    if not connection.valve:
        return 0.0
    free = 1.0 if connection.kind in INSTANT_KINDS else FREE_SHARE
    return float(loss_coefficient(connection.valve_lumen, free)) * connection.loss_share


def _quickest(connection: Connection, own: int, body: Body) -> float:
    return still_rate(connection.valve_lumen, body.scalars["valve.cusp_speed"]) if own == WITH_LEAFLETS else 0.0


def _carried_rate(connection: Connection, own: int) -> float:
    return carried_rate(connection.valve_lumen) if own == WITH_LEAFLETS else 0.0


def _tone_share(vessel: Vessel, body: Body) -> float:
    base = split_side(vessel.name)[0]
    return body.scalars.get(f"tone_share.{base}", 0.0)


def _per_effort(connection: Connection, body: Body) -> float:
    return 0.0 if connection.tissue == "skin" else body.scalars.get(f"effort.{connection.part}", 0.0)


def _person(body: Body) -> Floats:
    person = np.zeros(at.PERSON)
    for key, name in NETWORK_PERSON.items():
        person[key] = body.scalars[name]
    person[at.RR_REST] = 60.0 / body.scalars["heart_rate.rest"]
    free = 60.0 / body.scalars["heart_rate.without_nerves"]
    person[at.RR_HELD] = max(person[at.RR_REST] - free, LEAST_HELD_S)
    return person


@cache
def _tables() -> Tables:
    """Return a heartbeat and a breath: the same for everybody, and only read."""
    return align(Tables(_contraction(), _inflation()))


def _contraction() -> Floats:
    return np.array([activation(1.5 * i / NETWORK_PLACES, 1.0) for i in range(NETWORK_PLACES + 1)])


def _inflation() -> Floats:
    return np.array([inflation(i / NETWORK_PLACES) for i in range(NETWORK_PLACES + 1)])


def _check(vessels: Sequence[Vessel], connections: Sequence[Connection]) -> None:
    names = {vessel.name for vessel in vessels}
    for c in connections:
        for end in (c.tail, c.head):
            if end not in names:
                raise NetworkError(f"the connection {c.name} ends at '{end}', which is not a vessel of this body")
        for what, value in (("resistance", c.resistance), ("length", c.length), ("lumen", c.lumen)):
            if not value > 0.0:
                raise NetworkError(f"the {what} of {c.name} is {value:g}; it must be above 0")
    tails, heads = {c.tail for c in connections}, {c.head for c in connections}
    for vessel in vessels:
        if vessel.name not in tails or vessel.name not in heads:
            way = "out of" if vessel.name not in tails else "into"
            raise NetworkError(f"the vessel {vessel.name} is a loose end: no connection leads {way} it")
        if not vessel.unstressed > 0.0 or not (vessel.compliance > 0.0 or vessel.elastance_diastolic > 0.0):
            raise NetworkError(f"the vessel {vessel.name} needs an unstressed volume and a compliance above 0")
