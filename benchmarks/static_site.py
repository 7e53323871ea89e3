"""The page without a server: how fast a browser's worker lives, what is drawn of it, and what the folder weighs."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.page import AIMS, ARGUMENTS, CHROMIUM, HEIGHT, PATIENCE_MS, WIDTH, drawn_row, one_core
from benchmarks.report import Section, Table
from secondheart.codegen.compilers import find_zig

TITLE = "The page without a server"
FASTEST = 600  # times life that are asked for
SECONDS = 8.0
LIVES, REFRESHES, FOLDER_MB, KERNEL_KB = 20.0, 60.0, 3.0, 200.0  # aims


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder on any free port, and end it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def measure(repeats: int) -> Section:
    """Measure it once, whatever `repeats`."""
    del repeats
    if CHROMIUM is None or find_spec("playwright") is None or find_zig() is None:
        return Section(TITLE, ["Not measured: it needs Chromium, Playwright and the package ziglang."])
    from secondheart.site import write_site

    with tempfile.TemporaryDirectory() as where:
        folder = write_site(Path(where) / "site").parent
        sizes = of_folder(folder)
        with serving(folder) as address:
            speeds, pictures = of_browser(address)
    return Section(TITLE, [Table(("static folder", "measured", "aim"), [*sizes, *speeds]), pictures])


def of_folder(folder: Path) -> list[tuple[str, ...]]:
    """What is in the folder."""
    megabytes = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    kilobytes = (folder / "kernel.wasm").stat().st_size / 1e3
    return [
        ("the folder, MB", f"{megabytes:.2f}", f"under {FOLDER_MB:g}"),
        ("the stepper in it, kB", f"{kilobytes:.0f}", f"under {KERNEL_KB:g}"),
    ]


def of_browser(address: str) -> tuple[list[tuple[str, ...]], Table]:
    """A browser on one core, drawing in software, with the worker that makes the frames on the same core."""
    from playwright.sync_api import sync_playwright

    with one_core() as cores, sync_playwright() as made:
        browser = made.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.set_default_timeout(PATIENCE_MS)
        page.goto(address)
        page.wait_for_selector("[data-verb=walk]:not([disabled])")
        rows = [drawn_row(page, "standing")]
        page.click("[data-verb=walk]")
        rows.append(drawn_row(page, "walking, everything drawn"))
        page.evaluate("(speed) => __lv.app.ask({ type: 'speed', speed })", FASTEST)
        rows.append(drawn_row(page, f"walking, {FASTEST} times life asked for"))
        lives = times_life(page)
        head = f"Chromium {browser.version}, headless, {WIDTH} x {HEIGHT}, software drawing and worker on {cores}"
        browser.close()
    wanted = (head, f"pictures a second (aim {AIMS['fps']:g})", "frames a second", f"refreshes (aim {REFRESHES:g})")
    table = Table((*wanted, "ms a picture, all of it", "what dropped out"), rows)
    speed = ("times of life with one person walking", f"{lives:.0f}", f"{LIVES:g} or more")
    return [speed], table


def times_life(page: Any) -> float:
    """Return how many simulated seconds pass in a second of the wall."""
    before, began = page.evaluate("__lv.time"), time.perf_counter()
    page.wait_for_timeout(1000.0 * SECONDS)
    return float((page.evaluate("__lv.time") - before) / (time.perf_counter() - began))
