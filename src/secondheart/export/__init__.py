"""A body outside Python: as a file, and as a unit for co-simulation."""

from secondheart.export.body_file import BodyFile, read_body
from secondheart.export.session_file import export_body

__all__ = ["BodyFile", "export_body", "read_body"]
