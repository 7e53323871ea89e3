"""One server for all tests of the page, one browser a module; they wait for what the page counts, never for a time."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
PATIENCE_MS = 60_000
FIRST_MS = 300_000  # for a page that opens: the first one waits until the stepper is compiled

# Runs in the page. It polls there, because a condition given as text to the browser's own waiting is `eval`, which
# the page forbids.
WAIT = """([condition, patience]) => new Promise((found, late) => {
  const start = performance.now();
  const timer = setInterval(() => {
    let value = null;
    try { value = CONDITIONS(condition); } catch { value = null; }
    if (value) { clearInterval(timer); found(value); }
    else if (performance.now() - start > patience) {
      clearInterval(timer);
      late(new Error(`waited in vain for ${condition}`));
    }
  }, 40);
})"""


class Server:
    """The page's server in a process of its own."""

    def __init__(self, state: Path) -> None:
        self.state = state  # where it keeps checkpoints: not in the home of who runs the tests
        self.port = 0
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it, on the same port as before if there was one."""
        command = [sys.executable, "-m", "secondheart", "app", "--no-browser", "--port", str(self.port)]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", "XDG_STATE_HOME": str(self.state)}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert "http://127.0.0.1:" in line, line
        self.port = int(line.split("127.0.0.1:")[1].split("/")[0])

    def stop(self) -> None:
        """End it, and wait until it is gone."""
        if self.process is None:
            return
        self.process.terminate()
        self.process.communicate(timeout=20)
        self.process = None

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self.port}/"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if CHROMIUM is None:
        missing("there is no Chromium here: `make browser` installs Debian's, and these tests drive it")
    made = Server(tmp_path_factory.mktemp("state"))
    made.start()
    yield made
    made.stop()


def missing(why: str) -> None:
    """Skip with a sentence, or fail where nothing may be skipped."""
    if os.environ.get("CI") == "true":
        pytest.fail(why)
    pytest.skip(why)


# Of a module, not of the session: while it is open its event loop counts as running in this thread, and a test of
# another folder that comes next must be free to run one of its own.
@pytest.fixture(scope="module")
def browser(server: Server) -> Iterator[Any]:  # noqa: ARG001 - without a server no browser is needed
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as made:
        opened = made.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


class Tab:
    """A page with what happened in it."""

    def __init__(self, page: Any, url: str) -> None:
        self.page = page
        self.asked: list[str] = []
        self.wrong: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda message: message.type == "error" and self.wrong.append(message.text))
        page.goto(url)
        self.until("window.__lv && __lv.drawn > 2", FIRST_MS)

    def until(self, condition: str, patience_ms: int = PATIENCE_MS) -> Any:
        """Return what is true at last: an expression of the page."""
        script = WAIT.replace("CONDITIONS(condition)", f"({condition})")
        return self.page.evaluate(script, [condition, patience_ms])

    def get(self, expression: str) -> Any:
        """Return what an expression is now."""
        return self.page.evaluate(expression)

    def reading(self, place: str) -> str:
        """Return an expression for a pressure that stands beside the leg."""
        return f"Number(document.querySelector('[data-reading={place}] .number').textContent.replace('−', '-'))"

    def lab(self, panel: str = "", scheme: bool = False) -> None:
        """Go to the laboratory, to a tab of it, and to the scheme of the leg if that is wanted."""
        self.until("__lv.app.state && __lv.app.hello")
        if self.get("__lv.page.mode") != "lab":
            self.page.click("#to-lab")
        self.until("__lv.app.charts?.redraws > 0")
        if panel:
            self.page.click(f"[data-tab={panel}]")
        if scheme:
            self.tools()
            self.page.click("[data-choice=scheme]")
            self.until("__lv.app.stage?.frame")

    def tools(self) -> None:
        """Show all that stands under the stage, where a narrow one hides some of it."""
        if not self.page.locator("[data-choice=scheme]").is_visible():
            self.page.click(".rare-button")

    def menu(self) -> None:
        """Open what a small window has behind a button, if it has."""
        if self.page.locator("#more").is_visible() and self.page.locator("#more-menu").is_hidden():
            self.page.click("#more")

    def speed(self, times: int) -> None:
        """Go so many times as fast as life."""
        self.page.select_option("[aria-label=Speed]", str(times))


@pytest.fixture
def open_tab(browser: Any, server: Server) -> Iterator[Callable[..., Tab]]:
    contexts = []

    def opened(where: str = "", script: str = "", routes: dict[str, Any] | None = None, **options: Any) -> Tab:
        context = browser.new_context(**{"viewport": {"width": 1366, "height": 900}, **options})
        contexts.append(context)
        for pattern, answer in (routes or {}).items():
            context.route(pattern, answer)
        if script:
            context.add_init_script(script)
        return Tab(context.new_page(), server.url + where)

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def data() -> Path:
    return Path(__file__).parent.parent / "app" / "data"
