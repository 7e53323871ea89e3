"""What a page is sent: one struct a message, as `messages` has for the way in. Frames are bytes: `frames`."""

from __future__ import annotations

import msgspec

from secondheart.app.plain import Table


class ServerMessage(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """The base of all messages to a page."""


class NamedPart(msgspec.Struct, frozen=True):
    """A part of the body, by name."""

    name: str
    label: str
    side: str


class ScalarName(msgspec.Struct, frozen=True):
    """A number of the whole body, or of a beat."""

    name: str
    label: str
    unit: str


class ColumnName(msgspec.Struct, frozen=True):
    """A course on a chart: of what it is, and of which kind."""

    name: str
    label: str
    unit: str
    of: str
    kind: str
    side: str


class BlockName(msgspec.Struct, frozen=True):
    """A row of numbers in each frame: of how many things, and in which unit."""

    name: str
    of: str
    unit: str
    count: int


class VesselName(msgspec.Struct, frozen=True):
    """A vessel; `position_cm` is below the right atrium, standing."""

    name: str
    label: str
    kind: str
    region: str
    side: str
    position_cm: float
    unstressed_mL: float
    surroundings: str


class ConnectionName(msgspec.Struct, frozen=True, rename={"tail": "from", "head": "to"}):
    """A connection: places of its two vessels, and of its valve, -1 where it has none; its lumen, unstressed."""

    name: str
    tail: int
    head: int
    valve: int
    kind: str
    lumen_cm2: float


class ValveName(msgspec.Struct, frozen=True):
    """A valve: the place of its connection, its lumen, and the groups that it is in."""

    name: str
    label: str
    connection: int
    lumen_cm2: float
    side: str
    groups: list[str]


class PersonInWords(msgspec.Struct, frozen=True):
    """A person as she is now: what leaks, what is worn, by how much it presses on each vessel."""

    leaks: dict[str, float]
    garment_mmHg: list[float]
    transmission: list[float]
    strengths: dict[str, float]
    wears: list[str]
    note: str


class Hello(ServerMessage, frozen=True, kw_only=True, tag="hello"):
    """Names, units and order, once, before the frames that they belong to."""

    wire: int
    version: str
    id: int
    session: str
    resumed: bool
    fps: int
    credit: int
    bodies: list[str]
    samples: list[ColumnName]
    beats: list[ScalarName]
    blocks: list[BlockName]
    scalars: list[ScalarName]
    vessels: list[VesselName]
    connections: list[ConnectionName]
    valves: list[ValveName]
    muscles: list[NamedPart]
    regions: list[NamedPart]
    places: list[NamedPart]
    people: dict[str, PersonInWords]
    disclaimer: str


class Pending(msgspec.Struct, frozen=True):
    """What waits until a change that is under way is over."""

    verb: str
    begins_s: float


class SessionState(ServerMessage, frozen=True, kw_only=True, tag="state"):
    """What is set on the page, and what is being done; `scenario` is plain data as in its file."""

    time_s: float
    scenario: Table
    pending: Pending | None
    label: str
    presets: dict[str, str]
    running: bool
    exact: bool
    exact_since_s: float
    note: str


class LiveValue(msgspec.Struct, frozen=True):
    """A value of each body now, beside what is normal; `measured` where that is more than a textbook's rounding."""

    name: str
    label: str
    unit: str
    side: str
    a: float | None
    b: float | None
    normal_low: float | None
    normal_high: float | None
    source: str
    measured: bool
    difference: dict[str, str]
    window_s: float


class BeyondLife(msgspec.Struct, frozen=True):
    """A sentence on a quantity that no living body has, and of which body."""

    body: str
    quantity: str
    text: str


class LiveValues(ServerMessage, frozen=True, kw_only=True, tag="findings"):
    """Values of now; settled, where what is done was done for long enough to be judged; what is beyond life."""

    time_s: float
    since_s: float | None
    settled: bool
    settled_s: float
    rows: list[LiveValue]
    beyond: list[BeyondLife]


class Accepted(ServerMessage, frozen=True, kw_only=True, tag="ok"):
    """A wish was understood, and when it begins."""

    id: int
    time_s: float
    begins_s: float


class Refusal(ServerMessage, frozen=True, kw_only=True, tag="error"):
    """A wish was refused, in a sentence; `key` is the control that it belongs to."""

    id: int = 0
    key: str = ""
    text: str


class Marked(ServerMessage, frozen=True, kw_only=True, tag="event"):
    """Something that is marked on the time axis."""

    time_s: float
    kind: str
    label: str
    body: str = ""


class ExaminationProgress(ServerMessage, frozen=True, kw_only=True, tag="test"):
    """How far a clinical test has got: the share that is done."""

    id: int
    name: str
    body: str
    done: float


class FoundValue(msgspec.Struct, frozen=True):
    """A finding of a clinical test, as `clinic.Finding` has it."""

    name: str
    value: float | None
    unit: str
    side: str
    normal_low: float | None
    normal_high: float | None
    source: str
    test: str
    range_kind: str
    is_normal: bool | None


class TraceCourse(msgspec.Struct, frozen=True):
    """The trace of a clinical test: values at times."""

    label: str
    unit: str
    side: str
    t_s: list[float | None]
    y: list[float | None]


class ExaminationPart(msgspec.Struct, frozen=True):
    """A part of the protocol of a clinical test."""

    label: str
    start_s: float
    stop_s: float


class ExaminationResult(ServerMessage, frozen=True, kw_only=True, tag="test_result"):
    """What a clinical test found, and its traces."""

    id: int
    name: str
    body: str
    title: str
    purpose: str
    who: str
    findings: list[FoundValue]
    traces: list[TraceCourse]
    steps: list[ExaminationPart]
    disclaimer: str


class ForceSharesOf(ServerMessage, frozen=True, kw_only=True, tag="forces"):
    """The share of each force, in percent of the outflow from both legs, and what the muscles do to the ankles."""

    id: int
    body: str
    state: str
    shares: dict[str, float]
    ankle_mmHg: float
    ankle_without_muscles_mmHg: float


class NoRoom(ServerMessage, frozen=True, kw_only=True, tag="full"):
    """The last word to a page for which there is no room."""

    text: str


class Farewell(ServerMessage, frozen=True, kw_only=True, tag="bye"):
    """The last word to a page that broke the rules."""

    text: str
