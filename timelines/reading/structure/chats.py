"""What people said in a chat."""

from __future__ import annotations

from timelines.reading.model import BlockKind
from timelines.reading.structure.page import Page
from timelines.reading.structure.stamps import Stamped, said, said_beneath


def read_chat(page: Page) -> bool:
    """Take “[14:05] mira: …”, or “Mira Smith  14:05” with the lines beneath it."""
    text = page.text()
    if (found := said(text, page.names)) is not None:
        page.add_stamped(BlockKind.CHAT, found)
        page.at += 1
        return True
    if page.text(1) and not page.text(-1) and (found := said_beneath(text)) is not None:
        _read_beneath(page, found)
        return True
    return False


def _read_beneath(page: Page, found: Stamped) -> None:
    n = page.at + 1
    while n < len(page.lines) and page.lines[n].text and said_beneath(page.lines[n].text) is None:
        n += 1
    page.add_stamped(BlockKind.CHAT, found, begin=page.lines[page.at + 1].first, end=page.lines[n - 1].last)
    page.at = n
