"""Objects to arrays: the one place that knows their order."""

from secondheart.packing.initial_state import start_state
from secondheart.packing.network import Packed, pack
from secondheart.packing.orders import AnyOrder, Order, Orders, Press, build_orders

__all__ = ["AnyOrder", "Order", "Orders", "Packed", "Press", "build_orders", "pack", "start_state"]
