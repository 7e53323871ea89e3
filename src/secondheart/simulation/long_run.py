"""A long run: simulate a stretch, write it, remember the state, and so on until the end."""

from __future__ import annotations

import hashlib
import math
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np

from secondheart.anatomy import LEGS
from secondheart.errors import BadFile, InputError, Unfinished
from secondheart.packing import build_orders
from secondheart.packing.records import begin_anew, empty_record, taken
from secondheart.person import Person
from secondheart.protocol import Protocol
from secondheart.results.balance import drift_mL, total_volume
from secondheart.results.dataset import Kept, rows, to_dataset
from secondheart.results.netcdf import open_result
from secondheart.simulation.blood_stores import LOOK_S, Floats, stores
from secondheart.simulation.netcdf_in_place import UNFINISHED, Filled, compact, lay_out
from secondheart.simulation.pump_power import Window, powers, windows
from secondheart.simulation.session import Progress, Session, prepare, settle
from secondheart.variables import INCLUDED, KEY_VESSELS

if TYPE_CHECKING:
    import xarray as xr

MORE_VESSELS = ("calf_skin_capillaries",)  # the skin above the ankle
SAMPLE_S = 1.0
STRETCH_S = 600.0  # between two states that are remembered


@dataclass
class _Run:
    """What a long run keeps at hand."""

    session: Session
    person: Person
    protocol: Protocol
    path: Path
    attributes: Mapping[str, Any]
    kept: Kept
    steps: int
    planned: list[Window]
    stores: dict[str, Floats]
    record: Any = None
    done: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("time", "beat", "look", "window"), 0))
    before: int = 0  # all fluid at the start, in quanta
    wall_s: float = 0.0

    @property
    def now_s(self) -> float:
        """Simulated time, in seconds."""
        return self.session.step * self.session.dt_s


def state_file(path: Path) -> Path:
    """Return where the state of an unfinished run lies, beside its result."""
    return path.with_name(path.name + ".state")


def stream(
    person: Person,
    protocol: Protocol,
    path: Path,
    *,
    resume: bool = False,
    progress: Progress | None = None,
    attributes: Mapping[str, Any] | None = None,
    dt_s: float | None = None,
) -> xr.Dataset:
    """Simulate a long protocol into a file: a value of each beat, and key vessels once a second.

    Parameters
    ----------
    person : Person
    protocol : Protocol
        A second or longer.
    path : Path
        The result, netCDF. It can be read at any time while it grows.
    resume : bool
        Go on with what an earlier call left there; what comes out is the same to the last bit as without a stop.
        A finished run is read.
    progress : callable, optional
        Called with the simulated and the whole duration, in seconds.
    attributes : mapping, optional
        More attributes of the result.
    dt_s : float, optional
        See `simulate`. [s]

    Returns
    -------
    xarray.Dataset
        As `simulate` returns it, with the blood in whole parts of the body once a minute (`blood`) and the power of
        the muscle pumps in some windows (`pump_power`).

    Raises
    ------
    Unfinished
        If there is nothing to go on with, or it is of another person, protocol or version.
    BadFile
        If the file cannot be written; what is in it can be read, and the run goes on from there.
    KernelDiverged
        If the run breaks off; the file holds what was computed.
    """
    if protocol.duration_s < SAMPLE_S:
        raise InputError(f"the protocol lasts {protocol.duration_s:g} s; {SAMPLE_S:g} s or more is needed")
    run = _prepared(person, protocol, path, attributes or {}, dt_s)
    template = _template(run)
    if resume:
        if _is_finished(path):
            return _finished(path, template)
        _go_on(run, template)
    else:
        _begin(run, template)
    file = Filled(path, template)
    try:
        _play(run, file, template, progress)
    finally:
        file.close()
    return _end(run, template)


def _prepared(
    person: Person, protocol: Protocol, path: Path, attributes: Mapping[str, Any], dt_s: float | None
) -> _Run:
    session = prepare(person, dt_s, INCLUDED)
    vessels = tuple(full for name in (*KEY_VESSELS, *MORE_VESSELS) for full in session.packed.body.named(name))
    return _Run(
        session=session,
        person=person,
        protocol=protocol,
        path=path,
        attributes=attributes,
        kept=Kept(SAMPLE_S, vessels),
        steps=round(protocol.duration_s / session.dt_s),
        planned=windows(protocol),
        stores=stores(session.packed),
        record=empty_record(
            session.packed, vessels, round(SAMPLE_S / session.dt_s), round(STRETCH_S / session.dt_s), session.dt_s
        ),
    )


def _dataset(run: _Run, protocol: Protocol, drift: float = math.nan, wall_s: float = math.nan) -> xr.Dataset:
    session = run.session
    return to_dataset(session.packed, run.record, session.state, run.kept, run.person, protocol, drift, wall_s)


def _template(run: _Run) -> xr.Dataset:
    """Return the result before the first step: all its variables, and no sample, beat or look yet."""
    result = _dataset(run, run.protocol)
    result = result.isel(time=slice(0), beat=slice(0))
    unit = {"units": "mL", "long_name": "blood in a part of the body"}
    result = result.assign_coords(store=list(run.stores), side=list(LEGS))
    result["look_time"] = ("look", np.zeros(0), {"units": "s", "long_name": "moment of a look at all the blood"})
    result["blood"] = (("look", "store"), np.zeros((0, len(run.stores))), unit)
    if run.planned:
        told = {"units": "W", "long_name": "mean power of a leg's muscles on the blood in their veins"}
        result["window_time"] = ("window", np.zeros(0), {"units": "s", "long_name": "start of a window"})
        result["pump_power"] = (("window", "side"), np.zeros((0, len(LEGS))), told)
    result.attrs |= {"dt_s": run.session.dt_s, "duration_s": run.protocol.duration_s, **run.attributes}
    return result


def _sizes(run: _Run) -> dict[str, int]:
    seconds = run.steps * run.session.dt_s
    beats = sum(step.duration_s * _fastest(run, step.heart_rate_bpm) for step in run.protocol.steps) / 60.0
    return {
        "time": int(seconds / SAMPLE_S + 1e-9),
        "beat": int(beats) + 3,
        "look": int(seconds / LOOK_S + 1e-9) + 1,
        "window": len(run.planned),
    }


def _fastest(run: _Run, imposed: float | None) -> float:
    return max(imposed or 0.0, float(run.session.packed.body.scalars["heart_rate.maximal"]))


def _begin(run: _Run, template: xr.Dataset) -> None:
    state_file(run.path).unlink(missing_ok=True)
    lay_out(run.path, template, _sizes(run))
    settle(run.session, run.protocol.steps[0])
    run.before = total_volume(run.session.state)


def _job(run: _Run, template: xr.Dataset) -> str:
    """Return what tells this run from others."""
    shapes = sorted((name, array.shape) for name, array in run.session.checkpoint().items())
    what = template.attrs["hash"], sorted(run.attributes.items()), sorted(map(str, template))
    told = (*what, run.session.dt_s, shapes)
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _is_finished(path: Path) -> bool:
    return path.exists() and UNFINISHED not in open_result(path).attrs


def _finished(path: Path, template: xr.Dataset) -> xr.Dataset:
    result = open_result(path)
    if result.attrs["hash"] != template.attrs["hash"]:
        raise Unfinished(f"{path}: holds another person, protocol or version; it was not made by this run")
    return result


def _go_on(run: _Run, template: xr.Dataset) -> None:
    path = state_file(run.path)
    if not run.path.exists() or not path.exists():
        raise Unfinished(f"{run.path}: there is nothing to go on with: no unfinished run was left there")
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as saved:
            kept = {name: saved[name] for name in saved.files}
    except (OSError, ValueError, BadZipFile, EOFError) as error:
        raise BadFile(f"{path}: not a state that a run can go on from ({type(error).__name__})") from None
    if str(kept.pop("job", "")) != _job(run, template):
        raise Unfinished(f"{path}: is of another person, protocol or version; start anew without --resume")
    run.done = {name: int(kept.pop(f"done.{name}")) for name in run.done}
    run.before, run.wall_s = int(kept.pop("before")), float(kept.pop("wall_s"))
    run.session.restore(kept)


def _remember(run: _Run, template: xr.Dataset, began: float) -> None:
    """Write the state from which the run goes on, whole or not at all."""
    path = state_file(run.path)
    part = path.with_name(path.name + ".part")
    arrays: dict[str, Any] = dict(run.session.checkpoint())
    arrays |= {f"done.{name}": np.int64(count) for name, count in run.done.items()}
    arrays |= {"job": np.array(_job(run, template)), "before": np.array(str(run.before))}
    arrays["wall_s"] = np.float64(run.wall_s + time.perf_counter() - began)
    try:
        with part.open("wb") as file:
            np.savez(file, **arrays)
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise BadFile(
            f"{path}: cannot be written ({error.strerror or error}); "
            f"what was computed until {run.now_s:g} s can be read in {run.path}"
        ) from error


def _play(run: _Run, file: Filled, template: xr.Dataset, progress: Progress | None) -> None:
    began, session = time.perf_counter(), run.session
    todo = build_orders(run.protocol, session.packed, session.dt_s)
    for place, (begin, end) in enumerate(zip(todo.begins, (*todo.begins[1:], run.steps), strict=True)):
        if session.step >= end:
            continue
        if session.step == begin:
            todo[place].write(session.packed, session.command, session.state, session.dt_s)
        while session.step < end:
            _look(run, file)
            session.advance(_next(run, end) - session.step, run.record)
            if session.step % round(STRETCH_S / session.dt_s) == 0:
                _write(run, file)
                _remember(run, template, began)
                if progress is not None:
                    progress(run.now_s, run.protocol.duration_s)
    _look(run, file)
    _write(run, file)
    _remember(run, template, began)
    run.wall_s += time.perf_counter() - began


def _next(run: _Run, end: int) -> int:
    """Return the step at which the run is next to be looked at."""
    dt, now = run.session.dt_s, run.session.step
    marks = [(now // round(every / dt) + 1) * round(every / dt) for every in (LOOK_S, STRETCH_S)]
    place = run.done["window"]
    window = round(run.planned[place].start_s / dt) if place < len(run.planned) else end
    return min(end, *marks, window if window > now else end)


def _look(run: _Run, file: Filled) -> None:
    """Look at all the blood where a minute is full, and at the muscle pumps where a window begins."""
    session, place = run.session, run.done["look"]
    if session.step == place * round(LOOK_S / session.dt_s):
        volumes = [float(session.state.volume @ mask) for mask in run.stores.values()]
        file.write("look_time", place, [run.now_s])
        file.write("blood", place, [volumes])
        run.done["look"] += 1
    place = run.done["window"]
    if place < len(run.planned) and session.step == round(run.planned[place].start_s / session.dt_s):
        file.write("window_time", place, [run.now_s])
        file.write("pump_power", place, [powers(session, run.planned[place])])
        run.done["window"] += 1


def _write(run: _Run, file: Filled) -> None:
    """Write samples and beats since the last time to their places, and begin anew."""
    samples, beats = taken(run.session.state)
    for variable, values in rows(run.session.packed, run.record, run.session.state):
        file.write(variable.name, run.done[variable.dims[0]], values)
    file.write("time", run.done["time"], SAMPLE_S * np.arange(run.done["time"] + 1, run.done["time"] + samples + 1))
    run.done["time"] += samples
    run.done["beat"] += beats
    begin_anew(run.session.state)


def _end(run: _Run, template: xr.Dataset) -> xr.Dataset:
    """Pack the file, take the state away, and return the result."""
    drift = drift_mL(run.before, run.session.state)
    last = _dataset(run, run.protocol, drift, run.wall_s).attrs
    told = {**last, **{key: template.attrs[key] for key in ("dt_s", "duration_s", *run.attributes)}}
    compact(run.path, run.done, {**told, "beats": run.done["beat"], "wall_s": run.wall_s})
    state_file(run.path).unlink(missing_ok=True)
    return open_result(run.path)
