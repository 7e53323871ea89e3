"""The folder of files that any web server can serve: page, stepper, people, and the manual if it is built."""

from __future__ import annotations

import base64
import gzip
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from secondheart._files import reason
from secondheart.app.replay import STATIC, inline_page, script_address, whole_script
from secondheart.codegen import translate_floors
from secondheart.codegen.compilers import build_webassembly
from secondheart.codegen.translate import PORTABLE
from secondheart.errors import BadFile
from secondheart.site.page_file import build_page_file

KERNEL_FUNCTIONS = ("advance", "reset_beat", "tissue_pressure")
# No inline script and no text that becomes code, but for the stepper; nothing from anywhere else
SITE_POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "worker-src 'self'; base-uri 'none'; form-action 'none'"
)
ABSOLUTE = re.compile(r'((?:href|src)=")/(static)/')
WORKER_SOURCE = "static/connection/worker.js"
WORKER = "worker/main.js"
OFFLINE = "offline.html"
# The same for one file on disk, whose scripts stand in it: it can ask for nothing at all
OFFLINE_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' data: 'wasm-unsafe-eval'; style-src 'unsafe-inline'; "
    "img-src data:; worker-src data:; base-uri 'none'; form-action 'none'"
)
# Shown where no script takes it away: browsers run none of these from disk
FROM_DISK = (
    '<p class="unopened" role="alert">A browser runs this page from a web server only; opened from disk, '
    f'<a href="{OFFLINE}">{OFFLINE}</a> does the same.</p>'
)

Report = Callable[[str], None]


def write_site(folder: str | Path, *, manual: Path | None = None, report: Report = lambda _: None) -> Path:
    """Write the page without a server into a folder.

    Parameters
    ----------
    folder : str or Path
        It is made, or what an earlier call has written there is replaced.
    manual : Path, optional
        Folder of the built manual; it becomes `manual/`.
    report : callable, optional
        Told in a word or two what is being done.

    Returns
    -------
    Path
        The front page.

    Raises
    ------
    InputError
        If the package ziglang is not installed, or an optional package of the page is missing.
    BadFile
        If the folder holds other files, or cannot be written.
    """
    folder = Path(folder)
    _check_folder(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        report("stepper")
        text = f"#define {PORTABLE}\n{translate_floors(exported=KERNEL_FUNCTIONS)}"
        build_webassembly(text, KERNEL_FUNCTIONS, folder / "kernel.wasm")
        data = build_page_file(report).to_bytes()
        (folder / "page.bin").write_bytes(gzip.compress(data, 9, mtime=0))
        report("page")
        _copy_page(folder)
        _write_offline(folder)
        if manual is not None:
            shutil.copytree(manual, folder / "manual", dirs_exist_ok=True, ignore=shutil.ignore_patterns(".doctrees"))
    except OSError as error:
        raise BadFile(f"{folder}: the site cannot be written: {reason(error)}") from None
    return folder / "index.html"


def _check_folder(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise BadFile(f"{folder}: is a file; a folder is needed")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / "kernel.wasm").is_file():
        raise BadFile(f"{folder}: holds other files; name an empty folder, or one that holds an earlier site")


def _copy_page(folder: Path) -> None:
    shutil.copytree(STATIC, folder / "static", dirs_exist_ok=True, ignore=shutil.ignore_patterns("index.html"))
    (folder / "index.html").write_text(site_page((STATIC / "index.html").read_text("utf-8")), encoding="utf-8")


def _write_offline(folder: Path) -> None:
    """Write the page as one file that can be opened from disk, where browsers open no modules and no other files."""
    files = {name: base64.b64encode((folder / name).read_bytes()).decode() for name in ("kernel.wasm", "page.bin")}
    worker = script_address(whole_script(STATIC, WORKER))
    source = WORKER_SOURCE.removeprefix(f"{STATIC.name}/")
    page = inline_page(STATIC, {"worker": worker, **files}, "inside", {f"./{WORKER_SOURCE}": source})
    (folder / OFFLINE).write_text(_with_policy(page, OFFLINE_POLICY), encoding="utf-8")


def _with_policy(page: str, policy: str) -> str:
    """Return a page with a worker as its source, and a policy."""
    page = page.replace("<html ", f'<html data-source="{WORKER_SOURCE}" ', 1)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return page.replace('<meta charset="utf-8">', f'<meta charset="utf-8">\n  {meta}', 1)


def site_page(page: str) -> str:
    """Return the page as a site has it: relative addresses, a worker as its source, and a policy."""
    page = ABSOLUTE.sub(r"\1\2/", page).replace("</header>", f"</header>\n  {FROM_DISK}", 1)
    return _with_policy(page, SITE_POLICY)
