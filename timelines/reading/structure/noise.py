"""Lines that say nothing: rules, images, badges, tables of contents, template marks."""

from __future__ import annotations

from timelines.reading.model import BlockKind
from timelines.reading.structure import shapes
from timelines.reading.structure.page import Page


def read_noise(page: Page) -> bool:
    """Take a line that says nothing."""
    if not is_noise(page.text()):
        return False
    page.add_line(BlockKind.NOISE)
    return True


def is_noise(text: str) -> bool:
    """Whether a line says nothing."""
    first = text[0]
    if first.isalnum():
        return (first in "Tt" and shapes.CONTENTS_TITLE.fullmatch(text) is not None) or (
            first.isdigit() and shapes.CONTENTS_ITEM.fullmatch(text) is not None
        )
    return bool(
        shapes.RULE.fullmatch(text)
        or (first in "![" and shapes.IMAGE.fullmatch(text))
        or (first == "[" and shapes.DEFINITION.match(text))
        or (first in "{:!.[" and shapes.TEMPLATE.fullmatch(text))
        or (first in "-*+" and (shapes.CONTENTS_ITEM.fullmatch(text) or shapes.EMPTY_ITEM.fullmatch(text)))
    )
