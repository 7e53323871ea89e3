"""secondheart app: what it refuses, and that it serves, tells where, and ends when it is told to."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from websockets.sync.client import connect

from secondheart.app import patience
from secondheart.app.launch import listening, page_address
from secondheart.cli import main
from secondheart.errors import InputError

COMMAND = [sys.executable, "-m", "secondheart", "app", "--no-browser", "--port", "0"]


@pytest.mark.parametrize("port", ["-1", "65536"])
def test_a_port_that_is_none_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["app", "--no-browser", "--port", port])
    printed = capsys.readouterr()
    assert left.value.code == 2
    assert port in printed.err
    assert printed.out == ""


def test_a_port_that_is_taken_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=rf"port {port} of 127.0.0.1 cannot be used"):
            listening("127.0.0.1", port)


def test_without_the_extra_one_sentence_tells_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "starlette", None)  # as if it were not installed
    with pytest.raises(SystemExit) as left:
        main(["app", "--no-browser", "--port", "0"])
    printed = capsys.readouterr()
    assert left.value.code == 2
    assert (
        printed.err.strip()
        == "the live page needs the package starlette; install it with: pip install 'secondheart[app]'"
    )
    assert printed.out == ""


@pytest.mark.parametrize(("host", "address"), [("127.0.0.1", "http://127.0.0.1:8642/"), ("::1", "http://[::1]:8642/")])
def test_the_printed_address_can_be_opened_in_both_versions(host: str, address: str) -> None:
    assert page_address(host, 8642) == address


def test_it_serves_on_this_machine_only_and_ends_on_interrupt(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "XDG_STATE_HOME": str(tmp_path), "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    told = json.loads("".join(process.stdout.readline() for _ in range(4)))
    assert told["address"].startswith("http://127.0.0.1:")
    with urllib.request.urlopen(told["address"] + "schema.json") as answer:
        assert json.loads(answer.read())["version"] == told["version"]
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, "")


UPGRADE = (
    "GET /ws HTTP/1.1\r\nhost: {host}\r\norigin: {origin}\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
    "sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
START = b'{"type":"start"}'
START_FRAME = bytes([0x81, 0x80 | len(START), 0, 0, 0, 0]) + START  # masked with zeros


def opened_by_hand(address: str, host: str, origin: str) -> tuple[socket.socket, bytes]:
    """Ask for a web socket, and return it with the first line of the answer."""
    name, port = address.removeprefix("http://").removesuffix("/").split(":")
    raw = socket.create_connection((name, int(port)), timeout=60)
    raw.sendall(UPGRADE.format(host=host, origin=origin).encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += raw.recv(1)
    return raw, answer.partition(b"\r\n")[0]


def test_pages_that_are_gone_and_sockets_that_are_refused_write_nothing_to_standard_error(tmp_path: Path) -> None:
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(COMMAND, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    address = process.stdout.readline().split()[0]
    host, own = address.removeprefix("http://").rstrip("/"), address.rstrip("/")
    for other_host, origin in (("evil.example", own), (host, "http://evil.example"), (host, "null")):
        raw, status = opened_by_hand(address, other_host, origin)
        assert status.startswith(b"HTTP/1.1 403")
        raw.close()
    for wanted in range(1, 12_000, 2_000):  # hung up on without a word, in the midst of frames
        raw, status = opened_by_hand(address, host, own)
        assert status.startswith(b"HTTP/1.1 101")
        raw.sendall(START_FRAME)
        assert len(raw.recv(wanted, socket.MSG_WAITALL)) == wanted
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raw.close()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=120)
    assert (process.returncode, errors) == (0, "")


def test_ended_while_the_first_leg_is_made_ready_it_goes_quietly(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "XDG_STATE_HOME": str(tmp_path),
        "SECONDHEART_CACHE": str(tmp_path / "cold"),
        "PYTHONUNBUFFERED": "1",
    }
    process = subprocess.Popen(COMMAND, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    address = process.stdout.readline().split()[0]
    with connect(f"{address.replace('http', 'ws')}ws", origin=address.rstrip("/")) as page:  # type: ignore[arg-type]
        page.send('{"type":"start"}')
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=120)
    assert (process.returncode, errors) == (0, "")


ENDLESS = """
import threading
from secondheart.app.server import STEPPER_THREADS
from secondheart.cli.app import _leave
threading.Thread(target=threading.Event().wait, name=STEPPER_THREADS + "_0").start()
print("left")
_leave()
"""


def test_it_ends_while_a_body_is_made_ready_that_never_will_be() -> None:
    ended = subprocess.run([sys.executable, "-c", ENDLESS], capture_output=True, text=True, timeout=120, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "left\n", "")


@pytest.mark.parametrize("head", [b"", b"GET / HTTP/1.1\r\nhost: x", b"GET / HTTP/1.1\r\nhost: x\r\n\r\nGET"])
def test_who_does_not_finish_the_head_of_a_request_is_hung_up_on(head: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "HEAD_S", 0.05)
    assert asyncio.run(last_word(head)).startswith(b"HTTP/1.1 200" if b"\r\n\r\n" in head else b"")


async def last_word(head: bytes) -> bytes:
    """Send the head of a request, and return what comes until the server hangs up."""

    async def answer(scope: dict[str, Any], receive: Any, send: Any) -> None:
        del scope, receive
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    ear = listening("127.0.0.1", 0)
    config = uvicorn.Config(answer, http=patience.PatientProtocol, lifespan="off", log_level="warning")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve([ear]))
    reader, writer = await asyncio.open_connection(*ear.getsockname())
    writer.write(head)
    word = await reader.read()
    server.should_exit = True
    writer.close()
    await serving
    return word
