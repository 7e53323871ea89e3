"""secondheart app: the live page."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress
from typing import Annotated, Any

import typer

from secondheart.cli import options
from secondheart.cli.output import emit, emit_json
from secondheart.errors import InputError

USUAL_HOST, USUAL_PORT = "127.0.0.1", 8642
HIGHEST_PORT = 65_535
IDLE_S = 0.5  # in which a thread that has nothing to do is gone


def open_page(
    port: Annotated[int, typer.Option("--port", metavar="N", help="Port to listen on; 0 takes any.")] = USUAL_PORT,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Address to listen on; else only this machine is answered.")
    ] = USUAL_HOST,
    frame: Annotated[
        list[str] | None,
        typer.Option(
            "--frame-in", metavar="ORIGIN", help="Let a page show it in a frame, such as https://course.example."
        ),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Open the live page: a leg that stands, walks and can leak, in a browser on this machine."""
    # A tab's sums are small, and the tabs share the cores: more threads in each sum would wait for one another.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from secondheart.app.launch import serve

    if not 0 <= port <= HIGHEST_PORT:
        raise InputError(f"--port {port} is not allowed: 0 to {HIGHEST_PORT}")
    with suppress(KeyboardInterrupt):  # that is how it ends
        announce = emit_json if as_json else _announce
        serve(host, port, browser=not no_browser, frame_origins=frame or (), announce=announce)
    _leave()


def _leave() -> None:
    """End at once where a body is still made ready: a compiler cannot be stopped, and nobody waits for it any more."""
    from secondheart.app.server import STEPPER_THREADS

    for thread in threading.enumerate():
        if thread.name.startswith(STEPPER_THREADS):
            thread.join(IDLE_S)
            if thread.is_alive():
                sys.stdout.flush()
                os._exit(0)


def _announce(place: dict[str, Any]) -> None:
    emit(f"{place['address']}  (end with Ctrl+C)\n")
