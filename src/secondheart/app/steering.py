"""One or two bodies on one clock, brought to what the scenario says at the first moment that allows it."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

import msgspec
import numpy as np

from secondheart.app.plain import Table
from secondheart.app.scenario import (
    DAY,
    Scenario,
    after,
    build_model,
    build_protocol,
    ends_by_itself,
    people_of,
    replace,
    steps_of,
    to_plain,
)
from secondheart.errors import RunFailed
from secondheart.person import Person
from secondheart.protocol import Step
from secondheart.simulation.live import TICK_S, Live, LiveStretch, begin, rest_key, resume, settle_person
from secondheart.simulation.session import Session

BEARABLE_MMHG = 500.0  # in any vessel; no healthy or diseased one bears more (assumed)
MOST_RESTED = 24  # bodies at rest, half a megabyte each


class Rested:
    """Bodies at rest, kept so that a page opens at once the second time."""

    def __init__(self, most: int = MOST_RESTED) -> None:
        self._most = most
        self._sessions: OrderedDict[tuple[str, str], Session] = OrderedDict()
        self._lock = Lock()

    def begin(self, person: Person, step: Step) -> Live:
        """Return a person who begins a step from rest."""
        key = rest_key(person, step)
        with self._lock:
            session = self._sessions.get(key)
        if session is None:
            session = settle_person(person, step)  # a second, without the lock: at worst it is done twice
        with self._lock:
            self._sessions[key] = session
            self._sessions.move_to_end(key)
            while len(self._sessions) > self._most:
                self._sessions.popitem(last=False)
        return begin(person, step, session)


@dataclass(frozen=True)
class TimelineEvent:
    """Something that is marked on the time axis."""

    time_s: float
    kind: str
    label: str
    body: str = ""


@dataclass
class Steering:
    """The bodies of a tab, and what is wanted of them.

    What is wanted takes effect when the bodies next move, or when a change of posture that is under way is over.
    """

    rested: Rested
    wanted: Scenario
    lives: dict[str, Live] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    doing: dict[str, Step] = field(default_factory=dict)
    waits: bool = True  # something is wanted that is not being done yet
    again: bool = False  # the same verb was asked for once more
    doing_verb: tuple[str, Table] = ("", {})  # the verb that is being done, with its arguments
    ends: int | None = None  # tick at which a counted movement is over
    change: str = ""  # what events call the last change of a person
    events: list[TimelineEvent] = field(default_factory=list)
    gap: bool = True  # time does not follow on what was seen before
    remade: int = 0  # how often names or people changed
    took_s: float = 0.0  # wall time of the last stretch, all bodies together
    stopwatch: Callable[[], float] = time.perf_counter  # measures it, in seconds

    @property
    def tick(self) -> int:
        """Ticks since the run began."""
        return self.lives["a"].tick if self.lives else 0

    @property
    def time_s(self) -> float:
        """Simulated time since the run began, in seconds."""
        return self.tick * TICK_S

    @property
    def free(self) -> int:
        """Tick from which something else can be done."""
        return max((live.busy_until for live in self.lives.values()), default=0)

    @property
    def exact_since_s(self) -> float:
        """Since when the bodies do what a protocol can say: 0, or when a person was last changed."""
        return max((live.since * TICK_S for live in self.lives.values()), default=0.0)

    def want(self, scenario: Scenario, *, again: bool = False, change: str = "") -> None:
        """Set what is wanted from now on; it was checked before."""
        self.waits |= again or scenario != replace(self.wanted, playing=scenario.playing, speed=scenario.speed)
        self.wanted = scenario
        self.again |= again
        self.change = change or self.change

    def restart(self) -> None:
        """Begin from rest, in the posture that is wanted."""
        steps, people = steps_of(self.wanted), people_of(self.wanted)
        self.doing_verb, self.lives = ("", {}), {}  # should one of them not come to rest, there is none
        self.lives = {body: self.rested.begin(person, steps[body]) for body, person in people.items()}
        self.people = people
        self._doing(steps)
        self.gap, self.remade = True, self.remade + 1
        self.events.append(TimelineEvent(0.0, "restart", steps["a"].label))

    def advance(self, ticks: int, sample_ticks: int) -> dict[str, LiveStretch]:
        """Go some ticks further, or fewer where something else begins before; return what was seen of each body."""
        self.follow()
        stops = [self.tick + ticks, *(tick for tick in self._turns() if tick > self.tick)]
        ticks = min(stops) - self.tick
        every = sample_ticks if ticks >= sample_ticks else 1  # a stretch that was cut short is seen too
        began = self.stopwatch()
        windows = {body: live.advance(ticks, every) for body, live in self.lives.items()}
        self.took_s = self.stopwatch() - began
        return windows

    def _turns(self) -> list[int]:
        ends = [] if self.ends is None else [self.ends]
        return [*ends, self.free] if self.waits else ends

    def follow(self) -> None:
        """Do what is wanted, as far as it can be done at this moment."""
        if self.ends is not None and self.lives and self.tick >= self.ends:
            self.want(after(self.wanted, self.lives["a"].step))
            self.ends = None
        if not self.lives:
            self.restart()
        elif self.waits and self.tick >= self.free:
            self._catch_up()

    def _catch_up(self) -> None:
        steps, people = steps_of(self.wanted), people_of(self.wanted)
        other = self.again or any(steps[body] != step for body, step in self.doing.items() if body in steps)
        if (self.tick == 0 and other) or not self._change(people):
            self.restart()
            return
        self._order(steps)
        self.waits = False

    def _order(self, steps: dict[str, Step]) -> None:
        others = [body for body, step in steps.items() if step.replace(wear=self.doing[body].wear) != self.doing[body]]
        moved = self.again or bool(others)  # both legs then begin at one moment, so that their strides stay together
        for body, step in steps.items():
            is_dressed = step.wear != self.doing[body].wear
            if moved or is_dressed:
                self.lives[body].order(step)
            if is_dressed:
                self.events.append(TimelineEvent(self.time_s, "person", self.change, body))
                self.remade += 1
        if moved:
            parts = self.wanted.verb == DAY == self.doing_verb[0]  # parts of a day are no events of their own
            shown = others[0] if len(others) == 1 and not self.again else "a"
            label = f"B: {steps['b'].label}" if shown == "b" else self._event_label(steps["a"])
            self.events.append(TimelineEvent(self.time_s, "part" if parts else "do", label))
        self._doing(steps)

    def _event_label(self, step: Step) -> str:
        """Return what goes on from now; where it is done as before, what was changed about it."""
        same = (self.wanted.verb, self.wanted.arguments) == self.doing_verb and not self.again
        return self.change if same and self.change else step.label

    def _change(self, people: dict[str, Person]) -> bool:
        """Make the bodies those of other people; False where one of them has to begin from rest."""
        if people == self.people:
            return True
        if self.tick == 0:
            return False
        lives = {body: self.lives[body] if body in self.lives else self.lives["a"].copy() for body in people}
        self.doing = {body: self.doing.get(body, self.doing["a"]) for body in people}
        for body, person in people.items():
            if lives[body].person != person and not (lives[body].change(person) and _bearable(lives[body])):
                return False
        others = [body for body in people if people[body] != self.people.get(body)]
        self.events += [TimelineEvent(self.time_s, "person", self.change, body) for body in others]
        self.lives, self.people, self.remade = lives, people, self.remade + 1
        return True

    def _doing(self, steps: dict[str, Step]) -> None:
        verb, arguments = self.wanted.verb, self.wanted.arguments
        if self.again or (verb, arguments) != self.doing_verb:
            whole = build_protocol(verb, arguments).duration_s
            self.ends = self.tick + max(round(whole / TICK_S), 1) if ends_by_itself(verb, arguments) else None
        self.doing_verb = (verb, dict(arguments))
        self.doing, self.again, self.waits = steps, False, False

    def checkpoint(self) -> Table:
        """Return all that is needed to go on from here."""
        return {
            "lives": {body: live.checkpoint() for body, live in self.lives.items()},
            "people": {body: to_plain(person) for body, person in self.people.items()},
            "wanted": msgspec.to_builtins(self.wanted),
            "ends": self.ends,
        }

    def restore(self, saved: Table) -> None:
        """Go on from a checkpoint."""
        people = {body: build_model(Person, data) for body, data in saved["people"].items()}
        lives = {body: resume(people[body], live) for body, live in saved["lives"].items()}
        wanted = msgspec.convert(saved["wanted"], Scenario)
        self.doing, self.ends = steps_of(wanted), saved["ends"]
        self.doing_verb = (wanted.verb, dict(wanted.arguments))
        self.people, self.lives, self.wanted = people, lives, wanted
        self.waits, self.gap, self.remade = True, True, self.remade + 1


def _bearable(live: Live) -> bool:
    """Say whether a body that was changed can hold the blood that it held before: stiff veins, say, cannot."""
    try:
        return bool(np.abs(live.copy().advance(1).pressure).max() < BEARABLE_MMHG)
    except RunFailed:
        return False
