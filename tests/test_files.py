"""TOML from a stranger: what would take all memory to read is refused before it is read."""

from __future__ import annotations

import pytest

from secondheart._files import toml_tables
from secondheart.errors import BadFile

LONG = ".".join(["a"] * 60_000)  # tomllib would take 14 GB
NINE, EIGHT = (".".join(["a"] * count) for count in (9, 8))


@pytest.mark.parametrize(
    "text",
    [
        f"{LONG} = 1",
        f"[{LONG}]",
        f"[[{LONG}]]",
        f"x = {{ {LONG} = 1 }}",
        f"{NINE} = 1",
        '"a".' + " . ".join(["'b'"] * 8) + " = 1",
        f'x = """text"""\n{NINE} = 1',
        f'x = "\\"" # "\n{NINE} = 1',
    ],
)
def test_a_key_of_many_parts_is_refused(text: str) -> None:
    line = text.count("\n") + 1
    with pytest.raises(BadFile, match=rf"^day.toml: line {line}: a key of more than 8 parts, which none has$"):
        toml_tables(text, "day.toml")


@pytest.mark.parametrize(
    "text",
    [
        f"{EIGHT} = 1",
        f'x = "{LONG}"',
        f"x = '{LONG}'",
        f'x = """\n{LONG}\n"""',
        f"x = '''\n{LONG}'''",
        f'x = "\\"{LONG}"',
        f"x = 1 # {LONG}",
        "x = [" + ", ".join(["0.5"] * 1000) + "]",
    ],
)
def test_dots_in_texts_comments_and_numbers_are_no_keys(text: str) -> None:
    assert toml_tables(text, "day.toml")


@pytest.mark.parametrize("text", ['"' + '\\"' * 100_000, "a" * 1_000_000, '"""' + "a.b." * 100_000, "'''" * 100_001])
def test_a_text_that_is_never_closed_is_no_toml(text: str) -> None:
    with pytest.raises(BadFile, match=r"^day.toml: not a TOML file"):
        toml_tables(text, "day.toml")
