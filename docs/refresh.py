"""Write the output of the manual's examples anew, where the model now says something else: `python docs/refresh.py`.

Only numbers that an example prints are written; what stands around them is read and put right by hand. The counts of
the evidence in the README follow `expected.toml`.
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
import textwrap
from pathlib import Path
from typing import Any

from examples import BLOCK, TIMED, is_near

ROOT = Path(__file__).parent.parent
COUNTS = re.compile(r"\d+ of \d+ rows \(\d+ %\) are (.*): \d+ of \d+ (.*), \d+ of \d+ ")


def run_session(text: str, names: dict[str, Any]) -> str:
    """Return a session with the output that it has now."""
    lines = []
    for part in doctest.DocTestParser().parse(text):
        if isinstance(part, str):
            lines.append(part)
            continue
        first, *more = part.source.splitlines()
        lines.append("".join([f">>> {first}\n", *(f"... {line}\n" for line in more)]))
        if part.exc_msg:  # what is refused stays as it is written
            lines.append(part.want)
            continue
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(part.source, "session", "single"), names)
        lines.append(part.want if is_near(part.want, out.getvalue()) else out.getvalue())
    return "".join(lines)


def wrapped(line: str) -> str:
    """Return a line of output as a terminal of 80 columns shows it, a table as it is."""
    return line if "  " in line.strip() or not line else textwrap.fill(line, 79)


def run_console(text: str) -> str:
    """Return command lines with the output that they have now, where any is shown."""
    from secondheart.cli import main

    def again(found: re.Match[str]) -> str:
        command, shown = found[1], found[2]
        if command.split()[1:] == ["validate"]:  # takes half a minute, and writes nothing
            return found[0]
        out = io.StringIO()
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(io.StringIO()),
            contextlib.suppress(SystemExit),
        ):
            main(command.split()[1:])
        printed = out.getvalue()
        same = TIMED.sub("-", printed).split() == TIMED.sub("-", shown).split()
        if same or not shown.strip():
            return found[0]
        return f"$ {command}\n" + "".join(f"{wrapped(line)}\n" for line in printed.splitlines())

    return re.sub(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", again, text, flags=re.MULTILINE)


def refresh(path: Path) -> None:
    """Run the examples of a page in their order and write what they print now."""
    text = path.read_text(encoding="utf-8")
    names: dict[str, Any] = {"__name__": "example"}

    def again(found: re.Match[str]) -> str:
        file, kind, code = found.groups()
        new = code
        if file:
            Path(file).write_text(code, encoding="utf-8")
        elif kind == "python":
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(code, path.name, "exec"), names)
        elif kind == "pycon":
            new = run_session(code, names)
        elif kind == "console":
            new = run_console(code)
        return found[0].replace(code, new)

    changed = BLOCK.sub(again, text)
    if changed != text:
        path.write_text(changed, encoding="utf-8")
        sys.stdout.write(f"{path.relative_to(ROOT)}\n")


def refresh_counts(path: Path) -> None:
    """Write how many rows of the evidence hold."""
    from secondheart.evidence.expected import expectations
    from secondheart.evidence.rows import evidence_rows

    came_out, counted = expectations(recorded=False), evidence_rows()
    counts = []
    for status in ("calibrated", "predicted"):
        held = [came_out[row.id].holds for row in counted if row.status == status]
        counts += [sum(bool(one) for one in held), len(held)]
    passed, total = counts[0] + counts[2], counts[1] + counts[3]

    def again(found: re.Match[str]) -> str:
        share = round(100 * passed / total)
        return (
            f"{passed} of {total} rows ({share} %) are {found[1]}: {counts[0]} of {counts[1]} {found[2]}, "
            f"{counts[2]} of {counts[3]} "
        )

    path.write_text(COUNTS.sub(again, path.read_text(encoding="utf-8")), encoding="utf-8")


def main() -> None:
    """Refresh every page of the manual, and the README."""
    pages = [path for path in sorted((ROOT / "docs").rglob("*.md")) if not path.parts[-2].startswith("_")]
    here = Path.cwd()
    for path in [*pages, ROOT / "README.md"]:
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            refresh(path)
            os.chdir(here)
    refresh_counts(ROOT / "README.md")
    # the findings of both resolutions
    subprocess.run([sys.executable, "-m", "benchmarks.clinical"], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
