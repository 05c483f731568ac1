"""A source's text cut where its quotes begin and end, so that a page can mark them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from timelines.models import Quote


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the text over which the same quotes lie.

    `quotes` are those that cover it, `begins` those of them that begin with it (they carry the anchors).
    """

    text: str
    quotes: tuple[Quote, ...]
    begins: tuple[Quote, ...]


def marked_text(text: str, quotes: Iterable[Quote]) -> list[Piece]:
    """The whole text as consecutive pieces; joined they are the text again, letter for letter.

    Quotes may overlap or lie within one another. They lie within the text.
    """
    quotes = sorted(quotes, key=lambda quote: (quote.start, quote.end, quote.pk))
    cuts = sorted({0, len(text), *(quote.start for quote in quotes), *(quote.end for quote in quotes)})
    pieces, waiting, covering = [], quotes, []
    for start, end in pairwise(cuts):
        begins = [quote for quote in waiting if quote.start == start]
        waiting = waiting[len(begins) :]
        covering = [quote for quote in covering if quote.end > start] + begins
        pieces.append(Piece(text[start:end], tuple(covering), tuple(begins)))
    return pieces
