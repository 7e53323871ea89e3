"""Options that contradict each other are refused, not dropped."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ["--condition", "leaking-deep=0.5", "--condition", "leaking-deep=0.05"],
            "leaking-deep=0.5 contradicts",
        ),
        (["--condition", "leaking-gsv-left", "--condition", "Leaking great_saphenous=0.1"], "give one of them"),
        (
            ["--treat", "repaired-popliteal", "--treat", "repaired-popliteal-left"],
            "repaired-popliteal contradicts",
        ),
        (["--resolution", "valves", "--resolution=standard"], "run: --resolution is given 2 times; once is allowed"),
        (["--plot", "a.png", "--plot", "b.png"], "--plot is given 2 times"),
    ],
)
def test_twice_is_refused(cli, short: Path, words: list[str], sentence: str) -> None:
    ran = cli("run", short, *words)
    assert (ran.code, ran.out) == (2, "")
    assert sentence in ran.err
    assert ran.err.count("\n") == 1


def test_two_legs_and_two_veins_do_not_contradict(cli, short: Path) -> None:
    words = ["--condition", "leaking-deep-left=0.5", "--condition", "leaking-deep-right=0.1"]
    assert cli("run", short, *words, "--condition", "leaking-popliteal=0").code == 0


def test_a_device_twice_is_refused(cli) -> None:
    ran = cli("test", "pneumatic", "--device", "calf", "--device", "wave")
    assert ran.code == 2
    assert "test: --device is given 2 times; once is allowed" in ran.err


def test_own_garments_and_devices_are_options(cli, short: Path, tmp_path: Path) -> None:
    stocking = tmp_path / "mine.toml"
    stocking.write_text("[pressure_mmHg]\nB = 27\nC = 20\n", "utf-8")
    ran = cli("compare", short, "default", f"default+{stocking}")
    assert ran.code == 0, ran.err
    assert "mine" in ran.out
    assert "cannot be read" in cli("run", short, "--wear", tmp_path / "no.toml").err
