"""Each notebook of the tutorial runs from top to bottom, and is stored without what it printed."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from notebooks import ORDER, make_notebook

WRITTEN = {  # pictures, and files
    "first_steps": (2, {"first_steps.html"}),
    "people": (1, set()),
    "protocols": (1, {"desk.toml"}),
    "tests_of_a_laboratory": (1, set()),
    "compression": (1, set()),
    "figure_for_a_paper": (1, {"figure.pdf", "figure.csv", "sources.bib"}),
}
TUTORIALS = sorted((Path(__file__).parents[2] / "docs" / "tutorials").glob("*.ipynb"))


@pytest.mark.parametrize("path", TUTORIALS, ids=lambda path: path.stem)
def test_it_runs_from_top_to_bottom(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)
    NotebookClient(notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": tmp_path}}).execute()
    kinds = [kind for cell in code for output in cell.outputs for kind in output.get("data", {})]
    assert (kinds.count("image/png"), {file.name for file in tmp_path.iterdir()}) == WRITTEN[path.stem]


def test_every_notebook_is_in_the_manual() -> None:
    page = (TUTORIALS[0].parents[1] / "first-run.md").read_text("utf-8")
    assert [path.stem for path in TUTORIALS if f"(_gallery/notebooks/{path.stem}.md)" not in page] == []
    assert sorted(ORDER) == [path.stem for path in TUTORIALS]


def test_a_notebook_s_page_has_its_text_its_code_what_it_prints_and_draws(tmp_path: Path) -> None:
    make_notebook("tests_of_a_laboratory", tmp_path)
    page, here = (tmp_path / "tests_of_a_laboratory.md").read_text("utf-8"), Path.cwd()
    assert page.startswith("# 4. What a laboratory finds\n")
    assert "```python\nimport matplotlib.pyplot as plt\n" in page
    assert re.search(
        r"```text\nhealthy\n(?:  .*\n)*?  ambulatory_venous_pressure +\d+\.\d mmHg  normal 15 to 30\n", page
    )
    (picture,) = re.findall(r"!\[.+\]\((.+\.png)\)", page)
    assert (tmp_path / picture).read_bytes().startswith(b"\x89PNG")
    assert Path.cwd() == here
