"""The socket of a tab: what comes in is bounded and checked, what goes out is what its turns give."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import TypeVar

import anyio
import msgspec
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from secondheart.app import messages as say
from secondheart.app.checkpoints import EVERY_S
from secondheart.app.force_shares import state_of
from secondheart.app.server_messages import Farewell, ForceSharesOf, NoRoom, Refusal, ServerMessage
from secondheart.app.sessions import Hub
from secondheart.app.tab_session import Clock, Tab
from secondheart.app.test_runner import Lab
from secondheart.errors import Cancelled, Full, InputError, RunFailed

Given = TypeVar("Given")
FIRST_S = 10.0  # in which the first message has to come
RATE, BURST = 50.0, 100.0  # messages a second, and at once
MOST_REFUSED = 200  # messages beyond that, and the socket is closed
BROKE_RULES, TRY_LATER, NO_CODE = 1008, 1013, 1005


@dataclass
class RateLimit:
    """How much may be said: so many messages a second, some at once."""

    clock: Clock
    left: float = BURST
    at: float = field(init=False)
    refused: int = 0

    def __post_init__(self) -> None:
        self.at = self.clock()

    def take(self) -> bool:
        """Say whether one more message is allowed now."""
        now = self.clock()
        self.left = min(self.left + RATE * (now - self.at), BURST)
        self.at = now
        if self.left < 1.0:
            self.refused += 1
            return False
        self.left -= 1.0
        return True


@dataclass
class SocketConnection:
    """One socket and its tab."""

    socket: WebSocket
    hub: Hub
    stepping: Executor
    lab: Lab
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    sending: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def serve(self) -> None:
        """Talk until one of the two goes away."""
        await self.socket.accept()
        tab = None
        try:
            tab = await self._enter()
            if tab is not None:
                await self._talk(tab)
        except* WebSocketDisconnect:
            pass
        finally:
            if tab is not None:
                await self._leave(tab)

    async def _talk(self, tab: Tab) -> None:
        """Listen, stream and keep, until one of them ends."""
        async with anyio.create_task_group() as group:

            async def job(work: Callable[[Tab], Awaitable[None]]) -> None:
                await work(tab)
                group.cancel_scope.cancel()

            for work in (self._listen, self._stream, self._keep):
                group.start_soon(job, work)

    async def _leave(self, tab: Tab) -> None:
        self.lab.cancel(tab.id)
        self.hub.leave(tab, self)
        if tab.steering.lives:  # else there is nothing to save yet, and a thread may be long in coming
            with anyio.CancelScope(shield=True):
                await self._aside(partial(self.hub.store.save, tab))

    async def _enter(self) -> Tab | None:
        """Return the tab that the first message asks for, having sent what it missed; None if it was refused."""
        try:
            with anyio.fail_after(FIRST_S):
                start = say.decode_message(await self._heard())
            if not isinstance(start, say.Start):
                raise InputError("the first message has to be 'start'")
            tab: Tab = await self._aside(partial(self.hub.enter, start, self))
        except Full as error:
            await self._refuse(NoRoom(text=str(error)), TRY_LATER)
        except TimeoutError:
            await self._refuse(Farewell(text="nothing was said"), BROKE_RULES)
        except InputError as error:
            await self._refuse(Farewell(text=str(error)), BROKE_RULES)
        else:
            for part in tab.again(start.last):
                await self._send(part)
                await asyncio.sleep(0)  # between them it is heard whether the page is still there
            return tab
        return None

    async def _heard(self) -> str:
        """Return the next text; bytes are none."""
        message = await self.socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", NO_CODE))
        return str(message.get("text") or "")

    async def _refuse(self, message: ServerMessage, code: int) -> None:
        await self.send_message(message)
        await self.socket.close(code)

    async def send_message(self, message: ServerMessage) -> None:
        """Send a message that no turn made."""
        await self._send(msgspec.json.encode(message))

    async def _send(self, data: bytes) -> None:
        async with self.sending:
            if WebSocketState.DISCONNECTED in (self.socket.client_state, self.socket.application_state):
                raise WebSocketDisconnect(NO_CODE)
            if data[:1] == b"{":
                await self.socket.send_text(data.decode())
            else:
                await self.socket.send_bytes(data)

    async def _aside(self, work: Callable[[], Given]) -> Given:
        return await asyncio.get_running_loop().run_in_executor(self.stepping, work)

    async def _listen(self, tab: Tab) -> None:
        limit = RateLimit(self.hub.clock)
        while limit.refused < MOST_REFUSED:
            text = await self._heard()
            if not limit.take():
                await self._error(say.id_of(text), f"too many messages: up to {RATE:g} a second are allowed")
                continue
            try:
                await self._hear(tab, say.decode_message(text))
            except InputError as error:
                await self._error(say.id_of(text), str(error))
        await self._refuse(Farewell(text="far too many messages"), BROKE_RULES)

    async def _error(self, number: int, text: str, key: str = "") -> None:
        await self.send_message(Refusal(id=number, key=key, text=text))

    async def _hear(self, tab: Tab, message: say.ClientMessage) -> None:
        if isinstance(message, say.Ack):
            tab.pace.ack(message.seq, self.hub.clock())
        elif isinstance(message, say.Visible):
            tab.pace.visible = message.visible
        elif isinstance(message, say.Test):
            self._test(tab, message)
        elif isinstance(message, say.Forces):
            self._share_forces(tab, message)
        elif isinstance(message, say.Cancel):
            self.lab.cancel(tab.id)
        elif isinstance(message, say.Start):
            raise InputError("'start' was said already")
        else:
            tab.inbox.append(message)
        self.woken.set()

    def _test(self, tab: Tab, message: say.Test) -> None:
        loop = asyncio.get_running_loop()

        def send_message(message: ServerMessage) -> None:  # from the laboratory's thread
            asyncio.run_coroutine_threadsafe(self._send_late(message), loop)

        self.lab.examine(tab, message, send_message)

    def _share_forces(self, tab: Tab, message: say.Forces) -> None:
        """Compute the shares beside the stream, and send them when they are known."""
        person, state = tab.dressed_people().get(message.body), state_of(tab.steering.wanted.verb)
        if person is None:
            raise InputError(f"there is no leg '{message.body}' here")
        loop = asyncio.get_running_loop()

        def work() -> None:
            answer: ServerMessage
            try:
                done = asdict(self.lab.shares.of(person, state))
                answer = ForceSharesOf(id=message.id, body=message.body, state=state, **done)
            except (RunFailed, Cancelled) as error:
                answer = Refusal(id=message.id, key="forces", text=str(error))
            asyncio.run_coroutine_threadsafe(self._send_late(answer), loop)

        self.lab.pool.submit(work)

    async def _send_late(self, message: ServerMessage) -> None:
        with contextlib.suppress(WebSocketDisconnect):  # who does not wait for the reason does not need it
            await self.send_message(message)

    async def _stream(self, tab: Tab) -> None:
        while True:
            wait = tab.wait()
            if wait is None or wait > 0.0:
                with anyio.move_on_after(wait):
                    await self.woken.wait()
            self.woken.clear()
            for part in await self._aside(tab.turn):
                await self._send(part.frame or part.text)

    async def _keep(self, tab: Tab) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            await self._aside(partial(self.hub.store.save, tab))
