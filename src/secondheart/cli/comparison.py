"""What `compare` compares: clinical tests, protocols and days, each with its findings of everybody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from secondheart.anatomy import LEGS, match_name
from secondheart.cli.shared import progress_bar
from secondheart.clinic import TESTS, Examination, Finding
from secondheart.day.schedule import builtin_day, day_names
from secondheart.errors import InputError
from secondheart.protocol import names as protocol_names

if TYPE_CHECKING:
    import xarray as xr

    from secondheart.cli.inputs import Plan
    from secondheart.day import Account
    from secondheart.person import Person


@dataclass(frozen=True)
class Comparison:
    """One test, protocol or day: its findings, and its runs, of everybody.

    `examinations` are those of a test, one a person; `results` the runs that can be saved, by a person's place;
    `plan` is that of a protocol.
    """

    title: str
    findings: list[list[Finding]]
    results: list[list[tuple[str, xr.Dataset]]]
    examinations: tuple[Examination, ...] = ()
    plan: Plan | None = None


def comma_parts(text: str) -> list[str]:
    """Return the tests, protocols and days of a list that is separated by commas.

    Raises
    ------
    InputError
        If a name is empty.
    """
    parts = [part.strip() for part in text.split(",")]
    if not all(parts):
        raise InputError(f"compare: '{text}' has an empty name; tests and protocols are separated by commas")
    return list(dict.fromkeys(parts))


def is_test(text: str) -> bool:
    """Say whether a name is that of a test, and of no protocol."""
    return match_name(text, TESTS) is not None and match_name(text, protocol_names()) is None


def is_day(text: str) -> bool:
    """Say whether a name is that of a day."""
    return match_name(text, day_names()) is not None


def compare_test(name: str, people: Sequence[Person], beside: Sequence[str] = ()) -> Comparison:
    """Examine everybody with a test."""
    test = TESTS[match_name(name, TESTS) or name]
    done = []
    with progress_bar(test.name) as progress:
        for place, person in enumerate(people):
            done.append(test.examine(person, _share_of(progress, place, len(people)), beside=beside))
    runs = [[(str(key), result) for key, result in zip(one.keys, one.results, strict=True)] for one in done]
    return Comparison(test.title, [one.findings for one in done], runs, tuple(done))


def compare_day(name: str, people: Sequence[Person]) -> Comparison:
    """Simulate the same day for everybody, as many at once as there are cores."""
    from secondheart.day import PersonDay
    from secondheart.day.compute import run_days
    from secondheart.results.netcdf import open_result

    day = builtin_day(name)
    cases = [PersonDay(str(place), person, day) for place, person in enumerate(people)]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="secondheart-")))
        accounts = run_days(cases, folder, progress=stack.enter_context(progress_bar(name)))
        results = [[("day", open_result(folder / f"{case.name}.nc"))] for case in cases]
    return Comparison(f"day: {name}", [day_findings(accounts[case.name], name) for case in cases], results)


def day_findings(account: Account, test: str) -> list[Finding]:
    """Return what a day does to the legs as findings."""
    findings = []
    if account.swelling is not None:
        for name, value in (("most", account.swelling.most_mL), ("end", account.swelling.end_mL)):
            findings.append(Finding(name=f"day_swelling_{name}", value=value, unit="mL", side="both", test=test))
    for side, value in zip(LEGS, account.ankle_mean, strict=True):
        findings.append(Finding(name="ankle_vein_mean", value=value, unit="mmHg", side=side, test=test))
    for limit, pair in account.hours_above.items():
        for side, value in zip(LEGS, pair, strict=True):
            findings.append(Finding(name=f"hours_above_{limit}_mmHg", value=value, unit="h", side=side, test=test))
    return findings


def _share_of(progress: Callable[[float, float], None], place: int, count: int) -> Callable[[float, float], None]:
    """Return the progress of one person of several."""
    return lambda now, whole: progress(place * whole + now, count * whole)
