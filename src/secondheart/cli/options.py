"""Options and arguments that several commands share, each from one place."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_type_hints

import typer

from secondheart._jit import HAS_NUMBA
from secondheart.anatomy import command_name, full_name, legs_of, match_name, split_side
from secondheart.errors import InputError, UnknownName

if TYPE_CHECKING:
    from secondheart.person import Person as SomePerson

RESULT_ENDINGS, TABLE_ENDINGS = (".nc",), (".csv",)

Person = Annotated[
    Path | None,
    typer.Option(
        "--person",
        metavar="FILE",
        help="A person's TOML file, or one of a cohort, such as clinic.zarr#17; "
        "without it, a man of 30 years, 170 cm, 70 kg.",
    ),
]
Condition = Annotated[
    list[str] | None,
    typer.Option(
        "--condition",
        metavar="NAME",
        help="A condition of the person, such as leaking-great-saphenous or leaking-deep=0.5, or its file, "
        "my-condition.toml=0.5; may be repeated.",
    ),
]
Treat = Annotated[
    list[str] | None,
    typer.Option(
        "--treat",
        metavar="NAME",
        help="A treatment of the veins, such as ablated-great-saphenous or repaired-popliteal, or its file, "
        "my-treatment.toml; may be repeated.",
    ),
]
Wear = Annotated[
    list[str] | None,
    typer.Option(
        "--wear",
        metavar="GARMENT",
        help="A garment, such as ral-ii, cen-i-thigh, bandage-inelastic=40, stocking=27/20 (mmHg at ankle and calf), "
        "stocking=B:27/B1:24/C:20 (at measuring points) or a file, my-stocking.toml; may be repeated.",
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
Atlas = Annotated[
    Path | None,
    typer.Option(
        "--atlas", metavar="FILE", help="Numbers of the body that differ from ours, in a TOML file of the atlas's form."
    ),
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME=VALUE",
        help="A number of the body, such as soleal_sinuses.unstressed_volume=20 (secondheart list values); "
        "may be repeated.",
    ),
]
Scale = Annotated[
    list[str] | None,
    typer.Option(
        "--scale",
        metavar="NAME=FACTOR",
        help="Multiply numbers of the body, such as 'leg.vein.*.compliance=0.8'; may be repeated.",
    ),
]
BeyondRange = Annotated[
    bool, typer.Option("--beyond-range", help="Allow --set and --scale outside of the ranges; the result says so.")
]
Plot = Annotated[Path | None, typer.Option("--plot", metavar="OUT.png", help="Draw a figure: .png, .svg or .pdf.")]
Report = Annotated[
    Path | None,
    typer.Option("--report", metavar="OUT.html", help="Write a page with charts; it needs no network."),
]
ReportLight = Annotated[
    Path | None,
    typer.Option(
        "--report-light", metavar="OUT.html", help="Write a page that can be mailed: under 500 kB, still pictures only."
    ),
]
Tourniquet = Annotated[
    str | None,
    typer.Option("--tourniquet", metavar="SITE", help="avp: tied at ankle, below-knee, above-knee or thigh."),
]
Device = Annotated[
    str | None,
    typer.Option(
        "--device", metavar="NAME", help="pneumatic: a device (secondheart list devices) or its file, my-pump.toml."
    ),
]
Angle = Annotated[
    float | None,
    typer.Option("--angle", metavar="DEGREES", help="tilt: of the table, -90 to 90; negative is head down."),
]
Output = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="OUT.nc", help="Save the whole result as netCDF: secondheart show OUT.nc."),
]
Tables = Annotated[Path | None, typer.Option("--csv", metavar="OUT.csv", help="Save tables as CSV.")]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="Another seed draws other people.")]
Workers = Annotated[
    int | None, typer.Option("--workers", metavar="N", help="Threads; by default one a core.", show_default=False)
]
Runs = Annotated[Path | None, typer.Option("--store", metavar="RUNS.zarr", help="Keep the runs; goes on where it was.")]
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
Explain = Annotated[
    bool,
    typer.Option("--explain", help="Only say what a recording holds and what would be assumed (secondheart inspect)."),
]
Pick = Annotated[
    str | None,
    typer.Option("--pick", metavar="NAME", help="Which recording of a zip; secondheart inspect --list names them."),
]
Country = Annotated[
    str | None,
    typer.Option(
        "--country",
        metavar="de|fr|gb|us|eu",
        help="Whose classes of stockings are offered; by default that of your language settings.",
    ),
]
Resume = Annotated[bool, typer.Option("--resume", help="Resume what an earlier call left in the output.")]


@dataclass(frozen=True)
class Asked:
    """The options that describe a person, as they were given."""

    person: Person = None
    condition: Condition = None
    treat: Treat = None
    wear: Wear = None
    atlas: Atlas = None
    set: Set = None
    scale: Scale = None
    beyond_range: BeyondRange = False
    resolution: Resolution = None

    def build(self) -> SomePerson:
        """Return the person that the options describe."""
        if not HAS_NUMBA:
            from secondheart.codegen.c_kernel import compile_ahead

            compile_ahead()
        from secondheart.person import Person
        from secondheart.person.parse import with_condition, with_garment, with_treatment

        person = self.change(Person() if self.person is None else person_of_file(self.person))
        require_once("--condition", self.condition or ())
        require_once("--treat", self.treat or ())
        for condition in self.condition or ():
            person = with_condition(person, condition)
        for treatment in self.treat or ():
            person = with_treatment(person, treatment)
        for garment in self.wear or ():
            person = with_garment(person, garment)
        return person

    def change(self, person: SomePerson) -> SomePerson:
        """Return a person with the resolution and the numbers of the body that were asked for."""
        from secondheart.person.values import BEYOND_RANGE

        person = set_resolution(person, self.resolution)
        if self.beyond_range and not (self.set or self.scale or self.atlas):
            raise InputError("--beyond-range goes with --set, --scale or --atlas, which are not given")
        try:
            return self._with_numbers(person)
        except UnknownName:
            raise
        except InputError as error:
            raise InputError(str(error).replace(BEYOND_RANGE, "--beyond-range")) from error

    def _with_numbers(self, person: SomePerson) -> SomePerson:
        from secondheart.person.parse import parse_values

        beyond = self.beyond_range or None
        if self.atlas:
            from secondheart.person.definitions import read_atlas

            person = person.with_values(read_atlas(self.atlas), beyond_range=beyond)
        if self.set:
            person = person.with_values(parse_values("--set", self.set), beyond_range=beyond)
        if self.scale:
            person = person.with_scales(parse_values("--scale", self.scale), beyond_range=beyond)
        return person


def require_once(option: str, texts: Sequence[str]) -> None:
    """Refuse a name that is given twice for the same leg, whatever its degree.

    Raises
    ------
    InputError
        With both of them.
    """
    met: dict[tuple[str, str], str] = {}
    for text in texts:
        base, side = split_side(text.partition("=")[0])
        for leg in legs_of(side):
            before = met.setdefault((command_name(full_name(base)), leg), text)
            if before is not text:
                raise InputError(f"{option} {before} contradicts {option} {text}: give one of them")


def person_of_file(path: Path) -> SomePerson:
    """Return the person of a TOML file, or one of a cohort, such as ``clinic.zarr#17``."""
    from secondheart.person import read_person

    store, mark, place = str(path).rpartition("#")
    if not mark or not store.endswith(".zarr"):
        return read_person(path)
    from secondheart.people.cohort import person_of_cohort

    if not place.isdecimal():
        raise InputError(f"--person {path} is not allowed: the number of a person, such as {store}#17")
    return person_of_cohort(store, int(place))


def takes(group: type) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return what gives a command the options of a dataclass, where it has a parameter of that type."""

    def extend(command: Callable[..., None]) -> Callable[..., None]:
        signature, hints = inspect.signature(command), get_type_hints(command, include_extras=True)
        name = next(name for name in signature.parameters if hints.get(name) is group)
        types = get_type_hints(group, include_extras=True)
        shared = [
            inspect.Parameter(one.name, inspect.Parameter.KEYWORD_ONLY, default=one.default, annotation=types[one.name])
            for one in fields(group)
        ]
        parameters = []
        for one in signature.parameters.values():
            own = one.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=hints[one.name])
            parameters += shared if one.name == name else [own]

        @wraps(command)
        def call(**given: object) -> None:
            asked = group(**{one.name: given.pop(one.name) for one in fields(group)})
            command(**given, **{name: asked})

        call.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
        call.__annotations__ = {one.name: one.annotation for one in parameters}
        return call

    return extend


takes_person = takes(Asked)


def set_resolution(person: SomePerson, resolution: str | None) -> SomePerson:
    """Return the person at another resolution, or as it is where none is given.

    Raises
    ------
    UnknownName
        If there is no such resolution.
    """
    from secondheart.person.valve_resolution import RESOLUTIONS

    if resolution is None:
        return person
    known = match_name(resolution, RESOLUTIONS)
    if known is None:
        raise UnknownName.of("resolution", resolution, RESOLUTIONS)
    return person.replace(resolution=known)
