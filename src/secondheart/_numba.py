"""The one place where numba is switched on.

Numba's cache on disk does not notice that a law in another file was edited: a kernel would go on
calling yesterday's valve. So the cache lives in a folder named by a hash of every source file of the
two compiled floors, physics and engine, which import nothing else: any edit there starts a new one,
and an undone edit finds the old one again. The folder is that of our kernels alone; numba's own
settings, and other packages' caches, stay as they are.

Compiled code is a convenience: where it cannot be written it is not stored, and where it is damaged
it is compiled again.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections import namedtuple
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import FunctionType
from typing import Any, Self

import numba
import platformdirs
from llvmlite.binding import get_host_cpu_features  # type: ignore[import-untyped]
from numba.core.caching import CompileResultCacheImpl, FunctionCache, _SourceFileBackedLocatorMixin
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import register_pass
from numba.core.lowering import Lower
from numba.core.typed_passes import NativeLowering
from numba.core.types.containers import BaseNamedTuple, NamedTuple
from numba.extending import lower_cast, models, register_jitable, register_model

from secondheart._files import hash_sources, reason, remove_old_folders

COMPILED = ("_numba.py", "physics", "engine")
OURS = re.compile(r"compiled-[0-9a-f]{16}")  # names of cache folders: what else lies beside them is not ours


def sources_hash(package: Path) -> str:
    """Hash the text of every Python file of the compiled floors of `package`, with numba's version."""
    return hash_sources(package, COMPILED, numba.__version__)


def cache_folder() -> Path:
    """Return the folder for compiled code that belongs to exactly these sources."""
    root = Path(os.environ.get("SECONDHEART_CACHE") or platformdirs.user_cache_dir("secondheart"))
    return root.absolute() / f"compiled-{sources_hash(Path(__file__).parent)}"


class _Locator(_SourceFileBackedLocatorMixin):  # type: ignore[misc]
    """Where numba looks for the compiled code of our kernels."""

    def __init__(self, py_func: Any, py_file: str) -> None:
        self._py_file = py_file
        self._lineno = py_func.__code__.co_firstlineno

    @classmethod
    def from_function(cls, py_func: Any, py_file: str) -> Self:
        return cls(py_func, py_file)

    def get_cache_path(self) -> str:
        return str(cache_folder())

    def ensure_cache_path(self) -> None:
        cache_folder().mkdir(parents=True, exist_ok=True)


class _Implementation(CompileResultCacheImpl):  # type: ignore[misc]
    _locator_classes = (_Locator,)


class _Stored(FunctionCache):  # type: ignore[misc]
    """Numba's cache on disk, used where it can be read and written, and passed over where not.

    Numba would first load all that it compiles with, which takes a third of a second; compiling loads it anyway.
    """

    _impl_class = _Implementation

    def load_overload(self, signature: Any, target: Any) -> Any:
        try:
            return self._load_overload(signature, target)
        except Exception:  # whatever damaged bytes come to, they are compiled again
            self._remove()
            return None

    def save_overload(self, signature: Any, data: Any) -> None:
        try:
            super().save_overload(signature, data)
        except OSError as error:
            self._remove()
            sys.stderr.write(
                f"compiled code cannot be stored in {self.cache_path} ({reason(error)}), so each start compiles it "
                "again; SECONDHEART_CACHE names another folder\n"
            )
        else:
            remove_old_folders(Path(self.cache_path), OURS)

    def is_stored(self) -> bool:
        """Say whether there is an index of compiled code for these sources."""
        try:
            return Path(self._cache_file._index_path).is_file()
        except OSError:  # a folder that may not be searched
            return False

    def _remove(self) -> None:
        stem = self._impl.filename_base
        with suppress(OSError):
            for path in Path(self.cache_path).glob(f"{stem}*.nb[ci]"):
                path.unlink()


def takes_eight() -> bool:
    """Say whether this processor takes eight numbers at a time without running slower: Intel's since 2023."""
    return bool(get_host_cpu_features().get("avx512fp16", False))


class _WideLower(Lower):  # type: ignore[misc]
    """Write a function that asks for the widest registers of the processor."""

    def setup_function(self, fndesc: Any) -> None:
        super().setup_function(fndesc)
        set.add(self.function.attributes, '"prefer-vector-width"="512"')  # not among those that llvmlite names


@register_pass(mutates_CFG=True, analysis_only=False)
class _WideLowering(NativeLowering):  # type: ignore[misc]
    """Numba's last step but for the registers: eight numbers at a time where the processor can.

    LLVM takes four on processors of Intel, of which old ones ran slower while they took eight.
    """

    _name = "wide_lowering"

    @property
    def lowering_class(self) -> Any:
        return _WideLower


class _Library(JITCodeLibrary):  # type: ignore[misc]
    """A kernel's code. What is done to the whole is not done to each function first."""

    def _optimize_functions(self, ll_module: Any) -> None:
        ll_module.data_layout = self._codegen._data_layout


class _PartLibrary(_Library):
    """Code that is only ever inlined: it is optimised, and never made into machine code on its own."""

    def _finalize_final_module(self) -> None:
        self._finalized = True


NATIVE = _WideLowering if takes_eight() else NativeLowering


@register_pass(mutates_CFG=True, analysis_only=False)
class _KernelLowering(NATIVE):  # type: ignore[misc, valid-type]
    """Numba's last step for a kernel."""

    _name = "kernel_lowering"

    def run_pass(self, state: Any) -> bool:
        state.library = _Library(state.targetctx.codegen(), state.func_id.func_qualname)
        state.library.enable_object_caching()
        return bool(super().run_pass(state))


@register_pass(mutates_CFG=True, analysis_only=False)
class _PartLowering(NATIVE):  # type: ignore[misc, valid-type]
    """Numba's last step for a part, which kernels find by a function of its own that nobody can call."""

    _name = "part_lowering"

    def run_pass(self, state: Any) -> bool:
        state.library = _PartLibrary(state.targetctx.codegen(), state.func_id.func_qualname)
        state.flags.no_compile = True
        super().run_pass(state)
        result = state["cr"]._replace(cfunc=[].clear)  # numba asks for one that is built in; this refuses arguments
        state.targetctx.insert_user_function(result.cfunc, result.fndesc, [state.library])
        state["cr"] = result
        return True


# What numba does to each function for what ours have not: closures, `with`, lists, whole arrays as numbers. Without it
# a kernel is compiled sooner, to the same code.
NEEDLESS = frozenset(
    (
        *("WithLifting", "InlineClosureLikes", "RewriteSemanticConstants", "DeadBranchPrune", "FindLiterallyCalls"),
        *("LiteralUnroll", "MakeFunctionToJitFunction", "InlineInlinables", "InlineOverloads", "NopythonRewrites"),
    )
)


class _Disjoint(CompilerBase):  # type: ignore[misc]
    """Numba's usual pipeline, with the promise that no two arrays of a kernel overlap.

    Without this promise the loops over vessels and valves are not vectorised, and a step takes three times as
    long. It holds because every array of the layout is made on its own.
    """

    lowering: type = _KernelLowering

    def define_pipelines(self) -> list[Any]:
        self.state.flags.noalias = True
        pipeline = DefaultPassBuilder.define_nopython_pipeline(self.state)
        passes = ((one, why) for one, why in pipeline.passes if one.__name__ not in NEEDLESS)
        pipeline.passes = [(self.lowering if one is NativeLowering else one, why) for one, why in passes]
        return [pipeline]


class _Inlined(_Disjoint):
    """The same for what is only ever inlined: no way in from Python is compiled, nor anything else twice."""

    lowering = _PartLowering

    def define_pipelines(self) -> list[Any]:
        self.state.flags.no_cpython_wrapper = True
        self.state.flags.no_cfunc_wrapper = True
        return super().define_pipelines()


class _Selected(NamedTuple):  # type: ignore[misc]
    """The type of those members of a named tuple that a part works on.

    Its name, which stands in the names of all that is compiled for it, is short, and its hash is worked out once.
    """

    def __init__(self, members: tuple[Any, ...], cls: type) -> None:
        super().__init__(members, cls)
        digest = hashlib.sha256(str(members).encode()).hexdigest()[:16]
        self.name: str = f"{cls.__name__}_{digest}"
        self._hash = hash(self.key)

    def __hash__(self) -> int:
        return self._hash


register_model(_Selected)(models.TupleModel)


@lower_cast(BaseNamedTuple, _Selected)  # type: ignore[untyped-decorator]
def _hand_over(context: Any, builder: Any, before: Any, after: Any, value: Any) -> Any:
    """Write the members of a named tuple that a part works on."""
    chosen = [builder.extract_value(value, before.fields.index(name)) for name in after.fields]
    return context.make_tuple(builder, after, chosen)


@cache
def _names_in(function: FunctionType) -> frozenset[str]:
    """Return the names of members that a part, and what it calls, might read."""
    names = frozenset(function.__code__.co_names)
    called = [getattr(function.__globals__.get(name), "py_func", None) for name in names]
    return names.union(*(_names_in(one) for one in called if one is not None and one is not function))


@cache
def _class_of(name: str, fields: tuple[str, ...]) -> type:
    """Return the one class of named tuples with this name and these members."""
    return namedtuple(name, fields)


def _select_members(kind: Any, names: frozenset[str]) -> Any:
    """Return the type of an argument without the members that a part does not read."""
    if not isinstance(kind, BaseNamedTuple):
        return kind
    fields = tuple(name for name in kind.fields if name in names)
    members = tuple(kind[kind.fields.index(name)] for name in fields)
    return _Selected(members, _class_of(kind.instance_class.__name__, fields))


def _select_arguments(part: Any) -> None:
    """Let a part be compiled for the members that it reads of the named tuples that it is handed.

    Of a state of sixty arrays most parts read a few. All the others would be typed, handed over and taken apart again
    at each of its calls, which takes longer to compile than what the part does.
    """
    whole = part.get_call_template

    def get_call_template(args: Sequence[Any], kws: dict[str, Any]) -> Any:
        names = _names_in(part.py_func)  # not before it is called: what it calls may stand further down
        return whole(
            [_select_members(one, names) for one in args],
            {key: _select_members(one, names) for key, one in kws.items()},
        )

    part.get_call_template = get_call_template


# Fused multiply-add is allowed; nothing else that reorders floating point, because volumes are exact only if
# the rounding of each transfer is left alone. And nothing is allocated: no references are counted.
_OPTIONS = {"fastmath": {"contract"}, "error_model": "numpy", "pipeline_class": _Disjoint, "_nrt": False}


def inline_law(function: Callable[..., Any]) -> Any:
    """Let a law be inlined into the kernel that calls it; called from Python it stays plain Python.

    Compiled for Python too, the dozen of laws that prepare a run would take a second of every start.
    """
    return register_jitable(error_model="numpy", pipeline_class=_Inlined)(function)


def inline_part(function: Callable[..., Any]) -> Any:
    """Compile a part of a kernel. It is always inlined: handing over a hundred arrays takes longer than its work.

    Python cannot call it; `plain` gives what it can.
    """
    options = {**_OPTIONS, "pipeline_class": _Inlined}
    compiled = numba.njit(forceinline=True, **options)(function)
    if compiled is not function:  # it is, where numba compiles nothing
        _select_arguments(compiled)
    return compiled


def compile_kernel(function: Callable[..., Any], **options: Any) -> Any:
    """Compile a loop over the network: cached on disk, without the interpreter's lock; options go before ours."""
    compiled = numba.njit(nogil=True, no_cfunc_wrapper=True, **{**_OPTIONS, **options})(function)
    if compiled is not function:  # it is, where numba compiles nothing
        compiled._cache = _Stored(function)
    return compiled
