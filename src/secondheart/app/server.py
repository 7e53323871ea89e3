"""The server of the live page: routes, and what may come in at all."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from secondheart.app.checkpoints import Store
from secondheart.app.exports import SLOW, Asked, given_out
from secondheart.app.replay import STATIC, library_folder
from secondheart.app.schema import schema_text
from secondheart.app.sessions import Hub
from secondheart.app.socket import Line
from secondheart.app.test_runner import Lab
from secondheart.errors import InputError, RunFailed, UnknownName

LIBRARY = ("bokeh.min.js", "bokeh-api.min.js", "bokeh-gl.min.js", "bokeh-widgets.min.js", "bokeh-tables.min.js")
LOCAL = ("127.0.0.1", "localhost")
HEADERS = {
    "content-security-policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-cache",
}
FORGET_EVERY_S = 5.0


@dataclass(frozen=True)
class Guard:
    """Adds the headers of `HEADERS` to every answer."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with the headers."""

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        await self.app(scope, receive, sent if scope["type"] == "http" else send)


def own_origin(socket: WebSocket) -> bool:
    """Say whether a socket was opened by this server's own page: a browser always tells, and cannot be made to lie."""
    origin = socket.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == socket.headers.get("host")


@dataclass(frozen=True)
class Site:
    """What the routes share: the tabs, and the threads that move them."""

    hub: Hub
    lab: Lab
    stepping: Executor  # the stepper works without the interpreter's lock, so threads do
    laboratory: Executor

    async def socket(self, socket: WebSocket) -> None:
        """Serve a page's socket, if the page is our own."""
        if own_origin(socket):
            await Line(socket, self.hub, self.stepping, self.lab).serve()
        else:
            await socket.close()  # before it is accepted: answered with 403

    async def export(self, request: Request) -> Response:
        """Give out what is on a page."""
        what = request.path_params["what"]
        pool = self.laboratory if what in SLOW else self.stepping
        try:
            asked = self._asked(request)
            kind, data = await asyncio.get_running_loop().run_in_executor(pool, given_out, what, asked)
        except UnknownName as error:
            return PlainTextResponse(f"{error}\n", 404)
        except (InputError, RunFailed) as error:
            return PlainTextResponse(f"{error}\n", 409)
        return Response(data, media_type=kind, headers={"content-disposition": f'attachment; filename="{what}"'})

    def _asked(self, request: Request) -> Asked:
        told = request.query_params.get("seconds", "60")
        try:
            seconds = float(told)
        except ValueError:
            raise InputError(f"seconds = {told} is not allowed: a number") from None
        tab = self.hub.tab(request.path_params["session"])
        return Asked(tab, request.query_params.get("body", "a"), self.lab, seconds)

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


async def library(request: Request) -> Response:
    """Return a script of the installed bokeh package."""
    name = request.path_params["name"]
    if name not in LIBRARY:
        return PlainTextResponse(f"there is no '{name}' here", 404)
    return FileResponse(library_folder() / name, media_type="text/javascript")


def make_app(hub: Hub | None = None, hosts: Sequence[str] = LOCAL) -> Starlette:
    """Return the application.

    Parameters
    ----------
    hub : Hub, optional
        The tabs; left out, new ones that keep no checkpoints.
    hosts : sequence of str
        Names under which the server may be asked.
    """
    cores = os.cpu_count() or 2
    laboratory = ThreadPoolExecutor(1, thread_name_prefix="laboratory")
    stepping = ThreadPoolExecutor(max(cores - 1, 2), thread_name_prefix="stepping")
    site = Site(hub or Hub(Store()), Lab(laboratory), stepping, laboratory)
    routes = [
        Route("/", lambda _: FileResponse(STATIC / "index.html")),
        Route("/schema.json", lambda _: Response(schema_text(), media_type="application/json")),
        Route("/bokeh/{name}", library),
        Route("/export/{session}/{what}", site.export),
        WebSocketRoute("/ws", site.socket),
        Mount("/static", StaticFiles(directory=STATIC, check_dir=False)),
    ]
    middleware = [Middleware(Guard), Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)]
    return Starlette(routes=routes, middleware=middleware, lifespan=site.life)
