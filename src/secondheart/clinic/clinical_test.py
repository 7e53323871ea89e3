"""A clinical test as one object: what a person does, what is recorded and measured, and what is found and printed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from secondheart.clinic.finding import Finding
from secondheart.clinic.trace import Trace
from secondheart.errors import InputError
from secondheart.person import Person
from secondheart.protocol import Protocol
from secondheart.results.measure import protocol_of
from secondheart.simulation.parallel import Job, perform_all
from secondheart.simulation.session import Progress

if TYPE_CHECKING:
    import xarray as xr

RunKey = TypeVar("RunKey", bound=Hashable)  # what tells the runs of a test apart, such as the leg that is examined
Measured = TypeVar("Measured")  # what is measured on one of them


class Option(NamedTuple):
    """What a test may be asked for beside the person.

    Attributes
    ----------
    name : str
        Of the argument, and of the option on the command line.
    check : callable
        Refuses what does not exist.
    """

    name: str
    check: Callable[[Any], object]


@dataclass(frozen=True, eq=False)
class Examination:
    """What a clinical test found in a person.

    Attributes
    ----------
    test : str
        Its name.
    findings : list of Finding
    traces : list of Trace
        Its curves over the whole of the runs.
    strips : list of Trace
        What its instrument prints; the same, where it prints all of it.
    results : tuple of xarray.Dataset
        The runs that were traced, with what the test records of them.
    keys : tuple
        What tells these runs apart, such as the leg that is examined.
    """

    test: str
    findings: list[Finding]
    traces: list[Trace]
    results: tuple[xr.Dataset, ...]
    keys: tuple[Hashable, ...] = ()
    strips: list[Trace] = field(default_factory=list)

    @property
    def result(self) -> xr.Dataset:
        """The first run that was traced."""
        return self.results[0]

    @property
    def parts(self) -> list[tuple[str, float, float]]:
        """The parts of its protocol: what is done, and from when until when, in s."""
        return _parts(self.result)

    def parts_of(self, trace: Trace) -> list[tuple[str, float, float]]:
        """Return the parts of the run that a trace is of: where each leg is examined apart, that of its leg."""
        return _parts(self.results[self.keys.index(trace.side)] if trace.side in self.keys else self.result)


def _parts(result: xr.Dataset) -> list[tuple[str, float, float]]:
    protocol = protocol_of(result)
    spans = zip(protocol.starts(), protocol.describe(), strict=True)
    return [(label, start, start + duration) for start, (label, duration) in spans]


@dataclass(frozen=True)
class ClinicalTest(Generic[RunKey, Measured]):
    """A test of a vascular laboratory. A new one is a file of this package that holds one of these, and its test.

    Parameters
    ----------
    name : str
        What it is called on the command line.
    title : str
        What it is called in words.
    purpose : str
        What is tested and by what, in a sentence.
    protocols : callable
        Returns its runs; takes its option, if it has one.
    vessels : callable
        Returns the vessels that are recorded of a person.
    measure : callable
        Measures one run, as soon as it is made; a run that is not traced is forgotten then.
    findings : callable
        Makes findings of what was measured on all runs.
    trace : callable
        Returns the traces of one run.
    traced : tuple
        The runs that are traced; left out, the first.
    sample_s : float
        Time between samples. [s]
    including : tuple of str
        What is simulated beside the blood; see `simulate`.
    option : Option, optional
    strip : callable, optional
        Returns what the instrument prints of one run, where that is not its traces.
    """

    name: str
    title: str
    purpose: str
    protocols: Callable[..., Mapping[RunKey, Protocol]]
    vessels: Callable[[Person], Iterable[str]]
    measure: Callable[[xr.Dataset, RunKey], Measured]
    findings: Callable[[Mapping[RunKey, Measured]], list[Finding]]
    trace: Callable[[xr.Dataset, RunKey], list[Trace]]
    traced: tuple[RunKey, ...] = ()
    sample_s: float = 0.02
    including: tuple[str, ...] = ()
    option: Option | None = None
    strip: Callable[[xr.Dataset, RunKey], list[Trace]] | None = None

    def examine(
        self, person: Person, progress: Progress | None = None, *, beside: Iterable[str] = (), **asked: Any
    ) -> Examination:
        """Examine a person: simulate each run once, for findings and traces alike.

        Parameters
        ----------
        person : Person
        progress : callable, optional
            Called with the simulated and the whole time of all runs, in seconds.
        beside : iterable of str
            Vessels to be recorded of the traced runs beside those that the test needs.
        **asked
            The test's option.

        Returns
        -------
        Examination

        Raises
        ------
        InputError
            If the test has no such option, or it names what does not exist.
        RunFailed
            If a run breaks off.
        """
        unknown = set(asked) - ({self.option.name} if self.option else set())
        if unknown:
            raise InputError(f"{self.name}: {' and '.join(sorted(unknown))} is not allowed: not an option of this test")
        protocols = self.protocols(**asked)
        traced = self.traced or tuple(protocols)[:1]
        vessels = tuple(dict.fromkeys(self.vessels(person)))
        works = [
            _ReadRun(
                self.job(person, protocol, (*vessels, *beside) if key in traced else vessels),
                partial(self._read, key, key in traced),
            )
            for key, protocol in protocols.items()
        ]
        read = dict(zip(protocols, perform_all(works, progress), strict=True))
        findings = self.findings({key: measured for key, (measured, _) in read.items()})
        results = {key: result for key, (_, result) in read.items() if result is not None}
        named = [one if one.test else one.replace(test=self.name) for one in findings]
        return self.examination(named, {key: results[key] for key in traced})

    def examination(self, findings: list[Finding], results: Mapping[RunKey, xr.Dataset]) -> Examination:
        """Return the examination that some findings and traced runs make, traces and strips drawn anew."""
        traces = [trace for key, result in results.items() for trace in self.trace(result, key)]
        strips = traces
        if self.strip is not None:
            strips = [trace for key, result in results.items() for trace in self.strip(result, key)]
        return Examination(self.name, findings, traces, tuple(results.values()), tuple(results), strips)

    def job(self, person: Person, protocol: Protocol, vessels: Iterable[str]) -> Job:
        """Return a run of the test on which some vessels are recorded."""
        return Job(person, protocol, self.sample_s, tuple(dict.fromkeys(vessels)), self.including)

    def _read(self, key: RunKey, traced: bool, result: xr.Dataset) -> tuple[Measured, xr.Dataset | None]:
        return self.measure(result, key), result if traced else None


@dataclass(frozen=True)
class _ReadRun(Generic[Measured]):
    """A run, and what is read off it."""

    job: Job
    read: Callable[[xr.Dataset], Measured]

    @property
    def duration_s(self) -> float:
        return self.job.duration_s

    def perform(self, progress: Progress) -> Measured:
        return self.read(self.job.perform(progress))
