"""Any protocol, as objects, text or bytes, is simulated or refused in a sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from secondheart import Person, Protocol, Step
from secondheart.protocol import builtin, from_toml, names, read_protocol, to_toml
from secondheart.protocol.verbs import all_verbs
from tests.fuzz.budget import drawn
from tests.fuzz.checks import run, taken
from tests.fuzz.mutation import mutated
from tests.fuzz.strategies import people, protocols, reals, spoilt, steps, wild
from tests.runs import shortened

PERSON = Person()
ARGUMENTS = ("seconds", "minutes", "times", "every_s", "hold_s", "angle_deg", "km_h", "cadence_per_min", "watts", "rpm")
MORE = ("mass_kg", "steps_per_min", "step_cm", "pressure_mmHg", "posture", "transition_s", "repeat", "heart_rate_bpm")
values = reals(-1, 300) | st.integers(-1, 20) | st.sampled_from(["lie", "sit", "stand"])
verbs = st.builds(
    lambda verb, known, seconds, others: {"do": verb} | {k: v for k, v in known.items() if k in others} | seconds,
    st.sampled_from(sorted(all_verbs())),
    st.fixed_dictionaries(dict.fromkeys((*ARGUMENTS, *MORE), values)),
    st.just({}) | st.fixed_dictionaries({"seconds": reals(0.001, 3)}),
    st.sets(st.sampled_from((*ARGUMENTS, *MORE)), max_size=2),
)
spans = st.fixed_dictionaries({"start_s": reals(0, 3), "stop_s": reals(0, 3)})
files = st.fixed_dictionaries(
    {"step": st.lists(verbs | st.builds(dict.__or__, verbs, spans), min_size=1, max_size=3)},
    optional={"name": st.text(max_size=5).filter(lambda text: text.isprintable())},
)


def few_seconds(protocol: Protocol | None) -> Protocol | None:
    """Return the beginning of a protocol."""
    return protocol and shortened(protocol.replace(steps=protocol.steps[:5]), 0.5)


@drawn(14)
@given(protocols, st.none() | people, st.sampled_from([(), ("swelling", "oxygen")]))
def test_every_allowed_protocol_ends_well(
    protocol: Protocol, fields: dict[str, Any] | None, including: tuple[str, ...]
) -> None:
    person = PERSON if fields is None else taken(Person, **fields)
    if person is not None:
        run(person, protocol, including)


@drawn(6)
@given(st.lists(spoilt(steps.map(dict)), min_size=1, max_size=2))
def test_a_spoilt_step_is_refused_or_done(tables: list[dict[str, Any]]) -> None:
    protocol = taken(lambda: Protocol(steps=tuple(Step(**table) for table in tables)))
    if protocol is not None and (few := few_seconds(protocol)):
        run(PERSON, few)


@drawn(7)
@given(files)
def test_a_written_protocol_is_refused_or_done(data: dict[str, Any]) -> None:
    protocol = few_seconds(taken(from_toml, tomli_w.dumps(data)))
    if protocol is not None:
        run(PERSON, protocol)


@drawn(6)
@given(st.data())
def test_a_spoilt_file_is_refused_or_done(tmp_path: Path, data: st.DataObject) -> None:
    written = protocols.map(to_toml) | files.map(tomli_w.dumps) | st.sampled_from(names()).map(builtin).map(to_toml)
    path = tmp_path / "protocol.toml"
    path.write_bytes(data.draw(mutated(data.draw(written).encode()) | st.binary(max_size=200)))
    protocol = few_seconds(taken(read_protocol, path))
    if protocol is not None:
        run(PERSON, protocol)


@drawn(1)
@given(wild)
def test_what_is_no_step_is_refused(thing: object) -> None:
    assert taken(lambda: Protocol(steps=thing)) is None
