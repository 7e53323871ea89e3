"""What a device that stimulates muscles makes them do."""

from __future__ import annotations

from functools import lru_cache

from secondheart.compression import Device
from secondheart.protocol.activity import Activity, Burst


@lru_cache(maxsize=64)
def stimulation(device: Device) -> Activity | None:
    """Return the contractions that a device brings about, as an activity; None of one that has chambers.

    Nobody wills them: they take no effort of the heart, and the muscle's flow stays as it was (assumed).

    Examples
    --------
    >>> from secondheart.compression import device
    >>> stimulation(device("nmes-calf-left")).legs
    'left'
    """
    if not device.muscles:
        return None
    bursts = []
    for place, (muscle, mmHg) in enumerate(zip(device.muscles, device.pressures_mmHg, strict=True)):
        start, full, lets_go, over = (moment / device.period_s for moment in device.course(place))
        source = device.source or "assumed: the device's own"
        bursts.append(
            Burst(
                group=muscle, pressure_mmHg=mmHg, start=start, rise_end=full, hold_end=lets_go, stop=over, source=source
            )
        )
    legs = "antiphase" if device.alternate else device.side
    return Activity(name=device.name, period_s=device.period_s, bursts=tuple(bursts), legs=legs)
