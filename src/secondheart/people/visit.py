"""A visit to the laboratory: several tests of one person, who settles once, and only what is asked for.

The calf of each leg is examined from the same rest, lying. Ambulatory pressure is read off the ten tiptoes of that
examination, before which the person has stood for five minutes, and reflux after cuffs that follow it. A test that
measures something else runs as it does alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from threading import local
from typing import TYPE_CHECKING, cast

import numpy as np

from secondheart.anatomy import LEGS, Leg, match_name
from secondheart.clinic import TESTS
from secondheart.clinic.apg import APG, INFLOWS, ApgPart, apg_findings, apg_protocol, calf_vessels, calf_volumes
from secondheart.clinic.avp import AVP, avp_findings, avp_protocol, foot_vein
from secondheart.clinic.duplex import DUPLEX, PROBES, VEINS, Part, Probe, cuffs_standing, probed_flow, reflux_findings
from secondheart.clinic.finding import Finding
from secondheart.clinic.velocity import velocity
from secondheart.errors import UnknownName
from secondheart.packing.records import Room
from secondheart.person import Person
from secondheart.protocol import Protocol, stand
from secondheart.results.measure import (
    FOOT_VEIN,
    Floats,
    middles,
    recorded_person,
    samples_in,
    step_span,
)
from secondheart.simulation.from_rest import FromRest, simulate_from_rest
from secondheart.simulation.session import LYING_S, Progress

if TYPE_CHECKING:
    import xarray as xr

REFLUX = "reflux"  # of the duplex, what is found standing after a cuff
REFILL_S = 90.0  # of rest after the tiptoes, as in the test of ambulatory pressure
UPRIGHT_S = 300.0  # standing before a test that begins with it
CALF_VARIABLES = ("pressure", "volume", "flow")  # that are read off the examination of a calf
CUFFED_PROBES: tuple[Probe, ...] = tuple(probe for probe in PROBES if probe.after > Part.STANDING)

_OF_THREAD = local()
Read = Callable[["xr.Dataset"], list[Finding]]


@dataclass(frozen=True)
class _Run:
    """One run of a visit, and what is read off it."""

    recorded: FromRest
    reads: tuple[Read, ...]


def visit_tests() -> tuple[str, ...]:
    """Return the tests that a visit may hold: those of the laboratory, and reflux alone."""
    return (*TESTS, REFLUX)


def check_tests(tests: Iterable[str]) -> tuple[str, ...]:
    """Return the tests of some names, each once.

    Raises
    ------
    UnknownName
        If there is no such test.
    """
    names = []
    for text in tests:
        name = match_name(text, visit_tests())
        if name is None:
            raise UnknownName.of("test", text, visit_tests())
        names.append(name)
    return tuple(dict.fromkeys(names))


def visit(
    person: Person, tests: Iterable[str], legs: Sequence[Leg] = LEGS, progress: Progress | None = None
) -> list[Finding]:
    """Do several tests on a person who settles once.

    Parameters
    ----------
    person : Person
    tests : iterable of str
        Such as "avp", "apg" and "reflux", which is the reflux times of the duplex found standing.
    legs : sequence of {"left", "right"}
        Whose findings are asked for; with "left" alone the right calf is not examined.
    progress : callable, optional
        See `simulate`; of the tests that share a rest.

    Returns
    -------
    list of Finding
        Those of the tests alone: the volumes within 0.2 mL, the pressures within 0.2 mmHg, the times within a
        tenth.

    Raises
    ------
    UnknownName
        If there is no such test.
    KernelDiverged
        If a run breaks off.

    Examples
    --------
    >>> sorted({one.test for one in visit(Person(), ["avp", "apg"], ["left"])})
    ['apg', 'avp']
    """
    asked, who = check_tests(tests), recorded_person(person)
    runs = list(_runs(who, asked, legs))
    results = simulate_from_rest(who, [run.recorded for run in runs], progress, _room()) if runs else ()
    findings = []
    for run, result in zip(runs, results, strict=True):
        findings += [one for read in run.reads for one in read(result)]
    for name in asked:
        if name not in (APG.name, AVP.name, DUPLEX.name, REFLUX):
            findings += TESTS[name].examine(who, progress).findings
    return [one for one in findings if one.side in (*legs, "both")]


def _room() -> Room:
    """Return the arrays that the visits of this thread write into, one after the other."""
    return cast("Room", vars(_OF_THREAD).setdefault("room", {}))


def visit_s(tests: Iterable[str], legs: Sequence[Leg] = LEGS) -> float:
    """Return how long a visit is, settling included, in s; of tests that run alone nothing is counted."""
    return LYING_S + sum(run.recorded.protocol.duration_s for run in _runs(Person(), check_tests(tests), legs))


def _runs(person: Person, tests: Sequence[str], legs: Sequence[Leg]) -> Iterator[_Run]:
    cuffs = REFLUX in tests and DUPLEX.name not in tests
    if APG.name in tests:
        for leg in legs:
            yield _calf_run(person, leg, AVP.name in tests, tuple(legs) if cuffs and leg == legs[0] else ())
    elif AVP.name in tests:
        vessels = tuple(AVP.vessels(person))
        protocol = stand(seconds=UPRIGHT_S) + avp_protocol()
        yield _Run(FromRest(protocol, AVP.sample_s, vessels), (partial(_read_avp, first=1, legs=LEGS),))
    if cuffs and APG.name not in tests:
        protocol, vessels = stand(seconds=90) + cuffs_standing(), _probed_vessels(legs)
        yield _Run(FromRest(protocol, AVP.sample_s, vessels), (partial(_read_reflux, first=1, legs=legs),))
    if DUPLEX.name in tests:
        (protocol,) = DUPLEX.protocols().values()
        yield _Run(FromRest(protocol, AVP.sample_s, _probed_vessels(LEGS)), (_read_duplex,))


def calf_run(person: Person, leg: Leg, sample_s: float, cuffed: tuple[Leg, ...] = ()) -> FromRest:
    """Return the examination of one calf with ten tiptoes, as a visit does it, for its traces.

    Cuffs on both legs follow where reflux is looked for, in the legs `cuffed`: see `reflux_courses`.
    """
    return replace(_calf_run(person, leg, with_avp=True, cuffed=cuffed).recorded, sample_s=sample_s)


def reflux_courses(result: xr.Dataset, leg: Leg) -> dict[str, Floats]:
    """Return the mean velocity over the lumen at each probe of both legs, from the release on, of a run with cuffs.

    Parameters
    ----------
    result : xarray.Dataset
        Of `calf_run` with both legs `cuffed`.
    leg : {"left", "right"}
        Whose calf was examined before.

    Returns
    -------
    dict
        Of arrays, side x sample, by the name of the probe. [cm/s, towards the heart positive]
    """
    _, first = _calf_protocol(leg, rests=True, with_cuffs=True)
    courses, times = {}, middles(result)
    for probe in CUFFED_PROBES:
        now = samples_in(times, step_span(result, first + probe.after - Part.CALF_CUFF))
        courses[probe.name] = np.array([velocity(result, probe.connection(side))[now] for side in LEGS])
    return courses


def _calf_run(person: Person, leg: Leg, with_avp: bool, cuffed: tuple[Leg, ...] = ()) -> _Run:
    vessels, reads = [*calf_vessels(person, leg)], [partial(_read_apg, leg=leg)]
    connections = [one.format(leg) for one in INFLOWS]
    protocol, end = _calf_protocol(leg, with_avp or bool(cuffed), bool(cuffed))
    if with_avp:
        vessels.append(f"{FOOT_VEIN}_{leg}")
        reads.append(partial(_read_avp, first=ApgPart.REFILLED, legs=(leg,)))
    if cuffed:
        vessels += _probed_vessels(cuffed)
        connections += [probe.connection(side) for side in cuffed for probe in CUFFED_PROBES]
        reads.append(partial(_read_reflux, first=end, legs=cuffed))
    veins, ways = (tuple(dict.fromkeys(names)) for names in (vessels, connections))
    return _Run(FromRest(protocol, AVP.sample_s, veins, ways, CALF_VARIABLES), tuple(reads))


@cache
def _calf_protocol(leg: Leg, rests: bool, with_cuffs: bool) -> tuple[Protocol, int]:
    """Return what is done while a calf is examined, and the place of the step at which cuffs begin."""
    protocol = apg_protocol(leg)
    if rests:
        protocol = Protocol(steps=protocol.steps[:-1], name=protocol.name) + stand(seconds=REFILL_S)
    return (protocol + cuffs_standing() if with_cuffs else protocol), len(protocol.steps)


def _probed_vessels(legs: Sequence[Leg]) -> tuple[str, ...]:
    return tuple(f"{vein}_{leg}" for leg in legs for vein in VEINS)


def _read_apg(result: xr.Dataset, leg: Leg) -> list[Finding]:
    volumes = calf_volumes(result, leg)
    return _of_test(APG.name, [one for one in apg_findings(dict.fromkeys(LEGS, volumes)) if one.side == leg])


def _read_avp(result: xr.Dataset, first: int, legs: Sequence[Leg]) -> list[Finding]:
    feet = {leg: foot_vein(result, leg, first) for leg in legs}
    both = [feet.get(leg, feet[legs[0]]) for leg in LEGS]
    return _of_test(AVP.name, [one for one in avp_findings({"tiptoes": both}) if one.side in legs])


def _read_reflux(result: xr.Dataset, first: int, legs: Sequence[Leg]) -> list[Finding]:
    flows = {
        leg: {probe.name: probed_flow(result, probe, leg, cuffed=first) for probe in CUFFED_PROBES}
        for leg in LEGS
        if leg in legs
    }
    return _of_test(REFLUX, reflux_findings(CUFFED_PROBES, flows))


def _read_duplex(result: xr.Dataset) -> list[Finding]:
    return _of_test(DUPLEX.name, DUPLEX.findings({"examination": DUPLEX.measure(result, "examination")}))


def _of_test(name: str, findings: Sequence[Finding]) -> list[Finding]:
    return [one.model_copy(update={"test": name}) for one in findings]
