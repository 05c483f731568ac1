"""From times to what happened then."""

from __future__ import annotations

from timelines.reading.model import Document, Facts, FoundAction, FoundEvent, Times


def find_events(
    document: Document, times: Times, facts: Facts, actions: list[FoundAction]
) -> list[FoundEvent]:
    return []
