"""Rewrite what the examples of the manual and of the README print, after a change of physics: `python docs/refresh.py`.

The tests compare every example with what it prints now; this writes it down. Read the differences before you commit.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent
BLOCK = re.compile(r"^((?:[^\n]*`([\w-]+\.(?:toml|csv))`:\n\n)?```(\w+)\n)(.*?)^```$", re.DOTALL | re.MULTILINE)
TIMED = re.compile(r"in \S+ s, .* times faster than life")  # differs from machine to machine


def refreshed(page: str) -> str:
    """Return a page of the manual with its sessions run again."""
    names: dict[str, Any] = {"__name__": "example"}

    def run(found: re.Match[str]) -> str:
        head, file, kind, text = found.groups()
        if file:
            Path(file).write_text(text, encoding="utf-8")
        elif kind == "python":
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(text, "page", "exec"), names)
        elif kind == "pycon":
            text = session(text, names)
        elif kind == "console":
            console(text)
        return f"{head}{text}```"

    return BLOCK.sub(run, page)


def session(text: str, names: dict[str, Any]) -> str:
    """Return an interactive session with what it prints now; what it raises stays as it is written."""
    parts = []
    for part in doctest.DocTestParser().parse(text):
        if isinstance(part, str):
            parts.append(part)
            continue
        source = part.source.splitlines(keepends=True)
        parts.append(">>> " + "... ".join(source))
        parts.append(part.want if part.exc_msg else printed(part.source, names))
    return "".join(parts)


def printed(source: str, names: dict[str, Any]) -> str:
    """Return what a statement prints in a session."""
    with contextlib.redirect_stdout(io.StringIO()) as output:
        exec(compile(source, "session", "single"), names)
    return output.getvalue()


def console(text: str) -> str:
    """Run the commands of a console, as later examples may need what they write; return what the last one prints."""
    output = ""
    for line in re.findall(r"^\$ (secondheart .*)$", text, re.MULTILINE):
        if line != "secondheart validate":  # takes half a minute, and writes nothing
            command = [sys.executable, "-m", *line.split()]
            output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return output


def refreshed_readme(text: str) -> str:
    """Return the README with the run that it shows run again, and the rows of the evidence counted again."""
    import pages

    def run(found: re.Match[str]) -> str:
        (timed,) = TIMED.findall(found[2])
        return found[1] + TIMED.sub(timed, console(found[1])) + "```"

    text = re.sub(r"(\$ secondheart run stand-tiptoe\n)(person .*?)```", run, text, count=1, flags=re.DOTALL)
    steady = pages.expected(recorded=False)
    n = pages._counts(pages.findings(), steady)
    told = (
        f"{n['passed']} of {n['total']} rows ({100 * n['passed'] / n['total']:.0f} %) are inside their published band: "
        f"{n['calibrated_passed']} of {n['calibrated_total']} that a parameter was set by, "
        f"{n['predicted_passed']} of {n['predicted_total']} that were predicted."
    )
    return re.sub(r"\d+ of \d+ rows \(\d+ %\) are inside .* that were predicted\.", told, text)


def main() -> None:
    """Rewrite all pages that have sessions, and the README."""
    sys.path[:0] = [str(ROOT / "src"), str(HERE)]
    os.environ["PYTHONPATH"] = str(ROOT / "src")
    found = sorted(path for path in HERE.rglob("*.md") if not path.relative_to(HERE).parts[0].startswith("_"))
    for path in (path for path in found if "```pycon" in path.read_text(encoding="utf-8")):
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
            rewrite(path, refreshed(path.read_text(encoding="utf-8")))
    subprocess.run(
        [sys.executable, "-m", "benchmarks.clinical"], cwd=ROOT, check=True
    )  # the tables of both resolutions
    readme = ROOT / "README.md"
    rewrite(readme, refreshed_readme(readme.read_text(encoding="utf-8")))


def rewrite(path: Path, text: str) -> None:
    """Write a page where it has changed, and say so."""
    if text != path.read_text(encoding="utf-8"):
        path.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
