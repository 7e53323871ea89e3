"""Install the package in environments of its own and try it there: `make bounds`, `make extras`.

`bounds`: the lowest versions that pyproject.toml allows, exactly, and the tests of laws, persons and protocols.
`extras`: each extra alone, with what it is for.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
import venv
from collections.abc import Sequence
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
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


def environment(folder: Path, extra: str, constraints: Path) -> str:
    """Install the package with an extra into a new environment, and return its Python."""
    venv.create(folder, with_pip=True)
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
    python = environment(folder / "bounds", "test", constraints)
    subprocess.run([python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS], cwd=ROOT, check=True)


def try_extras(folder: Path) -> None:
    """Try each extra alone, from an empty folder."""
    for extra, trial in TRIALS.items():
        python = environment(folder / f"extra-{extra or 'none'}", extra, ROOT / "constraints.txt")
        empty = folder / f"empty-{extra}"
        empty.mkdir()
        subprocess.run([python, "-c", trial], cwd=empty, check=True)
        sys.stdout.write(f"{extra or 'no extra'}: works alone\n")


def main(what: str) -> int:
    """Try one of the two, and return 1 where it fails."""
    with tempfile.TemporaryDirectory(prefix="secondheart-") as folder:
        try:
            {"bounds": try_bounds, "extras": try_extras}[what](Path(folder))
        except subprocess.CalledProcessError as error:
            return error.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
