"""Half a second of life, compiled and as plain Python: they must agree.

Whichever way the tests run, a second interpreter runs the other way. The run starts from a first guess of
the pressures, so every valve is thrown open or shut, and takes a stride, a change of posture and a cuff.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numba
import numpy as np
import pytest

import secondheart
from secondheart.engine.layout import Floats
from secondheart.packing import build_orders
from secondheart.packing.records import empty_record
from secondheart.person import Person, leaking_valves
from secondheart.protocol import stand, walk
from secondheart.simulation.session import prepare

ROOT = Path(__file__).parent.parent.parent
STEPS = 200
AGREE = 1e-9
COMPILED = not numba.config.DISABLE_JIT


def life() -> dict[str, Floats]:
    """Half a second: what runs along, and what was kept of it."""
    session = prepare(leaking_valves(Person(), vein="popliteal", leak=0.2))
    protocol = stand(seconds=1) + walk(km_h=4, seconds=10).cuff("thigh", pressure_mmHg=60)
    for order in build_orders(protocol, session.packed, session.dt_s):
        session.apply(order)
    record = empty_record(session.packed, session.packed.vessels, 8, STEPS, session.dt_s)
    session.advance(STEPS, record)
    kept = {name: getattr(record, name) for name in ("pressure", "transmural", "volume", "flow", "muscle")}
    return {name: array.astype(float) for name, array in session.state._asdict().items()} | {
        f"kept_{name}": array for name, array in kept.items()
    }


@pytest.fixture(scope="module")
def here() -> dict[str, Floats]:
    return life()


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Floats]:
    """The same, in an interpreter that does what this one does not: compile, or not."""
    path = tmp_path_factory.mktemp("short") / "run.npz"
    code = f"import numpy, tests.engine.test_short_run as t; numpy.savez({str(path)!r}, **t.life())"
    package = Path(secondheart.__file__).parent.parent
    environment = os.environ | {
        "NUMBA_DISABLE_JIT": "1" if COMPILED else "0",
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(package))),
    }
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with np.load(path) as loaded:
        return dict(loaded)


def test_compiled_and_plain_python_agree(here: dict[str, Floats], there: dict[str, Floats]) -> None:
    assert set(here) == set(there)
    for name, mine in here.items():
        size = np.abs(mine).max(initial=1.0)
        np.testing.assert_allclose(mine, there[name], rtol=AGREE, atol=AGREE * size, err_msg=name)


def test_the_short_run_is_a_lively_one(here: dict[str, Floats]) -> None:
    assert np.ptp(here["kept_flow"], axis=0).max() > 10.0  # mL/s
    assert here["kept_muscle"].max() > 5.0  # mmHg
    assert here["cuff"].max() == pytest.approx(0.915 * 60.0)  # of a cuff on the thigh
    assert ((here["opening"] > 0.05) & (here["opening"] < 0.95)).any()


def test_no_volume_is_lost_without_the_compiler_either(here: dict[str, Floats]) -> None:
    quanta = here["volume"] * 2.0**40
    assert (quanta == np.round(quanta)).all()
    start = prepare(Person()).state.volume
    assert sum(int(v) for v in quanta) == sum(int(v * 2.0**40) for v in start)
