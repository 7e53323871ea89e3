"""What runs when the manual is built: the gallery, the notebooks, and each clinical test on the default person.

Each file of `gallery/` is run, and becomes a part of its reader's page.

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
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from notebooks import ORDER, TUTORIALS, make_notebook

HERE = Path(__file__).parent
FOLDER, MADE = HERE / "gallery", HERE / "_gallery"
SOURCE = HERE.parent / "src" / "secondheart"
# Title, what it is about, and where the reader goes from here
READERS = {
    "patient": (
        "For a patient",
        "Legs that ache, swell or itch: what happens in them, and what changes it.",
        "First [what the model is for, and what not](../right-for-my-question.md). `secondheart ask` asks for your day "
        "and shows what would change it; [a day](../day.md) explains the result, [the glossary](../glossary.md) the "
        "words, and [the live page](../app.md) shows it all in motion.",
    ),
    "laboratory": (
        "For a vascular laboratory",
        "What a test shows in a leg whose cause of disease is known.",
        "Each test has its page with what it finds in a healthy leg: [the tests](../commands.md#a-test). "
        "[Twelve tasks](../laboratory.md) takes your own patient's numbers, [conditions and treatments](../body.md) "
        "are in the body, [the evidence](../evidence.md) says how near the findings are to published ones, and "
        "[a leg from its measurements](../people.md#a-leg-from-its-measurements) goes the other way round.",
    ),
    "stocking": (
        "For a maker of stockings",
        "What pressure on the skin does to the veins below it.",
        "[Compression](../care.md) has the laws and the files of your own garment, "
        "[the bench](../people.md#the-compression-bench) compares garments on one leg and on a population, and "
        "[where the model is wrong](../where-it-is-wrong.md) names what it misses of stockings.",
    ),
    "device": (
        "For a maker of devices",
        "Chambers, times and places of a pneumatic pump.",
        "[Compression](../care.md#devices) has the file of your own device. A controller of your own presses every "
        "10 ms in Python, or in Simulink, Dymola and OpenModelica: [take it elsewhere](../elsewhere.md).",
    ),
    "teacher": (
        "For a teacher",
        "One thing at a time, to be guessed first.",
        "[The live page](../app.md) tells it in six scenes and asks for guesses; `secondheart site` puts it on any web "
        "server: [take it elsewhere](../elsewhere.md). [The model in ten minutes](../model.md) is one drawing.",
    ),
    "researcher": (
        "For a researcher",
        "Ranges, doses, accuracy and sources.",
        "[The model card](../model-card.md) says what was calibrated and what predicted, [the step](../numerics.md) "
        "how it is computed, [the laws](../laws.md) what is computed, [many people](../people.md) how far people "
        "differ, and [the references](../references.md) what to cite.",
    ),
    "runner": (
        "For a runner",
        "Speed, stockings and the minutes after.",
        "`secondheart run morning.fit` takes your own recording: [recordings](../recordings.md). What the model says "
        "of running is a prediction that hardly any measurement checks: [is it right for my question?]"
        "(../right-for-my-question.md)",
    ),
}
DISCLAIMER = "*For information and education only. Not medical advice and not a medical device. Ask a doctor.*"
STAMP = "made-of"


def stamp() -> str:
    """Return a hash of all that the gallery depends on."""
    paths = [*SOURCE.rglob("*.py"), *SOURCE.rglob("*.toml"), *FOLDER.glob("*.py"), *HERE.glob("gallery*.py")]
    paths += [HERE / "notebooks.py", *TUTORIALS.glob("*.ipynb")]
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


def words_and_code(path: Path) -> tuple[str, str, str]:
    """Return the title of a file, its text and its code."""
    source = path.read_text("utf-8")
    module = ast.parse(source)
    title, _, words = (ast.get_docstring(module) or "").partition("\n\n")
    return title.rstrip("."), words, "\n".join(source.splitlines()[module.body[0].end_lineno :]).strip()


def make(path: Path) -> str:
    """Run a file, save its picture, and return its part of the page."""
    title, words, code = words_and_code(path)
    names: dict[str, Any] = {"__name__": path.stem}
    exec(compile(code, path.name, "exec"), names)
    names["figure"].savefig(MADE / f"{path.stem}.png", dpi=110)
    rows = "".join(f"| {what} | {value} |\n" for what, value in names["numbers"].items())
    picture = f"![{title}]({path.stem}.png)"
    table = f"| number | value |\n| --- | ---: |\n{rows}"
    return f"({path.stem})=\n## {title}\n\n{words}\n\n{picture}\n\n{table}\n```python\n{code}\n```\n"


def cards(reader: str, paths: list[Path]) -> str:
    """Return a heading and a picture for each run of a reader, which leads to it."""
    some = "".join(
        f":::{{grid-item-card}} {words_and_code(path)[0]}\n:img-top: /_gallery/{path.stem}.png\n"
        f":img-alt: The picture of this run\n"
        f":link: {path.stem}\n:link-type: ref\n:::\n\n"
        for path in paths
    )
    return f"## {READERS[reader][0]}\n\n{READERS[reader][1]}\n\n::::{{grid}} 1 2 3 3\n:gutter: 3\n\n{some}::::\n"


def main() -> None:
    """Make the pages, on all cores, if their stamp is not that of now."""
    MADE.mkdir(exist_ok=True)
    now = stamp()
    if (MADE / STAMP).exists() and (MADE / STAMP).read_text("utf-8") == now:
        return
    (MADE / "notebooks").mkdir(exist_ok=True)
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        made = {reader: [pool.submit(make, path) for path in paths] for reader, paths in parts().items()}
        others = [pool.submit(make_tests), *(pool.submit(make_notebook, name, MADE / "notebooks") for name in ORDER)]
        for reader, paths in parts().items():
            title, about, lead = READERS[reader]
            runs = (one.result() for one in made[reader])
            page = "\n".join([f"# {title}\n\n{about}\n\n{lead}\n\n{DISCLAIMER}\n", *runs])
            (MADE / f"{reader}.md").write_text(page, "utf-8")
            sys.stdout.write(textwrap.shorten(f"{title}: {', '.join(path.stem for path in paths)}", 200) + "\n")
        for one in others:
            one.result()
    text = "\n".join(cards(reader, paths) for reader, paths in parts().items())
    (MADE / "cards.md").write_text(text, "utf-8")
    (MADE / STAMP).write_text(now, "utf-8")


def make_tests() -> None:
    """Make what the pages of the clinical tests show: the strip and the findings of the default person's left leg."""
    import secondheart as sh
    from secondheart.clinic import TESTS
    from secondheart.report.text import band

    (MADE / "tests").mkdir(exist_ok=True)
    for name, test in TESTS.items():
        report = sh.test(name, sh.Person())
        report.plot().savefig(MADE / "tests" / f"{name}.png", dpi=110)
        rows = "".join(
            f"| `{one.name}` | {'' if one.value is None else f'{one.value:.3g}'} | {one.unit} | "
            f"{band(one.normal_low, one.normal_high)}{' *' * (one.range_kind == 'published')} | {one.source} |\n"
            for one in report.findings
            if one.side != "right"
        )
        (MADE / "tests" / f"{name}.md").write_text(
            f"![{test.title}: what it prints](/_gallery/tests/{name}.png)\n\n## What it finds\n\n"
            "The default person, the left leg where legs are examined one by one.\n\n"
            f"| finding | value | unit | normal | source |\n| --- | ---: | --- | --- | --- |\n{rows}\n"
            + "\\* a published spread, by which nobody is judged.\n"
            * (" * |" in rows),
            "utf-8",
        )


def make_apart() -> None:
    """Make them in a process that compiles, as the manual itself does not."""
    environment = {name: value for name, value in os.environ.items() if name != "NUMBA_DISABLE_JIT"}
    paths = [str(SOURCE.parent), environment.get("PYTHONPATH", "")]
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    subprocess.run([sys.executable, __file__], env=environment, check=True)


if __name__ == "__main__":
    main()
