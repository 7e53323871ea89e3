"""Plain data as JSON has it: the one place where what comes in, or goes out, may be anything."""

from __future__ import annotations

from typing import Any

Table = dict[str, Any]
