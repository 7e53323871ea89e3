"""The C that is generated gives what the source says, to the last bit, and what it gives is the same everywhere."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import secondheart as sh
from secondheart.codegen.c_kernel import compile_ahead, is_c_kernel_built, load_c_kernel
from secondheart.codegen.compilers import Compiler, find_system_compiler, find_zig
from secondheart.errors import InputError, UnknownName
from secondheart.packing import build_orders
from secondheart.packing.records import no_record
from secondheart.protocol import Protocol
from secondheart.results.balance import drift_mL, total_volume
from secondheart.simulation import session as sessions
from secondheart.simulation.session import prepare, settle
from secondheart.variables import INCLUDED

COMPILERS = [one for one in (find_system_compiler(), find_zig()) if one is not None]
NO_JIT = os.environ.get("NUMBA_DISABLE_JIT") == "1"
pytestmark = pytest.mark.skipif(not COMPILERS, reason="no C compiler here: install gcc, clang or ziglang")

# Everything that the stepper knows: postures, muscles, cuffs that fill, swelling, oxygen, a leaking valve
DIGEST = """
import hashlib, json, sys
from tests.codegen.test_same_bits import busy, run_with
state, drift = run_with(None, *busy())
print(json.dumps([{name: hashlib.sha256(array.tobytes()).hexdigest() for name, array in state.items()}, drift]))
"""


def busy() -> tuple[sh.Person, Protocol]:
    """A person, and half a minute in which much happens."""
    person = sh.leaking_valves(sh.Person(), "great_saphenous", 0.3)
    squeezed = sh.lie(seconds=10).cuff("thigh", side="left", pressure_mmHg=60)
    return person, sh.stand(seconds=5) + sh.tiptoe(times=4) + squeezed + sh.walk(seconds=8)


def run_with(kernel: Any, person: sh.Person, protocol: Protocol) -> tuple[dict[str, np.ndarray], float]:
    """Return everything that runs along at the end of a run by a kernel, and by how much its blood has changed."""
    before = sessions.stepper
    try:
        if kernel is not None:
            sessions.stepper = lambda: kernel
        session = prepare(person, including=INCLUDED)
        settle(session, protocol.steps[0], 20.0)
        total = total_volume(session.state)
        todo = build_orders(protocol, session.packed, session.dt_s)
        steps = round(protocol.duration_s / session.dt_s)
        for _ in session.run(todo, steps, no_record(session.packed), lambda step: step + 4000):
            pass
        return session.checkpoint(), drift_mL(total, session.state)
    finally:
        sessions.stepper = before


@pytest.fixture(scope="module")
def unfused() -> tuple[dict[str, str], float]:
    """What numba's kernel gives for a processor that cannot fuse a product and a sum."""
    environment = {**os.environ, "NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}
    done = subprocess.run([sys.executable, "-c", DIGEST], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    digests, drift = json.loads(done.stdout)
    return digests, drift


@pytest.mark.skipif(NO_JIT, reason="nothing is compiled")
@pytest.mark.parametrize("compiler", COMPILERS, ids=lambda one: one.name)
def test_c_equals_the_compiled_kernel(compiler: Compiler, unfused: tuple[dict[str, str], float]) -> None:
    state, drift = run_with(load_c_kernel(portable=False, compiler=compiler), *busy())
    assert {name: hashlib.sha256(array.tobytes()).hexdigest() for name, array in state.items()} == unfused[0]
    assert drift == unfused[1] == 0.0


def test_two_compilers_give_the_same_bits_with_our_own_elementary_functions() -> None:
    if len(COMPILERS) < 2:
        pytest.skip("one C compiler here: two are compared; install ziglang")
    one, other = (run_with(load_c_kernel(compiler=compiler), *busy()) for compiler in COMPILERS)
    for name, array in one[0].items():
        np.testing.assert_array_equal(array, other[0][name], err_msg=name)
    assert one[1] == other[1] == 0.0


def test_the_environment_chooses_the_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = sh.simulate(sh.Person(), sh.tiptoe(times=2))
    monkeypatch.setenv("SECONDHEART_KERNEL", "c")
    in_c = sh.simulate(sh.Person(), sh.tiptoe(times=2))
    # a rounding that differs may move a beat by a step in the minutes of settling, no more
    np.testing.assert_allclose(in_c["volume"], plain["volume"], rtol=0.01)
    assert in_c.attrs["volume_drift_mL"] == 0.0
    monkeypatch.setenv("SECONDHEART_KERNEL", "fortran")
    with pytest.raises(UnknownName, match="unknown kernel in SECONDHEART_KERNEL 'fortran'; nearest: "):
        sh.simulate(sh.Person(), sh.tiptoe(times=2))


def test_without_a_compiler_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secondheart.codegen.compilers.find_system_compiler", lambda: None)
    monkeypatch.setattr("secondheart.codegen.compilers.find_zig", lambda: None)
    with pytest.raises(InputError, match=r"the stepper in C needs a C compiler: install gcc or clang, or pip install"):
        load_c_kernel()


IN_C = """
import os, sys
import secondheart as sh
result = sh.simulate(sh.Person(), sh.lie(seconds=1))
print("numba" in sys.modules, result.attrs["volume_drift_mL"])
os.environ["SECONDHEART_KERNEL"] = "numba"
try:
    sh.simulate(sh.Person(), sh.lie(seconds=1))
except sh.InputError as error:
    print(error)
"""


def test_a_process_that_begins_with_c_does_without_numba_and_stays_with_it() -> None:
    environment = {**os.environ, "SECONDHEART_KERNEL": "c"}
    done = subprocess.run([sys.executable, "-c", IN_C], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "False 0.0",
        "SECONDHEART_KERNEL was 'c' when secondheart was imported, and stays so; start Python anew",
    ]


def test_the_stepper_in_c_is_compiled_ahead_where_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECONDHEART_CACHE", str(tmp_path))
    assert compile_ahead() is None
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setenv("SECONDHEART_KERNEL", "c")
    thread = compile_ahead()
    assert thread is not None
    thread.join()
    assert is_c_kernel_built()
