"""Start the server, and open the page in a browser."""

from __future__ import annotations

import socket
import webbrowser
from collections.abc import Callable, Sequence
from importlib import import_module
from threading import Timer

from secondheart import __version__
from secondheart._limits import MOST_BYTES
from secondheart.app.plain import Table
from secondheart.errors import InputError, MissingExtra

PORT = 8642
HOST = "127.0.0.1"
NEEDED = ("starlette", "uvicorn", "websockets", "msgspec")
OPEN_AFTER_S = 0.5
CLOSING_S = 2
BACKLOG = 128


def require_app() -> None:
    """Raise MissingExtra if the page cannot be served."""
    for package in NEEDED:
        try:
            import_module(package)
        except ImportError:
            raise MissingExtra.of(package, "app", "the live page") from None


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 is any that is free.

    Raises
    ------
    InputError
        If the port is taken or not allowed.
    """
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)  # from here on a browser waits instead of being refused
    except (OSError, OverflowError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"port {port} of {host} cannot be used ({reason}); another: --port 0 takes any") from None
    return listener


def page_address(host: str, port: int) -> str:
    """Return the address of the page; one of version 6 stands in brackets."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def serve(
    host: str = HOST,
    port: int = PORT,
    *,
    browser: bool = True,
    hosts: Sequence[str] = (),
    frame_origins: Sequence[str] = (),
    announce: Callable[[Table], None],
) -> None:
    """Serve the page until it is interrupted.

    Parameters
    ----------
    host, port : str, int
        Where to listen.
    browser : bool
        Whether to open the page in a browser.
    hosts : sequence of str
        Names under which it may be asked, beside this machine's own.
    frame_origins : sequence of str
        Origins of pages that may show it in a frame.
    announce : callable
        Is given the page's `address` and the `version` when it can be opened.
    """
    require_app()
    import uvicorn

    from secondheart.app.checkpoints import Store, usual_folder
    from secondheart.app.guard import LOCAL
    from secondheart.app.patience import PatientProtocol
    from secondheart.app.server import make_app
    from secondheart.app.sessions import Hub

    ear = listening(host, port)
    address = page_address(host, ear.getsockname()[1])
    config = uvicorn.Config(
        make_app(Hub(Store(usual_folder())), (*LOCAL, host, *hosts), frame_origins),
        http=PatientProtocol,
        ws="websockets-sansio",
        ws_max_size=MOST_BYTES["message"],
        ws_per_message_deflate=False,
        log_level="warning",
        timeout_graceful_shutdown=CLOSING_S,
        server_header=False,
        proxy_headers=False,
    )
    announce({"address": address, "version": __version__})
    if browser:
        opening = Timer(OPEN_AFTER_S, webbrowser.open, [address])
        opening.daemon = True
        opening.start()
    uvicorn.Server(config).run(sockets=[ear])
