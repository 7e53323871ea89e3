"""What connections find at the vessels that they leave."""

from __future__ import annotations

from secondheart._jit import part
from secondheart.engine.layout import Floats, Network


@part
def read_tails(net: Network, values: Floats, read: Floats) -> None:
    """Write down for each connection what the vessel that it leaves has: most are read one after the other."""
    for e in range(net.plain_run):
        read[e] = values[e + net.plain_from]
    for e in range(net.plain_run, net.instant):
        read[e] = values[net.tail[e]]
    for e in range(net.instant, net.leaflet_run):
        read[e] = values[e - net.instant + net.leaflet_from]
    for e in range(net.leaflet_run, net.flows):
        read[e] = values[net.tail[e]]
