"""secondheart export: one output, and sentences where there is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from secondheart.cli import main
from secondheart.export import read_body

WRONG = {
    "no output": ([], "name one output: OUT.bin for a body file, or --fmu OUT.fmu"),
    "two outputs": (["a.bin", "--fmu", "a.fmu"], "name one output"),
    "another ending": (["a.txt"], ".bin"),
    "a protocol for a unit": (["--fmu", "a.fmu", "--protocol", "stand-tiptoe"], "--protocol is not for --fmu"),
    "an unknown protocol": (["a.bin", "--protocol", "stand-tiptoes"], "stand-tiptoe"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_not_allowed_is_a_sentence(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words, sentence = WRONG[name]
    with pytest.raises(SystemExit) as left:
        main(["export", *words])
    assert left.value.code == 2
    assert sentence in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_body_file_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "body.bin"
    with pytest.raises(SystemExit) as left:
        main(["export", str(path), "--protocol", "stand-tiptoe", "--json"])
    assert left.value.code == 0
    assert json.loads(capsys.readouterr().out) == {"output": str(path), "bytes": path.stat().st_size}
    assert "stand-tiptoe" in read_body(path).header["protocols"]
