"""Tabs without sockets, on a clock that is turned by hand; bodies come to rest once for all tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from secondheart.app import messages as say
from secondheart.app.scenario import Scenario
from secondheart.app.steering import Rested, Steering
from secondheart.app.tab_session import Outgoing, Tab

RESTED = Rested()


class Hand:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Bench:
    """A tab, its clock, and what it said."""

    def __init__(self, scenario: Scenario | None = None, name: str = "a-tab-of-the-tests") -> None:
        self.clock = Hand()
        self.tab = Tab(name, Steering(RESTED, scenario or Scenario(), stopwatch=self.clock), clock=self.clock)
        self.tab.pace.next_at = self.clock.now + 0.04
        self.said: list[Outgoing] = []

    def turn(self, *messages: say.ClientMessage) -> list[Outgoing]:
        """Say something, and let the tab have one turn."""
        self.tab.inbox.extend(messages)
        out = self.tab.turn()
        self.said += out
        return out

    def run(self, frames: int, *messages: say.ClientMessage, ack: bool = True) -> list[Outgoing]:
        """Let so many frame times pass, drawing each frame at once; return what was said."""
        self.tab.inbox.extend(messages)
        out: list[Outgoing] = []
        for _ in range(frames):
            self.clock.now += 0.04 if self.tab.pace.visible else 1.0
            out += self.turn()
            if ack:
                self.tab.pace.ack(self.tab.seq, self.clock())
        return out


@pytest.fixture
def bench() -> Callable[..., Bench]:
    return Bench
