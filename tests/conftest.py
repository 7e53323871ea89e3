"""What every test may rely on: marks by folder, and the recordings where they are."""

from __future__ import annotations

import os
import signal
from collections.abc import Generator
from pathlib import Path

import hypothesis
import pytest

TESTS = Path(__file__).parent
MARK_OF_FOLDER = {"recorded": "recordings", "validation": "slow", "browser": "browser"}
REQUIRED = os.environ.get("SECONDHEART_REQUIRE_RECORDINGS") == "1"

# A test run in the background may have been told to ignore Ctrl-C; what is tested must not inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The first call of a kernel compiles it, so no single example has a deadline.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], derandomize="CI" in os.environ
)
hypothesis.settings.load_profile("house")


def first_folder(path: Path) -> str:
    """Name the folder directly under tests/ that holds `path`, or is it."""
    return next(iter(path.relative_to(TESTS).parts), "") if path.is_relative_to(TESTS) else ""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        mark = MARK_OF_FOLDER.get(first_folder(item.path))
        if mark:
            item.add_marker(mark)


@pytest.fixture(scope="session")
def recordings() -> Path:
    """Return the folder with recordings of real people, or skip."""
    folder = Path(os.environ.get("SECONDHEART_RECORDINGS", TESTS.parent.parent / "shared" / "recordings"))
    if not folder.is_dir():
        pytest.skip(f"no recordings at {folder}; name their folder in SECONDHEART_RECORDINGS")
    return folder.resolve()


def refuse_skip(report: pytest.TestReport | pytest.CollectReport, folder: str) -> None:
    """Turn a skip under tests/recorded into a failure where the recordings are required."""
    if REQUIRED and report.skipped and folder == "recorded" and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"SECONDHEART_REQUIRE_RECORDINGS=1, so this must not be skipped ({reason})"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    refuse_skip(report, first_folder(item.path))
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    refuse_skip(report, first_folder(collector.path))
    return report
