"""The six notebooks as pages of the manual: each is run, and its page has text, code and what the code shows."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import tempfile
from pathlib import Path
from typing import Any

TUTORIALS = Path(__file__).parent / "tutorials"
ORDER = ("first_steps", "people", "protocols", "tests_of_a_laboratory", "compression", "figure_for_a_paper")
LONGEST = 14  # lines of an output that are shown


def make_notebook(name: str, folder: Path) -> None:
    """Run a notebook and write its page and its pictures into a folder."""
    import matplotlib

    matplotlib.use("agg")
    cells = json.loads((TUTORIALS / f"{name}.ipynb").read_text("utf-8"))["cells"]
    names: dict[str, Any] = {"__name__": name}
    parts, here = [], Path.cwd()
    with tempfile.TemporaryDirectory() as empty:
        os.chdir(empty)
        try:
            for number, one in enumerate(cells):
                text = "".join(one["source"])
                if one["cell_type"] == "code":
                    parts.append(_run(text, names, folder / f"{name}_{number}"))
                else:
                    parts.append(text.replace("](../", "](../../"))  # a page lies one folder deeper
        finally:
            os.chdir(here)
    file = f"*This page is a notebook: {{download}}`{name}.ipynb <../../tutorials/{name}.ipynb>`.*"
    (folder / f"{name}.md").write_text("\n\n".join([parts[0], file, *parts[1:], _next(name)]) + "\n", "utf-8")


def _run(text: str, names: dict[str, Any], picture: Path) -> str:
    """Run a cell and return its code with what it prints, its last value and its figures."""
    import matplotlib.pyplot as plt
    from matplotlib.figure import Figure

    code = "\n".join(line for line in text.splitlines() if not line.startswith("%"))
    tree, out, value = ast.parse(code), io.StringIO(), None
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    with contextlib.redirect_stdout(out):
        exec(compile(tree, picture.name, "exec"), names)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), picture.name, "eval"), names)
    figures = [value] if isinstance(value, Figure) else [plt.figure(n) for n in plt.get_fignums()]
    shown = [f"```python\n{code}\n```"]
    printed = out.getvalue() + ("" if value is None or figures or code.endswith(";") else f"{value!r}\n")
    if printed.strip():
        lines = printed.rstrip().splitlines()
        shown.append("```text\n" + "\n".join(lines[:LONGEST] + ["..."] * (len(lines) > LONGEST)) + "\n```")
    for number, figure in enumerate(figures):
        file = picture.with_name(f"{picture.name}_{number}.png")
        figure.savefig(file, dpi=110, bbox_inches="tight")
        shown.append(f"![What the code above draws]({file.name})")
    plt.close("all")
    return "\n\n".join(shown)


def _next(name: str) -> str:
    following = ORDER[ORDER.index(name) + 1 :]
    if following:
        return f"Next: {{doc}}`{following[0]}`."
    return "Next: [how do I …?](../../how-do-i.md), [a gallery of runs](../../gallery.md)."
