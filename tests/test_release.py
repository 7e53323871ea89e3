"""A release is made in one go from a clean checkout, or refused in a sentence; nothing leaves the machine."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml

from release import installs, release

ROOT = Path(__file__).parent.parent
PARTS = ("src", "docs/index.md", "README.md", "LICENSE", "CHANGELOG.md", "CITATION.cff", "pyproject.toml", "release")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository of its own with what a release touches."""
    for name in PARTS:
        source, target = ROOT / name, tmp_path / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            target.parent.mkdir(exist_ok=True)
            shutil.copy(source, target)
    (tmp_path / ".gitignore").write_text("dist\n__pycache__\n", "utf-8")
    for words in (["init"], ["config", "user.name", "A"], ["config", "user.email", "a@b"], ["add", "-A"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True, capture_output=True)
    release.git(tmp_path, "commit", "--message", "All")
    return tmp_path


def test_a_release_is_built_named_summed_and_tagged(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = release.changes(checkout)
    assert release.main(["9.8.7"], checkout) == 0, capsys.readouterr().err
    folder = checkout / "dist"
    names = {"secondheart-9.8.7.tar.gz", "secondheart-9.8.7-py3-none-any.whl", "sbom.json", "meta.yaml", "SHA256SUMS"}
    assert {path.name for path in folder.iterdir()} == names
    for line in (folder / "SHA256SUMS").read_text("utf-8").splitlines():
        total, name = line.split()
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == total
    with zipfile.ZipFile(folder / "secondheart-9.8.7-py3-none-any.whl") as wheel:
        held = set(wheel.namelist())
    package = {
        path.relative_to(checkout / "src").as_posix() for path in (checkout / "src").rglob("*") if path.is_file()
    }
    assert {name for name in package if "__pycache__" not in name} <= held
    sdist = folder / "secondheart-9.8.7.tar.gz"
    with tarfile.open(sdist) as archive:
        file = archive.extractfile("secondheart-9.8.7/src/secondheart/_version.py")
        assert file is not None
        assert b'__version__ = "9.8.7"' in file.read()
    assert hashlib.sha256(sdist.read_bytes()).hexdigest() in (folder / "meta.yaml").read_text("utf-8")
    assert release.git(checkout, "tag", "--list") == "v9.8.7"
    assert release.git(checkout, "status", "--porcelain") == ""
    log = (checkout / "CHANGELOG.md").read_text("utf-8")
    assert release.changes(checkout) == ""
    assert before in log[log.index("## 9.8.7 - ") :]
    assert release.main(["9.8.7"], checkout) == 2  # it is there already
    assert release.main(["9.8.8"], checkout) == 2  # nothing has changed


@pytest.mark.parametrize(
    ("version", "sentence"),
    [("one", "is not a version"), ("", "is not a version"), ("0.0.1", "a later one is needed")],
)
def test_what_is_no_later_version_is_refused(
    checkout: Path, capsys: pytest.CaptureFixture[str], version: str, sentence: str
) -> None:
    assert release.main([version], checkout) == 2
    assert sentence in capsys.readouterr().err


def test_changed_files_are_refused(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (checkout / "LICENSE").write_text("another", "utf-8")
    assert release.main(["9.8.7"], checkout) == 2
    assert "not committed" in capsys.readouterr().err
    assert release.current_version(checkout) != release.Version("9.8.7")


def test_the_bill_of_materials_names_each_dependency_once() -> None:
    bill = json.loads(json.dumps(release.bill_of_materials(ROOT, release.Version("1.0"))))
    names = [part["name"] for part in bill["components"]]
    assert {release.Requirement(line).name for line in PROJECT["dependencies"]} <= set(names)
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"pkg:pypi/[a-z\d-]+@\S+", part["purl"]) for part in bill["components"])


def test_the_recipe_asks_for_what_the_package_asks_for() -> None:
    text = (ROOT / "release" / "meta.yaml").read_text("utf-8")
    run = text[text.index("  run:") : text.index("test:")]
    asked = {line.replace(">=", " >=") for line in PROJECT["dependencies"]}
    assert set(re.findall(r"- (\S+ >=\S+)", run)) - {"python >=3.11"} == asked
    assert f"python {PROJECT['requires-python']}" in run.replace("python >=", "python >=")


def test_the_citation_has_what_the_schema_requires() -> None:
    """Validated with cffconvert 2.0.0 too, which needs an older jsonschema than Jupyter does."""
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert {"authors", "cff-version", "message", "title"} <= set(citation)
    assert (citation["cff-version"], citation["type"], citation["license"]) == ("1.2.0", "software", PROJECT["license"])
    assert all(set(author) <= {"name", "family-names", "given-names", "orcid"} for author in citation["authors"])


def test_every_extra_for_users_is_tried_alone_and_every_bound_is_a_version() -> None:
    extras = {name for name in PROJECT["optional-dependencies"] if name not in release.DEVELOPERS}
    assert extras == set(installs.TRIALS) - {""}
    lines = PROJECT["dependencies"] + [line for name in extras for line in PROJECT["optional-dependencies"][name]]
    bounded = {line.partition("==")[0] for line in installs.lowest(lines)}
    assert {release.Requirement(line).name for line in lines} - {"secondheart"} == bounded


def test_a_python_that_only_pyenv_starts_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shim, kept = tmp_path / "shims" / "python3.12", tmp_path / "versions" / "3.12.1" / "bin" / "python"
    for path, code in ((shim, 127), (kept, 0)):  # what stands for a Python that is not chosen ends so
        path.parent.mkdir(parents=True)
        path.write_text(f"#!/bin/sh\nexit {code}\n", "utf-8")
        path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{shim.parent}:/bin")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    assert installs.find_python(12) == str(kept)
    assert installs.find_python(13) is None
