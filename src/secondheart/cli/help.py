"""The help of commands: names, and what they mean, in lines that fit any terminal without breaking a word."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from shutil import get_terminal_size
from textwrap import wrap
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from secondheart.cli.columns import GAP
from secondheart.cli.tables import USUAL_TERMINAL

WIDEST = USUAL_TERMINAL[0]  # columns; longer lines are hard to read
NAMES_AT_MOST = 3  # names take a third of the line; longer ones stand on a line of their own


class CommandHelp(TyperCommand):
    """A command whose help is ours."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        formatter.write(help_text(self, ctx))


class GroupHelp(TyperGroup):
    """The program, whose help names its commands."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        formatter.write(help_text(self, ctx))


def help_text(command: Any, context: typer.Context) -> str:
    """Return usage, what a command does, its arguments and options, and an example."""
    parameters = command.get_params(context)
    given = [one for one in parameters if one.param_type_name == "argument"]
    arguments = [(one.metavar or one.name, one.help or "") for one in given]
    records = [one.get_help_record(context) for one in parameters if one.param_type_name == "option"]
    commands = [(name, _paragraphs(one.help)[0]) for name, one in getattr(command, "commands", {}).items()]
    words = [name if one.required else f"[{name}]" for one, (name, _) in zip(given, arguments, strict=True)]
    usage = " ".join(
        ["Usage:", context.command_path, "[OPTIONS]", *words, *(["COMMAND [ARGS]..."] if commands else [])]
    )
    parts = [
        *(_fold(text) for text in (usage, *_paragraphs(command.help))),
        *(
            "\n".join([_bold(title), *_list(rows)])
            for title, rows in (("Arguments", arguments), ("Options", [*filter(None, records)]), ("Commands", commands))
            if rows
        ),
        *(_fold(text) for text in _paragraphs(command.epilog)),
    ]
    return "\n\n".join(parts) + "\n"


def _paragraphs(text: str | None) -> list[str]:
    """Return the paragraphs of a text, each in one line."""
    return [" ".join(part.split()) for part in (text or "").split("\n\n")]


def _room() -> int:
    return min(get_terminal_size(USUAL_TERMINAL)[0], WIDEST)


def _fold(text: str) -> str:
    return "\n".join(wrap(text, _room(), break_long_words=False, break_on_hyphens=False))


def _list(rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield names with their meanings beside them, or below where a name is long."""
    longest = max(len(name) for name, _ in rows)
    width = min(longest, _room() // NAMES_AT_MOST)
    behind = " " * (GAP + width + GAP)
    for name, meaning in rows:
        lines = wrap(
            meaning, _room(), initial_indent=behind, subsequent_indent=behind, break_long_words=False,
            break_on_hyphens=False,
        ) or [""]  # fmt: skip
        beside = len(name) <= width
        first = f"{' ' * GAP}{_bold(name)}"
        yield first + lines[0][GAP + len(name) :] if beside else first
        yield from lines[1:] if beside else lines


def _bold(text: str) -> str:
    """Return a text in bold letters, which are taken out again where no terminal shows them."""
    return text if os.environ.get("TERM") == "dumb" else typer.style(text, bold=True)
