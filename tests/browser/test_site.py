"""The page without a server: its frames are those of the server to the last bit, and no request leaves."""

from __future__ import annotations

import base64
import gzip
import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from secondheart.app.frame_rate import sample_ticks
from secondheart.app.frames import pack_frame
from secondheart.app.messages import decode_message
from secondheart.app.scenario import Scenario
from secondheart.app.steering import Rested, Steering
from secondheart.app.tab_session import Tab as ServerTab
from secondheart.clinic.forces import ALL_FORCES, COALITIONS, forces_protocol, forces_row, forces_vessels, shares
from secondheart.codegen.compilers import find_zig
from secondheart.person import Person
from secondheart.simulation.parallel import Job
from secondheart.site import write_site
from secondheart.variables import INCLUDED
from tests.browser.conftest import ARGUMENTS, CHROMIUM, Tab, missing

SITE_BYTES, KERNEL_BYTES = 3_000_000, 200_000  # at most
# A message and how often so many ticks follow: all that the worker can change live
SCENARIO: list[tuple[dict[str, Any] | None, int, int]] = [
    (None, 4, 10),
    ({"type": "do", "verb": "walk", "arguments": {"km_h": 3.0}}, 4, 60),
    ({"type": "leak", "vein": "great_saphenous_left", "leak": 0.5}, 4, 20),
    ({"type": "wear", "kind": "RAL II", "length": "knee", "side": "both"}, 4, 20),
    ({"type": "set", "key": "without", "value": ["muscles"]}, 4, 20),
    ({"type": "set", "key": "without", "value": ["heart", "breathing"]}, 4, 20),
    ({"type": "set", "key": "without", "value": []}, 4, 1),
    ({"type": "preset", "name": "varicose"}, 100, 5),
    ({"type": "leak", "vein": "saphenofemoral_junction_left", "leak": 0.0}, 4, 20),  # the valve above it holds again
    ({"type": "do", "verb": "tiptoe", "arguments": {"times": 10, "every_s": 1.0}}, 4, 280),
    ({"type": "set", "key": "strength_percent", "value": 50}, 4, 20),
    ({"type": "wear", "kind": "none"}, 4, 10),
    ({"type": "do", "verb": "lie", "arguments": {}}, 4, 100),
    ({"type": "set", "key": "device", "value": "wave"}, 4, 150),
    ({"type": "wear", "kind": "RAL I", "length": "thigh", "side": "both"}, 4, 60),
    ({"type": "set", "key": "device", "value": "foot-pump"}, 4, 100),
    ({"type": "leak", "vein": "deep_right", "leak": 0.4}, 4, 60),
    ({"type": "do", "verb": "sit", "arguments": {}}, 4, 150),
    ({"type": "set", "key": "device", "value": None}, 4, 5),
    ({"type": "wear", "kind": "none"}, 4, 2),  # while the chambers are still being emptied
    ({"type": "do", "verb": "stand", "arguments": {}}, 4, 110),  # by one's own force
    ({"type": "preset", "name": "post-thrombotic"}, 10, 5),  # stiff veins cannot hold the blood: it begins anew
    ({"type": "do", "verb": "walk", "arguments": {"km_h": 5.0}}, 4, 40),
    ({"type": "do", "verb": "lie", "arguments": {}}, 100, 20),
    ({"type": "restart"}, 4, 5),
    ({"type": "do", "verb": "stand", "arguments": {}}, 4, 50),
    ({"type": "do", "verb": "day", "arguments": {"name": "office", "part": 0}}, 2400, 8),
]
# The worker's own modules, in the page: the same code, driven by counted ticks instead of a clock
PLAY = """async (scenario) => {
  const { loadPage, startTab } = await import("/static/worker/main.js");
  const bytes = async (name) => (await fetch(name)).arrayBuffer();
  const [wasm, page] = [await bytes("/kernel.wasm"), await bytes("/page.bin")];
  const frames = [];
  const tab = await startTab(wasm, await loadPage(page), (one) => one instanceof ArrayBuffer && frames.push(one));
  for (const [message, ticks, count] of scenario) {
    if (message) tab.hear(message);
    for (let k = 0; k < count; k += 1) tab.frame(ticks);
  }
  return frames.map((one) => btoa(String.fromCharCode(...new Uint8Array(one))));
}"""


# The same for the shares of the three forces
SHARE = """async (verb) => {
  const { loadPage, startTab } = await import("/static/worker/main.js");
  const { startKernel } = await import("/static/worker/kernel.js");
  const { ForceShares } = await import("/static/worker/forces.js");
  const bytes = async (name) => (await fetch(name)).arrayBuffer();
  const [wasm, page] = [await bytes("/kernel.wasm"), await loadPage(await bytes("/page.bin"))];
  const tab = await startTab(wasm, page, () => {});
  tab.hear({ type: "do", verb, arguments: {} });
  return new ForceShares(() => startKernel(wasm, page.header.tuples, page.arrays), page).of(tab.asForces());
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if CHROMIUM is None:
        missing("there is no Chromium here: `make browser` installs Debian's, and these tests drive it")
    if find_zig() is None:
        pytest.skip("the package ziglang is not installed, which compiles the stepper for browsers: `make site` has it")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECONDHEART_KERNEL", "c")  # the bodies settle by the arithmetic of the frames
        return write_site(tmp_path_factory.mktemp("site")).parent


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def chromium(site: Path) -> Iterator[Any]:  # noqa: ARG001 - without a site no browser is needed
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as made:
        opened = made.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def server_frames(scenario: list[tuple[dict[str, Any] | None, int, int]]) -> list[bytes]:
    """Return the frames that the server makes for a scenario."""
    tab = ServerTab(id="", steering=Steering(Rested(), Scenario()))
    tab.steering.follow()
    list(tab._news())
    frames = []
    for message, ticks, count in scenario:
        if message:
            tab.hear(decode_message(json.dumps(message)))
        for _ in range(count):
            seen = tab.steering.advance(ticks, sample_ticks(ticks))
            list(tab._news())
            tab.pace.sent += 1
            frames.append(pack_frame(tab._frame_of(seen, 0)))
    return frames


def test_frames_are_those_of_the_server_to_the_last_bit(
    page: Any, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECONDHEART_KERNEL", "c")  # rounds each operation, as WebAssembly does
    page.goto(address)
    theirs = [base64.b64decode(one) for one in page.evaluate(PLAY, SCENARIO)]
    mine = server_frames(SCENARIO)
    assert len(theirs) == len(mine)
    numbers = slice(40, None)  # the header has flags, the number of the hello and the pace of the wall clock
    different = [k for k, (one, other) in enumerate(zip(mine, theirs, strict=True)) if one[numbers] != other[numbers]]
    assert different == []
    times = slice(8, 16)
    assert [one[times] for one in mine] == [other[times] for other in theirs]


def test_the_page_walks_leaks_and_is_dressed_without_a_server(page: Any, address: str, site: Path) -> None:
    tab = Tab(page, address)
    assert tab.get("__lv.app.source.constructor.name") == "WorkerSource"
    tab.page.click("[data-verb=walk]")
    tab.until("__lv.app.state.scenario.verb === 'walk' && __lv.time > 3")
    tab.page.select_option("#person", "varicose")
    tab.until("Object.keys(__lv.app.hello.people.a.leaks).length > 0")
    tab.page.select_option("#quick-wear", "RAL II")
    tab.until("__lv.app.hello.people.a.wears.length === 1")
    tab.page.click("#to-lab")
    shown = "[...document.querySelectorAll('[role=tab]')].filter((one) => !one.hidden).map((one) => one.dataset.tab)"
    tab.until(f"({shown}).length > 0")
    assert "tests" not in tab.get(shown)
    assert tab.get("document.querySelectorAll('.own').length") == 0  # what is given by its own numbers needs a server
    tab.page.click("[data-tab=devices]")
    tab.page.select_option("#set-device", "wave")
    chambers = "__lv.app.hello.blocks.findIndex((one) => one.name === 'chambers')"
    tab.until(f"{chambers} >= 0 && __lv.app.state.scenario.device === 'wave'")
    assert [url for url in tab.asked if not url.startswith(address)] == []
    assert tab.wrong == []
    assert sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) < SITE_BYTES
    assert (site / "kernel.wasm").stat().st_size < KERNEL_BYTES


def test_the_forces_are_shared_as_their_test_does(page: Any, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECONDHEART_KERNEL", "c")
    page.goto(address)
    theirs = page.evaluate(SHARE, "stand")
    record = tuple(forces_vessels(Person()))
    rows = {}
    for acting in COALITIONS:  # as the test of the forces does, with swelling and oxygen as on the page
        job = Job(Person(), forces_protocol("standing", acting), record=record, including=INCLUDED)
        rows[acting] = forces_row(job.perform(lambda *_: None), ("standing", acting))
    worth = {acting: row.outflow_last_mL_min for acting, row in rows.items()}
    assert theirs["shares"] == {name: pytest.approx(share, abs=1e-6) for name, share in shares(worth).items()}
    assert sum(theirs["shares"].values()) == pytest.approx(100.0)
    assert theirs["ankle_mmHg"] == pytest.approx(rows[ALL_FORCES].ankle_vein_mmHg, abs=1e-3)
    still = rows[ALL_FORCES - {"muscles"}].ankle_vein_mmHg
    assert theirs["ankle_without_muscles_mmHg"] == pytest.approx(still, abs=1e-3)


def test_from_disk_one_file_does_the_same_and_the_other_names_it(chromium: Any, site: Path) -> None:
    context = chromium.new_context()
    page = context.new_page()
    tab = Tab(page, (site / "offline.html").as_uri())
    tab.page.click("[data-verb=walk]")
    tab.until("__lv.app.state.scenario.verb === 'walk' && __lv.time > 2")
    assert [url for url in tab.asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert tab.wrong == []
    other = context.new_page()
    other.goto((site / "index.html").as_uri())
    other.get_by_text("from a web server only").wait_for(timeout=30_000)
    assert other.get_by_role("link", name="offline.html").is_visible()
    context.close()


def test_what_it_cannot_do_is_a_sentence(page: Any, address: str) -> None:
    tab = Tab(page, address)
    ask = "__lv.app.source.ask({0}).then(() => '', (error) => error.message)"
    assert tab.get(ask.format("{type: 'do', verb: 'walk', arguments: {km_h: 3.7}}")) == (
        "walk: km_h = 3.7 is not among what this page has: 3, 1, 2, 4, 5, 6."
    )
    assert tab.get(ask.format("{type: 'test', name: 'avp'}")) == (
        "The page without a server cannot do this ('test'); secondheart app can."
    )
    assert "0.1 to 600" in tab.get(ask.format("{type: 'speed', speed: 1e9}"))
    assert tab.wrong == []


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (lambda page: page.route("**/page.bin", lambda route: route.fulfill(body=Damaged.body)), "is damaged"),
        (
            lambda page: page.route("**/page.bin", lambda route: route.fulfill(status=404)),
            "cannot be read (404)",
        ),
        (lambda page: page.add_init_script("delete window.WebAssembly"), "This browser has no WebAssembly"),
    ],
)
def test_what_is_missing_is_a_sentence_on_the_page(
    page: Any, address: str, site: Path, prepare: Any, words: str
) -> None:
    data = bytearray(gzip.decompress((site / "page.bin").read_bytes()))
    data[-1] ^= 1
    Damaged.body = gzip.compress(bytes(data), 1)
    prepare(page)
    page.goto(address)
    notice = page.locator("#notice")
    notice.get_by_text(words).wait_for(timeout=30_000)


class Damaged:
    """The page's file with one bit turned."""

    body = b""
