"""Causes and conditions."""

from __future__ import annotations

from timelines.reading.model import Document, FoundAction, FoundEvent, FoundFactor


def find_factors(
    document: Document, events: list[FoundEvent], actions: list[FoundAction]
) -> list[FoundFactor]:
    return []
