"""The page without a server: a folder of files in which a browser's worker makes the frames."""

from secondheart.site.folder import write_site

__all__ = ["write_site"]
