"""The command line: each command parses, calls and prints; what it calls is imported when it is needed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from secondheart import __version__
from secondheart.cli.app import open_page
from secondheart.cli.ask import ask
from secondheart.cli.bench import compare_garments, search_stocking
from secondheart.cli.cohort import examine_cohort
from secondheart.cli.compare import compare_people
from secondheart.cli.day import simulate_day
from secondheart.cli.export import export_model
from secondheart.cli.facts import compare_facts
from secondheart.cli.help import CommandHelp, GroupHelp
from secondheart.cli.inspect import inspect_recording
from secondheart.cli.leg_fit import fit_leg
from secondheart.cli.lists import print_list
from secondheart.cli.output import run_guarded
from secondheart.cli.relief import relieve
from secondheart.cli.run import run_protocol
from secondheart.cli.sensitivity import rank_inputs
from secondheart.cli.show import show_result
from secondheart.cli.spreads import compare_spreads
from secondheart.cli.static_site import make_site
from secondheart.cli.sweep import sweep_values
from secondheart.cli.test import examine
from secondheart.cli.validate import hold_against
from secondheart.errors import InputError, UnknownName

PROGRAM = "secondheart"
CLI_COMMANDS: dict[str, Callable[..., None]] = {
    "run": run_protocol,
    "compare": compare_people,
    "show": show_result,
    "list": print_list,
    "test": examine,
    "sweep": sweep_values,
    "validate": hold_against,
    "day": simulate_day,
    "relief": relieve,
    "ask": ask,
    "facts": compare_facts,
    "inspect": inspect_recording,
    "cohort": examine_cohort,
    "sensitivity": rank_inputs,
    "spreads": compare_spreads,
    "fit": fit_leg,
    "bench": compare_garments,
    "best": search_stocking,
    "app": open_page,
    "site": make_site,
    "export": export_model,
}
HELP = {"help_option_names": ["--help", "-h"]}
EXAMPLES = {
    "run": "Example: secondheart run stand-tiptoe --condition leaking-great-saphenous --plot tiptoe.png",
    "compare": "Example: secondheart compare avp,apg varicose-gsv varicose-gsv+ral-ii --csv both.csv",
    "show": "Example: secondheart show tiptoe.nc --from 55 --to 80 --plot close.png",
    "list": "Example: secondheart list protocols",
    "test": "Example: secondheart test avp --condition leaking-deep=0.5",
    "sweep": "Example: secondheart sweep leaking-deep=0:1:11 --test avp --plot leak.png",
    "validate": "Example: secondheart validate --json",
    "day": "Example: secondheart day office -o office.nc --plot office.png",
    "relief": "Example: secondheart relief shop --condition leaking-great-saphenous -o shop",
    "ask": "Example: secondheart ask --age 45 --sex female --standing 7",
    "facts": "Example: secondheart facts office --json",
    "inspect": "Example: secondheart inspect export.zip --date 2026-11-08 --plot day.png",
    "cohort": "Example: secondheart cohort varicose-clinic --people 40 --wear ral-ii -o clinic.zarr",
    "sensitivity": "Example: secondheart sensitivity healthy-adults --findings EF,VFI -o runs.zarr",
    "spreads": "Example: secondheart spreads healthy-adults --people 200 --store runs.zarr -o fitted.toml",
    "bench": "Example: secondheart bench ral-i ral-ii stocking=B:27/C:20 --condition varicose-great-saphenous",
    "best": "Example: secondheart best varicose-clinic --for VFI --people 12 --most-mmHg 32",
    "fit": "Example: secondheart fit leg.toml --plot leg.png -o best.toml",
    "app": "Example: secondheart app --port 8642",
    "site": "Example: secondheart site my-site",
    "export": "Example: secondheart export body.bin --protocol stand-tiptoe",
}

app = typer.Typer(name=PROGRAM, cls=GroupHelp, add_completion=False, context_settings=HELP)
for _name, _command in CLI_COMMANDS.items():
    app.command(_name, cls=CommandHelp, epilog=EXAMPLES[_name])(_command)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"{PROGRAM} {__version__}")
        raise typer.Exit


@app.callback(cls=GroupHelp, epilog="Example: secondheart run stand-tiptoe")
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Simulate the second heart: the muscles, veins and valves that push blood from the legs back to the heart.

    For information and education only. Not medical advice and not a medical device. Ask a doctor.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(run_guarded(lambda: invoke_command(words or ["--help"])))


def _refuse_twice(group: Any, arguments: Sequence[str]) -> None:
    """Refuse an option that takes one value and is given twice: the first would be dropped without a word.

    Raises
    ------
    InputError
        With the name of the option.
    """
    place = next((place for place, word in enumerate(arguments) if word in CLI_COMMANDS), None)
    if place is None:
        return
    name, words = arguments[place], arguments[place + 1 :]
    single = [one for one in group.commands[name].params if one.opts[0].startswith("-")]
    for option in (one for one in single if not one.multiple and not getattr(one, "is_flag", False)):
        given = [word for word in words if word.partition("=")[0] in (*option.opts, *option.secondary_opts)]
        if len(given) > 1:
            raise InputError(f"{PROGRAM} {name}: {option.opts[0]} is given {len(given)} times; once is allowed")


def invoke_command(arguments: list[str]) -> None:
    """Run a command by its words."""
    named = next((word for word in arguments if not word.startswith("-")), None)
    if named is not None and named not in CLI_COMMANDS:
        raise UnknownName.of("command", named, CLI_COMMANDS)
    command = typer.main.get_command(app)
    _refuse_twice(command, arguments)
    # Not the command's own main: it has other exit codes and longer error messages.
    with command.make_context(PROGRAM, arguments, obj=list(arguments)) as context:
        command.invoke(context)
