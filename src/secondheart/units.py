"""Conversions that more than one place counts in."""

from __future__ import annotations

J_PER_MMHG_ML = 1.333224e-4  # work of a mmHg on a mL
MINUTE_S = 60.0
HOUR_S = 3600.0
DAY_S = 86_400.0
PERCENT = 100.0
