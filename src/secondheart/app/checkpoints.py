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

from secondheart import __version__
from secondheart._files import whole_or_not
from secondheart.app.session import Tab

EVERY_S = 5.0  # wall time between two checkpoints of a tab
KEPT_S = 86_400.0  # a checkpoint is of use for a day
MOST_KEPT = 64
MOST_BYTES = 16 * 1024 * 1024
ENDING = ".checkpoint"

Table = dict[str, Any]


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
                unfinished.write_bytes(packed(tab))

    def restore(self, tab: Tab) -> bool:
        """Take a tab on from its checkpoint, if there is one that fits; say whether there was."""
        if self.folder is None:
            return False
        path = self.folder / f"{tab.id}{ENDING}"
        try:
            with path.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
            kept, pace = unpacked(data)
            tab.steering.restore(kept)
        except Exception:  # of another version, cut off, or changed since: it begins from its scenario
            return False
        tab.pace.sent = tab.pace.acked = pace["sent"]
        tab.number = pace["hello"]
        return True

    def tidy(self) -> None:
        """Remove what is too old, or too much."""
        if self.folder is None or not self.folder.is_dir():
            return
        found = sorted(self.folder.glob(f"*{ENDING}"), key=lambda path: path.stat().st_mtime, reverse=True)
        now = time.time()
        for place, path in enumerate(found):
            if place >= MOST_KEPT or now - path.stat().st_mtime > KEPT_S:
                path.unlink(missing_ok=True)


def packed(tab: Tab) -> bytes:
    """Return a tab's checkpoint as the bytes of an archive of arrays."""
    with tab.lock:
        kept = tab.steering.checkpoint()
    arrays: dict[str, Any] = {}
    lives = {}
    for body, live in kept["lives"].items():
        arrays |= {f"{body}/{name}": array for name, array in live["arrays"].items()}
        lives[body] = {key: value for key, value in live.items() if key != "arrays"}
    told = {
        "version": __version__,
        "kept": {**kept, "lives": lives},
        "pace": {"sent": tab.seq, "hello": tab.number},
    }
    arrays["told"] = np.frombuffer(json.dumps(told).encode(), np.uint8)
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def unpacked(data: bytes) -> tuple[Table, Table]:
    """Return the checkpoint of a steering, and the numbers of its tab.

    Raises
    ------
    ValueError
        If it is too long or of another version.
    """
    if len(data) > MOST_BYTES:
        raise ValueError(f"longer than {MOST_BYTES} bytes")
    with np.load(io.BytesIO(data), allow_pickle=False) as file:
        told = json.loads(file["told"].tobytes())
        if told["version"] != __version__:
            raise ValueError(f"of version {told['version']}")
        kept = told["kept"]
        for body, live in kept["lives"].items():
            live["arrays"] = dict(_of_body(file, body))
    return kept, told["pace"]


def _of_body(file: Any, body: str) -> Iterator[tuple[str, Any]]:
    prefix = f"{body}/"
    for name in file.files:
        if name.startswith(prefix):
            yield name.removeprefix(prefix), file[name]
