"""What was affected."""

from __future__ import annotations

from timelines.reading.model import Document, Facts, FoundAffected


def find_affected(document: Document, facts: Facts) -> list[FoundAffected]:
    return []
