"""Which of the files of a zip or of a folder is meant."""

from __future__ import annotations

from datetime import date as Date
from pathlib import PurePosixPath
from typing import NamedTuple

from secondheart.errors import BadFile, InputError, SecondheartError, nearest
from secondheart.recordings.input_file import InputFile
from secondheart.recordings.logbook import Logbook
from secondheart.recordings.registry import Options, format_of, known_format

MOST_LISTED = 500  # assumed: each is read to be listed
OWN_ENDINGS = (".fit", ".gpx", ".tcx", ".agd")  # which nothing but recordings have
MOST_IN_SENTENCE = 6  # in a sentence


class Member(NamedTuple):
    """A recording in a zip or in a folder."""

    name: str
    form: str
    date: Date | None
    duration_s: float
    about: str


def chosen_file(file: InputFile, options: Options) -> InputFile:
    """Return the file to be read: the file itself, or the member of a zip or folder that is meant.

    Raises
    ------
    BadFile
        If it holds several recordings and none is picked.
    InputError
        If what is picked is not in it.
    """
    if not file.members or (options.pick is None and known_format(file) is not None):
        return file
    names = single_members(file)
    if options.pick is not None:
        return file.of_member(_find_pick(file, names, options.pick))
    if not names:
        return file
    if len(names) == 1:
        return file.of_member(names[0])
    if options.date is not None:
        of_day = [one.name for one in list_members(file, options) if one.date == options.date]
        if len(of_day) == 1:
            return file.of_member(of_day[0])
        several = f"holds {len(of_day)} recordings of {options.date}; name one with --pick{_name_list(of_day)}"
        raise InputError(f"{file.place}: {several}")
    several = (
        f"holds {len(names)} recordings; secondheart inspect --list shows them, --pick names one{_name_list(names)}"
    )
    raise BadFile(f"{file.place}: {several}")


def single_members(file: InputFile) -> list[str]:
    """Return the members that are recordings of their own; those that only their ending says are, if no others are."""
    known = [name for name in file.members if known_format(file.of_member(name)) is not None]
    return known or [name for name in file.members if name.lower().endswith(OWN_ENDINGS)]


def list_members(file: InputFile, options: Options) -> list[Member]:
    """Return what each recording in a zip or a folder is, in the order of time; what cannot be read says why."""
    if not file.members:
        return [_member(file, file.path.name, options)]
    known = single_members(file)
    damaged = [name for name in file.members if name.lower().endswith(OWN_ENDINGS) and name not in known]
    names = sorted([*known, *damaged])[:MOST_LISTED]
    members = [_member(file.of_member(name), name, options) for name in names]
    return sorted(members, key=lambda one: (one.date or Date.min, one.name))


def _member(file: InputFile, name: str, options: Options) -> Member:
    form = format_of(file)
    try:
        if form is None:
            raise BadFile(f"{file.place}: is of no known format")
        book = form.read(file, options)
    except SecondheartError as error:
        return Member(name, form.name if form else "", None, 0.0, str(error).removeprefix(f"{file.place}: "))
    start, stop = book.span if book.tables else (0.0, 0.0)
    return Member(name, form.name, _day(book, start), stop - start, book.device)


def _day(book: Logbook, start_s: float) -> Date | None:
    return book.clock.day_of(start_s) if book.clock.dated and book.tables else None


def _find_pick(file: InputFile, names: list[str], text: str) -> str:
    fitting = [name for name in names if text in (name, PurePosixPath(name).name)]
    fitting = fitting or [name for name in names if text.lower() in name.lower()]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise InputError(f"{file.place}: holds no recording {text[:60]!r}; {nearest(text[:60], names)}")
    raise InputError(f"{file.place}: {text[:60]!r} names {len(fitting)} recordings{_name_list(fitting)}")


def _name_list(names: list[str]) -> str:
    more = f" and {len(names) - MOST_IN_SENTENCE} more" if len(names) > MOST_IN_SENTENCE else ""
    return f" ({', '.join(names[:MOST_IN_SENTENCE])[:300]}{more})" if names else ""
