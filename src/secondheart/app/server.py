"""The server of the live page: routes, and what may come in at all."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket

from secondheart.app.checkpoints import Store
from secondheart.app.exports import SLOW, ExportRequest, export
from secondheart.app.guard import LOCAL, HeaderGuard, HostGuard, headers, is_own_origin
from secondheart.app.replay import STATIC
from secondheart.app.schema import schema_text
from secondheart.app.sessions import Hub
from secondheart.app.socket import SocketConnection
from secondheart.app.test_runner import Lab
from secondheart.errors import InputError, RunFailed, UnknownName

FORGET_EVERY_S = 5.0
STEPPER_THREADS = "stepping"  # what the names of the threads begin with that make a body ready and move it


@dataclass(frozen=True)
class ServerState:
    """What the routes share: the tabs, and the threads that move them."""

    hub: Hub
    lab: Lab
    stepping: Executor  # the stepper works without the interpreter's lock, so threads do
    laboratory: Executor

    async def socket(self, socket: WebSocket) -> None:
        """Serve a page's socket, if the page is our own."""
        if is_own_origin(socket):
            with suppress(asyncio.CancelledError):  # so ends a server that waits no longer for its tabs
                await SocketConnection(socket, self.hub, self.stepping, self.lab).serve()
        else:
            await socket.close()  # before it is accepted: answered with 403

    async def export(self, request: Request) -> Response:
        """Give out what is on a page."""
        what = request.path_params["what"]
        pool = self.laboratory if what in SLOW else self.stepping
        try:
            asked = self._export_request(request)
            kind, data = await asyncio.get_running_loop().run_in_executor(pool, export, what, asked)
        except UnknownName as error:
            return PlainTextResponse(f"{error}\n", 404)
        except (InputError, RunFailed) as error:
            return PlainTextResponse(f"{error}\n", 409)
        return Response(data, media_type=kind, headers={"content-disposition": f'attachment; filename="{what}"'})

    def _export_request(self, request: Request) -> ExportRequest:
        text = request.query_params.get("seconds", "60")
        try:
            seconds = float(text)
        except ValueError:
            raise InputError(f"seconds = {text} is not allowed: a number") from None
        tab = self.hub.tab(request.path_params["session"])
        return ExportRequest(tab, request.query_params.get("body", "a"), self.lab, seconds)

    @asynccontextmanager
    async def life(self, _: Starlette) -> AsyncIterator[None]:
        """Forget tabs while the server lives, and keep their checkpoints when it ends."""
        self.hub.store.tidy()
        self.stepping.submit(self.hub.warm)
        forgetting = asyncio.create_task(_forget(self.hub))
        yield
        forgetting.cancel()
        with suppress(asyncio.CancelledError):
            await forgetting
        self.lab.closing.set()
        for place in self.hub.places.values():
            self.hub.store.save(place.tab)
        for pool in (self.stepping, self.laboratory):
            pool.shutdown(wait=False, cancel_futures=True)


async def _forget(hub: Hub) -> None:
    while True:
        await asyncio.sleep(FORGET_EVERY_S)
        hub.forget()


def make_app(hub: Hub | None = None, hosts: Sequence[str] = LOCAL, frame_origins: Sequence[str] = ()) -> Starlette:
    """Return the application.

    Parameters
    ----------
    hub : Hub, optional
        The tabs; left out, new ones that keep no checkpoints.
    hosts : sequence of str
        Names under which the server may be asked.
    frame_origins : sequence of str
        Origins of pages that may show this one in a frame.
    """
    cores = os.cpu_count() or 2
    laboratory = ThreadPoolExecutor(1, thread_name_prefix="laboratory")
    stepping = ThreadPoolExecutor(max(cores - 1, 2), thread_name_prefix=STEPPER_THREADS)
    state = ServerState(hub or Hub(Store()), Lab(laboratory), stepping, laboratory)
    routes = [
        Route("/", lambda _: FileResponse(STATIC / "index.html")),
        Route("/schema.json", lambda _: Response(schema_text(laboratory=False), media_type="application/json")),
        Route("/laboratory.json", lambda _: Response(schema_text(laboratory=True), media_type="application/json")),
        Route("/export/{session}/{what}", state.export),
        WebSocketRoute("/ws", state.socket),
        Mount("/static", StaticFiles(directory=STATIC, check_dir=False)),
    ]
    middleware = [Middleware(HeaderGuard, headers=headers(frame_origins)), Middleware(HostGuard, hosts=tuple(hosts))]
    return Starlette(routes=routes, middleware=middleware, lifespan=state.life)
