"""Snippets: the place of a passage that answers best, with what matched marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from search.query import Query, Sought
from search.words import Token, folded, tokens_of

LENGTH = 220  # characters, without the marks
BEFORE = 50  # characters of context before the first mark, if there is room

Span = tuple[int, int, str]  # start, end, and the term (or phrase) that stands there


class Marker:
    """Makes snippets for one query."""

    def __init__(self, query: Query, besides: Iterable[Sought] = ()):
        """`besides`: what is looked for that was not typed: other forms, and words read instead."""
        members = [one for group in query.alternatives for one in group]
        beginnings = [one.beginning for one in (*query.prefixes, *members)]
        self.beginnings = [beginning for beginning in (query.prefix, *beginnings) if beginning]
        self.single: set[str] = set()
        self.rows: list[tuple[str, ...]] = []  # pieces that only count next to one another
        self.loose: set[str] = set()  # parts of identifiers, for passages that have no more of them
        for sought in (*query.phrases, *besides, *(one for one in members if not one.beginning)):
            self._take(sought)
        for sought in query.terms:
            self._take(sought)
            self.loose.update((*sought.pieces, *sought.parts) if len(sought.pieces) > 1 else sought.parts)

    def _take(self, sought: Sought) -> None:
        if sought.exact:
            self.single.add(sought.exact)
        if len(sought.pieces) > 1:
            self.rows.append(sought.pieces)

    def snippet(self, text: str) -> SafeString:
        """At most LENGTH characters of the text and an “…” at each end that is cut, on one line."""
        text = " ".join(text.split())
        tokens = list(tokens_of(text))
        spans = [*_places_of(tokens, self.single), *self._in_rows(tokens)]
        for beginning in self.beginnings:
            spans += _beginning_with(beginning, text, tokens)
        spans = _merged(spans)
        if not spans:
            spans = _merged(_places_of(tokens, self.loose))
        start, end = _window(text, spans)
        return _marked(text, start, end, spans)

    def _in_rows(self, tokens: list[tuple[int, Token]]) -> Iterator[Span]:
        """Where the pieces of a phrase or an identifier stand next to one another."""
        if not self.rows:
            return
        pieces = [
            (offset + piece.start, offset + piece.end, piece.term)
            for offset, token in tokens
            for piece in token.pieces
        ]
        places: dict[str, list[int]] = {}
        for place, (_, _, term) in enumerate(pieces):
            places.setdefault(term, []).append(place)
        for row in self.rows:
            for first in places.get(row[0], ()):
                found = pieces[first : first + len(row)]
                if tuple(term for _, _, term in found) == row:
                    yield found[0][0], found[-1][1], " ".join(row)


def _places_of(tokens: list[tuple[int, Token]], terms: set[str]) -> Iterator[Span]:
    """Where these terms stand."""
    for offset, token in tokens:
        if terms.isdisjoint(term for _, term in token.terms):
            continue
        for whole in token.wholes:
            if whole.term in terms:
                yield (
                    offset + token.pieces[whole.first].start,
                    offset + token.pieces[whole.last].end,
                    whole.term,
                )
        for piece in token.pieces:
            if piece.term in terms:
                yield offset + piece.start, offset + piece.end, piece.term
            for start, end, term in piece.parts:
                if term in terms:
                    yield offset + start, offset + end, term


def _beginning_with(prefix: str, text: str, tokens: list[tuple[int, Token]]) -> Iterator[Span]:
    """Wholes, pieces and parts of pieces that begin so, whatever their stems."""
    for offset, token in tokens:
        bounds = [(token.pieces[whole.first].start, token.pieces[whole.last].end) for whole in token.wholes]
        for piece in token.pieces:
            bounds += [(piece.start, piece.end), *((start, end) for start, end, _ in piece.parts)]
        for start, end in bounds:
            if folded(text[offset + start : offset + end]).startswith(prefix):
                yield offset + start, offset + end, prefix


def _merged(spans: list[Span] | Iterator[Span]) -> list[Span]:
    """In the order of the text; of those that overlap one, the longest of those that begin first."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def _window(text: str, spans: list[Span]) -> tuple[int, int]:
    """Where the snippet begins and ends: at most LENGTH characters with the most different terms."""
    if len(text) <= LENGTH:
        return 0, len(text)
    best, best_rank = 0, (0, 0, 0)
    behind = 0  # the spans do not overlap, so that those within move along with the window
    for number, (start, _, _) in enumerate(spans):
        while behind < len(spans) and spans[behind][1] <= start + LENGTH - BEFORE // 2:
            behind += 1
        within = spans[number:behind]
        width = within[-1][1] - start if within else 0
        rank = (len({term for *_, term in within}), len(within), -width)
        if rank > best_rank:
            best, best_rank = start, rank
    width = -best_rank[2]
    start = max(0, min(best - min(BEFORE, (LENGTH - width) // 2), len(text) - LENGTH))
    return _whole_words(text, start, min(len(text), start + LENGTH), best, best + width)


def _whole_words(text: str, start: int, end: int, first: int, last: int) -> tuple[int, int]:
    """The window without words that are cut; what is marked, from `first` to `last`, stays in it."""
    if start > 0 and not text[start - 1].isspace():
        space = text.find(" ", start, first)
        start = space + 1 if space >= 0 else start
    if end < len(text) and not text[end].isspace():
        space = text.rfind(" ", max(last, start + 1), end)
        end = space if space >= 0 else end
    return start, end


def _marked(text: str, start: int, end: int, spans: list[Span]) -> SafeString:
    pieces, at = [("…", "")] if start > 0 else [], start
    for begin, stop, _ in spans:
        if begin >= start and stop <= end:
            pieces += [(text[at:begin], text[begin:stop])]
            at = stop
    pieces.append((text[at:end], ""))
    if end < len(text):
        pieces.append(("…", ""))
    return SafeString(
        "".join(
            conditional_escape(plain) + (format_html("<mark>{}</mark>", marked) if marked else "")
            for plain, marked in pieces
        )
    )
