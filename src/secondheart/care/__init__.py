"""What helps: garments, each a function from a person to a person."""

from secondheart.care.garments import garment_classes, wear, wear_bandage, wear_stockings

__all__ = ["garment_classes", "wear", "wear_bandage", "wear_stockings"]
