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
from secondheart.person.files import person_text
from secondheart.protocol import to_toml
from secondheart.simulation.parallel import Job

KEPT = 4  # folders: this version of the package and the last few
OURS = re.compile(r"runs-[0-9a-f]{16}")  # names of folders: what else lies beside them is not ours
ENDINGS = (".py", ".toml", ".csv")
ABOVE = {"app", "cli", "report"}  # folders that no run and no measurement depends on
Values = dict[str, float]


@cache
def _code() -> str:
    """Hash everything in the package that a run or a measurement may depend on."""
    package = Path(secondheart.__file__).parent
    digest = hashlib.sha256(f"{numba.__version__} {np.__version__}".encode())
    for path in sorted(one for one in package.rglob("*") if one.suffix in ENDINGS and one.is_file()):
        place = path.relative_to(package)
        if place.parts[0] not in ABOVE:
            digest.update(str(place).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def folder() -> Path:
    """Return where the runs of exactly this package are kept."""
    root = Path(os.environ.get("SECONDHEART_CACHE") or platformdirs.user_cache_dir("secondheart"))
    return root.absolute() / "evidence" / f"runs-{_code()}"


def _place(job: Job) -> Path:
    told = "\0".join((person_text(job.person), to_toml(job.protocol), f"{job.sample_s} {job.record} {job.including}"))
    return folder() / f"{hashlib.sha256(told.encode()).hexdigest()[:24]}.json"


def kept(job: Job, names: Collection[str]) -> Values | None:
    """Return what was measured on a run before; None where something of it is missing."""
    told = _read(_place(job))
    return {name: told[name] for name in names} if set(names) <= set(told) else None


def _read(place: Path) -> Values:
    try:
        return {name: float(value) for name, value in json.loads(place.read_text("utf-8")).items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}  # not there, cut off, or not ours


def keep(job: Job, values: Values) -> None:
    """Keep what was measured on a run; where the disk will not have it, it is measured again another time."""
    place = _place(job)
    made = place.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        made.write_text(json.dumps({**_read(place), **values}), "utf-8")
        made.replace(place)


def remove_old() -> None:
    """Remove what belongs to all but the newest few versions of the package, and nothing else."""
    here = folder()
    if not here.parent.is_dir():
        return
    others = [one for one in here.parent.iterdir() if one.is_dir() and OURS.fullmatch(one.name) and one != here]
    for old in sorted(others, key=lambda one: one.stat().st_mtime)[: -(KEPT - 1)]:
        for path in old.glob("*.json"):
            path.unlink(missing_ok=True)
        with suppress(OSError):  # something else lies in it, which is not ours
            old.rmdir()
