"""The plain C step: compiled on the spot, handed our own arrays, and held against our step before it is timed."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from secondheart.engine import control, layout
from secondheart.physics import exercise, gravity, heart, muscle, resistance, valve, vein_wall
from secondheart.simulation.session import Session

FLAGS = ("-O3", "-march=native", "-fno-math-errno", "-fno-trapping-math")
HOMES = (layout, control, exercise, gravity, heart, muscle, resistance, valve, vein_wall)
TUPLES = ("network", "command", "tables", "state")

Step = Callable[[Session, int], None]


def compiler() -> str | None:
    """Name the C compiler with its version, or None where there is none."""
    if shutil.which("gcc") is None:
        return None
    return "gcc " + subprocess.run(["gcc", "-dumpfullversion"], capture_output=True, text=True).stdout.strip()


def build(session: Session, flags: tuple[str, ...] = FLAGS) -> Step:
    """Compile the step for bodies of a session's kind, and return a function that takes one some steps further."""
    folder = Path(tempfile.mkdtemp(prefix="secondheart-c-"))
    text = header(session) + (Path(__file__).parent / "step.c").read_text()
    (folder / "step.c").write_text(text)
    command = ["gcc", *flags, "-shared", "-fPIC", "-o", str(folder / "step.so"), str(folder / "step.c"), "-lm"]
    subprocess.run(command, check=True, capture_output=True)
    advance = ctypes.CDLL(str(folder / "step.so")).advance
    shutil.rmtree(folder)
    return lambda session, steps: call(advance, session, steps)


def call(advance: Any, session: Session, steps: int) -> None:
    """Call the compiled step on the arrays of a session."""
    held = [structure(arrays) for arrays in parts(session)]
    pointers = [ctypes.byref(one) for one in held]
    advance(ctypes.c_long(steps), ctypes.c_double(session.dt_s), ctypes.c_long(session.per_tick), *pointers)


def parts(session: Session) -> tuple[Any, ...]:
    """Return network, command, tables and state."""
    return session.packed.network, session.command, session.packed.tables, session.state


def header(session: Session) -> str:
    """Write the structures and the constants that step.c leaves open."""
    lines = [f"#define {name} {value!r}" for home in HOMES for name, value in numbers(home).items()]
    for name, arrays in zip(TUPLES, parts(session), strict=True):
        fields = "".join(f"    {declaration(key, value)}\n" for key, value in arrays._asdict().items())
        lines.append(f"typedef struct {{\n{fields}}} {name.capitalize()};")
    return "\n".join(lines) + "\n\n"


def numbers(home: ModuleType) -> dict[str, float]:
    """Return the constants of a module."""
    return {k: v for k, v in vars(home).items() if k.isupper() and isinstance(v, int | float)}


def declaration(name: str, value: Any) -> str:
    """Declare a place of a structure; an array brings its size along."""
    kind = "double" if np.asarray(value).dtype.kind == "f" else "long"
    return f"{kind} *{name}; long {name}_size;" if isinstance(value, np.ndarray) else f"{kind} {name};"


def structure(arrays: Any) -> ctypes.Structure:
    """Return arrays as the structure that the header declares."""
    fields: list[tuple[str, Any]] = []
    values: list[Any] = []
    for name, value in arrays._asdict().items():
        if isinstance(value, np.ndarray):
            fields += [(name, ctypes.c_void_p), (f"{name}_size", ctypes.c_long)]
            values += [value.ctypes.data, value.size]
        else:
            fields.append((name, ctypes.c_long))
            values.append(int(value))
    return type("Arrays", (ctypes.Structure,), {"_fields_": fields})(*values)
