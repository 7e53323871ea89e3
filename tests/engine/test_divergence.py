"""A run that breaks off says what, where, when and what to try."""

from __future__ import annotations

import re

import numpy as np
import pytest

from secondheart.errors import KernelDiverged
from secondheart.person import Person
from secondheart.protocol import stand
from tests.networks import elastic, go, network, pipe
from tests.runs import begin, play


@pytest.mark.parametrize("vessel", ["popliteal_left", "ascending_aorta", "left_ventricle", "soleal_sinuses_right"])
def test_a_volume_that_is_no_number_is_named_with_its_time(vessel: str) -> None:
    session, todo = begin(Person(), stand(seconds=10))
    play(session, todo, 1000)
    session.state.volume[session.packed.vessel(vessel)] = np.nan
    with pytest.raises(KernelDiverged, match="stopped being a number at t = ") as caught:
        play(session, todo, 4000)
    message = str(caught.value)
    assert f"the volume of '{vessel}' " in message
    assert float(re.search(r"t = ([0-9.]+) s", message)[1]) == pytest.approx(2.5, abs=0.01)  # type: ignore[index]
    assert message.endswith("try dt_s <= 0.00125")


def test_a_nan_is_never_skipped() -> None:
    session = network(
        [elastic("one"), elastic("other")], [pipe("one", "other", 1.0, 0.01)], {"one": np.nan, "other": 100.0}
    )
    with pytest.raises(KernelDiverged, match="'one' stopped being a number"):
        go(session, 0.0025)
