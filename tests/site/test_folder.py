"""What a static site is made of, and what is refused before anything is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from secondheart.app.replay import STATIC
from secondheart.errors import BadFile, InputError
from secondheart.site import write_site
from secondheart.site.folder import OFFLINE, OFFLINE_POLICY, SITE_POLICY, WORKER_SOURCE, site_page

PAGE = site_page((STATIC / "index.html").read_text("utf-8"))


def test_the_page_names_its_maker_and_only_its_own_files() -> None:
    assert f'<html data-source="{WORKER_SOURCE}" ' in PAGE
    assert (STATIC.parent / WORKER_SOURCE).is_file()
    addresses = re.findall(r'(?:href|src)="([^"#]+)"', PAGE)
    assert addresses
    assert [one for one in addresses if one.startswith("/") or ":" in one] == []
    assert [one for one in addresses if one != OFFLINE and not (STATIC.parent / one).is_file()] == []


def test_its_policy_lets_webassembly_run_and_no_text_become_code() -> None:
    assert f'<meta http-equiv="Content-Security-Policy" content="{SITE_POLICY}">' in PAGE
    assert "'wasm-unsafe-eval'" in SITE_POLICY
    assert "'unsafe-eval'" not in SITE_POLICY + OFFLINE_POLICY
    assert "<script>" not in PAGE


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(BadFile, match="holds other files; name an empty folder, or one that holds an earlier site"):
        write_site(tmp_path)
    with pytest.raises(BadFile, match="is a file; a folder is needed"):
        write_site(tmp_path / "thesis.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_without_a_compiler_for_browsers_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secondheart.codegen.compilers.find_zig", lambda: None)
    with pytest.raises(InputError, match="needs the package ziglang; install it with: pip install"):
        write_site(tmp_path / "site")
