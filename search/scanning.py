"""The parts of a query's text: fields, phrases, words, ORs, and where each of them stands.

One pass from left to right, in linear time: what a part is depends on nothing that stands behind it but the
quotation mark that closes it. So a part can be cut out (`cut`) and the others stay what they are.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

QUOTES = '"“”„‟«»＂'
QUOTE = re.compile(f"[{QUOTES}]")
BLANKS = re.compile(r"\s*")
CLOSING = re.compile(f"[{QUOTES}\n]")  # a phrase stays within its line: of a pasted trace it is not half
CHUNK = re.compile(rf"[^\s{QUOTES}]+")
FIELD = re.compile(r"(-?)([A-Za-z][A-Za-z_-]{0,29}):")
BARE_VALUE = re.compile(rf"[^\s,{QUOTES}][^\s,]*")
OR = "OR"


class Kind(StrEnum):
    WORD = "word"  # whatever stands between blanks and quotation marks
    PHRASE = "phrase"
    FIELD = "field"
    OR = "or"
    OPEN = "open"  # a quotation mark that nothing closes


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the text, which is text[start:end]."""

    kind: Kind
    start: int
    end: int
    text: str = ""  # of a word or a phrase, without the minus and the quotation marks
    negated: bool = False
    name: str = ""  # of a field, in lower case
    values: tuple[str, ...] = ()  # of a field; none where nothing stands behind the colon
    is_open: bool = False  # a field whose last value has a quotation mark that nothing closes
    last: str = ""  # of a field: its last value so far, which may be empty, and where that begins
    last_at: int = 0
    is_plain: bool = False  # a word in which no sign means anything

    @property
    def text_at(self) -> int:
        """Where the text of a word or a phrase begins, behind the minus and the quotation mark."""
        return self.start + self.negated + (self.kind is Kind.PHRASE)


def scan(text: str, fields: Collection[str] = (), *, typing: bool = False) -> Iterator[Part]:
    """The parts in their order. `fields`: the names that make a `name:value` a field, in lower case.

    While somebody is `typing`, what follows a quotation mark that nothing closes yet belongs to the value.
    """
    at = BLANKS.match(text).end()
    while at < len(text):
        part = _field(text, at, fields, typing) or _phrase(text, at) or _word(text, at)
        yield part
        at = BLANKS.match(text, part.end).end()


def chunks(text: str, at: int = 0) -> Iterator[Part]:
    """Whatever stands between blanks and quotation marks, as words and nothing else.

    `at` is where the text begins in the query.
    """
    for found in CHUNK.finditer(text):
        yield Part(Kind.WORD, at + found.start(), at + found.end(), found.group(), is_plain=True)


def cut(text: str, start: int, end: int) -> str:
    """The text without text[start:end], which are parts; all others stay what they are."""
    before, after = text[:start], text[end:]
    if "\n" in text[start:end]:  # which keeps quotation marks before and behind it apart
        before += "\n"
    if after and not after[0].isspace():  # “x”-y: y is not excluded now, and would be if it came first
        return f"{before}{' ' if before and not before[-1].isspace() else ''}“”{after}"
    return before + after.lstrip(" ") if not before or before[-1].isspace() else before + after


def _begins(text: str, at: int) -> bool:
    return at == 0 or text[at - 1].isspace()


def _field(text: str, at: int, fields: Collection[str], typing: bool) -> Part | None:
    found = FIELD.match(text, at) if _begins(text, at) else None
    if not found or found[2].lower() not in fields:
        return None
    values: list[str] = []
    end, is_open = found.end(), False
    while True:
        last_at = end
        value, end, is_open = _value(text, end, typing)
        values.append(value)
        if is_open or not text.startswith(",", end):
            break
        end += 1
    return Part(
        Kind.FIELD,
        at,
        end,
        negated=bool(found[1]),
        name=found[2].lower(),
        values=tuple(value for value in values if value.strip()),
        is_open=is_open,
        last=values[-1],
        last_at=last_at,
    )


def _value(text: str, at: int, typing: bool) -> tuple[str, int, bool]:
    """The value that begins there, where it ends, and whether it has a quotation mark that nothing closes."""
    if at < len(text) and text[at] in QUOTES:
        return _quoted(text, at, typing)
    found = BARE_VALUE.match(text, at)
    return (found.group(), found.end(), False) if found else ("", at, False)


def _quoted(text: str, at: int, typing: bool) -> tuple[str, int, bool]:
    """A value in quotation marks, where it ends, and whether nothing closes it.

    What a plain mark opens, only a plain one closes, and two of them stand for one; the others close one
    another.
    """
    pieces, begin = [], at + 1
    is_plain = text[at] == '"'
    while True:
        end = text.find('"', begin) if is_plain else _next_quote(text, begin)
        if end < 0 and pieces and not typing:  # the first of the last two closes it, not to be left open
            return "".join(pieces[:-1]), begin - 1, False
        if end < 0:
            return _not_closed(text, at, typing)
        pieces.append(text[begin:end])
        if not (is_plain and text.startswith('""', end)):
            return "".join(pieces), end + 1, False
        pieces.append('"')
        begin = end + 2


def _not_closed(text: str, at: int, typing: bool) -> tuple[str, int, bool]:
    if typing:
        return text[at + 1 :], len(text), True
    found = BARE_VALUE.match(text, at + 1)
    return (found.group(), found.end(), True) if found else ("", at + 1, True)


def _next_quote(text: str, at: int) -> int:
    found = QUOTE.search(text, at)
    return found.start() if found else -1


def _phrase(text: str, at: int) -> Part | None:
    negated = _begins(text, at) and text[at] == "-" and text[at + 1 : at + 2] in tuple(QUOTES)
    opening = at + negated
    if text[opening] not in QUOTES:
        return None
    closing = CLOSING.search(text, opening + 1)
    if closing is None or closing.group() == "\n":
        return Part(Kind.OPEN, at, opening + 1)
    return Part(Kind.PHRASE, at, closing.end(), text[opening + 1 : closing.start()], negated=negated)


def _word(text: str, at: int) -> Part:
    """A minus excludes a word; “--flag”, “-1” and “a - b” mean something else."""
    end = CHUNK.match(text, at).end()
    word = text[at:end]
    if word == OR and _begins(text, at):
        return Part(Kind.OR, at, end)
    negated = word[0] == "-" and word[1:2].isalpha() and _begins(text, at)
    return Part(Kind.WORD, at, end, word[negated:], negated=negated)
