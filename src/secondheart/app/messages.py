"""What a page may say: one struct a message, and nothing that is not declared here."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from secondheart._limits import MOST_BYTES
from secondheart.anatomy import Side
from secondheart.app.plain import Table
from secondheart.app.scenario import Scenario
from secondheart.errors import InputError

Body = Literal["a", "b"]


class Message(msgspec.Struct, forbid_unknown_fields=True, frozen=True, tag=lambda name: name.lower()):
    """The base of all messages; `id` comes back in the answer."""

    id: int = 0


class Start(Message, frozen=True):
    """The first message of a socket."""

    session: str | None = None
    last: int = 0
    scenario: Scenario | None = None
    fresh: bool = False


class Ack(Message, frozen=True):
    """The newest frame that was drawn."""

    seq: int = 0


class Visible(Message, frozen=True):
    """Whether the tab is to be seen."""

    visible: bool = True


class Do(Message, frozen=True):
    """What is to be done: a verb of protocols with its arguments."""

    verb: str = "stand"
    arguments: Table = msgspec.field(default_factory=dict)
    body: Literal["b", "both"] = "both"


class Together(Message, frozen=True):
    """Leg B does again what leg A does: what it had of its own by these names is given up."""

    keys: list[str] = msgspec.field(default_factory=list)


class Set(Message, frozen=True):
    """One control."""

    key: str = ""
    value: Any = None
    body: Literal["a", "b", "both"] = "both"


class Leak(Message, frozen=True):
    """How far valves of a vein leak."""

    vein: str = ""
    leak: float = 0.0
    body: Body = "a"


class SetCondition(Message, frozen=True, tag="condition"):
    """A condition put on or taken off."""

    name: str = ""
    degree: float | None = None
    side: Side = "both"
    body: Body = "a"
    on: bool = True


class SetTreatment(Message, frozen=True, tag="treatment"):
    """A treatment done, or taken back."""

    name: str = ""
    side: Side = "both"
    body: Body = "a"
    on: bool = True


class Wear(Message, frozen=True):
    """What a leg wears; it replaces what was worn there.

    Of the kind "own" it presses by `profile_mmHg`: foot, ankle, calf and thigh, lying at rest.
    """

    kind: str = "none"
    length: Literal["knee", "thigh"] = "knee"
    side: Side = "both"
    pressure_mmHg: float | None = None
    profile_mmHg: tuple[float, float, float, float] | None = None
    stiffness_mmHg: float | None = None
    body: Body = "a"


class Preset(Message, frozen=True):
    """A person ready made."""

    name: str = "healthy"
    body: Body = "a"


class Compare(Message, frozen=True):
    """A second body beside the first: a copy, a preset, or none."""

    b: str | None = None


class Test(Message, frozen=True):
    """A clinical test."""

    name: str = ""
    body: Body = "a"


class Forces(Message, frozen=True):
    """How much each of the three forces does, in what is being done."""

    body: Body = "a"


class Cancel(Message, frozen=True):
    """Break the test off that is under way."""


class Watch(Message, frozen=True):
    """Vessels that get charts of their own."""

    vessels: list[str] = msgspec.field(default_factory=list)


class Play(Message, frozen=True):
    """Go on, or pause."""

    playing: bool = True


class StepFrame(Message, frozen=True, tag="step"):
    """One frame more, while it is paused."""


class Speed(Message, frozen=True):
    """How fast: simulated seconds in one of the wall clock."""

    speed: float = 1.0


class Restart(Message, frozen=True):
    """Begin from rest, with the same people, in the posture of now."""


class LoadScenario(Message, frozen=True, tag="scenario"):
    """Take over a whole scenario."""

    scenario: Scenario = msgspec.field(default_factory=Scenario)


ClientMessage = (
    Start
    | Ack
    | Visible
    | Do
    | Set
    | Together
    | Leak
    | SetCondition
    | SetTreatment
    | Wear
    | Preset
    | Compare
    | Test
    | Forces
    | Cancel
    | Watch
    | Play
    | StepFrame
    | Speed
    | Restart
    | LoadScenario
)
_DECODER: msgspec.json.Decoder[ClientMessage] = msgspec.json.Decoder(ClientMessage)


def decode_message(text: str | bytes) -> ClientMessage:
    """Return the message in a text.

    Raises
    ------
    InputError
        If it is too long, not JSON, or not a message.
    """
    if len(text) > MOST_BYTES["message"]:
        raise InputError(f"a message of {len(text)} bytes is not allowed: up to {MOST_BYTES['message']}")
    try:
        return _DECODER.decode(text)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise InputError(f"a message that is not understood: {error}") from None


def message_type(message: msgspec.Struct) -> str:
    """Return what a message calls itself.

    Examples
    --------
    >>> message_type(StepFrame())
    'step'
    """
    return str(message.__struct_config__.tag)


def id_of(text: str | bytes) -> int:
    """Return the id of a message that was not understood, if it can be found."""

    class Only(msgspec.Struct):
        id: int = 0

    try:
        return msgspec.json.decode(text, type=Only).id
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return 0
