"""Which rows of the evidence a finding misses: said beside every number that rests on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from secondheart.evidence.expected import expectations
from secondheart.evidence.rows import evidence_rows
from secondheart.report.text import band

MEASURED_BY = {  # measurement of the evidence, by the finding that it is of
    "apg_volume": "VV",
    "apg_filling_time": "VFT90",
    "apg_filling_index": "VFI",
    "apg_ejected": "EV",
    "apg_ejected_share": "EF",
    "apg_residual": "RV",
    "apg_residual_share": "RVF",
    "tiptoe_foot_vein": "ambulatory_venous_pressure",
    "tiptoe_drop": "ambulatory_pressure_drop",
    "tiptoe_refill": "refill_time_90",
    "great_saphenous_reflux": "reflux_time_great_saphenous",
    "popliteal_reflux": "reflux_time_popliteal",
    "reflux_volume_knee": "reflux_time_great_saphenous",
    "calf_beta0": "calf_beta0",
    "calf_beta1": "calf_beta1",
    "calf_beta2": "calf_beta2",
    "calf_inflow": "calf_inflow",
    "valve_closing": "valve_closing_time",
    "valve_closed": "valve_closed_time",
    "lying_right_atrial_pressure": "lying_central_venous_pressure",
    "standing_right_atrial_pressure": "standing_central_venous_pressure",
}
BESIDE_PERSON = "+"  # in the person of a row: before what is worn
HEALTHY = "default"  # person of the rows whose range a finding is shown beside


class MissedRow(NamedTuple):
    """A row of the evidence that the model misses.

    Attributes
    ----------
    id : str
        Of the published finding, or of the row where none gives it.
    finding : str
        Whose row it is.
    sentence : str
    person : str
        Of whom the row is.
    """

    id: str
    finding: str
    sentence: str
    person: str


def missed_rows(findings: Iterable[str], *, dressed: bool = True) -> list[MissedRow]:
    """Return the rows of the evidence that some findings miss, as they came out when it was last looked at.

    Those of garments are left out where nobody wears one.

    Examples
    --------
    >>> {row.finding for row in missed_rows(["EF"])} <= {"EF"}
    True
    """
    wanted, came_out = frozenset(findings), expectations(recorded=False)
    missed = []
    for row in evidence_rows():
        finding = MEASURED_BY.get(row.measurement)
        expected = came_out.get(row.id)
        in_garment = BESIDE_PERSON in row.person
        if finding in wanted and (dressed or not in_garment) and expected is not None and not expected.holds:
            model = "" if expected.model is None else f"{expected.model:.3g}, "
            text = f"{row.quantity}: {model}published {band(row.low, row.high)} {row.unit}"
            missed.append(MissedRow(row.finding or row.id, finding, text, row.person))
    return missed


def missed_by_healthy(findings: Iterable[str]) -> dict[str, str]:
    """Return what to say of the findings that the model misses in a healthy person: a sentence by the finding's name.

    Examples
    --------
    >>> set(missed_by_healthy(["calf_inflow"])) <= {"calf_inflow"}
    True
    """
    rows = [row for row in missed_rows(findings) if row.person == HEALTHY]
    return {row.finding: f"The model misses this in the healthy: {row.sentence} ({row.id})." for row in rows}
