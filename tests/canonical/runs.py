"""Canonical runs: a dozen short ones, a resumed one, a live one and twenty minutes of a day, as digests.

A change that moves no physics leaves every digest as it is: `python -m tests.canonical.compare`. A change of physics
writes them anew, `python -m tests.canonical.compare --write`, in the commit that changes it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
import xarray as xr

import secondheart as sh
from secondheart.compression import device
from secondheart.day.schedule import builtin_day
from secondheart.simulation import simulate_to_file
from secondheart.simulation.live import begin, settle_person

DEFAULT = sh.Person()
DEEP = sh.leaking_valves(DEFAULT, vein="deep")
VARICOSE = sh.condition(DEFAULT, "varicose-great_saphenous")
SMALL = sh.Person(sex="female", age_years=62, height_cm=158, mass_kg=55)
BOTH = ("swelling", "oxygen")


class Digest(NamedTuple):
    """A variable of a run: a hash of its bits, and its mean for machines that round in another way."""

    bits: str
    mean: float


def simulated() -> dict[str, Callable[[], xr.Dataset]]:
    """Return the runs of `simulate` by name."""

    def run(person: sh.Person, protocol: sh.Protocol, *including: str) -> Callable[[], xr.Dataset]:
        return lambda: sh.simulate(person, protocol, including=including, sample_s=0.1)

    still = sh.stand(seconds=3)
    return {
        "stand and tiptoe": run(DEFAULT, sh.stand(seconds=4) + sh.tiptoe(times=3) + still),
        "lie and stand": run(DEFAULT, sh.lie(seconds=4) + sh.stand(seconds=8)),
        "walk in stockings": run(sh.wear_stockings(VARICOSE, "RAL-II"), sh.walk(3, seconds=8)),
        "leaking deep veins, each valve": run(DEEP.replace(resolution="valves"), still + sh.tiptoe(times=2)),
        "swelling and oxygen, sitting": run(SMALL, sh.sit(seconds=20), *BOTH),
        "cycling with a failing heart": run(sh.condition(DEFAULT, "heart-failure"), sh.cycle(100, seconds=8)),
        "a device while lying": run(DEFAULT, sh.lie(seconds=12).with_device(device("foot-pump"))),
        "a tourniquet in tiptoe": run(VARICOSE, (still + sh.tiptoe(times=2)).tourniquet("above_knee")),
        "a strain and a cough": run(DEFAULT, sh.lie(seconds=2) + sh.valsalva(30, seconds=6) + sh.cough(times=1)),
        "tilt without muscles": run(DEFAULT, sh.tilt(60, seconds=8).without("muscles")),
        "an ablated vein, running": run(sh.ablate(VARICOSE, "great_saphenous"), sh.run(10, seconds=6)),
        "bandaged, in short steps": lambda: sh.simulate(
            sh.wear_bandage(DEEP, 40), sh.squat(times=2), dt_s=0.001, sample_s=0.1
        ),
    }


def resumed(folder: Path) -> xr.Dataset:
    """Return an hour's part of a day that is stopped half-way and resumed."""
    path, protocol = folder / "day.nc", _day()

    def stop(now_s: float, _: float) -> None:
        if now_s >= 600.0:
            raise InterruptedError

    try:
        simulate_to_file(DEFAULT, protocol, path, progress=stop)
    except InterruptedError:
        return simulate_to_file(DEFAULT, protocol, path, resume=True)
    raise AssertionError("the run was not stopped")


def _day() -> sh.Protocol:
    """Return twenty minutes of an office day, of each step no more than some minutes."""
    steps, left = [], 1200.0
    for step in builtin_day("office").protocol.steps:
        seconds = min(step.duration_s, 150.0, left)
        steps.append(step.replace(duration_s=seconds, transition_s=min(step.transition_s, seconds)))
        left -= seconds
        if left <= 0.0:
            break
    return sh.Protocol(name="part of a day", steps=tuple(steps))


def live() -> dict[str, np.ndarray]:
    """Return what is seen of a person who is steered: stands, walks, is dressed, lies down under a device."""
    pumped = sh.lie(seconds=9).with_device(device("foot-pump"))
    stand, walk, lie = (protocol.steps[0] for protocol in (sh.stand(seconds=9), sh.walk(4, seconds=9), pumped))
    body = begin(DEFAULT, stand, settle_person(DEFAULT, stand))
    seen = []
    for ticks, step in ((150, walk), (250, lie), (600, None)):
        seen.append(body.advance(min(ticks, 250), 2).pressure.copy())
        if step is not None:
            body.order(step)
    body.change(sh.wear_stockings(DEFAULT, "RAL-I"))
    seen.append(body.advance(200, 2).volume.copy())
    return {f"stretch {place}": part for place, part in enumerate(seen)}


def digests() -> Iterator[tuple[str, dict[str, Digest]]]:
    """Yield the name of each run and the digests of its variables."""
    for name, run in simulated().items():
        yield name, _digested(run())
    yield "live", {name: _digest(array) for name, array in live().items()}
    with TemporaryDirectory() as folder, resumed(Path(folder)) as result:
        yield "part of a day, resumed", _digested(result)


def _digested(result: xr.Dataset) -> Mapping[str, Digest]:
    numbers = {name: values.values for name, values in result.data_vars.items() if values.dtype.kind in "fiub"}
    return {str(name): _digest(values) for name, values in sorted(numbers.items(), key=str)}


def _digest(values: np.ndarray) -> Digest:
    array = np.ascontiguousarray(values)
    return Digest(hashlib.sha256(array.tobytes()).hexdigest()[:16], float(np.nanmean(array)) if array.size else 0.0)
