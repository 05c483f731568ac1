"""What a document says of itself."""

from __future__ import annotations

from timelines.reading.model import Document, Facts, Setting


def find_facts(document: Document, setting: Setting) -> Facts:
    return Facts(title=setting.title, organisation=setting.organisation, published=setting.published)
