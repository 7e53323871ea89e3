"""What helps: garments, each a function from a person to a person, and pneumatic devices."""

from secondheart.care.devices import Device, as_device, device, devices
from secondheart.care.garments import (
    bandage,
    garment_classes,
    profiled_stocking,
    stocking,
    wear,
    wear_bandage,
    wear_stockings,
)
from secondheart.care.names import as_garment, garment, garment_names, is_garment
from secondheart.care.sites import Site
from secondheart.person.garment import Garment

__all__ = [
    "Device",
    "Garment",
    "Site",
    "as_device",
    "as_garment",
    "bandage",
    "device",
    "devices",
    "garment",
    "garment_classes",
    "garment_names",
    "is_garment",
    "profiled",
    "stocking",
    "wear",
    "wear_bandage",
    "wear_stockings",
]
