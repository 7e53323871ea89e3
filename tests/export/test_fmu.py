"""A unit for co-simulation: other people's validator and masters take it, and it does what a session does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import secondheart as sh
from secondheart.clinic.calf import leg_veins_of
from secondheart.codegen.compilers import find_system_compiler, find_zig
from secondheart.errors import UnknownName
from secondheart.export.fmu import export_fmu
from secondheart.packing import build_orders
from secondheart.packing.records import no_record
from secondheart.simulation.session import Session, prepare, settle
from secondheart.variables import INCLUDED

pytestmark = pytest.mark.skipif(
    not (find_system_compiler() or find_zig()), reason="no C compiler here: install gcc, clang or ziglang"
)
fmpy = pytest.importorskip("fmpy", reason="the package fmpy is not installed")

TICK_S = 0.01
FULL_ML, EMPTY_ML, PRESSED = 135.0, 120.0, 60.0  # when the controller presses, when it lets go, and how much [mmHg]
RATE = 2.0  # mmHg in 10 ms, as a pump fills a cuff
CLOSE = 1e-9  # mL: what muscles press with is put together in another order


class Controller:
    """Inflates the cuff of a calf when it is full, and lets go when it is empty."""

    def __init__(self) -> None:
        self.wanted = self.pressure = 0.0

    def __call__(self, calf_mL: float) -> float:
        if calf_mL > FULL_ML:
            self.wanted = PRESSED
        elif calf_mL < EMPTY_ML:
            self.wanted = 0.0
        self.pressure += min(max(self.wanted - self.pressure, -RATE), RATE)
        return self.pressure


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("fmu") / "leg.fmu"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECONDHEART_KERNEL", "c")  # the body settles by the same arithmetic
        made.write_bytes(export_fmu(sh.Person(), systems=["linux64"]))
    return made


@pytest.fixture
def open_unit(path: Path, tmp_path: Path) -> Iterator[Callable[[], Any]]:
    from fmpy import extract, read_model_description
    from fmpy.fmi2 import FMU2Slave

    folder, description = extract(str(path), unzipdir=str(tmp_path / "unit")), read_model_description(str(path))
    opened = []

    def start() -> Any:
        unit = FMU2Slave(
            guid=description.guid,
            unzipDirectory=folder,
            modelIdentifier="secondheart",
            instanceName=f"leg{len(opened)}",
        )
        unit.references = {one.name: one.valueReference for one in description.modelVariables}
        unit.instantiate()
        unit.setupExperiment(startTime=0.0)
        unit.enterInitializationMode()
        unit.exitInitializationMode()
        opened.append(unit)
        return unit

    yield start
    for unit in opened:
        unit.terminate()
        unit.freeInstance()


def read(unit: Any, *names: str) -> list[float]:
    values: list[float] = unit.getReal([unit.references[name] for name in names])
    return values


def put(unit: Any, name: str, value: float) -> None:
    unit.setReal([unit.references[name]], [value])


def run_unit(unit: Any, ticks: int, begin: int = 0, control: Controller | None = None) -> list[tuple[float, ...]]:
    """Step a unit every 10 ms, and return what is read after each step: calf, ankle, and what was pressed."""
    rows = []
    for tick in range(begin, begin + ticks):
        pressed = control(read(unit, "calf_volume_left")[0]) if control else 0.0
        put(unit, "cuff_calf_left", pressed)
        unit.doStep(tick * TICK_S, TICK_S)
        rows.append((*read(unit, "calf_volume_left", "ankle_vein_pressure_left"), pressed))
    return rows


def standing() -> Session:
    session = prepare(sh.Person(), including=INCLUDED)
    settle(session, sh.stand(seconds=60).steps[0])
    session.apply(build_orders(sh.stand(seconds=60), session.packed, session.dt_s)[0])
    return session


def test_the_validator_has_no_complaint(path: Path) -> None:
    from fmpy.validation import validate_fmu

    assert validate_fmu(str(path)) == []


def test_a_controller_in_a_master_is_one_in_python(
    open_unit: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECONDHEART_KERNEL", "c")
    theirs = run_unit(open_unit(), 1500, control=Controller())
    session, control = standing(), Controller()
    calf = [session.packed.vessel(name) for name in leg_veins_of(sh.Person(), "left")]
    mine = []
    for _ in range(1500):
        session.press("calf", control(float(session.state.volume[calf].sum())), "left")
        session.advance(session.per_tick, no_record(session.packed))
        mine.append((float(session.state.volume[calf].sum()), control.pressure))
    np.testing.assert_allclose([row[0] for row in theirs], [row[0] for row in mine], rtol=0.0, atol=CLOSE)
    pressed = [row[2] for row in theirs]
    assert pressed == [row[1] for row in mine]
    assert max(pressed) == PRESSED
    assert 0.0 in pressed[pressed.index(PRESSED) :]  # it let go again


def test_another_master_does_the_same(path: Path, open_unit: Callable[[], Any]) -> None:
    pytest.importorskip("libcosimpy", reason="the package libcosimpy is not installed")
    from libcosimpy.CosimExecution import CosimExecution
    from libcosimpy.CosimManipulator import CosimManipulator
    from libcosimpy.CosimObserver import CosimObserver
    from libcosimpy.CosimSlave import CosimLocalSlave

    unit, control = open_unit(), Controller()
    calf, cuff = unit.references["calf_volume_left"], unit.references["cuff_calf_left"]
    master = CosimExecution.from_step_size(TICK_S * 1e9)
    slave = master.add_local_slave(CosimLocalSlave(fmu_path=str(path), instance_name="leg"))
    given, seen = CosimManipulator.create_override(), CosimObserver.create_last_value()
    master.add_manipulator(given)
    master.add_observer(seen)
    master.step()  # the first has no pressure yet: what is read before it is not known to an observer
    unit.doStep(0.0, TICK_S)
    theirs, mine = [], []
    for tick in range(1, 1000):
        pressed = control(seen.last_real_values(slave, [calf])[0])
        assert given.slave_real_values(slave, [cuff], [pressed])
        master.step()
        theirs.append(seen.last_real_values(slave, [calf])[0])
        put(unit, "cuff_calf_left", pressed)
        unit.doStep(tick * TICK_S, TICK_S)
        mine.append(read(unit, "calf_volume_left")[0])
    assert theirs == mine
    assert control.wanted == PRESSED or min(mine) < EMPTY_ML


def test_a_third_checker_has_no_complaint(path: Path) -> None:
    if find_spec("fmu_manipulation_toolbox") is None:
        pytest.skip("the package fmu-manipulation-toolbox is not installed")
    command = [sys.executable, "-c", "from fmu_manipulation_toolbox.cli.fmutool import fmutool; fmutool()", "-input"]
    done = subprocess.run([*command, str(path), "-check"], capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    assert "seems to be compliant with FMI-2.0" in said
    assert "No semantic error" in said


def test_a_master_can_go_back(open_unit: Callable[[], Any]) -> None:
    unit = open_unit()
    run_unit(unit, 50)
    before = unit.getFMUstate()
    first = run_unit(unit, 50, 50, Controller())
    saved = unit.serializeFMUstate(before)
    unit.setFMUstate(before)
    assert run_unit(unit, 50, 50, Controller()) == first
    unit.setFMUstate(unit.deSerializeFMUstate(saved))
    assert run_unit(unit, 50, 50, Controller()) == first


def test_a_long_step_is_many_short_ones(open_unit: Callable[[], Any]) -> None:
    one, other = open_unit(), open_unit()
    one.doStep(0.0, 0.5)
    for tick in range(50):
        other.doStep(tick * TICK_S, TICK_S)
    assert read(one, "calf_volume_left", "heart_rate") == read(other, "calf_volume_left", "heart_rate")


def test_posture_movement_and_leaks_act(open_unit: Callable[[], Any]) -> None:
    still, moving = open_unit(), open_unit()
    moving.setInteger([moving.references["movement"]], [3])
    for tick in range(1000):
        put(moving, "phase", tick * TICK_S)
        moving.doStep(tick * TICK_S, TICK_S)
    still.doStep(0.0, 10.0)
    assert read(moving, "ankle_vein_pressure_left")[0] < read(still, "ankle_vein_pressure_left")[0] - 20.0
    lying = open_unit()
    for name in ("trunk_deg", "thigh_deg", "calf_deg"):
        put(lying, name, 0.0)
    lying.doStep(0.0, 20.0)
    assert read(lying, "ankle_vein_pressure_left")[0] < 30.0


@pytest.mark.parametrize(
    ("name", "value"), [("cuff_calf_left", 400.0), ("effort", -0.1), ("calf_volume_left", 1.0), ("trunk_deg", np.nan)]
)
def test_what_is_out_of_range_is_refused(open_unit: Callable[[], Any], name: str, value: float) -> None:
    from fmpy.fmi1 import FMICallException

    with pytest.raises(FMICallException, match="fmi2SetReal failed with status 3"):
        put(open_unit(), name, value)


def test_a_step_that_is_no_multiple_of_10_ms_is_refused_in_a_sentence(
    open_unit: Callable[[], Any], capfd: pytest.CaptureFixture[str]
) -> None:
    from fmpy.fmi1 import FMICallException

    with pytest.raises(FMICallException, match="fmi2DoStep failed with status 3"):
        open_unit().doStep(0.0, 0.013)
    assert "a step of 0.013 s is not allowed: a multiple of 0.01 s" in "".join(capfd.readouterr())


def test_an_unknown_system_is_refused() -> None:
    with pytest.raises(UnknownName, match="unknown system 'amiga'"):
        export_fmu(sh.Person(), systems=["amiga"])
