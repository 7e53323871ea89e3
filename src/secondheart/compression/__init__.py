"""Compression of a leg: stockings, bandages, pneumatic devices, cuffs and tourniquets."""

from secondheart.compression.catalogue import (
    as_garment,
    bandage,
    garment,
    garment_classes,
    garment_names,
    is_garment,
    is_prescribed,
    profiled_stocking,
    stocking,
)
from secondheart.compression.device import Device, as_device, device, devices
from secondheart.compression.garment import Garment
from secondheart.compression.site import Site

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
    "is_prescribed",
    "profiled_stocking",
    "stocking",
]
