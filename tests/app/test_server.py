"""The server as browsers and others meet it: routes, headers, and what is let in."""

from __future__ import annotations

import io
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from secondheart.app.checkpoints import Store
from secondheart.app.frames import unpack_frame
from secondheart.app.guard import headers
from secondheart.app.server import make_app
from secondheart.app.sessions import Hub
from secondheart.app.socket import BURST, RateLimit
from secondheart.cli import main
from secondheart.errors import InputError
from secondheart.protocol import from_toml
from tests.app.conftest import RESTED, Hand

HOST = {"host": "127.0.0.1:8642"}
OWN = {**HOST, "origin": "http://127.0.0.1:8642"}
CSP = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    app = make_app(Hub(Store(tmp_path), most=3, rested=RESTED))
    with TestClient(app, base_url="http://127.0.0.1:8642") as made:
        yield made


class Page:
    """A page that keeps what it was told."""

    def __init__(self, socket: WebSocketTestSession) -> None:
        self.socket = socket
        self.told: list[dict[str, Any]] = []
        self.frames: list[bytes] = []

    def say(self, **message: Any) -> None:
        self.socket.send_text(json.dumps(message))

    def listen(self) -> dict[str, Any] | None:
        """Take one thing in; a message is returned."""
        event = self.socket.receive()
        self.socket._raise_on_close(event)
        if event.get("bytes"):
            self.frames.append(event["bytes"])
            if len(self.frames) % 10 == 0:
                self.say(type="ack", seq=int.from_bytes(event["bytes"][4:8], "little"))
            return None
        self.told.append(json.loads(event["text"]))
        return self.told[-1]

    def until(self, kind: str, number: int | None = None) -> dict[str, Any]:
        """Take in what comes until a message of a kind does."""
        while True:
            message = self.listen()
            if message and message["type"] == kind and number in (None, message.get("id")):
                return message

    def watch(self, frames: int) -> None:
        """Take in so many frames more."""
        goal = len(self.frames) + frames
        while len(self.frames) < goal:
            self.listen()


def opened(client: TestClient) -> WebSocketTestSession:
    return client.websocket_connect("/ws", headers=OWN)


def test_every_answer_has_the_headers(client: TestClient) -> None:
    assert headers()["content-security-policy"] == CSP
    for path in ("/schema.json", "/static/main.js", "/nothing", "/static/nothing.js", "/export/x/y"):
        answer = client.get(path)
        assert {name: answer.headers[name] for name in headers()} == headers()


def test_nothing_but_the_page_itself_is_served(client: TestClient) -> None:
    assert client.get("/static/..%2f..%2f..%2fsimulate.py").status_code == 404
    assert client.get("/static/..%2fserver.py").status_code == 404


def test_a_page_of_a_course_may_frame_it_where_that_is_said(tmp_path: Path) -> None:
    app = make_app(Hub(Store(tmp_path), rested=RESTED), frame_origins=["https://course.example"])
    with TestClient(app, base_url="http://127.0.0.1:8642") as client:
        assert client.get("/").headers["content-security-policy"].endswith("frame-ancestors https://course.example")


@pytest.mark.parametrize("origin", ["course.example", "https://a; script-src *", "https://a/b", "*", "file:///x", ""])
def test_what_is_no_origin_may_frame_nothing(origin: str) -> None:
    with pytest.raises(InputError, match="is not allowed"):
        headers([origin])


@pytest.mark.parametrize("host", ["127.0.0.1:8642", "localhost", "[::1]:8642", "[::1]"])
def test_its_own_names_are_answered_in_both_versions_of_addresses(client: TestClient, host: str) -> None:
    assert client.get("/schema.json", headers={"host": host}).status_code == 200


def test_the_schema_holds_all_that_can_be_set(client: TestClient) -> None:
    story, laboratory = (client.get(f"/{name}.json").json() for name in ("schema", "laboratory"))
    assert not set(story) & set(laboratory)
    schema = story | laboratory
    assert {"controls", "verbs", "conditions", "garments", "presets", "tests", "normal", "words", "plan"} <= set(schema)
    assert story["disclaimer"].endswith("Ask a doctor.")
    assert len(client.get("/schema.json").content) < 60_000  # the first picture waits for it


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "", "localhost.evil.example:8642", "[::2]:80", "[::1", "a@127.0.0.1"],
)
def test_another_host_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/schema.json", headers={"host": host}).status_code == 400


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "null",
        "chrome-extension://127.0.0.1:8642",
        "http://127.0.0.1:9999",
        "https://127.0.0.1",
        None,
    ],
)
def test_a_socket_from_another_page_is_refused(client: TestClient, origin: str | None) -> None:
    headers = {**HOST, "origin": origin} if origin else HOST
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/ws", headers=headers):
        pytest.fail("it was let in")
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/ws", headers={**OWN, "host": "evil.example"}):
        pytest.fail("it was let in")


def test_a_page_is_told_names_then_shown_frames_and_its_clicks_are_done(client: TestClient) -> None:
    with opened(client) as socket:
        page = Page(socket)
        page.say(type="start", session=None, last=0, scenario=None)
        hello = page.until("hello")
        page.watch(5)
        page.say(type="do", id=4, verb="walk", arguments={"km_h": 3})
        answered = page.until("ok", 4)
        assert page.until("event")["label"] == "walk 3 km/h"
        page.watch(5)
    frames = [unpack_frame(data, hello) for data in page.frames]
    assert [frame.seq for frame in frames] == list(range(1, len(frames) + 1))
    assert answered["begins_s"] == answered["time_s"]


HOSTILE = ["", "{", "null", '{"type":"eval"}', '{"type":"do","verb":"fly","id":3}', "[" * 50_000, '{"type":"start"}']


def test_hostile_messages_are_answered_and_harm_nobody_else(client: TestClient) -> None:
    with opened(client) as good, opened(client) as bad:
        kind, rogue = Page(good), Page(bad)
        for page in (kind, rogue):
            page.say(type="start")
            page.until("hello")
        for text in HOSTILE:
            bad.send_text(text)
            assert rogue.until("error")["text"]
        bad.send_bytes(b"\x00\xff" * 100)
        assert rogue.until("error")["text"]
        kind.watch(5)
        kind.say(type="speed", id=1, speed=2)
        assert kind.until("ok", 1)
        rogue.say(type="speed", id=2, speed=2)  # it may go on, too
        assert rogue.until("ok", 2)


@pytest.mark.parametrize("first", ['{"type":"do","verb":"walk"}', "nonsense", '{"type":"start","session":"../x"}'])
def test_who_does_not_begin_as_agreed_is_sent_away(client: TestClient, first: str) -> None:
    with opened(client) as socket:
        socket.send_text(first)
        page = Page(socket)
        assert page.until("bye")["text"]
        with pytest.raises(WebSocketDisconnect) as left:
            page.listen()
    assert left.value.code == 1008


def test_too_many_pages_get_a_clear_answer(client: TestClient) -> None:
    with opened(client) as one, opened(client) as two, opened(client) as three, opened(client) as four:
        for socket in (one, two, three):
            page = Page(socket)
            page.say(type="start")
            page.until("hello")
        page = Page(four)
        page.say(type="start")
        assert "3 pages are open already" in page.until("full")["text"]
        with pytest.raises(WebSocketDisconnect) as left:
            page.listen()
    assert left.value.code == 1013


def test_messages_are_counted_on_a_clock() -> None:
    clock = Hand()
    bucket = RateLimit(clock)
    assert [bucket.take() for _ in range(int(BURST) + 2)] == [True] * int(BURST) + [False, False]
    clock.now += 0.11
    assert [bucket.take() for _ in range(6)] == [True] * 5 + [False]
    assert bucket.refused == 3


def test_a_flood_is_cut_off(client: TestClient) -> None:
    with opened(client) as socket:
        page = Page(socket)
        page.say(type="start")
        page.until("hello")
        for number in range(400):
            page.say(type="ack", seq=number)
        assert "too many messages" in page.until("error")["text"]
        assert page.until("bye")["text"] == "far too many messages"


def test_a_page_that_comes_back_goes_on(client: TestClient) -> None:
    with opened(client) as socket:
        page = Page(socket)
        page.say(type="start")
        hello = page.until("hello")
        page.watch(12)
    with opened(client) as socket:
        again = Page(socket)
        again.say(type="start", session=hello["session"], last=12)
        told = again.until("hello")
        again.watch(3)
    assert told["session"] == hello["session"]
    assert int.from_bytes(again.frames[0][4:8], "little") == 13


def walked(client: TestClient) -> str:
    """Stand and walk for a second each, and return the session."""
    with opened(client) as socket:
        page = Page(socket)
        page.say(type="start")
        session = str(page.until("hello")["session"])
        page.watch(25)
        page.say(type="do", verb="walk", arguments={"km_h": 3})
        page.watch(25)
        page.say(type="play", id=8, playing=False)
        page.until("ok", 8)
    return session


def test_what_is_given_out_is_the_run_of_the_command_bit_for_bit(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    session = walked(client)
    given = {
        what: client.get(f"/export/{session}/{what}")
        for what in ("command.txt", "protocol.toml", "person.toml", "result.nc", "result.csv", "scenario.json")
    }
    assert {what: answer.status_code for what, answer in given.items()} == dict.fromkeys(given, 200)
    monkeypatch.chdir(tmp_path)
    for what in ("protocol.toml", "person.toml"):
        (tmp_path / what).write_bytes(given[what].content)
    (command,) = (line for line in given["command.txt"].text.splitlines() if not line.startswith("#"))
    with pytest.raises(SystemExit) as left:
        main(command.split()[1:])
    assert not left.value.code, capsys.readouterr().err
    with h5py.File(io.BytesIO(given["result.nc"].content)) as page, h5py.File(tmp_path / "result.nc") as run:
        assert set(page) == set(run)
        for name in page:
            exact, packed = page[name][()], run[name][()]  # a run is saved in single precision
            assert np.array_equal(exact.astype(packed.dtype), packed, equal_nan=packed.dtype.kind == "f"), name
        pressure, vessels = page["pressure"][()], [name.decode() for name in page["vessel"][()]]
    rows = given["result.csv"].text.splitlines()
    header = rows[0].split(",")
    read = np.array([[float(cell) for cell in row.split(",")] for row in rows[1:]])
    column = read[:, header.index("pressure:great_saphenous_ankle_left [mmHg]")]
    assert np.array_equal(column, pressure[:, vessels.index("great_saphenous_ankle_left")])
    assert from_toml(given["protocol.toml"].text).describe()[0][0] == "stand"
    assert tomllib.loads(given["person.toml"].text)["name"] == "default"
    assert given["scenario.json"].json()["verb"] == "walk"
    assert "attachment" in given["result.nc"].headers["content-disposition"]


@pytest.mark.parametrize(
    ("path", "code", "sentence"),
    [
        ("{0}/secrets.txt", 404, "unknown way out"),
        ("{0}/person.toml?body=b", 409, "no leg 'b'"),
        ("{0}/replay.html?seconds=x", 409, "seconds = x"),
        ("{0}/replay.html?seconds=1e9", 409, "up to 600"),
        ("nobody-has-this-name/person.toml", 409, "not known any more"),
    ],
)
def test_what_cannot_be_given_out_is_told(client: TestClient, path: str, code: int, sentence: str) -> None:
    with opened(client) as socket:
        page = Page(socket)
        page.say(type="start")
        session = page.until("hello")["session"]
        page.watch(2)
        answer = client.get(f"/export/{path.format(session)}")
    assert answer.status_code == code
    assert sentence in answer.text


def test_a_clinical_test_tells_how_far_it_is_and_what_it_found(client: TestClient) -> None:
    with opened(client) as socket:
        page = Page(socket)
        page.say(type="start")
        page.until("hello")
        page.watch(1)
        page.say(type="test", id=5, name="avp")
        page.say(type="test", id=6, name="avp")
        assert "under way" in page.until("error", 6)["text"]
        found = page.until("test_result", 5)
        page.say(type="test", id=7, name="palmistry")
        assert "unknown test" in page.until("error", 7)["text"]
    shares = [message["done"] for message in page.told if message["type"] == "test"]
    assert shares == sorted(shares)
    assert 0.9 < shares[-1] <= 1.0
    assert {finding["name"] for finding in found["findings"]} >= {"ambulatory_venous_pressure", "refill_time_90"}
    trace = found["traces"][0]
    assert len(trace["t_s"]) == len(trace["y"]) <= 2100
    assert [step["label"] for step in found["steps"]] == ["stand", "10 x tiptoe", "stand"]
    assert page.frames  # it went on meanwhile


def test_a_clinical_test_can_be_broken_off(client: TestClient) -> None:
    with opened(client) as socket:
        page = Page(socket)
        page.say(type="start")
        page.until("hello")
        page.watch(1)
        page.say(type="test", id=5, name="forces")
        page.until("test", 5)
        page.say(type="cancel", id=6)
        assert page.until("error", 5)["text"] == "the test was broken off"
