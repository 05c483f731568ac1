"""The document of a draft, built in one go: it may have thousands of pieces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from incidents.drafts.pane import PaneBlock, Piece
from timelines.reading.model import BlockKind

register = template.Library()

LOOKS = {"event": "quoted", "other": "quoted quoted-f", "doubtful": "quoted quoted-d"}
TOGETHER = {
    BlockKind.LOG: "code",
    BlockKind.CODE: "code",
    BlockKind.ITEM: "list",
    BlockKind.ROW: "table",
    BlockKind.FIELD: "fields",
    BlockKind.CHAT: "lines",
}
"""Blocks that are shown as one with those of their kind before and after."""


@register.simple_tag
def document_pane(blocks: Iterable[PaneBlock]) -> SafeString:
    """The blocks of a document with its quotes as links to their items. All text is escaped in `_pieces`."""
    shown = (block for block in blocks if not _is_rule(block))
    levels = _Levels()
    parts = []
    for together, blocks_of_a_kind in groupby(shown, key=lambda block: TOGETHER.get(block.kind, "")):
        run = list(blocks_of_a_kind)
        parts += [WRITERS[together](run)] if together else [_alone(block, levels) for block in run]
    return mark_safe("\n".join(parts))  # noqa: S308


class _Levels:
    """Levels of headings that skip none, below the page's own h2."""

    def __init__(self):
        self.open: list[int] = []

    def of(self, level: int) -> int:
        while self.open and self.open[-1] >= level:
            self.open.pop()
        self.open.append(level)
        return min(len(self.open) + 2, 6)


def _is_rule(block: PaneBlock) -> bool:
    """Dashes of a table, fences of code: they are shown as what they mean."""
    if block.kind != BlockKind.NOISE or any(piece.keys for cell in block.cells for piece in cell):
        return False
    return not any(letter.isalnum() for cell in block.cells for piece in cell for letter in piece.text)


def _alone(block: PaneBlock, levels: _Levels) -> str:
    words = "".join(map(_pieces, block.cells))
    if block.kind == BlockKind.HEADING:
        level = levels.of(block.level or 6)
        return f'<h{level} class="doc-h doc-h{min(block.level or 6, 4)}">{words}</h{level}>'
    if block.kind == BlockKind.NOISE:
        return f'<p class="doc-noise">{words}</p>'
    if block.kind == BlockKind.POST:
        return f'<p class="doc-post">{words}</p>'
    return f"<p>{words}</p>"


def _code(run: list[PaneBlock]) -> str:
    lines = "\n".join("".join(map(_pieces, block.cells)) for block in run)
    return f'<pre tabindex="0"><code>{lines}</code></pre>'


def _list(run: list[PaneBlock]) -> str:
    items = "".join(
        f'<li class="doc-i{min(block.level, 4)}"><span class="doc-m">{escape(block.mark)}</span>'
        f"<span>{''.join(map(_pieces, block.cells))}</span></li>"
        for block in run
    )
    return f'<ul class="doc-l">{items}</ul>'


def _table(run: list[PaneBlock]) -> str:
    rows = []
    for nth, block in enumerate(run):
        tag = 'th scope="col"' if nth == 0 and block.is_head and len(run) > 1 else "td"
        cells = "".join(f"<{tag}>{_pieces(cell)}</{tag[:2]}>" for cell in block.cells)
        rows.append(f"<tr>{cells}</tr>")
    return (
        '<div class="scroll-x" tabindex="0" role="region" aria-label="Table of the document">'
        f'<table class="doc-t">{"".join(rows)}</table></div>'
    )


def _lines(name: str):
    def write(run: list[PaneBlock]) -> str:
        lines = "".join(f"<p>{''.join(map(_pieces, block.cells))}</p>" for block in run)
        return f'<div class="{name}">{lines}</div>'

    return write


WRITERS = {
    "code": _code,
    "list": _list,
    "table": _table,
    "fields": _lines("doc-fields"),
    "lines": _lines("doc-lines"),
}


def _pieces(pieces: Iterable[Piece]) -> str:
    return "".join(_written(pieces))


def _written(pieces: Iterable[Piece]) -> Iterator[str]:
    """Each quoted piece is a link to its item; only the first of an item is stopped at by the tab key."""
    for piece in pieces:
        if not piece.keys:
            yield escape(piece.text)
            continue
        first, *others = piece.begins or ("",)
        anchors = "".join(f'<span id="q-{key}" class="doc-at"></span>' for key in others)
        # A link has one target: the item with the shortest quote. It begins here, or a piece before.
        stop = f' id="q-{first}"' if first else ""
        stop += "" if piece.keys[0] in piece.begins else ' tabindex="-1"'
        look = f"{LOOKS[piece.look]} quoted-2" if len(piece.keys) > 1 else LOOKS[piece.look]
        yield (
            f'{anchors}<a class="q" href="#i-{piece.keys[0]}" data-q="{" ".join(piece.keys)}"{stop}>'
            f'<mark class="{look}">{escape(piece.text)}</mark></a>'
        )
