"""Take the two pictures of the live page that the README and the manual show: `python docs/pictures.py`.

It needs the extra `app`, Playwright and Chromium, as `make browser` installs them.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

IMAGES = Path(__file__).parent / "images"
SIZE = {"width": 1366, "height": 820}
# Everything is drawn, however busy the machine is; the picture is taken at this phase of a stride.
WHOLE = """() => {
  const { thrift } = __lv.page.scene;
  thrift.level = 0;
  thrift.picture = () => {};
}"""
# name, address, colour scheme, simulated seconds to wait, phases of the left leg to try, what the lens has to say
PICTURES = (
    ("live-page.png", "#story=2", "light", 14.0, (20,), ""),
    ("live-page-lens.png", "#story=3", "dark", 6.0, tuple(range(560, 760, 20)), "rests: upper door shut, lower open"),
)
WAIT = """(seconds) => new Promise((found, late) => {
  const began = performance.now();
  const look = () => {
    const { app, page } = window.__lv ?? {};
    if (app?.series.now > seconds && page.story.stride.ready) found(true);
    else if (performance.now() - began > 300000) late(new Error("the page did not get so far"));
    else requestAnimationFrame(look);
  };
  look();
})"""
# Time stands, at a thousandth of a stride.
GO = """(phase) => {
  const { bar } = __lv.page.story.stride;
  bar.value = phase;
  bar.dispatchEvent(new Event("input"));
}"""


def take(browser: Any, address: str, picture: tuple[str, str, str, float, tuple[int, ...], str]) -> None:
    """Open a scene, go to a moment of a stride, and save the picture."""
    name, scene, scheme, seconds, phases, wanted = picture
    context = browser.new_context(viewport=SIZE, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{address}{scene}")
    page.wait_for_selector("[data-verb=walk]:not([disabled])", timeout=400_000)
    page.evaluate(WHOLE)
    page.evaluate(WAIT, seconds)
    for phase in phases:
        page.evaluate(GO, phase)
        page.wait_for_timeout(600)
        if wanted in page.evaluate("__lv.page.scene.lens.caption"):
            break
    page.screenshot(path=str(IMAGES / name))
    context.close()


def main() -> None:
    """Start a server and take all pictures."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    command = [sys.executable, "-u", "-m", "secondheart", "app", "--no-browser", "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        address = server.stdout.readline().split()[0]
        with sync_playwright() as made:
            browser = made.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            for picture in PICTURES:
                take(browser, address, picture)
                sys.stdout.write(f"{IMAGES / picture[0]}\n")
            browser.close()
    finally:
        server.terminate()
        server.wait(timeout=20)


if __name__ == "__main__":
    main()
