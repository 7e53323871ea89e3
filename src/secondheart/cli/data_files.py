"""The data that a command is asked to save beside what it prints: netCDF, and tables as CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from secondheart._files import only_writer
from secondheart.cli import options
from secondheart.cli.output import save_output, writable

Save = Callable[[Path], list[Path]]


@dataclass(frozen=True)
class DataFiles:
    """Where the data will be; None for what was not asked for."""

    netcdf: Path | None = None
    table: Path | None = None

    @classmethod
    def of(cls, netcdf: Path | None, table: Path | None) -> DataFiles:
        """Return where the data goes, after trying whether it can be written: before any work.

        Raises
        ------
        BadFile
            If it cannot be written.
        """
        return cls(writable(netcdf, options.RESULT_ENDINGS), writable(table, options.TABLE_ENDINGS))

    @contextmanager
    def only_writer(self) -> Iterator[None]:
        """Hold the right to write the files until the work is done.

        Raises
        ------
        BadFile
            If another run writes one of them.
        """
        with ExitStack() as held:
            for path in (self.netcdf, self.table):
                if path is not None:
                    held.enter_context(only_writer(path))
            yield

    def write(self, save_netcdf: Save | None, save_table: Save) -> list[Path]:
        """Write what was asked for; return the files."""
        written: list[Path] = []
        for path, save in ((self.netcdf, save_netcdf), (self.table, save_table)):
            if path is not None and save is not None:
                save_output(_listing(save, written), path)
        return written


def _listing(save: Save, written: list[Path]) -> Callable[[Path], None]:
    """Return what saves, and adds the files that it wrote to a list."""
    return lambda place: written.extend(save(place))
