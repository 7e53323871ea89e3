"""How many examples are drawn, and what none of them may take: a minute, or a gigabyte."""

from __future__ import annotations

import contextlib
import os
import resource
import time
from collections.abc import Iterator
from pathlib import Path

from hypothesis import HealthCheck, settings

ASKED = os.environ.get("SECONDHEART_FUZZ", "")  # so many examples; nothing chooses the short profile
PROFILE = "fuzz-long" if ASKED else "fuzz-short"
EXAMPLES = int(ASKED or 200)  # of all the tests here together
MOST_SECONDS = 60.0
MOST_BYTES = 10**9
STATM = Path("/proc/self/statm")

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]

# The short one draws the same examples each time, so that it fails for a change of the program and for nothing else;
# the long one looks for new ones.
settings.register_profile("fuzz-short", deadline=None, derandomize=True, database=None, suppress_health_check=SLOW)
settings.register_profile("fuzz-long", deadline=None, derandomize=False, suppress_health_check=SLOW)


def drawn(percent: float) -> settings:
    """Return the settings of a test that draws its share of the examples."""
    return settings(settings.get_profile(PROFILE), max_examples=max(2, round(EXAMPLES * percent / 100)))


@contextlib.contextmanager
def limited() -> Iterator[None]:
    """Let what is done here fail where it takes more than a minute of work or a gigabyte."""
    before, began = resource.getrlimit(resource.RLIMIT_AS), time.process_time()
    if STATM.exists():
        now = int(STATM.read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + MOST_BYTES, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
    assert time.process_time() - began < MOST_SECONDS
