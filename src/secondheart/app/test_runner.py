"""Slow work of a tab, beside its stream: clinical tests from a button, and runs that are given out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING

import numpy as np

from secondheart.app import messages as say
from secondheart.app.force_shares import ForceShares
from secondheart.app.server_messages import (
    ExaminationPart,
    ExaminationProgress,
    ExaminationResult,
    FoundValue,
    Refusal,
    ServerMessage,
    TraceCourse,
)
from secondheart.app.tab_session import Tab
from secondheart.clinic import TESTS, Examination
from secondheart.clinic.finding import Finding
from secondheart.clinic.trace import Trace
from secondheart.errors import Cancelled, InputError, RunFailed, SecondheartError, UnknownName
from secondheart.person import Person
from secondheart.protocol import Protocol
from secondheart.report.text import DISCLAIMER, person_in_words
from secondheart.simulation.session import Progress
from secondheart.simulation.simulate import simulate
from secondheart.variables import INCLUDED

if TYPE_CHECKING:
    import xarray as xr

LONGEST_EXPORT_S = 26 * 3600.0  # of a run that is simulated again to be given out
LEAST_PROGRESS = 0.02  # progress by less is not sent

Send = Callable[[ServerMessage], None]


@dataclass
class Lab:
    """One test a tab at a time, all in a pool of their own; `closing` stops everything."""

    pool: Executor
    busy: dict[str, Event] = field(default_factory=dict)
    closing: Event = field(default_factory=Event)
    shares: ForceShares = field(init=False)

    def __post_init__(self) -> None:
        def progress(_done: float, _whole: float) -> None:
            if self.closing.is_set():
                raise Cancelled

        self.shares = ForceShares(progress)

    def examine(self, tab: Tab, message: say.Test, send: Send) -> None:
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
        stop = self.busy[tab.id] = Event()
        self.pool.submit(self._examine, tab.id, people[message.body], message, send, stop)

    def cancel(self, tab: str) -> None:
        """Stop the test of a tab, if there is one."""
        if tab in self.busy:
            self.busy[tab].set()

    def _examine(self, tab: str, person: Person, message: say.Test, send: Send, stop: Event) -> None:
        answer: ServerMessage
        try:
            done = TESTS[message.name].examine(person, self._progress(message, send, stop))
            answer = result_message(message, done, person)
        except Cancelled:
            answer = Refusal(id=message.id, key="test", text="the test was broken off")
        except SecondheartError as error:
            answer = Refusal(id=message.id, key="test", text=str(error))
        finally:
            self.busy.pop(tab, None)
        send(answer)  # now the next may be asked for at once

    def _progress(self, message: say.Test, send: Send, stop: Event) -> Progress:
        """Return what sends how far a test is, and stops it."""
        sent = 0.0

        def progress(now_s: float, whole_s: float) -> None:
            nonlocal sent
            if stop.is_set() or self.closing.is_set():
                raise Cancelled("the test was stopped")
            if now_s / whole_s >= sent + LEAST_PROGRESS:
                sent = now_s / whole_s
                send(ExaminationProgress(id=message.id, name=message.name, body=message.body, done=sent))

        return progress

    def run(self, person: Person, protocol: Protocol) -> xr.Dataset:
        """Return the run of a protocol, as `secondheart run` makes it.

        Raises
        ------
        InputError
            If it is too long to be waited for.
        RunFailed
            If it breaks off, or the server is closed.
        """
        if protocol.duration_s > LONGEST_EXPORT_S:
            hours = LONGEST_EXPORT_S / 3600.0
            raise InputError(f"more than {hours:g} hours are not given out as data: run the command line instead")

        def progress(_now_s: float, _whole_s: float) -> None:
            if self.closing.is_set():
                raise Cancelled("the server was closed")

        try:
            return simulate(person, protocol, progress=progress, including=INCLUDED)
        except Cancelled as error:
            raise RunFailed(str(error)) from None


def result_message(message: say.Test, done: Examination, person: Person) -> ExaminationResult:
    """Return what a page shows of an examination: findings, traces, and the parts of its protocol."""
    test = TESTS[done.test]
    return ExaminationResult(
        id=message.id,
        name=message.name,
        body=message.body,
        title=test.name.replace("-", " "),
        purpose=test.purpose,
        who=person_in_words(person),
        findings=[_test_value(one) for one in done.findings],
        traces=[_course(one) for one in done.traces],
        steps=[ExaminationPart(label, start, stop) for label, start, stop in done.parts],
        disclaimer=DISCLAIMER,
    )


def _test_value(finding: Finding) -> FoundValue:
    return FoundValue(**finding.model_dump(mode="json"), is_normal=finding.is_normal)


def _course(trace: Trace) -> TraceCourse:
    side = "" if trace.side == "both" else trace.side
    return TraceCourse(trace.label, trace.unit, side, _round(trace.times_s), _round(trace.values))


def _round(values: Iterable[float]) -> list[float | None]:
    return [round(float(value), 4) if np.isfinite(value) else None for value in values]
