"""Slow work of a tab, beside its stream: clinical tests from a button, and runs that are given out."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING, Any

from secondheart.app import messages as say
from secondheart.app.force_shares import ForceShares
from secondheart.app.session import Tab
from secondheart.clinic import TESTS
from secondheart.clinic.trace import traced
from secondheart.errors import InputError, RunFailed, SecondheartError, UnknownName
from secondheart.person import Person
from secondheart.protocol import Protocol
from secondheart.report.text import DISCLAIMER, describe_person
from secondheart.simulation.session import Progress
from secondheart.simulation.simulate import simulate
from secondheart.variables import INCLUDED

if TYPE_CHECKING:
    import xarray as xr

LONGEST_S = 26 * 3600.0  # of a run that is made anew to be given out
TRACE_SHARE = 0.3  # of a test's time that its trace takes, about
LEAST_TOLD = 0.02  # progress by less is not told

Table = dict[str, Any]
Tell = Callable[[Table], None]


@dataclass
class Lab:
    """One test a tab at a time, all in a pool of their own; `closing` breaks everything off."""

    pool: Executor
    busy: dict[str, Event] = field(default_factory=dict)
    closing: Event = field(default_factory=Event)
    shares: ForceShares = field(init=False)

    def __post_init__(self) -> None:
        def progress(_done: float, _whole: float) -> None:
            if self.closing.is_set():
                raise KeyboardInterrupt

        self.shares = ForceShares(progress)

    def examine(self, tab: Tab, message: say.Test, tell: Tell) -> None:
        """Begin a test of what a tab's body is now.

        Raises
        ------
        InputError
            If there is no such test or body, or one is under way.
        """
        if message.name not in TESTS:
            raise UnknownName.of("test", message.name, TESTS)
        people = tab.dressed_people()
        if message.body not in people:
            raise InputError(f"there is no leg '{message.body}' to test: compare two first")
        if tab.id in self.busy:
            raise InputError("a test is under way: wait for it, or cancel it")
        stopped = self.busy[tab.id] = Event()
        self.pool.submit(self._examine, tab.id, people[message.body], message, tell, stopped)

    def cancel(self, tab: str) -> None:
        """Break off the test of a tab, if there is one."""
        if tab in self.busy:
            self.busy[tab].set()

    def _examine(self, tab: str, person: Person, message: say.Test, tell: Tell, stopped: Event) -> None:
        head: Table = {"id": message.id, "name": message.name, "body": message.body}
        refused: Table = {"type": "error", "id": message.id, "key": "test"}
        try:
            told = {"type": "test_result", **head, **self._made(message.name, person, head, tell, stopped)}
        except KeyboardInterrupt:
            told = {**refused, "text": "the test was broken off"}
        except SecondheartError as error:
            told = {**refused, "text": str(error)}
        finally:
            self.busy.pop(tab, None)
        tell(told)  # now the next may be asked for at once

    def _made(self, name: str, person: Person, head: Table, tell: Tell, stopped: Event) -> Table:
        told = [0.0]

        def progress(begin: float, share: float) -> Progress:
            def step(done: float, whole: float) -> None:
                if stopped.is_set() or self.closing.is_set():
                    raise KeyboardInterrupt
                if begin + share * done / whole >= told[0] + LEAST_TOLD:
                    told[0] = begin + share * done / whole
                    tell({"type": "test", **head, "done": told[0]})

            return step

        findings = TESTS[name](person, progress=progress(0.0, 1.0 - TRACE_SHARE))
        return {
            "title": name.replace("-", " "),
            "told": (TESTS[name].__doc__ or "").partition("\n")[0],
            "who": describe_person(person),
            "findings": [{**one.model_dump(mode="json"), "is_normal": one.is_normal} for one in findings],
            **traced(name, person, progress(1.0 - TRACE_SHARE, TRACE_SHARE)),
            "disclaimer": DISCLAIMER,
        }

    def run(self, person: Person, protocol: Protocol) -> xr.Dataset:
        """Return the run of a protocol, as `secondheart run` makes it.

        Raises
        ------
        InputError
            If it is too long to be waited for.
        RunFailed
            If it breaks off, or the server is closed.
        """
        if protocol.duration_s > LONGEST_S:
            hours = LONGEST_S / 3600.0
            raise InputError(f"more than {hours:g} hours are not given out as data: run the command line instead")

        def progress(_done: float, _whole: float) -> None:
            if self.closing.is_set():
                raise KeyboardInterrupt

        try:
            return simulate(person, protocol, progress=progress, including=INCLUDED)
        except KeyboardInterrupt:
            raise RunFailed("the server was closed") from None
