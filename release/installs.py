"""Install the package in environments of its own and try it there: `make bounds`, `make extras`, `make pythons`.

`bounds`: the lowest versions that pyproject.toml allows, exactly, and the tests of laws, persons and protocols.
`extras`: each extra alone, with what it is for.
`pythons`: the same tests as bounds, on each other Python that this machine has.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
MINORS = (11, 12, 13, 14)  # of Python 3
TESTS = ("tests/physics", "tests/person", "tests/protocol", "tests/compression", "tests/packing")
RUN = "from secondheart.cli import main; main({words!r})"
# What each extra is for, as Python; the core is tried in all of them
TRIALS = {
    "": RUN.format(words=["run", "stand", "-q"]),
    "app": "import secondheart.app.server, secondheart.app.launch",
    "cluster": "import secondheart.people.sweep, dask.distributed",
    "fmu": "import fmpy, fmu_manipulation_toolbox, ziglang",
    "jupyter": "import secondheart.app.jupyter",
    "plot": RUN.format(words=["run", "stand", "-q", "--plot", "stand.png"]),
    "population": "import secondheart.people.sweep, SALib, sklearn, zarr",
    "recordings": "import fitdecode, secondheart.recordings.formats.fit",
    "report": RUN.format(words=["run", "stand", "-q", "--report", "stand.html"]),
    "web": "import ziglang",
    "wfdb": "import wfdb, wfdb.processing, secondheart.recordings.formats.wfdb_beats",
}


def lowest(lines: Sequence[str]) -> list[str]:
    """Return requirements as exactly their lower bounds.

    Examples
    --------
    >>> lowest(["numpy>=2.0", "secondheart[app]"])
    ['numpy==2.0']
    """
    known = [Requirement(line) for line in lines]
    return [f"{one.name}=={bound.version}" for one in known for bound in one.specifier if bound.operator == ">="]


def environment(folder: Path, extra: str, constraints: Path, program: str = sys.executable) -> str:
    """Install the package with an extra into a new environment of a Python, and return its own."""
    subprocess.run([program, "-m", "venv", str(folder)], check=True)
    python = str(folder / "bin" / "python")
    what = f"{ROOT}[{extra}]" if extra else str(ROOT)
    subprocess.run([python, "-m", "pip", "install", "--quiet", "-c", str(constraints), what], check=True)
    subprocess.run([python, "-m", "pip", "check", "--quiet"], check=True)
    return python


def try_bounds(folder: Path) -> None:
    """Run tests with the lowest versions that are allowed."""
    extras = PROJECT["optional-dependencies"]
    lines = [*PROJECT["dependencies"], *(line for name in (*filter(None, TRIALS), "test") for line in extras[name])]
    constraints = folder / "lowest.txt"
    constraints.write_text("\n".join(sorted(set(lowest(lines)))) + "\n", "utf-8")
    run_tests(environment(folder / "bounds", "test", constraints))


def run_tests(python: str) -> None:
    """Run the fast tests in an environment."""
    subprocess.run([python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS], cwd=ROOT, check=True)


def try_extras(folder: Path) -> None:
    """Try each extra alone, from an empty folder."""
    for extra, trial in TRIALS.items():
        python = environment(folder / f"extra-{extra or 'none'}", extra, ROOT / "constraints.txt")
        empty = folder / f"empty-{extra}"
        empty.mkdir()
        subprocess.run([python, "-c", trial], cwd=empty, check=True)
        sys.stdout.write(f"{extra or 'no extra'}: works alone\n")


def find_python(minor: int) -> str | None:
    """Return a Python that starts: that of the path, whose place pyenv may only hold, or one that pyenv keeps."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    kept = map(str, sorted(pyenv.glob(f"versions/3.{minor}.*/bin/python"), reverse=True))
    for program in filter(None, (shutil.which(f"python3.{minor}"), *kept)):
        if not subprocess.run([program, "-c", ""], check=False, capture_output=True).returncode:
            return program
    return None


def try_pythons(folder: Path) -> None:
    """Run tests on each Python that this machine has, but for this one, and name those that it has not."""
    for minor in MINORS:
        name = f"Python 3.{minor}"
        if minor == sys.version_info.minor:
            sys.stdout.write(f"{name}: this one, see make test\n")
        elif (program := find_python(minor)) is None:
            sys.stdout.write(f"{name}: not on this machine, not tried\n")
        else:
            run_tests(environment(folder / f"python-{minor}", "test", ROOT / "constraints.txt", program))
            sys.stdout.write(f"{name}: works\n")


def main(what: str) -> int:
    """Try one of the three, and return 1 where it fails."""
    with tempfile.TemporaryDirectory(prefix="secondheart-") as folder:
        try:
            {"bounds": try_bounds, "extras": try_extras, "pythons": try_pythons}[what](Path(folder))
        except subprocess.CalledProcessError as error:
            return error.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
