"""All tabs of a server: found again by their id, so many at most, and forgotten when nobody comes back."""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass, field

from secondheart.app import messages as say
from secondheart.app.checkpoints import Store
from secondheart.app.scenario import Scenario, check_scenario, people_of, steps_of
from secondheart.app.steering import Rested, Steering
from secondheart.app.tab_session import Clock, Tab
from secondheart.errors import Full, InputError

MOST_TABS = 16
FORGOTTEN_S = 60.0  # after the last socket of a tab was closed
ID = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass
class OpenSession:
    """A tab, the socket that it is on (any object, None if none), and since when it has been left."""

    tab: Tab
    socket: object | None = None
    left_at: float = 0.0


@dataclass
class Hub:
    """The tabs of a server."""

    store: Store
    most: int = MOST_TABS
    forgotten_s: float = FORGOTTEN_S
    clock: Clock = time.monotonic
    rested: Rested = field(default_factory=Rested)
    places: dict[str, OpenSession] = field(default_factory=dict)

    def warm(self) -> None:
        """Let the usual person come to rest, so that the first page need not wait for it."""
        wanted = Scenario()
        self.rested.begin(people_of(wanted)["a"], steps_of(wanted)["a"])

    def enter(self, start: say.Start, socket: object) -> Tab:
        """Return the tab of a socket: the one that it was, gone on with from the store, or a new one.

        Raises
        ------
        Full
            If there are too many tabs.
        InputError
            If the session's name or the scenario is not allowed.
        """
        self.forget()
        wanted = check_scenario(start.scenario) if start.scenario is not None else Scenario()
        if start.session is not None and not ID.fullmatch(start.session):
            raise InputError("session is not allowed: 16 to 64 letters, digits, _ or -")
        place = self.places.get(start.session or "")
        if place is not None and place.socket is None:
            place.socket, place.tab.resumed = socket, True
            if start.fresh:
                place.tab.inbox.append(say.LoadScenario(scenario=wanted))
            return place.tab
        if len(self.places) >= self.most and not self._make_room():
            raise Full(f"{self.most} pages are open already, which is as many as there may be; close one and try again")
        in_use = place is not None or start.session is None
        name = secrets.token_urlsafe(16) if in_use or start.session is None else start.session
        tab = Tab(name, Steering(self.rested, wanted), clock=self.clock)
        if not in_use and not start.fresh:
            tab.resumed = self.store.restore(tab)
        self.places[name] = OpenSession(tab, socket)
        return tab

    def leave(self, tab: Tab, socket: object) -> None:
        """Say that a socket is closed; its tab is kept for a while."""
        place = self.places.get(tab.id)
        if place is not None and place.socket is socket:
            place.socket, place.left_at = None, self.clock()

    def forget(self) -> None:
        """Drop the tabs that nobody has come back to."""
        now = self.clock()
        for name, place in list(self.places.items()):
            if place.socket is None and now - place.left_at >= self.forgotten_s:
                del self.places[name]

    def _make_room(self) -> bool:
        """Drop the tab that was left first; it goes on from its checkpoint should it come back."""
        left = [name for name, place in self.places.items() if place.socket is None]
        if not left:
            return False
        del self.places[min(left, key=lambda name: self.places[name].left_at)]
        return True

    def tab(self, name: str) -> Tab:
        """Return a tab by its id.

        Raises
        ------
        InputError
            If there is none.
        """
        if name not in self.places:
            raise InputError("this page is not known any more: load it again")
        return self.places[name].tab
