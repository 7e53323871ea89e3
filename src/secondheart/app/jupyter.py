"""The leg of the live page in a notebook: ``LegView()`` shows it, and its methods steer it."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from secondheart.app import messages as say
from secondheart.app.plain import Table
from secondheart.app.replay import STATIC, script_modules
from secondheart.app.scenario import Scenario, to_plain
from secondheart.app.schema import schema
from secondheart.app.steering import Rested, Steering
from secondheart.app.tab_session import Outgoing, Tab
from secondheart.errors import InputError, MissingExtra
from secondheart.person import Person
from secondheart.protocol import Protocol

if TYPE_CHECKING:
    from anywidget import AnyWidget
else:
    try:
        from anywidget import AnyWidget
    except ImportError:
        raise MissingExtra.of("anywidget", "jupyter", "a view in a notebook") from None

SCRIPT = Path(__file__).parent / "widget.js"
NAME = "a-view-in-a-notebook"
SCHEMA_PARTS = ("plan", "words", "disclaimer")  # of the schema
RESTED = Rested()
POOL = ThreadPoolExecutor(1, thread_name_prefix="leg-view")


class LegView(AnyWidget):
    """A leg that stands, walks and can be made to leak, in a notebook cell.

    Parameters
    ----------
    person : Person, optional
        Whose leg; the default person if left out.
    verb : str
        What is done at first.
    **arguments
        Of the verb.

    Examples
    --------
    >>> view = LegView(Person(strength_percent=50))
    >>> view.do("walk", km_h=3)
    >>> view.leak("great_saphenous_left", 0.3)
    >>> view.scenario.verb
    'walk'
    """

    _esm = SCRIPT

    def __init__(self, person: Person | None = None, verb: str = "stand", **arguments: object) -> None:
        super().__init__()
        wanted = Scenario(a=to_plain(person or Person()), verb=verb, arguments=arguments)
        self.tab = Tab(NAME, Steering(RESTED, wanted))
        self._woken: asyncio.Event | None = None
        self._task: asyncio.Task[None] | None = None
        self.on_msg(self._hear)

    @property
    def scenario(self) -> Scenario:
        """What is wanted now."""
        return self.tab.steering.wanted

    def do(self, verb: str, **arguments: object) -> None:
        """Do something else: a verb of protocols, with its arguments."""
        self._say(type="do", verb=verb, arguments=arguments)

    def leak(self, vein: str, leak: float = 0.3) -> None:
        """Let the valves of a vein leak."""
        self._say(type="leak", vein=vein, leak=leak)

    def wear(self, kind: str = "none", **how: object) -> None:
        """Put a stocking or bandage on, or all off."""
        self._say(type="wear", kind=kind, **how)

    def speed(self, speed: float) -> None:
        """Go so many times as fast as life, 1 to 600."""
        self._say(type="speed", speed=speed)

    def play(self, playing: bool = True) -> None:
        """Go on, or pause."""
        self._say(type="play", playing=playing)

    def compare(self, b: str | None = "copy") -> None:
        """Show a second leg on the same clock: a copy, ``"preset:..."``, or none."""
        self._say(type="compare", b=b)

    def protocol(self) -> Protocol:
        """Return what was done since the person was last changed; `simulate` gives the same run."""
        return self.tab.run_of("a", "view")[1]

    def _say(self, **message: object) -> None:
        """Say what a page would say.

        Raises
        ------
        InputError
            If it is not allowed.
        """
        self.tab.hear(say.decode_message(json.dumps(message)))
        self._wake()

    def _wake(self) -> None:
        if self._woken is not None:
            self._woken.set()

    def _hear(self, _: object, content: Table, buffers: object) -> None:
        del buffers  # a page sends none
        if content.get("type") == "ready":
            self._begin()
            return
        try:
            message = say.decode_message(json.dumps(content))
        except InputError as error:
            self.send({"type": "error", "text": str(error)})
            return
        if isinstance(message, say.Ack):
            self.tab.pace.ack(message.seq, self.tab.clock())
        self._wake()

    def _begin(self) -> None:
        """Send the page's files, then frames for as long as the kernel lives."""
        styles = {path.name: path.read_text("utf-8") for path in STATIC.glob("*.css")}
        files = {**styles, **script_modules(STATIC)}
        whole = schema()
        self.send({"type": "begin", "files": files, "schema": {name: whole[name] for name in SCHEMA_PARTS}})
        for data in self.tab.again(0):
            if data[:1] == b"{":
                self.send(json.loads(data))
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._stream())

    async def _stream(self) -> None:
        loop, self._woken = asyncio.get_running_loop(), asyncio.Event()
        while True:
            wait = self.tab.wait()
            if wait is None or wait > 0.0:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), wait)
            self._woken.clear()
            for part in await loop.run_in_executor(POOL, self.tab.turn):
                self._show(part)

    def _show(self, part: Outgoing) -> None:
        if part.frame:
            self.send({"type": "frame"}, [part.frame])
        else:
            self.send(json.loads(part.text))


__all__ = ["LegView"]
