"""What outlives a restart of the server: a checkpoint of each tab, in a folder of the user's own."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
from numpy.lib.npyio import NpzFile
from numpy.typing import NDArray

from secondheart import __version__
from secondheart._files import whole_or_not
from secondheart._limits import MOST_BYTES
from secondheart.app.plain import Table
from secondheart.app.tab_session import Tab

EVERY_S = 5.0  # wall time between two checkpoints of a tab
LIFETIME_S = 86_400.0  # a checkpoint is of use for a day
MOST_CHECKPOINTS = 64
ENDING = ".checkpoint"


def usual_folder() -> Path:
    """Return where checkpoints lie; not the cache of compiled code, which is pruned."""
    return Path(platformdirs.user_state_dir("secondheart")) / "live"


@dataclass(frozen=True)
class Store:
    """Checkpoints in a folder; None keeps none."""

    folder: Path | None = None

    def save(self, tab: Tab) -> None:
        """Write a tab's checkpoint, whole or not at all; a disk that refuses costs no more than the checkpoint."""
        if self.folder is None or not tab.steering.lives:
            return
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with whole_or_not(self.folder / f"{tab.id}{ENDING}") as unfinished:
                unfinished.write_bytes(pack_checkpoint(tab))

    def restore(self, tab: Tab) -> bool:
        """Take a tab on from its checkpoint, if there is one that fits; say whether there was."""
        if self.folder is None:
            return False
        path = self.folder / f"{tab.id}{ENDING}"
        try:
            with path.open("rb") as file:
                data = file.read(MOST_BYTES["checkpoint"] + 1)
            checkpoint, pace = unpack_checkpoint(data)
            tab.steering.restore(checkpoint)
        except Exception:  # of another version, cut off, or changed since: it begins from its scenario
            return False
        tab.pace.sent = tab.pace.acked = pace["sent"]
        tab.number = pace["hello"]
        return True

    def tidy(self) -> None:
        """Remove what is too old, or too much."""
        if self.folder is None or not self.folder.is_dir():
            return
        paths = sorted(self.folder.glob(f"*{ENDING}"), key=lambda path: path.stat().st_mtime, reverse=True)
        now = time.time()
        for place, path in enumerate(paths):
            if place >= MOST_CHECKPOINTS or now - path.stat().st_mtime > LIFETIME_S:
                path.unlink(missing_ok=True)


def pack_checkpoint(tab: Tab) -> bytes:
    """Return a tab's checkpoint as the bytes of an archive of arrays."""
    with tab.lock:
        checkpoint = tab.steering.checkpoint()
    arrays: Table = {}
    lives = {}
    for body, live in checkpoint["lives"].items():
        arrays |= {f"{body}/{name}": array for name, array in live["arrays"].items()}
        lives[body] = {key: value for key, value in live.items() if key != "arrays"}
    header = {
        "version": __version__,
        "checkpoint": {**checkpoint, "lives": lives},
        "pace": {"sent": tab.seq, "hello": tab.number},
    }
    arrays["header"] = np.frombuffer(json.dumps(header).encode(), np.uint8)
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def unpack_checkpoint(data: bytes) -> tuple[Table, Table]:
    """Return the checkpoint of a steering, and the numbers of its tab.

    Raises
    ------
    ValueError
        If it is too long or of another version.
    """
    if len(data) > MOST_BYTES["checkpoint"]:
        raise ValueError(f"longer than {MOST_BYTES['checkpoint']} bytes")
    with np.load(io.BytesIO(data), allow_pickle=False) as file:
        header = json.loads(file["header"].tobytes())
        if header["version"] != __version__:
            raise ValueError(f"of version {header['version']}")
        checkpoint = header["checkpoint"]
        for body, live in checkpoint["lives"].items():
            live["arrays"] = dict(_of_body(file, body))
    return checkpoint, header["pace"]


def _of_body(file: NpzFile, body: str) -> Iterator[tuple[str, NDArray[Any]]]:
    prefix = f"{body}/"
    for name in file.files:
        if name.startswith(prefix):
            yield name.removeprefix(prefix), file[name]
