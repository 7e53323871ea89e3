"""Words of the page that are made here: what a change is called on the time axis."""

from __future__ import annotations

from secondheart.app import messages as say
from secondheart.app.channels import label_of
from secondheart.app.plain import Table


def change_label(message: say.ClientMessage) -> str:
    """Return what a change of a person is called; nothing where it is none.

    Examples
    --------
    >>> change_label(say.Leak(vein="great_saphenous_left", leak=0.3))
    'great saphenous, left: leak 0.3'
    """
    if isinstance(message, say.Leak):
        return f"{label_of(message.vein)}: leak {message.leak:g}"
    if isinstance(message, say.SetCondition | say.SetTreatment):
        return f"{message.name.replace('_', ' ').replace('-', ' ')}{'' if message.on else ' off'}"
    if isinstance(message, say.Wear):
        return {"none": "bare", "own": "own profile"}.get(message.kind, message.kind)
    if isinstance(message, say.Set) and message.key == "without":
        off = message.value if isinstance(message.value, list) else []
        return f"without {', '.join(map(str, off))}" if off else "all forces"
    if isinstance(message, say.Set) and message.key == "cuffs":
        return ", ".join(_cuff_label(one) for one in message.value or []) or "no cuff"
    if isinstance(message, say.Set) and message.key == "device":
        return message.key if message.value else f"no {message.key}"
    if isinstance(message, say.Preset | say.Set):
        return getattr(message, "name", "") or f"{message.key.replace('_', ' ')} {message.value}"  # type: ignore[union-attr]
    return "another leg beside it" if isinstance(message, say.Compare) else ""


def _cuff_label(data: Table) -> str:
    kind, site = data.get("kind", "cuff"), str(data["site"]).replace("_", " ")
    return f"{kind}, {site} {data['pressure_mmHg']:g} mmHg"
