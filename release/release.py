"""Make a release: `make release VERSION=0.2.0`. Everything is made on this machine, and nothing is uploaded.

It writes the version into the package and its citation, closes the section of the changelog, builds sdist and wheel,
writes a bill of materials (CycloneDX), a conda recipe and checksums into `dist/`, commits, and sets a tag.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).parent.parent
UNRELEASED = "## Unreleased\n"
SUMS = "SHA256SUMS"


class Refused(Exception):
    """A release that cannot be made, and why, in a sentence."""


def check(root: Path, text: str) -> Version:
    """Return the new version if a release of it can be made here.

    Raises
    ------
    Refused
        If it is none, is not newer, nothing has changed, or files are not committed.
    """
    try:
        version = Version(text)
    except InvalidVersion:
        raise Refused(f"VERSION={text} is not a version; one such as 0.2.0 is needed") from None
    if version < current_version(root) or f"v{version}" in git(root, "tag", "--list").split():
        raise Refused(f"VERSION={text} is not allowed: {current_version(root)} is there; a later one is needed")
    if not changes(root):
        raise Refused("CHANGELOG.md: nothing stands under Unreleased")
    if git(root, "status", "--porcelain"):
        raise Refused("files are changed and not committed; commit or remove them first")
    return version


def current_version(root: Path) -> Version:
    """Return the version of the package as it stands."""
    (found,) = re.findall(r'__version__ = "(.+)"', (root / "src/secondheart/_version.py").read_text("utf-8"))
    return Version(found)


def changes(root: Path) -> str:
    """Return what the changelog says of the next release."""
    _, _, rest = (root / "CHANGELOG.md").read_text("utf-8").partition(UNRELEASED)
    return rest.partition("\n## ")[0].strip()


def write_version(root: Path, version: Version, day: str) -> None:
    """Write a version and its day where they stand."""
    replace(root / "src/secondheart/_version.py", r'__version__ = ".+"', f'__version__ = "{version}"')
    replace(root / "CITATION.cff", r"(?m)^version: .+$", f"version: {version}")
    replace(root / "CHANGELOG.md", re.escape(UNRELEASED), f"{UNRELEASED}\n## {version} - {day}\n")


def replace(path: Path, pattern: str, new: str) -> None:
    """Replace the one place of a file that a pattern matches."""
    text, count = re.subn(pattern, lambda _: new, path.read_text("utf-8"), count=1)
    if not count:
        raise Refused(f"{path.name}: no place for the version was found")
    path.write_text(text, "utf-8")


def bill_of_materials(root: Path, version: Version) -> dict[str, object]:
    """Return the packages that the core and the extras for users bring, as CycloneDX."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    extras = {name: lines for name, lines in project["optional-dependencies"].items() if name not in DEVELOPERS}
    wanted = [Requirement(line) for lines in (project["dependencies"], *extras.values()) for line in lines]
    found: dict[str, Distribution] = {}
    while wanted:
        one = wanted.pop()
        name = re.sub(r"[-_.]+", "-", one.name).lower()
        if name in found or name == "secondheart" or (one.marker and not one.marker.evaluate({"extra": ""})):
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            continue  # an extra that is not installed here
        wanted += [Requirement(line) for line in found[name].requires or ()]
    parts = [component(name, one) for name, one in sorted(found.items())]
    own = {"type": "library", "name": "secondheart", "version": str(version), "licenses": license_of("BSD-3-Clause")}
    return {"bomFormat": "CycloneDX", "specVersion": "1.5", "metadata": {"component": own}, "components": parts}


DEVELOPERS = ("test", "lint", "docs", "bench", "all")


def component(name: str, of: Distribution) -> dict[str, object]:
    """Return a package of the bill of materials."""
    licence = of.metadata.get("License-Expression") or (of.metadata.get("License") or "").splitlines()[:1]
    text = licence if isinstance(licence, str) else "".join(licence)
    purl = f"pkg:pypi/{name}@{of.version}"
    return {"type": "library", "name": name, "version": of.version, "purl": purl, "licenses": license_of(text)}


def license_of(text: str) -> list[dict[str, object]]:
    """Return a licence as CycloneDX has it; none where the package names none."""
    return [{"license": {"name": text}}] if text else []


def checksums(folder: Path) -> str:
    """Return the checksums of all files of a folder, as `sha256sum --check` reads them."""
    files = [path for path in sorted(folder.iterdir()) if path.name != SUMS]
    return "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)


def recipe(root: Path, version: Version, sdist: Path) -> str:
    """Return the recipe of conda-forge for a release."""
    text = (root / "release/meta.yaml").read_text("utf-8")
    sum_ = hashlib.sha256(sdist.read_bytes()).hexdigest()
    return text.replace("0.0.0", str(version)).replace("SHA256", sum_)


def git(root: Path, *words: str) -> str:
    """Return what git prints."""
    return subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True).stdout.strip()


def build(root: Path, version: Version) -> Path:
    """Build all files of a release, and return their folder."""
    folder = root / "dist"
    for old in folder.glob("*") if folder.exists() else ():
        old.unlink()
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-d", str(folder)], cwd=root, check=True)
    (sdist,) = folder.glob("*.tar.gz")
    (folder / "sbom.json").write_text(json.dumps(bill_of_materials(root, version), indent=1), "utf-8")
    (folder / "meta.yaml").write_text(recipe(root, version, sdist), "utf-8")
    (folder / SUMS).write_text(checksums(folder), "utf-8")
    return folder


def main(words: list[str], root: Path = ROOT) -> int:
    """Make a release, or say in a sentence why not."""
    try:
        version = check(root, words[0] if words else "")
        write_version(root, version, f"{datetime.now(UTC):%Y-%m-%d}")
        folder = build(root, version)
    except Refused as error:
        sys.stderr.write(f"{error}\n")
        return 2
    git(root, "commit", "--all", "--message", f"Release {version}")
    git(root, "tag", "--annotate", f"v{version}", "--message", f"secondheart {version}")
    names = "\n  ".join(path.name for path in sorted(folder.iterdir()))
    sys.stdout.write(f"{folder}:\n  {names}\ntagged v{version}; nothing is uploaded\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
