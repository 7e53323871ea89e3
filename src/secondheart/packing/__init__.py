"""Objects to arrays: the one place that knows their order."""

from secondheart.packing.commands import Order, Orders, Press, orders
from secondheart.packing.network import Packed, pack
from secondheart.packing.start import start_state

__all__ = ["Order", "Orders", "Packed", "Press", "orders", "pack", "start_state"]
