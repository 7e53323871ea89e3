"""Options and arguments that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

RESULT_ENDINGS = (".nc",)

Person = Annotated[
    Path | None,
    typer.Option(
        "--person", metavar="FILE", help="A person's TOML file; without it, a man of 30 years, 170 cm, 70 kg."
    ),
]
Condition = Annotated[
    list[str] | None,
    typer.Option(
        "--condition",
        metavar="NAME",
        help="A condition of the person, such as leaking-great-saphenous or leaking-deep=0.5; may be repeated.",
    ),
]
Treat = Annotated[
    list[str] | None,
    typer.Option(
        "--treat",
        metavar="NAME",
        help="A treatment of the veins, such as ablated-great-saphenous or repaired-popliteal; may be repeated.",
    ),
]
Wear = Annotated[
    list[str] | None,
    typer.Option(
        "--wear",
        metavar="GARMENT",
        help="A garment, such as ral-ii, cen-i-thigh, bandage-inelastic=40 or stocking=27/20 "
        "(mmHg at ankle and calf); may be repeated.",
    ),
]
Resolution = Annotated[
    str | None,
    typer.Option(
        "--resolution",
        metavar="standard|valves",
        help="standard, or valves: each valve of a leg on its own; by default what the person's file says.",
    ),
]
Plot = Annotated[Path | None, typer.Option("--plot", metavar="OUT.png", help="Draw a figure: .png, .svg or .pdf.")]
Report = Annotated[
    Path | None,
    typer.Option("--report", metavar="OUT.html", help="Write a page with charts; it needs no network."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")]
Day = Annotated[
    str,
    typer.Argument(
        metavar="DAY",
        help="A day by name (bed, flight, nurse, office, shop), a day or protocol file (.toml), or a recording.",
    ),
]
Date = Annotated[
    str | None, typer.Option("--date", metavar="DATE", help="Which day of a recording, such as 2026-11-08.")
]
Zone = Annotated[
    str | None, typer.Option("--zone", metavar="ZONE", help="Time zone of a recording, such as Europe/Berlin.")
]
Pick = Annotated[
    str | None,
    typer.Option("--pick", metavar="NAME", help="Which recording of a zip; secondheart inspect --list names them."),
]
Resume = Annotated[bool, typer.Option("--resume", help="Resume what an earlier call left in the output.")]
