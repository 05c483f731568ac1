"""Numbers that stand in addresses."""

from __future__ import annotations

import re


def whole_number(text: str) -> int | None:
    """The number; None for what is none, or larger than any key."""
    return int(text) if re.fullmatch("[0-9]{1,18}", text) else None
