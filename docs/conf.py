"""Settings of the manual. It is built without network and compiles nothing."""

import os
import pkgutil
import sys
from pathlib import Path

os.environ["NUMBA_DISABLE_JIT"] = "1"  # laws stay plain functions, whose docstrings can be read

HERE = Path(__file__).parent
SOURCE = HERE.parent / "src"
sys.path[:0] = [str(SOURCE), str(HERE)]

import pages  # noqa: E402 - after the path and the environment are set

import secondheart  # noqa: E402 - the same
from secondheart import physics  # noqa: E402 - the same

project = "secondheart"
author = "The secondheart developers"
copyright = "2026, The secondheart developers"
release = secondheart.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["deflist", "dollarmath"]
myst_heading_anchors = 3
exclude_patterns = ["_build", "_tables"]
html_theme = "alabaster"
html_theme_options = {"description": "the muscles, veins and valves that bring the blood back", "page_width": "1080px"}
napoleon_google_docstring = False
napoleon_use_rtype = False

BIBLIOGRAPHIES = [os.path.relpath(path, HERE) for path in sorted(SOURCE.rglob("*.bib"))]
if BIBLIOGRAPHIES:
    extensions.append("sphinxcontrib.bibtex")
    bibtex_bibfiles = BIBLIOGRAPHIES
else:
    exclude_patterns.append("references.md")


def write_law_pages() -> None:
    """Write one page for each file of physics/: its docstrings, which are the specification."""
    folder = HERE / "_laws"
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.rst"):
        old.unlink()
    for module in pkgutil.iter_modules(physics.__path__):
        title = module.name.replace("_", " ").capitalize()
        text = f"{title}\n{'=' * len(title)}\n\n.. automodule:: secondheart.physics.{module.name}\n   :members:\n"
        (folder / f"{module.name}.rst").write_text(text, encoding="utf-8")


def write_tables() -> None:
    """Write the tables that pages include, and the page of the evidence where it has changed."""
    folder = HERE / "_tables"
    folder.mkdir(exist_ok=True)
    for name, table in pages.TABLES.items():
        (folder / f"{name}.md").write_text(table(), encoding="utf-8")
    page, text = HERE / "evidence.md", pages.evidence()
    if not page.exists() or page.read_text(encoding="utf-8") != text:
        page.write_text(text, encoding="utf-8")


write_law_pages()
write_tables()
