"""Which loops may be worked out several rounds at a time: those whose rounds touch different places."""

from __future__ import annotations

import ast

import pytest

from secondheart.codegen.independence import is_independent

LAWS = frozenset({"law"})
ALIASES = {"volume": "state.volume"}
LOOPS = {
    "state.flow[e] = state.carry[e] * state.flow[e]": True,
    "state.flow[e] = law(state.potential[net.tail[e]])": True,
    "volume[e] = 1.0": True,
    "volume[e] = state.volume[e + 1]": False,  # the same array by another name
    "state.volume[net.tail[e]] -= moved": False,  # two connections may meet in a vessel
    "state.flow[e] = state.flow[e - 1]": False,
    "total += state.flow[e]": False,  # a sum is added up in its order
    "part(state)": False,
    "state.flow[e] = part(state, e)": False,
}


@pytest.mark.parametrize("line", LOOPS)
def test_rounds_are_independent_where_no_place_is_shared(line: str) -> None:
    loop = ast.parse(f"for e in range(n):\n    {line}").body[0]
    assert isinstance(loop, ast.For)
    assert is_independent(loop, LAWS, ALIASES) is LOOPS[line]
