"""A long run: simulate a stretch, write it, remember the state, and so on until the end."""

from __future__ import annotations

import hashlib
import math
import time
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np

from secondheart._files import only_writer, whole_or_not
from secondheart.anatomy import LEGS
from secondheart.engine import layout as at
from secondheart.errors import BadFile, InputError, Unfinished
from secondheart.packing import build_orders
from secondheart.packing.records import count_recorded, empty_record, restart_record
from secondheart.person import Person
from secondheart.protocol import Protocol
from secondheart.results.balance import drift_mL, total_volume
from secondheart.results.dataset import Selection, rows, to_dataset
from secondheart.results.netcdf import open_result
from secondheart.simulation.blood_stores import LOOK_S, Floats, stores
from secondheart.simulation.netcdf_in_place import UNFINISHED, Filled, compact, lay_out
from secondheart.simulation.pump_power import Window, powers, windows
from secondheart.simulation.session import STEPS_S, Progress, Session, prepare, settle
from secondheart.variables import INCLUDED, KEY_VESSELS

if TYPE_CHECKING:
    import xarray as xr

MORE_VESSELS = ("calf_skin_capillaries",)  # the skin above the ankle
SAMPLE_S = 1.0
STRETCH_S = 600.0  # between two states that are remembered
# Tried in turn where no step is given: a day reports means, which shorter steps hardly move (docs/numerics.md)
LONG_STEPS_S = (0.005, at.TICK_S / 3, *STEPS_S)


@dataclass
class _Run:
    """What a long run keeps at hand."""

    session: Session
    person: Person
    protocol: Protocol
    path: Path
    attributes: Mapping[str, Any]
    selection: Selection
    steps: int
    planned: list[Window]
    stores: dict[str, Floats]
    record: Any = None
    written: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("time", "beat", "look", "window"), 0))
    job: str = ""  # what tells this run from others
    before: int = 0  # all fluid at the start, in quanta
    wall_s: float = 0.0

    @property
    def now_s(self) -> float:
        """Simulated time, in seconds."""
        return self.session.time_s


def state_file(path: Path) -> Path:
    """Return where the state of an unfinished run lies, beside its result."""
    return path.with_name(path.name + ".state")


def simulate_to_file(
    person: Person,
    protocol: Protocol,
    path: str | Path,
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
    path : str or Path
        The result, netCDF. It can be read at any time while it grows.
    resume : bool
        Continue an earlier, interrupted call; the result is the same, bit for bit, as without interruption. A
        finished run is read.
    progress : callable, optional
        Called with the simulated and the whole duration, in seconds.
    attributes : mapping, optional
        More attributes of the result.
    dt_s : float, optional
        Step of the stepper, as of `simulate`. Left out, 5 ms, or what the body needs if that is less. [s]

    Returns
    -------
    xarray.Dataset
        As `simulate` returns it, with the blood in whole parts of the body once a minute (`blood`) and the power of
        the muscle pumps in some windows (`pump_power`).

    Raises
    ------
    Unfinished
        If there is nothing to resume, or it belongs to another person, protocol or version.
    BadFile
        If the file cannot be written; what is in it can be read, and the run goes on from there. Also if another run
        is writing it, or somebody removes it meanwhile.
    KernelDiverged
        If the run breaks off; the file holds what was computed.
    """
    if protocol.duration_s < SAMPLE_S:
        raise InputError(f"the protocol lasts {protocol.duration_s:g} s; {SAMPLE_S:g} s or more is needed")
    path = Path(path)
    run = _prepare_run(person, protocol, path, attributes or {}, dt_s)
    template = _template(run)
    run.job = _job(run, template)
    with only_writer(path):
        if resume and _is_finished(path):
            return _read_finished(path, template)
        if resume:
            _go_on(run)
        else:
            _begin(run, template)
        file = Filled(path, template)
        try:
            _play(run, file, progress)
        finally:
            file.close()
        return _end(run, template)


def _prepare_run(
    person: Person, protocol: Protocol, path: Path, attributes: Mapping[str, Any], dt_s: float | None
) -> _Run:
    session = prepare(person, dt_s, INCLUDED, LONG_STEPS_S)
    vessels = tuple(full for name in (*KEY_VESSELS, *MORE_VESSELS) for full in session.packed.body.vessels_named(name))
    return _Run(
        session=session,
        person=person,
        protocol=protocol,
        path=path,
        attributes=attributes,
        selection=Selection(SAMPLE_S, vessels),
        steps=round(protocol.duration_s / session.dt_s),
        planned=windows(protocol),
        stores=stores(session.packed),
        record=empty_record(
            session.packed, vessels, round(SAMPLE_S / session.dt_s), round(STRETCH_S / session.dt_s), session.dt_s
        ),
    )


def _dataset(run: _Run, protocol: Protocol, drift: float = math.nan, wall_s: float = math.nan) -> xr.Dataset:
    session = run.session
    return to_dataset(session.packed, run.record, session.state, run.selection, run.person, protocol, drift, wall_s)


def _template(run: _Run) -> xr.Dataset:
    """Return the result before the first step: all its variables, and no sample, beat or look yet."""
    result = _dataset(run, run.protocol)
    result = result.isel(time=slice(0), beat=slice(0))
    unit = {"units": "mL", "long_name": "blood in a part of the body"}
    result = result.assign_coords(store=list(run.stores), side=list(LEGS))
    result["look_time"] = ("look", np.zeros(0), {"units": "s", "long_name": "moment of a look at all the blood"})
    result["blood"] = (("look", "store"), np.zeros((0, len(run.stores))), unit)
    if run.planned:
        attributes = {"units": "W", "long_name": "mean power of a leg's muscles on the blood in their veins"}
        result["window_time"] = ("window", np.zeros(0), {"units": "s", "long_name": "start of a window"})
        result["pump_power"] = (("window", "side"), np.zeros((0, len(LEGS))), attributes)
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
    return hashlib.sha256(repr((*what, run.session.dt_s, shapes)).encode()).hexdigest()


def _is_finished(path: Path) -> bool:
    return path.exists() and UNFINISHED not in open_result(path).attrs


def _read_finished(path: Path, template: xr.Dataset) -> xr.Dataset:
    result = open_result(path)
    if result.attrs["hash"] != template.attrs["hash"]:
        raise Unfinished(f"{path}: holds another person, protocol or version; it was not made by this run")
    return result


def _go_on(run: _Run) -> None:
    path = state_file(run.path)
    if not run.path.exists() or not path.exists():
        raise Unfinished(f"{run.path}: there is nothing to go on with: no unfinished run was left there")
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as saved:
            record = saved["state"]
            selection = {name: record[name] for name in record.dtype.names}
    except (OSError, ValueError, LookupError, TypeError, BadZipFile, EOFError) as error:
        raise BadFile(f"{path}: not a state that a run can go on from ({type(error).__name__})") from None
    if str(selection.pop("job", "")) != run.job:
        raise Unfinished(f"{path}: is of another person, protocol or version; start anew without --resume")
    run.written = {name: int(selection.pop(f"done.{name}")) for name in run.written}
    run.before, run.wall_s = int(selection.pop("before")), float(selection.pop("wall_s"))
    run.session.restore(selection)


def _remember(run: _Run, began: float) -> None:
    """Write the state from which the run goes on, whole or not at all."""
    if not run.path.exists():
        state_file(run.path).unlink(missing_ok=True)
        raise BadFile(f"{run.path}: was removed while the run wrote it, at {run.now_s:g} s; nothing of it is left")
    path = state_file(run.path)
    arrays: dict[str, Any] = dict(run.session.checkpoint())
    arrays |= {f"done.{name}": np.int64(count) for name, count in run.written.items()}
    arrays |= {"job": np.array(run.job), "before": np.array(str(run.before))}
    arrays["wall_s"] = np.float64(run.wall_s + time.perf_counter() - began)
    try:
        with whole_or_not(path) as part, part.open("wb") as file:
            np.savez(file, state=_record_of(arrays))
    except OSError as error:
        raise BadFile(
            f"{path}: cannot be written ({error.strerror or error}); "
            f"what was computed until {run.now_s:g} s can be read in {run.path}"
        ) from error


def _record_of(arrays: Mapping[str, Any]) -> np.ndarray:
    """Return named arrays as the fields of one: as one, it has one checksum and is written sooner."""
    record = np.zeros((), [(name, one.dtype, one.shape) for name, one in arrays.items()])
    for name, one in arrays.items():
        record[name] = one
    return record


def _play(run: _Run, file: Filled, progress: Progress | None) -> None:
    began, session = time.perf_counter(), run.session
    stretch, behind = round(STRETCH_S / session.dt_s), session.step
    todo = build_orders(run.protocol, session.packed, session.dt_s)
    applied = (
        bisect_right(todo.begins, behind) if behind else 0
    )  # before the state was stored that the run resumes from
    for _ in session.run(todo, run.steps, run.record, lambda _: _next_pause(run), applied):
        if session.step > behind and session.step % stretch == 0:
            _write(run, file)
            _remember(run, began)
            behind = session.step
            if progress is not None:
                progress(run.now_s, run.protocol.duration_s)
        _look(run, file)
    _write(run, file)
    _remember(run, began)
    run.wall_s += time.perf_counter() - began


def _next_pause(run: _Run) -> int:
    """Return the step at which the run is next to be looked at."""
    dt, now = run.session.dt_s, run.session.step
    marks = [(now // round(every / dt) + 1) * round(every / dt) for every in (LOOK_S, STRETCH_S)]
    place = run.written["window"]
    window = round(run.planned[place].start_s / dt) if place < len(run.planned) else run.steps
    return min(*marks, window if window > now else run.steps)


def _look(run: _Run, file: Filled) -> None:
    """Look at all the blood where a minute is full, and at the muscle pumps where a window begins."""
    session, place = run.session, run.written["look"]
    if session.step == place * round(LOOK_S / session.dt_s):
        volumes = [float(session.state.volume @ mask) for mask in run.stores.values()]
        file.write("look_time", place, [run.now_s])
        file.write("blood", place, [volumes])
        run.written["look"] += 1
    place = run.written["window"]
    if place < len(run.planned) and session.step == round(run.planned[place].start_s / session.dt_s):
        file.write("window_time", place, [run.now_s])
        file.write("pump_power", place, [powers(session, run.planned[place])])
        run.written["window"] += 1


def _write(run: _Run, file: Filled) -> None:
    """Write samples and beats since the last time to their places, and start the next."""
    samples, beats = count_recorded(run.session.state)
    for variable, values in rows(run.session.packed, run.record, run.session.state):
        file.write(variable.name, run.written[variable.dims[0]], values)
    file.write(
        "time", run.written["time"], SAMPLE_S * np.arange(run.written["time"] + 1, run.written["time"] + samples + 1)
    )
    run.written["time"] += samples
    run.written["beat"] += beats
    restart_record(run.session.state)


def _end(run: _Run, template: xr.Dataset) -> xr.Dataset:
    """Pack the file, take the state away, and return the result."""
    drift = drift_mL(run.before, run.session.state)
    last = _dataset(run, run.protocol, drift, run.wall_s).attrs
    attributes = {**last, **{key: template.attrs[key] for key in ("dt_s", "duration_s", *run.attributes)}}
    compact(run.path, run.written, {**attributes, "beats": run.written["beat"], "wall_s": run.wall_s})
    state_file(run.path).unlink(missing_ok=True)
    return open_result(run.path)
