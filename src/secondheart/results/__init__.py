"""Results: labelled data, measurements on them, and netCDF files."""

from secondheart.results.balance import drift_mL, total_volume
from secondheart.results.dataset import Selection, rows, to_dataset
from secondheart.results.netcdf import open_result, save_result

__all__ = ["Selection", "drift_mL", "open_result", "rows", "save_result", "to_dataset", "total_volume"]
