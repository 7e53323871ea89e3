"""Settings of the manual. It is built without network; the runs of its gallery compile in a process apart."""

import os
import pkgutil
import sys
from pathlib import Path
from typing import Any

os.environ["NUMBA_DISABLE_JIT"] = "1"  # laws stay plain functions, whose docstrings can be read

HERE = Path(__file__).parent
SOURCE = HERE.parent / "src"
sys.path[:0] = [str(SOURCE), str(HERE)]

import evidence_page  # noqa: E402 - after the path and the environment are set
import gallery  # noqa: E402 - the same
import grids  # noqa: E402 - the same
import lookup  # noqa: E402 - the same
import pages  # noqa: E402 - the same
import reference  # noqa: E402 - the same
from docutils import nodes  # noqa: E402 - the same
from latex2mathml.converter import convert  # noqa: E402 - the same

import secondheart  # noqa: E402 - the same
from secondheart import physics  # noqa: E402 - the same

project = "secondheart"
author = "The secondheart developers"
copyright = "2026, The secondheart developers"
release = secondheart.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_design"]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
exclude_patterns = ["_build", "_gallery/tests", "_gallery/cards.md", "_tables"]
smartquotes_action = "qe"  # two hyphens stay, as an option is typed
html_theme = "furo"
html_title = "secondheart"
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#1f5f99", "color-brand-content": "#1f5f99"},
    "dark_css_variables": {"color-brand-primary": "#8fc1e8", "color-brand-content": "#8fc1e8"},
}
html_static_path = ["_style"]
html_css_files = ["custom.css"]
html_math_renderer = "mathml"  # browsers draw it themselves; the usual renderer is fetched from the network
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
napoleon_google_docstring = False
napoleon_use_rtype = False

ALL_LAWS = "\n\nAll laws: :doc:`/laws`. The step that applies them: :doc:`/numerics`.\n"
BIBLIOGRAPHIES = [os.path.relpath(path, HERE) for path in sorted(SOURCE.rglob("*.bib"))]
if BIBLIOGRAPHIES:
    extensions.append("sphinxcontrib.bibtex")
    bibtex_bibfiles = BIBLIOGRAPHIES
    bibtex_default_style, bibtex_reference_style = "plain", "author_year"
else:
    exclude_patterns.append("references.md")


def write_law_pages() -> None:
    """Write one page for each file of physics/: its docstrings, which are the specification."""
    texts = {}
    for module in pkgutil.iter_modules(physics.__path__):
        title = module.name.replace("_", " ").capitalize()
        text = f"{title}\n{'=' * len(title)}\n\n.. automodule:: secondheart.physics.{module.name}\n   :members:\n\n"
        texts[f"{module.name}.rst"] = text + pages.constants(module.name) + ALL_LAWS
    _write_all(HERE / "_laws", texts)


def write_reference() -> None:
    """Write the pages of the public names."""
    _write_all(HERE / "_api", {f"{place}.rst": text for place, text in reference.pages().items()})


def write_lookup() -> None:
    """Write a page for each thing that has a name."""
    _write_all(HERE / "_lookup", {f"{place}.md": text for place, text in lookup.pages()})


def _write_all(folder: Path, texts: dict[str, str]) -> None:
    """Write files into a folder, those that changed, and remove all others: what is the same is not read again."""
    for old in folder.rglob("*"):
        if old.is_file() and old.relative_to(folder).as_posix() not in texts:
            old.unlink()
    for place, text in texts.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")


def write_tables() -> None:
    """Write the tables that pages include, and the page of the evidence where it has changed."""
    folder = HERE / "_tables"
    folder.mkdir(exist_ok=True)
    for name, table in pages.TABLES.items():
        (folder / f"{name}.md").write_text(table(), encoding="utf-8")
    page, text = HERE / "evidence.md", evidence_page.evidence()
    if not page.exists() or page.read_text(encoding="utf-8") != text:
        page.write_text(text, encoding="utf-8")


def draw_inline(writer: Any, node: Any) -> None:
    """Write a formula within a line as MathML."""
    writer.body.append(convert(node.astext()))
    raise nodes.SkipNode


def draw_block(writer: Any, node: Any) -> None:
    """Write a formula on a line of its own as MathML."""
    writer.body.append(f'<div class="math">{convert(node.astext(), display="block")}</div>\n')
    raise nodes.SkipNode


def lead_to_references(_app: Any, _what: str, _name: str, _thing: Any, _options: Any, lines: list[str]) -> None:
    """Make links of the keys that a docstring names."""
    lines[:] = [grids.KEY.sub(r":cite:`\1`", line) for line in lines]


def name_fields(
    _app: Any, kind: str, _name: str, thing: Any, _options: Any, _signature: str, returned: str
) -> tuple[str, str] | None:
    """Give models a signature that can be read."""
    short = reference.signature(kind, thing)
    return (short, returned) if short else None


def setup(app: Any) -> dict[str, bool]:
    """Tell Sphinx of the functions above."""
    app.add_html_math_renderer("mathml", (draw_inline, None), (draw_block, None))
    app.connect("autodoc-process-docstring", lead_to_references)
    app.connect("autodoc-process-signature", name_fields)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


write_law_pages()
write_reference()
write_lookup()
write_tables()
gallery.make_apart()
