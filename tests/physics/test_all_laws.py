"""What every law must do: say what it is and where it comes from, and keep its dimensions."""

from __future__ import annotations

import ast
import inspect
from typing import Any

import pint
import pytest

from tests.physics.laws import FOLDER, UNITS, all_laws, documented, plain, ureg, with_units

LAWS = all_laws()

# Arguments in the documented units; what is not here is 0.4 of its unit
SAMPLE = {
    "volume": 41.0,
    "unstressed": 30.0,
    "per_distending": 0.02,
    "scale": 9.0,
    "phase": 0.15,
    "start": 0.1,
    "rise_end": 0.3,
    "hold_end": 0.5,
    "stop": 0.8,
    "since": 0.2,
    "systole": 0.3,
    "set_point": 93.0,
    "pressure": 80.0,
    "venous_transmural": 33.0,
    "column": 40.0,
    "height": -107.0,
    "length": 12.0,
    "reflex_rate": 70.0,
    "resting_rate": 66.0,
    "maximal_rate": 187.0,
    "difference": 3.0,
    "opening_rate": 2.0,
    "dt": 0.0025,
    "arterial_mean": 55.0,
    "demand": 4.0,
    "peak": 150.0,
    "systolic": 2.5,
}


@pytest.fixture(params=LAWS, ids=str)
def law(request: pytest.FixtureRequest) -> Any:
    return LAWS[request.param]


def arguments(law: Any) -> dict[str, float]:
    return {name: SAMPLE.get(name, 0.4) for name in inspect.signature(plain(law)).parameters}


def test_there_are_laws() -> None:
    assert len(LAWS) >= 25


def test_a_law_says_what_it_is_and_where_it_comes_from(law: Any) -> None:
    text = inspect.getdoc(plain(law)) or ""
    for section in ("Parameters", "Returns", "Notes", "References"):
        _, heading, body = text.partition(f"{section}\n{'-' * len(section)}\n")
        assert heading, section
        assert body.strip(), section
    assert text.splitlines()[0].endswith(".")


def test_a_law_names_the_unit_of_everything(law: Any) -> None:
    units, returned = documented(law)
    assert list(units) == list(inspect.signature(plain(law)).parameters)
    for unit in (*units.values(), returned):
        ureg.Unit(unit)


def test_a_law_gives_the_same_in_any_units(law: Any) -> None:
    """In kilograms, metres and seconds, with units on its constants, the law is what it is in mmHg and mL."""
    units, returned = documented(law)
    values = arguments(law)
    measured = {
        name: value * ureg(units[name]).to_base_units() if units[name] else value for name, value in values.items()
    }
    result = ureg.Quantity(with_units(law)(**measured))
    assert result.to(returned or "").magnitude == pytest.approx(law(*values.values()), rel=1e-5)


def test_a_wrong_unit_would_be_noticed() -> None:
    law = with_units(LAWS["gravity.column_pressure"])
    assert law(10.0 * ureg("cm")).check("mmHg")
    assert not law(10.0 * ureg("s")).check("mmHg")
    with pytest.raises(pint.DimensionalityError):
        with_units(LAWS["baroreflex.arterial_error"])(90.0 * ureg("mL"), 80.0 * ureg("mL"))


def test_compiled_and_plain_laws_agree(law: Any) -> None:
    values = arguments(law).values()
    assert law(*values) == pytest.approx(plain(law)(*values), rel=1e-14, abs=1e-300)


def test_every_constant_with_a_unit_is_still_there() -> None:
    named = {
        target.id
        for path in FOLDER.glob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    assert set(UNITS) <= named


def test_a_law_is_small(law: Any) -> None:
    lines = inspect.getsource(plain(law)).split('"""')
    assert len(lines[-1].strip().splitlines()) <= 10
