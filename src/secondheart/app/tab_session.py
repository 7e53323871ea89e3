"""The session of a tab: its bodies, what was sent of them, and what is said to it. No socket, no clock of its own."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Lock

import msgspec
import numpy as np

from secondheart._limits import MOST_BYTES
from secondheart.app import messages as say
from secondheart.app.apply_message import apply_message
from secondheart.app.channels import BLOCKS, Column, beat_rows, columns
from secondheart.app.event_labels import change_label
from secondheart.app.frame_rate import CHARTED_TICKS, Pace, sample_ticks
from secondheart.app.frames import BodyFrame, Flag, Frame, add_flag, envelope, pack_frame
from secondheart.app.greeting import hello
from secondheart.app.live_values import Findings
from secondheart.app.presets import preset_of
from secondheart.app.scenario import dressed_people_of, people_of, replace
from secondheart.app.server_messages import Accepted, Marked, Pending, Refusal, ServerMessage, SessionState
from secondheart.app.steering import Steering
from secondheart.errors import InputError, RunFailed
from secondheart.person import Person
from secondheart.protocol import Protocol
from secondheart.simulation.live import TICK_S, Live, LiveStretch

SENT_AGAIN = 750  # of them, at most, to a tab that was opened anew
MOST_HELLOS = 65_535
MOST_HELLO_TEXTS = 16  # frames of older ones are not sent again
SHOWN = ("state", "event", "findings")  # messages that a replay shows
FINDINGS_S = 0.5  # wall time between two looks at the findings

Clock = Callable[[], float]


@dataclass(frozen=True)
class Outgoing:
    """What goes to the page: a message, or a frame; `before` is the frame that it comes before."""

    before: int
    kind: str
    text: bytes = b""
    frame: bytes = b""

    @property
    def size(self) -> int:
        """How many bytes it is."""
        return len(self.text) + len(self.frame)


@dataclass
class Tab:
    """One session. `turn` is called from a worker thread, one call at a time; all else may be called at any time."""

    id: str
    steering: Steering
    pace: Pace = field(default_factory=Pace)
    clock: Clock = time.monotonic
    inbox: deque[say.ClientMessage] = field(default_factory=deque)
    recorded: deque[Outgoing] = field(default_factory=deque)
    recorded_bytes: int = 0
    hellos: dict[int, bytes] = field(default_factory=dict)
    shown: dict[str, tuple[Column, ...]] = field(default_factory=dict)
    findings: Findings = field(default_factory=Findings)
    greeted: tuple[object, ...] = ()  # what the last hello was made of
    events: int = 0  # of the steering's, already sent
    steps: int = 0  # single frames asked for while it is paused
    glimpse: bool = False  # something was changed while it is paused: one tick shows it
    findings_at: float = 0.0
    resumed: bool = False
    number: int = 0  # of the newest hello
    lock: Lock = field(default_factory=Lock)  # around what moves or reads the bodies

    @property
    def seq(self) -> int:
        """Number of the newest frame."""
        return self.pace.sent

    @property
    def moving(self) -> bool:
        """Whether time goes on."""
        return self.steering.wanted.playing or self.steps > 0

    @property
    def showing(self) -> bool:
        """Whether a frame is wanted: time goes on, or a change can be shown."""
        return self.moving or (self.glimpse and self.steering.tick >= self.steering.free)

    def wait(self) -> float | None:
        """Return how long there is nothing to do; None where there will be nothing until something is said."""
        if self.inbox or self._stale():
            return 0.0
        return self.pace.wait(self.clock()) if self.showing else None

    def _stale(self) -> bool:
        return not self.steering.lives or not self.greeted

    def turn(self) -> list[Outgoing]:
        """Answer what was said, and make a frame if one is due."""
        with self.lock:
            return self._turn()

    def _turn(self) -> list[Outgoing]:
        out = list(self._answers())
        try:
            if self._stale():
                self.steering.follow()
            out += self._news()
            if self.showing and self.pace.due(self.clock()):
                out += self._frame()
        except RunFailed as error:
            out += self._broken(error)
        self._record(out)
        return out

    def _record(self, out: list[Outgoing]) -> None:
        """Keep what a replay shows, the latest of it."""
        for part in out:
            if part.frame or part.kind in SHOWN:
                self.recorded.append(part)
                self.recorded_bytes += part.size
        while self.recorded_bytes > MOST_BYTES["replay"]:
            self.recorded_bytes -= self.recorded.popleft().size

    def people(self) -> dict[str, Person]:
        """Return the people that are wanted now."""
        return people_of(self.steering.wanted)

    def dressed_people(self) -> dict[str, Person]:
        """Return the people that are wanted now, with what they wear."""
        return dressed_people_of(self.steering.wanted)

    def run_of(self, body: str, name: str) -> tuple[Person, Protocol]:
        """Return a body's person, and what was done since the last change of it.

        Raises
        ------
        InputError
            If there is no such body, or nothing was done yet.
        """
        with self.lock:
            if body not in self.steering.lives:
                raise InputError(f"there is no leg '{body}' here")
            live = self.steering.lives[body]
            return live.person, live.protocol(name)

    def recording(self) -> list[Outgoing]:
        """Return what was sent of late: frames, and what was shown beside them."""
        with self.lock:
            return list(self.recorded)

    def _answers(self) -> Iterator[Outgoing]:
        while self.inbox:
            message = self.inbox.popleft()
            try:
                yield from self._answer(message)
            except InputError as error:
                key = getattr(message, "key", "") or say.message_type(message)
                yield self._say(Refusal(id=message.id, key=key, text=str(error)))

    def _answer(self, message: say.ClientMessage) -> Iterator[Outgoing]:
        self._heard(message)
        begins = max(self.steering.free, self.steering.tick) * TICK_S if self.steering.waits else self.steering.time_s
        yield self._say(Accepted(id=message.id, time_s=self.steering.time_s, begins_s=begins))
        yield self._say(self.state())

    def hear(self, message: say.ClientMessage) -> None:
        """Take a message without an answer.

        Raises
        ------
        InputError
            If something in it is not allowed; then nothing is changed.
        """
        with self.lock:
            self._heard(message)

    def _heard(self, message: say.ClientMessage) -> None:
        if isinstance(message, say.StepFrame):
            self.steps += 1
            return
        before = self.steering.wanted
        wanted = apply_message(before, message)
        self.glimpse |= wanted != replace(before, playing=wanted.playing, speed=wanted.speed)
        again = isinstance(message, say.LoadScenario) or (isinstance(message, say.Do) and message.body == "both")
        self.steering.want(wanted, again=again, change=change_label(message))
        if isinstance(message, say.Restart | say.LoadScenario):
            self.steering.lives = {}

    def state(self) -> SessionState:
        """Return what is set, and what is done."""
        steering = self.steering
        since = steering.exact_since_s
        waiting = steering.waits and steering.tick < steering.free
        step = steering.doing.get("a")
        return SessionState(
            time_s=steering.time_s,
            scenario=msgspec.to_builtins(steering.wanted),
            pending=Pending(steering.wanted.verb, steering.free * TICK_S) if waiting else None,
            label=step.label if step else "",
            presets={body: preset_of(person) for body, person in self.people().items()},
            running=self.moving,
            exact=since == 0.0,
            exact_since_s=since,
            note=note(since),
        )

    def _news(self) -> Iterator[Outgoing]:
        """Yield a new hello where names or people changed, and what happened."""
        greeted = (self.steering.remade, tuple(self.steering.lives), tuple(self.steering.wanted.watch))
        if greeted != self.greeted:
            self.greeted = greeted
            watched = self.steering.wanted.watch
            self.shown = {
                body: columns(live.packed, live.person, watched) for body, live in self.steering.lives.items()
            }
            self.number = self.number % MOST_HELLOS + 1
            greeting = hello(self.number, self.id, self.resumed, self.steering.lives, self.shown["a"])
            self.hellos[self.number] = msgspec.json.encode(greeting)
            while len(self.hellos) > MOST_HELLO_TEXTS:
                self.hellos.pop(next(iter(self.hellos)))
            yield Outgoing(self.seq + 1, "hello", text=self.hellos[self.number])
            yield self._say(self.state())
        for event in self.steering.events:
            yield self._say(Marked(time_s=event.time_s, kind=event.kind, label=event.label, body=event.body))
        if self.steering.events:
            self.steering.events.clear()
            yield self._say(self.state())

    def _frame(self) -> Iterator[Outgoing]:
        ticks = self.pace.ticks(self.steering.wanted.speed) if self.moving else 1
        self.glimpse = False
        windows = self.steering.advance(ticks, sample_ticks(ticks))
        yield from self._news()
        gap, self.steering.gap = self.steering.gap, False
        if gap:
            self.findings.clear()
        self.findings.see(windows, self.shown, self.steering)
        span_s = next(iter(windows.values())).span_s
        self.pace.count_frame(self.clock(), span_s, self.steering.took_s, self.steering.wanted.speed)
        self.steps = max(self.steps - 1, 0)
        data = pack_frame(self._frame_of(windows, Flag.GAP * gap))
        yield Outgoing(self.seq, "frame", frame=data)
        if self.clock() - self.findings_at >= FINDINGS_S:
            self.findings_at = self.clock()
            yield self._say(self.findings.message(self.steering))

    def _frame_of(self, windows: dict[str, LiveStretch], flags: int) -> Frame:
        first = windows["a"]
        wide = first.ticks > CHARTED_TICKS
        flags |= Flag.ENVELOPE * wide | Flag.SUMMARY * (not self.pace.visible)
        return Frame(
            seq=self.seq,
            time_s=self.steering.time_s,
            hello=self.number,
            flags=flags,
            span_s=first.span_s,
            sample_s=0.0 if wide else first.sample_ticks * TICK_S,
            speed=self.pace.speed(),
            bodies=tuple(self._body_frame(body, self.steering.lives[body], windows[body], wide) for body in windows),
        )

    def _body_frame(self, body: str, live: Live, windows: LiveStretch, wide: bool) -> BodyFrame:
        samples = np.stack([column.read(windows) for column in self.shown[body]], axis=1)
        blocks = tuple(block.read(live, windows) for block in BLOCKS)
        return BodyFrame(blocks, envelope(samples) if wide else samples, beat_rows(windows.beat))

    def _broken(self, error: RunFailed) -> Iterator[Outgoing]:
        """Tell that a body could not go on; it begins from rest when something else is wanted."""
        self.steering.lives = {}
        self.steering.wanted = replace(self.steering.wanted, playing=False)
        self.greeted = ("broken",)
        yield self._say(Marked(time_s=0.0, kind="diverged", label="broke off"))
        yield self._say(Refusal(text=str(error)))
        yield self._say(self.state())

    def _say(self, message: ServerMessage) -> Outgoing:
        return Outgoing(self.seq + 1, say.message_type(message), text=msgspec.json.encode(message))

    def again(self, last: int) -> list[bytes]:
        """Return what a tab needs that comes back, having drawn frames up to `last`; all are then counted as drawn."""
        with self.lock:
            self.pace.forgive()
            if self.number not in self.hellos:
                return []
            frames = [part for part in self.recorded if part.frame and part.before > last]
            frames = frames if last else frames[-SENT_AGAIN:]
            texts = [self.hellos[self.number], msgspec.json.encode(self.state())]
        mine = [part.frame for part in frames if hello_of(part.frame) == self.number]
        return [*texts, *(add_flag(frame, Flag.REPLAYED) for frame in mine)]


def hello_of(frame: bytes) -> int:
    """Return the number of the hello that a frame belongs to."""
    return int.from_bytes(frame[16:18], "little")


def note(since_s: float) -> str:
    """Return what has to stand beside what the page gives out."""
    if since_s == 0.0:
        return ""
    return (
        f"The person was changed at {since_s:g} s, which a protocol cannot say: what is given out begins there, from "
        "rest, and so differs at first from what was shown. Restart to have both alike."
    )
