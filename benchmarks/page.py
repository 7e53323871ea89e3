"""The live page: its server with one tab and with ten, a quick and a slow one, and what a browser draws of it."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.report import Section, Table

TITLE = "The live page"
HEAD = ("the server in a process of its own, sockets in another", "measured", "aim")
SECONDS = 8.0
TABS = 10
CLICKS = 15
SLOW_FPS = 5.0
ACK_EVERY = 10
AIMS = {"fps": 24.0, "ten": 20.0, "core": 10.0, "click": 100.0, "behind": 2.0, "page": 400.0, "picture": 8.0}
VERBS = ("walk", "stand")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
WIDTH, HEIGHT = 1366, 900
PATIENCE_MS = 120_000  # for the page to open where other programs are at work
# Frames that the picture reached, pictures drawn and refreshes of the browser, a second; and ms of each picture until
# its pixels are there, as one of them is read.
COUNT = """(seconds) => new Promise((done) => {
  const { scene } = __lv.page;
  const draw = Object.getPrototypeOf(scene).draw;
  const spent = [];
  scene.draw = (ms) => {
    const began = performance.now();
    const more = draw.call(scene, ms);
    scene.g.getImageData(0, 0, 1, 1);
    spent.push(performance.now() - began);
    return more;
  };
  const [start, drawn, pictures] = [performance.now(), __lv.drawn, scene.pictures];
  let asked = 0;
  const next = (now) => {
    asked += 1;
    if (now - start < 1000 * seconds) requestAnimationFrame(next);
    else {
      const counts = [__lv.drawn - drawn, scene.pictures - pictures, asked];
      done([counts.map((one) => (1000 * one) / (now - start)), spent]);
    }
  };
  requestAnimationFrame(next);
})"""
# Bytes of all that was loaded, unpacked
LOADED = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .reduce((sum, one) => sum + one.decodedBodySize, 0)"""


@dataclass
class Client:
    """A tab as the server sees it: it draws at a rate of its own, and tells of every tenth frame."""

    address: str
    fps: float = 0.0  # as fast as they come
    frames: int = 0
    received: int = 0  # bytes
    seconds: float = 1.0  # since the first frame
    time_s: float = 0.0  # of the newest frame drawn
    answers: list[float] = field(default_factory=list)  # s from a click to its answer
    shown: list[float] = field(default_factory=list)  # s from a click to its picture
    asked: dict[int, float] = field(default_factory=dict)
    begins: dict[int, float] = field(default_factory=dict)
    socket: Any = None

    async def run(self, play: Callable[[Client], Awaitable[None]]) -> None:
        """Open, let `play` do what a user does while frames come, and close."""
        from websockets.asyncio.client import connect

        origin: Any = f"http://{self.address}"
        async with connect(f"ws://{self.address}/ws", origin=origin, max_size=None) as self.socket:
            await self.say(type="start")
            drawing = asyncio.create_task(self._draw())
            while self.frames == 0:
                await asyncio.sleep(0.01)
            self.frames, self.received, began = 0, 0, time.perf_counter()
            await play(self)
            self.seconds = time.perf_counter() - began
            drawing.cancel()

    async def say(self, **message: Any) -> None:
        """Send a message."""
        await self.socket.send(json.dumps(message))

    async def click(self, number: int, **message: Any) -> None:
        """Send what is to be answered."""
        self.asked[number] = time.perf_counter()
        await self.say(id=number, **message)

    async def _draw(self) -> None:
        async for data in self.socket:
            if isinstance(data, str):
                self._answered(json.loads(data))
                continue
            self.frames += 1
            self.received += len(data)
            self._seen(data)
            seq = int.from_bytes(data[4:8], "little")
            if seq % ACK_EVERY == 0:
                await self.say(type="ack", seq=seq)
            if self.fps:
                await asyncio.sleep(1.0 / self.fps)

    def _answered(self, message: dict[str, Any]) -> None:
        if message["type"] == "ok" and message["id"] in self.asked:
            self.answers.append(time.perf_counter() - self.asked[message["id"]])
            self.begins[message["id"]] = message["begins_s"]

    def _seen(self, data: bytes) -> None:
        import struct

        (self.time_s,) = struct.unpack_from("<d", data, 8)
        for number, begins in list(self.begins.items()):
            if self.time_s > begins:
                self.shown.append(time.perf_counter() - self.asked[number])
                del self.begins[number]


@dataclass
class Server:
    """The server and what it costs."""

    process: subprocess.Popen[str]
    address: str

    def processor_s(self) -> float:
        """Return the processor time that it has taken, where the system tells; else nought."""
        place = Path(f"/proc/{self.process.pid}/stat")
        if not place.exists():
            return 0.0
        parts = place.read_text().rsplit(")", 1)[1].split()
        return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving() -> Iterator[Server]:
    """Start a server on any free port, and end it."""
    command = [sys.executable, "-m", "secondheart", "app", "--no-browser", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    try:
        assert process.stdout is not None
        yield Server(process, process.stdout.readline().split("//")[1].split("/")[0])
    finally:
        process.terminate()
        process.wait(timeout=20)


def measure(repeats: int) -> Section:
    """Measure the server; each figure once, over some seconds, whatever `repeats`."""
    del repeats
    if find_spec("websockets") is None or find_spec("starlette") is None:
        return Section(TITLE, ["Not measured: it needs the extra `app`."])
    with serving() as server:
        asyncio.run(one_tab(server, 2.0))  # what is compiled or read is so by now
        rows = [*of_one(server), *of_ten(server), *of_slow(server), *of_fast(server)]
        pictures = of_drawn(server)
        rows += of_weight(server)
    return Section(TITLE, [Table(HEAD, rows), pictures])


async def watch(client: Client, seconds: float) -> None:
    """Look on."""
    del client
    await asyncio.sleep(seconds)


async def clicks(client: Client) -> None:
    """Click now and then, and wait for each picture."""
    for number in range(1, CLICKS + 1):
        await client.click(number, type="do", verb=VERBS[number % len(VERBS)])
        await asyncio.sleep(0.3)


async def one_tab(server: Server, seconds: float, **settings: Any) -> Client:
    """Return a tab that looked on for some seconds."""
    client = Client(server.address, **settings)
    await client.run(lambda tab: watch(tab, seconds))
    return client


def of_one(server: Server) -> list[tuple[str, ...]]:
    """One tab at the pace of life."""
    cost, began = server.processor_s(), time.perf_counter()
    client = asyncio.run(one_tab(server, SECONDS))
    wall = time.perf_counter() - began
    share = 100.0 * (server.processor_s() - cost) / wall
    clicking = Client(server.address)
    asyncio.run(clicking.run(clicks))
    return [
        ("one tab: frames a second", f"{client.frames / client.seconds:.1f}", f"{AIMS['fps']:g} or more"),
        ("one tab: kB a second", f"{client.received / client.seconds / 1000:.0f}", ""),
        ("one tab: share of a core, %", f"{share:.1f}", f"under {AIMS['core']:g}"),
        ("a click, until it is answered, ms", _spread(clicking.answers), f"under {AIMS['click']:g}"),
        ("a click, until it is in a frame, ms", _spread(clicking.shown), ""),
    ]


def of_ten(server: Server) -> list[tuple[str, ...]]:
    """Ten tabs at once, one of which clicks."""
    cost, began = server.processor_s(), time.perf_counter()
    tabs = [Client(server.address) for _ in range(TABS)]

    async def all_of_them() -> None:
        looking = [tab.run(lambda one: watch(one, SECONDS)) for tab in tabs[1:]]
        await asyncio.gather(*looking, tabs[0].run(clicks))

    asyncio.run(all_of_them())
    wall = time.perf_counter() - began
    share = 100.0 * (server.processor_s() - cost) / wall
    slowest = min(tab.frames / tab.seconds for tab in tabs[1:])
    return [
        (f"{TABS} tabs: frames a second of the slowest", f"{slowest:.1f}", f"{AIMS['ten']:g} or more"),
        (f"{TABS} tabs: share of a core each, %", f"{share / TABS:.1f}", ""),
        (f"{TABS} tabs: a click, until it is answered, ms", _spread(tabs[0].answers), f"under {AIMS['click']:g}"),
    ]


def of_slow(server: Server) -> list[tuple[str, ...]]:
    """A tab that draws five frames a second: simulated time waits for it."""
    slow = Client(server.address, fps=SLOW_FPS)

    async def late(tab: Client) -> None:
        await asyncio.sleep(SECONDS)
        for number in (1, 2):
            await tab.click(number, type="do", verb=VERBS[number - 1])
            await asyncio.sleep(6.0)

    asyncio.run(slow.run(late))
    return [
        (
            f"a tab that draws {SLOW_FPS:g} frames a second: how far behind its picture is, s",
            _spread(slow.shown, 1.0, 1),
            f"{AIMS['behind']:g} or less",
        )
    ]


def of_fast(server: Server) -> list[tuple[str, ...]]:
    """One tab at the highest speed, walking."""
    fast = Client(server.address)

    async def hurry(tab: Client) -> None:
        await tab.say(type="do", verb="walk")
        await tab.say(type="speed", speed=600)
        await asyncio.sleep(2.0)
        before = tab.time_s, tab.frames, time.perf_counter()
        await asyncio.sleep(SECONDS)
        wall = time.perf_counter() - before[2]
        tab.asked[-1], tab.asked[-2] = (tab.time_s - before[0]) / wall, (tab.frames - before[1]) / wall

    asyncio.run(fast.run(hurry))
    return [
        ("asked for 600 times as fast as life: speed", f"{fast.asked[-1]:.0f}", ""),
        ("asked for 600 times as fast as life: frames a second", f"{fast.asked[-2]:.1f}", f"{AIMS['ten']:g} or more"),
    ]


def of_drawn(server: Server) -> Table | str:
    """A browser on one core, drawing in software: standing, walking, under the lens, and two that walk."""
    if CHROMIUM is None or find_spec("playwright") is None:
        return "Pictures drawn: not measured, as there is no Chromium with Playwright here (`make browser` gets them)."
    from playwright.sync_api import sync_playwright

    with one_core() as cores, sync_playwright() as made:
        browser = made.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"http://{server.address}/")
        page.wait_for_selector("[data-verb=walk]:not([disabled])")
        rows = [drawn_row(page, "standing")]
        page.click("[data-verb=walk]")
        rows.append(drawn_row(page, "walking, everything drawn"))
        page.click("[data-next]")
        page.click("[data-next]")
        rows.append(drawn_row(page, "walking, the calf with a lens over a valve"))
        page.click("#to-lab")
        page.wait_for_selector("#chart-ankle canvas")
        rows.append(drawn_row(page, "laboratory: walking beside its charts"))
        page.select_option("#compare", "copy")
        page.wait_for_selector(".touch [data-body=b]", state="attached")
        rows.append(drawn_row(page, "laboratory: two people walking"))
        head = f"Chromium {browser.version}, headless, {WIDTH} x {HEIGHT}, software drawing, {cores}"
        browser.close()
    aims = f"pictures a second (aim {AIMS['fps']:g})", f"ms a picture, all of it (aim {AIMS['picture']:g})"
    return Table((head, aims[0], "frames a second", "refreshes a second", aims[1], "what dropped out"), rows)


@contextmanager
def one_core() -> Iterator[str]:
    """Let what is started meanwhile run on one core, where the system can."""
    if not hasattr(os, "sched_setaffinity"):
        yield "all cores"
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield "one core"
    finally:
        os.sched_setaffinity(0, before)


def drawn_row(page: Any, what: str) -> tuple[str, ...]:
    """Return what a browser draws in some seconds, as a row."""
    page.evaluate(COUNT, 2.0)  # it has settled then
    (frames, pictures, asked), spent = page.evaluate(COUNT, SECONDS)
    level = page.evaluate("__lv.page.scene.level")
    return (
        what,
        f"{pictures:.1f}",
        f"{frames:.1f}",
        f"{asked:.1f}",
        _spread(spent, 1.0, 1),
        ("nothing", "dots", "dots, grain", "dots, grain, far leg")[level],
    )


def of_weight(server: Server) -> list[tuple[str, ...]]:
    """What a browser loads: until the first picture, and when the laboratory is opened."""
    if CHROMIUM is None or find_spec("playwright") is None:
        return []
    from playwright.sync_api import sync_playwright

    with sync_playwright() as made:
        browser = made.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"http://{server.address}/")
        page.wait_for_selector("[data-verb=walk]:not([disabled])")
        story = page.evaluate(LOADED)
        page.click("#to-lab")
        page.wait_for_selector("#chart-ankle canvas")
        whole = page.evaluate(LOADED)
        browser.close()
    return [
        ("the page until the first picture, kB", f"{story / 1000:.0f}", f"under {AIMS['page']:g}"),
        ("the same with the laboratory, kB", f"{whole / 1000:.0f}", ""),
    ]


def _spread(times: list[float], scale: float = 1000.0, digits: int = 0) -> str:
    """Say median and worst."""
    if not times:
        return "-"
    return f"{scale * statistics.median(times):.{digits}f} (worst {scale * max(times):.{digits}f})"
