"""The gallery: each file of `gallery/` is run, and becomes a part of its reader's page.

A file is named by reader and subject. Its docstring is the text, its code is shown, and it leaves `figure` and
`numbers`. What was made is kept as long as neither the files nor the package change. `python docs/gallery.py`.
"""

from __future__ import annotations

import ast
import hashlib
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FOLDER, MADE = HERE / "gallery", HERE / "_gallery"
SOURCE = HERE.parent / "src" / "secondheart"
READERS = {
    "patient": ("For a patient", "Legs that ache, swell or itch: what happens in them, and what changes it."),
    "laboratory": ("For a vascular laboratory", "What a test shows in a leg whose cause of disease is known."),
    "stocking": ("For a maker of stockings", "What pressure on the skin does to the veins below it."),
    "device": ("For a maker of devices", "Chambers, times and places of a pneumatic pump."),
    "teacher": ("For a teacher", "One thing at a time, to be guessed first."),
    "researcher": ("For a researcher", "Ranges, doses, accuracy and sources."),
    "runner": ("For a runner", "Speed, stockings and the minutes after."),
}
DISCLAIMER = "*For information and education only. Not medical advice and not a medical device. Ask a doctor.*"
STAMP = "made-of"


def stamp() -> str:
    """Return a hash of all that the gallery depends on."""
    paths = [*SOURCE.rglob("*.py"), *SOURCE.rglob("*.toml"), *FOLDER.glob("*.py"), *HERE.glob("gallery*.py")]
    digest = hashlib.sha256()
    for path in sorted(path for path in paths if not {"app", "cli"} & set(path.parts)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def parts() -> dict[str, list[Path]]:
    """Return the files of each reader."""
    found = {reader: sorted(FOLDER.glob(f"{reader}_*.py")) for reader in READERS}
    strays = set(FOLDER.glob("*.py")) - {path for paths in found.values() for path in paths}
    if strays:
        raise ValueError(f"the gallery has no reader for {', '.join(sorted(path.name for path in strays))}")
    return found


def words_and_code(path: Path) -> tuple[str, str]:
    """Return the text of a file and its code."""
    source = path.read_text("utf-8")
    first = ast.parse(source).body[0]
    return ast.get_docstring(ast.parse(source)) or "", "\n".join(source.splitlines()[first.end_lineno :]).strip()


def make(path: Path) -> str:
    """Run a file, save its picture, and return its part of the page."""
    text, code = words_and_code(path)
    title, _, words = text.partition("\n\n")
    names: dict[str, Any] = {"__name__": path.stem}
    exec(compile(code, path.name, "exec"), names)
    names["figure"].savefig(MADE / f"{path.stem}.png", dpi=110)
    rows = "".join(f"| {what} | {value} |\n" for what, value in names["numbers"].items())
    picture = f"![{title.rstrip('.')}]({path.stem}.png)"
    table = f"| number | value |\n| --- | ---: |\n{rows}"
    return f"## {title.rstrip('.')}\n\n{words}\n\n{picture}\n\n{table}\n```python\n{code}\n```\n"


def main() -> None:
    """Make the pages whose stamp is not that of now."""
    MADE.mkdir(exist_ok=True)
    now = stamp()
    if (MADE / STAMP).exists() and (MADE / STAMP).read_text("utf-8") == now:
        return
    for reader, paths in parts().items():
        title, about = READERS[reader]
        page = "\n".join([f"# {title}\n\n{about}\n\n{DISCLAIMER}\n", *map(make, paths)])
        (MADE / f"{reader}.md").write_text(page, "utf-8")
        sys.stdout.write(textwrap.shorten(f"{title}: {', '.join(path.stem for path in paths)}", 200) + "\n")
    (MADE / STAMP).write_text(now, "utf-8")


def make_apart() -> None:
    """Make them in a process that compiles, as the manual itself does not."""
    environment = {name: value for name, value in os.environ.items() if name != "NUMBA_DISABLE_JIT"}
    paths = [str(SOURCE.parent), environment.get("PYTHONPATH", "")]
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    subprocess.run([sys.executable, __file__], env=environment, check=True)


if __name__ == "__main__":
    main()
