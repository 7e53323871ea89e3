"""The one place where numba is switched on.

Numba's cache on disk does not notice that a law in another file was edited: a kernel would go on
calling yesterday's valve. So the cache lives in a folder named by a hash of every source file of the
two compiled floors, physics and engine, which import nothing else: any edit there starts a new one,
and an undone edit finds the old one again.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba
import platformdirs
from numba.core.caching import FunctionCache
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.extending import register_jitable

F = TypeVar("F", bound=Callable[..., Any])

COMPILED = ("_jit.py", "physics", "engine")
OURS = re.compile(r"compiled-[0-9a-f]{16}")  # names of cache folders: what else lies beside them is not ours
KEPT = 4  # cache folders: this one and the last few, so that going back to them is quick


def sources_hash(package: Path) -> str:
    """Hash the text of every Python file of the compiled floors of `package`, with numba's version."""
    digest = hashlib.sha256(numba.__version__.encode())
    places = [package / name for name in COMPILED]
    files = [path for place in places for path in (place.rglob("*.py") if place.is_dir() else [place])]
    for path in sorted(files):
        digest.update(str(path.relative_to(package)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """Return the folder for compiled code that belongs to exactly these sources."""
    root = Path(os.environ.get("SECONDHEART_CACHE") or platformdirs.user_cache_dir("secondheart"))
    return root.absolute() / f"compiled-{sources_hash(Path(__file__).parent)}"


def remove_old(folder: Path) -> None:
    """Remove all but the newest few cache folders beside `folder`, and nothing that was not named here."""
    if not folder.parent.is_dir():
        return
    others = [path for path in folder.parent.iterdir() if OURS.fullmatch(path.name) and path != folder]
    for path in sorted(others, key=lambda path: path.stat().st_mtime)[: -(KEPT - 1)]:
        shutil.rmtree(path, ignore_errors=True)


_FOLDER = cache_folder()
numba.config.CACHE_DIR = str(_FOLDER)
remove_old(_FOLDER)


class _Stored(FunctionCache):  # type: ignore[misc]
    """Numba's cache on disk; what is found there is used as it is.

    Numba would first load all that it compiles with, which takes a third of a second. Compiling loads it anyway.
    """

    def load_overload(self, signature: Any, target: Any) -> Any:
        with self._guard_against_spurious_io_errors():
            return self._load_overload(signature, target)


class _Unfinished(JITCodeLibrary):  # type: ignore[misc]
    """The code of what is only ever inlined: its caller gets it as it is.

    Each part would otherwise be optimised and made into machine code of its own, which nobody calls.
    """

    def finalize(self) -> None:
        for library in dict.fromkeys(self._linking_libraries):
            self._final_module.link_in(library._get_module_for_linking(), preserve=True)
        self._finalized = True

    def get_pointer_to_function(self, _name: str) -> int:
        self._ensure_finalized()
        return 0  # there is no machine code

    @property
    def codegen(self) -> _Unfinished:
        return self

    def set_env(self, name: str, environment: Any) -> None:
        """Do nothing: what is not in memory has no address to note this at."""


class _Disjoint(CompilerBase):  # type: ignore[misc]
    """Numba's usual pipeline, told that no two arrays of a kernel overlap.

    Without this promise the loops over vessels and valves are not vectorised, and a step takes three times as
    long. It holds because every array of the layout is made on its own.
    """

    def define_pipelines(self) -> list[Any]:
        self.state.flags.noalias = True
        return [DefaultPassBuilder.define_nopython_pipeline(self.state)]


class _Inlined(_Disjoint):
    """The same for what is only ever inlined: no way in from Python is compiled, nor anything else twice."""

    def define_pipelines(self) -> list[Any]:
        self.state.flags.no_cpython_wrapper = True
        self.state.flags.no_cfunc_wrapper = True
        self.state.library = _Unfinished(self.state.targetctx.codegen(), self.state.func_id.func_qualname)
        return super().define_pipelines()


# Fused multiply-add is allowed; nothing else that reorders floating point, because volumes are exact only if
# the rounding of each transfer is left alone. And nothing is allocated: no references are counted.
_OPTIONS = {"fastmath": {"contract"}, "error_model": "numpy", "pipeline_class": _Disjoint, "_nrt": False}


def law(function: F) -> F:
    """Let a scalar physical law be inlined into the kernel that calls it; called from Python it stays plain Python.

    Compiled for Python too, the dozen of laws that prepare a run would take a second of every start.
    """
    return register_jitable(error_model="numpy", pipeline_class=_Inlined)(function)  # type: ignore[no-any-return]


def part(function: F) -> F:
    """Compile a part of a kernel. It is always inlined: handing over a hundred arrays takes longer than its work.

    Python cannot call it; `plain` gives what it can.
    """
    options = {**_OPTIONS, "pipeline_class": _Inlined}
    return numba.njit(forceinline=True, **options)(function)  # type: ignore[no-any-return]


def plain(function: F) -> F:
    """Return a part as it was written, to be called from Python."""
    return getattr(function, "py_func", function)


def kernel(function: F) -> F:
    """Compile a loop over the network: cached on disk, without the interpreter's lock."""
    compiled = numba.njit(nogil=True, no_cfunc_wrapper=True, **_OPTIONS)(function)
    if compiled is not function:  # it is, where numba is told to compile nothing
        compiled._cache = _Stored(function)
    return compiled  # type: ignore[no-any-return]
