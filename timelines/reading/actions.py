"""What will be done, or was."""

from __future__ import annotations

from timelines.reading.model import Document, FoundAction, Times


def find_actions(document: Document, times: Times) -> list[FoundAction]:
    return []
