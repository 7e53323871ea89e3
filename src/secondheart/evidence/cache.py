"""Finished runs of the evidence, kept on disk, so that an interrupted validation goes on where it was."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Collection
from contextlib import suppress
from functools import cache
from pathlib import Path

import numba
import numpy as np
import platformdirs

import secondheart
from secondheart._files import remove_old_folders, whole_or_not
from secondheart.person.files import person_text
from secondheart.protocol import to_toml
from secondheart.simulation.parallel import Job

FOLDERS = re.compile(r"runs-[0-9a-f]{16}")  # names of ours: what else lies beside them is left alone
HASHED = (".py", ".toml", ".csv")  # endings of files that a run may depend on
ABOVE = {"app", "cli", "people", "report"}  # folders that no run and no measurement depends on
Values = dict[str, float]


@cache
def code_hash() -> str:
    """Hash everything in the package that a run or a measurement may depend on."""
    package = Path(secondheart.__file__).parent
    digest = hashlib.sha256(f"{numba.__version__} {np.__version__}".encode())
    for path in sorted(one for one in package.rglob("*") if one.suffix in HASHED and one.is_file()):
        place = path.relative_to(package)
        if place.parts[0] not in ABOVE:
            digest.update(str(place).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def runs_folder() -> Path:
    """Return where the runs of exactly this package are kept."""
    root = Path(os.environ.get("SECONDHEART_CACHE") or platformdirs.user_cache_dir("secondheart"))
    return root.absolute() / "evidence" / f"runs-{code_hash()}"


def remove_old_runs() -> None:
    """Remove the runs of all but the newest few versions of the package."""
    remove_old_folders(runs_folder(), FOLDERS)


def _path(job: Job) -> Path:
    key = "\0".join((person_text(job.person), to_toml(job.protocol), f"{job.sample_s} {job.record} {job.including}"))
    return runs_folder() / f"{hashlib.sha256(key.encode()).hexdigest()[:24]}.json"


def read_values(job: Job, names: Collection[str]) -> Values | None:
    """Return what was measured on a run before; None where something of it is missing."""
    values = _read(_path(job))
    return {name: values[name] for name in names} if set(names) <= set(values) else None


def _read(path: Path) -> Values:
    try:
        return {name: float(value) for name, value in json.loads(path.read_text("utf-8")).items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}  # not there, cut off, or not ours


def write_values(job: Job, values: Values) -> None:
    """Keep what was measured on a run; where the disk will not have it, it is measured again another time."""
    path = _path(job)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_or_not(path) as unfinished:
            unfinished.write_text(json.dumps({**_read(path), **values}), "utf-8")
