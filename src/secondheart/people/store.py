"""A cohort on disk: one Zarr 3 store with checksums, one writer, whose status of a block is written last.

A bit that turns over is refused when it is read, in a chunk by its own checksum, in what the store says of itself by
another; a block that is said to be done and is not there is examined again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from secondheart._files import only_writer, reason
from secondheart.errors import BadFile, MissingExtra
from secondheart.people.examine import PERSON_MISSING, PeopleBlock

if TYPE_CHECKING:
    import zarr

STORE_ENDING = ".zarr"
STORE_FORMAT = 2  # of the store
LONGEST_REASON = 240  # bytes of a reason that are stored
ROOM_FACTOR = 1.5  # free room that is asked for, over what the numbers take uncompressed
WHOLE_SUM = "sha256"  # attribute: checksum of the others and of the metadata of the arrays
DIMENSIONS = {"value": ("person", "care", "side", "finding"), "reason": ("person", "byte"), "status": ("person",)}


def require_zarr() -> Any:
    """Return the package zarr.

    Raises
    ------
    MissingExtra
        If it is not installed.
    """
    try:
        import zarr
    except ImportError:
        raise MissingExtra.of("zarr", "population", "a cohort on disk") from None
    return zarr


class CohortStore:
    """A store that is open.

    Attributes
    ----------
    path : Path
    about : dict
        What decides the numbers, and how the arrays are cut.
    """

    def __init__(self, path: Path, group: zarr.Group) -> None:
        self.path, self._group = path, group
        self.about: dict[str, Any] = {name: one for name, one in group.attrs.items() if name != WHOLE_SUM}

    @property
    def people(self) -> int:
        """How many people it is for."""
        return int(self.about["people"])

    @property
    def block(self) -> int:
        """How many people are written at once."""
        return int(self.about["block"])

    def blocks(self) -> list[tuple[int, int]]:
        """Return first and one past the last person of each block."""
        return [(first, min(first + self.block, self.people)) for first in range(0, self.people, self.block)]

    def missing_blocks(self) -> list[int]:
        """Return the blocks that are not done, or whose numbers are not there, or cannot be read."""
        return [place for place in range(len(self.blocks())) if not self._is_whole(place)]

    def _is_whole(self, place: int) -> bool:
        return self._has_chunks(place) and self._read_block(place) is not None

    def _has_chunks(self, place: int) -> bool:
        """Say whether the chunks of a block are there: zarr reads one that is gone as if nothing had been found."""
        return all(
            (self.path / name / "c" / "/".join([str(place), *["0"] * (len(dims) - 1)])).is_file()
            for name, dims in DIMENSIONS.items()
        )

    def _read_block(self, place: int) -> PeopleBlock | None:
        first, stop = self.blocks()[place]
        try:
            status = np.asarray(self._array("status")[first:stop])
            if np.any(status == PERSON_MISSING):
                return None
            values = np.asarray(self._array("value")[first:stop])
            letters = np.asarray(self._array("reason")[first:stop])
        except Exception:  # whatever damaged bytes come to, the block is examined again
            return None
        return PeopleBlock(values, status, [bytes(row).rstrip(b"\0").decode("utf-8", "replace") for row in letters])

    def _array(self, name: str) -> Any:
        return self._group[name]

    def write_block(self, place: int, block: PeopleBlock) -> None:
        """Write what was found in the people of a block, its status last.

        Raises
        ------
        BadFile
            If the disk refuses it; the block then counts as missing.
        """
        first, stop = self.blocks()[place]
        letters = np.zeros((stop - first, LONGEST_REASON), np.uint8)
        for row, text in enumerate(block.reasons):
            data = text.encode("utf-8")[:LONGEST_REASON]
            letters[row, : len(data)] = np.frombuffer(data, np.uint8)
        try:
            with require_zarr().config.set({"array.write_empty_chunks": True}):  # a chunk of nothing is there too
                self._array("value")[first:stop] = block.values
                self._array("reason")[first:stop] = letters
                self._array("status")[first:stop] = block.status
        except OSError as error:
            raise BadFile(f"{self.path}: cannot be written: {reason(error)}; the same command goes on") from None

    def read(self) -> PeopleBlock:
        """Return what is there of all people.

        Raises
        ------
        BadFile
            If a block that is said to be done is damaged or gone.
        """
        whole: list[PeopleBlock] = []
        for place, (first, stop) in enumerate(self.blocks()):
            block = self._read_block(place) if self._has_chunks(place) else None
            if block is None and self._says_done(first, stop):
                what = f"people {first} to {stop - 1} are damaged"
                raise BadFile(f"{self.path}: {what}; the same command does them again")
            whole.append(block or PeopleBlock.empty(stop - first, *self._array("value").shape[1:]))
        values, status = np.concatenate([one.values for one in whole]), np.concatenate([one.status for one in whole])
        return PeopleBlock(values, status, [text for one in whole for text in one.reasons])

    def _says_done(self, first: int, stop: int) -> bool:
        try:
            return bool(np.any(np.asarray(self._array("status")[first:stop]) != PERSON_MISSING))
        except Exception:  # damaged
            return True


def create_store(path: Path, about: dict[str, Any], shape: Sequence[int]) -> CohortStore:
    """Make a store.

    Parameters
    ----------
    path : Path
        A folder that is not there yet, ending in .zarr.
    about : dict
        What `CohortStore.about` will hold; JSON.
    shape : (people, care, sides, findings)

    Raises
    ------
    BadFile
        If there is something, or too little room, or it cannot be written.
    """
    _check_place(path, shape)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        try:
            _make_arrays(unfinished, about, shape)
            unfinished.rename(path)
        except OSError as error:
            raise BadFile(f"{path}: cannot be written: {reason(error)}") from None
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return open_store(path, writing=True)


def _make_arrays(folder: Path, about: dict[str, Any], shape: Sequence[int]) -> None:
    """Make empty arrays, and say last what they are of: with it the folder is a store."""
    zarr = require_zarr()
    group, block = zarr.create_group(store=str(folder)), about["block"]
    kinds = {"value": ("float64", tuple(shape), np.nan), "status": ("int8", (shape[0],), PERSON_MISSING)}
    kinds["reason"] = ("uint8", (shape[0], LONGEST_REASON), 0)
    codecs = [zarr.codecs.ZstdCodec(level=3), zarr.codecs.Crc32cCodec()]
    for name, (kind, whole, fill) in kinds.items():
        group.create_array(
            name, shape=whole, dtype=kind, chunks=(block, *whole[1:]), fill_value=fill, compressors=codecs,
            dimension_names=DIMENSIONS[name],
        )  # fmt: skip
    group.attrs.update({**about, WHOLE_SUM: _sum_of(folder, about)})


def _sum_of(folder: Path, about: dict[str, Any]) -> str:
    """Return the checksum of what a store says of itself."""
    texts = [
        json.dumps(about, sort_keys=True),
        *((folder / name / "zarr.json").read_text("utf-8") for name in DIMENSIONS),
    ]
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def _check_place(path: Path, shape: Sequence[int]) -> None:
    if path.suffix != STORE_ENDING:
        raise BadFile(f"{path}: the name of a cohort must end in {STORE_ENDING}")
    if path.exists():
        raise BadFile(f"{path}: is there already, and not a cohort of secondheart")
    if not path.parent.is_dir():
        raise BadFile(f"{path}: cannot be written, there is no folder {path.parent}")
    needed = ROOM_FACTOR * (8 * float(np.prod(shape)) + shape[0] * LONGEST_REASON)
    free = shutil.disk_usage(path.parent).free
    if free < needed:
        raise BadFile(f"{path}: {free / 1e6:.0f} MB are free, and {shape[0]} people may need {needed / 1e6:.0f} MB")


def is_store(path: Path) -> bool:
    """Say whether a folder is a cohort of secondheart."""
    try:
        attributes = json.loads((path / "zarr.json").read_text("utf-8")).get("attributes", {})
    except (OSError, ValueError):
        return False
    return isinstance(attributes, dict) and attributes.get("secondheart_cohort") == STORE_FORMAT


def open_store(path: Path, *, writing: bool = False) -> CohortStore:
    """Open a store.

    Raises
    ------
    BadFile
        If it is none, or damaged.
    """
    zarr = require_zarr()
    if not is_store(path):
        raise BadFile(f"{path}: not a cohort of secondheart")
    try:
        group = zarr.open_group(str(path), mode="r+" if writing else "r")
        store = CohortStore(path, group)
        damaged = group.attrs.get(WHOLE_SUM) != _sum_of(path, store.about)
    except OSError as error:
        raise BadFile(f"{path}: not a cohort of secondheart: {reason(error)}") from None
    except Exception:  # whatever damaged metadata come to
        damaged = True
    if damaged:
        raise BadFile(f"{path}: damaged: what it says of itself does not agree with its checksum")
    return store


@contextmanager
def hold_lock(path: Path) -> Iterator[None]:
    """Hold the right to write a store: of two commands, the second is refused."""
    with only_writer(path):
        yield
