"""What stands before the routes: the headers of every answer, the names the server may be asked by, and origins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from secondheart.errors import InputError

LOCAL = ("127.0.0.1", "localhost", "::1")
POLICY = {
    "default-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data:",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-cache",
}
REFUSED = 1008  # a websocket's code: against the rules


def headers(frame_origins: Sequence[str] = ()) -> dict[str, str]:
    """Return the headers of every answer.

    Parameters
    ----------
    frame_origins : sequence of str
        Pages of these origins may show the live page in a frame; none may if left out.

    Raises
    ------
    InputError
        If one of them is not an origin.

    Examples
    --------
    >>> headers(["https://course.example"])["content-security-policy"][-39:]
    'frame-ancestors https://course.example'
    """
    policy = dict(POLICY)
    if frame_origins:
        policy["frame-ancestors"] = " ".join(map(check_origin, frame_origins))
    return {"content-security-policy": "; ".join(f"{name} {value}" for name, value in policy.items()), **HEADERS}


def check_origin(text: str) -> str:
    """Return an origin as a browser writes it, if it is one.

    Raises
    ------
    InputError
        If it is not.
    """
    parts = urlsplit(text)
    origin = f"{parts.scheme}://{parts.netloc}"
    if parts.scheme not in ("http", "https") or not parts.netloc or text != origin or set(text) & set(" ;,'\"*"):
        raise InputError(f"the origin '{text}' is not allowed: a scheme and a host, such as https://course.example")
    return origin


@dataclass(frozen=True)
class HeaderGuard:
    """Adds headers to every answer."""

    app: ASGIApp
    headers: Mapping[str, str] = field(default_factory=headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with the headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


@dataclass(frozen=True)
class HostGuard:
    """Answers only where the server is asked by a name of its own; of addresses of the sixth version too."""

    app: ASGIApp
    hosts: Sequence[str] = LOCAL

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] not in ("http", "websocket") or host_name(Headers(scope=scope).get("host", "")) in self.hosts:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": REFUSED})
        else:
            await PlainTextResponse("this server is not asked by that name\n", 400)(scope, receive, send)


def host_name(host: str) -> str:
    """Return the name in a host header, without its port; nothing where it is none.

    Examples
    --------
    >>> host_name("[::1]:8642"), host_name("127.0.0.1:8642"), host_name("a@b")
    ('::1', '127.0.0.1', '')
    """
    try:
        parts = urlsplit(f"//{host}")
        return (parts.hostname or "") if parts.netloc == host and "@" not in host else ""
    except ValueError:
        return ""


def is_own_origin(socket: WebSocket) -> bool:
    """Say whether a socket was opened by this server's own page: a browser always says, and cannot be made to lie."""
    scheme = {"ws": "http", "wss": "https"}[socket.url.scheme]
    return socket.headers.get("origin") == f"{scheme}://{socket.headers.get('host')}"
