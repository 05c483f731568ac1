"""What the person who gave the document should know."""

from __future__ import annotations

from timelines.reading.model import Document, Facts, FoundEvent, Times


def warnings_of(document: Document, facts: Facts, times: Times, events: list[FoundEvent]) -> list[str]:
    return []
