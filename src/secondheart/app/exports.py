"""The ways out: what is on the page as a command, as files, as data, and as a page that plays without Python."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from secondheart.app.replay import replay_page
from secondheart.app.tab_session import Tab
from secondheart.app.test_runner import Lab
from secondheart.errors import UnknownName
from secondheart.person import Person
from secondheart.person.files import person_text
from secondheart.protocol import Protocol, to_toml
from secondheart.report.text import DISCLAIMER
from secondheart.results.netcdf import save_result
from secondheart.variables import KEY_VESSELS, SAMPLED

if TYPE_CHECKING:
    import xarray as xr

COMMAND = "secondheart run protocol.toml --person person.toml --including swelling --including oxygen -o result.nc"
NAME = "live"  # of the protocol


@dataclass(frozen=True)
class ExportRequest:
    """What is asked for: of which tab and body, and how many seconds of a replay."""

    tab: Tab
    body: str
    lab: Lab
    seconds: float = 60.0

    def run(self) -> tuple[Person, Protocol]:
        """Return the person and the protocol of what was shown."""
        return self.tab.run_of(self.body, NAME)


def _command(asked: ExportRequest) -> bytes:
    person, protocol = asked.run()
    note = asked.tab.state().note
    lines = [
        "# What was shown, as a command; protocol.toml and person.toml are given out beside it.",
        *([f"# {note}"] if note else []),
        f"# {protocol.duration_s:g} s; {person.name}. {DISCLAIMER}",
        COMMAND,
    ]
    return ("\n".join(lines) + "\n").encode()


def _protocol(asked: ExportRequest) -> bytes:
    return to_toml(asked.run()[1]).encode()


def _person(asked: ExportRequest) -> bytes:
    return person_text(asked.run()[0]).encode()


def _scenario(asked: ExportRequest) -> bytes:
    return msgspec.json.format(msgspec.json.encode(asked.tab.steering.wanted))


def _netcdf(asked: ExportRequest) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "result.nc"
        save_result(asked.lab.run(*asked.run()), path, exact=True)
        return path.read_bytes()


def _csv(asked: ExportRequest) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows_of(asked.lab.run(*asked.run())))
    return text.getvalue().encode()


def _replay(asked: ExportRequest) -> bytes:
    return replay_page(asked.tab, asked.seconds)


def rows_of(result: xr.Dataset) -> Iterator[list[str | float]]:
    """Yield the rows of a table of a run: time, then key vessels, what flows out of them, all valves and muscles.

    Numbers are written so that they are read back to the last bit.
    """
    names: list[str | float] = ["time_s"]
    parts = [result["time"].values[:, None]]
    for variable in (one for one in SAMPLED if one.name in result):
        dim = variable.dims[1]
        names_of_dim = [name for name in map(str, result[dim].values) if dim not in CHOSEN or CHOSEN[dim](name)]
        names += [
            f"{variable.name}:{name}" + (f" [{variable.unit}]" if variable.unit != "1" else "") for name in names_of_dim
        ]
        parts.append(result[variable.name].sel({dim: names_of_dim}).values)
    yield names
    for row in zip(*parts, strict=True):
        yield [float(value) for part in row for value in part]


CHOSEN: Mapping[str, Callable[[str], bool]] = {
    "vessel": lambda name: name in KEY_VESSELS,
    "connection": lambda name: name.split(">")[0] in KEY_VESSELS,
}
EXPORTS: Mapping[str, tuple[str, Callable[[ExportRequest], bytes]]] = {
    "command.txt": ("text/plain; charset=utf-8", _command),
    "protocol.toml": ("application/toml", _protocol),
    "person.toml": ("application/toml", _person),
    "scenario.json": ("application/json", _scenario),
    "result.csv": ("text/csv; charset=utf-8", _csv),
    "result.nc": ("application/x-netcdf", _netcdf),
    "replay.html": ("text/html; charset=utf-8", _replay),
}
SLOW = ("result.csv", "result.nc")


def export(what: str, asked: ExportRequest) -> tuple[str, bytes]:
    """Return the kind and the bytes of a way out.

    Raises
    ------
    InputError
        If there is no such way, or nothing was done yet.
    RunFailed
        If the run breaks off.
    """
    if what not in EXPORTS:
        raise UnknownName.of("way out", what, EXPORTS)
    kind, make = EXPORTS[what]
    return kind, make(asked)
