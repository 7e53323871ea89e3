"""Compile the generated C with what compiler there is: the system's, or the one of the package ziglang."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock

import platformdirs

from secondheart._files import reason, remove_old_folders, whole_or_not
from secondheart.errors import InputError

# No liberty with rounding, not even the fused multiply-add: the same bits from every compiler
EXACT_FLAGS = ("-std=c99", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math")
# As quick a step as that of -O3, compiled in two thirds of the time
QUICK_FLAGS = ("-O2", "-ftree-vectorize")
BUILT = re.compile(r"c-[0-9a-f]{16}")  # names of folders of compiled C
SHARED_ENDINGS = {"win32": "dll", "darwin": "dylib"}

_one_at_a_time = Lock()  # in this process


@dataclass(frozen=True)
class Compiler:
    """A C compiler: how it is called, and what it is."""

    command: tuple[str, ...]
    name: str

    @property
    def is_zig(self) -> bool:
        """Whether it is the one that can also compile for other systems."""
        return "zig" in self.name

    def compile(self, source: Path, target: Path, flags: Sequence[str]) -> None:
        """Compile a file of C.

        Raises
        ------
        InputError
            If the compiler refuses it, or cannot be started.
        """
        command = [*self.command, "-o", str(target), str(source), *flags]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError as error:
            raise InputError(f"the C compiler {self.command[0]} cannot be started: {error.strerror}") from None
        if done.returncode != 0:
            first = next((line for line in done.stderr.splitlines() if "error" in line), "it gave no reason")
            raise InputError(f"the C compiler {self.name} refused {source.name}: {first.strip()}")


@cache
def find_system_compiler() -> Compiler | None:
    """Return the system's C compiler, `CC` where that is set; None where there is none."""
    for name in (os.environ.get("CC", ""), "cc", "gcc", "clang"):
        words = name.split()
        if words and shutil.which(words[0]):
            return Compiler(tuple(words), words[0])
    return None


def find_zig() -> Compiler | None:
    """Return the compiler of the package ziglang, None where it is not installed."""
    if find_spec("ziglang") is None:
        return None
    return Compiler((sys.executable, "-m", "ziglang", "cc"), "ziglang")


def any_compiler(purpose: str) -> Compiler:
    """Return a C compiler.

    Raises
    ------
    InputError
        If there is none.
    """
    compiler = find_system_compiler() or find_zig()
    if compiler is None:
        raise InputError(f"{purpose} needs a C compiler: install gcc or clang, or pip install 'secondheart[web]'")
    return compiler


def zig(purpose: str) -> Compiler:
    """Return the compiler that compiles for browsers and other systems.

    Raises
    ------
    InputError
        If it is not installed.
    """
    compiler = find_zig()
    if compiler is None:
        raise InputError(f"{purpose} needs the package ziglang; install it with: pip install 'secondheart[web]'")
    return compiler


@dataclass(frozen=True)
class SharedLibrary:
    """A shared library of C, and where it lies once it is compiled.

    `key` names the text that `write` returns: it is written only where the library is not there yet.
    """

    key: str
    write: Callable[[], str]
    compiler: Compiler
    flags: tuple[str, ...]

    @property
    def path(self) -> Path:
        """Its place in the cache, by a hash of its key, compiler and flags."""
        digest = hashlib.sha256("\0".join((self.key, *self.compiler.command, *self.flags)).encode()).hexdigest()[:16]
        root = Path(os.environ.get("SECONDHEART_CACHE") or platformdirs.user_cache_dir("secondheart")).absolute()
        return root / f"c-{digest}" / f"kernel.{SHARED_ENDINGS.get(sys.platform, 'so')}"

    def build(self) -> Path:
        """Return its path; it is compiled where it has not been before.

        Raises
        ------
        InputError
            If it cannot be compiled or written.
        """
        with _one_at_a_time:
            return self.path if self.path.is_file() else self._compile()

    def _compile(self) -> Path:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            source = self.path.with_name("kernel.c")
            with whole_or_not(source) as written:  # another process may be reading it
                written.write_text(self.write(), encoding="utf-8")
            with whole_or_not(self.path) as unfinished:
                self.compiler.compile(source, unfinished, self.flags)
        except OSError as error:
            raise InputError(
                f"compiled C cannot be stored in {self.path.parent} ({reason(error)}); "
                "SECONDHEART_CACHE names another folder"
            ) from None
        remove_old_folders(self.path.parent, BUILT)
        return self.path


def shared_library(
    key: str, write: Callable[[], str], compiler: Compiler, flags: Sequence[str] = (), *, needs_nothing: bool = False
) -> SharedLibrary:
    """Return C as a shared library for this machine; `key` names what `write` returns.

    C that `needs_nothing` calls no elementary function of the system.
    """
    native = () if compiler.is_zig else ("-march=native",)
    # All else that the C calls is in Python's process; zig would first build a C library's parts, for four seconds
    alone = compiler.is_zig and needs_nothing and sys.platform == "linux"
    libraries = "-nostdlib" if alone else "-lm"
    return SharedLibrary(
        key, write, compiler, (*EXACT_FLAGS, *QUICK_FLAGS, *native, "-shared", "-fPIC", "-w", libraries, *flags)
    )


def build_webassembly(text: str, exported: Sequence[str], target: Path) -> None:
    """Compile C to a module of WebAssembly that needs nothing around it.

    Raises
    ------
    InputError
        If the package ziglang is not installed, or the C is refused.
    """
    wanted = [f"-Wl,--export={name}" for name in (*exported, "__heap_base")]
    machine = ("-target", "wasm32-freestanding", "-msimd128", "-nostdlib")
    flags = ("-O3", *machine, "-w", "-Wl,--no-entry", "-Wl,--strip-all")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "kernel.c"
        source.write_text(text, encoding="utf-8")
        zig("a module of WebAssembly").compile(source, target, (*EXACT_FLAGS, *flags, *wanted))
