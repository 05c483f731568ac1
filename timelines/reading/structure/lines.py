"""A text in lines that know their places."""

from __future__ import annotations

import re
from typing import NamedTuple

_NEWLINES = str.maketrans(
    dict.fromkeys("\r\x0b\x0c\x85\u2028\u2029", "\n") | dict.fromkeys("\xa0\u202f\ufeff\u200b", " ")
)
_UNUSUAL = re.compile("[\r\x0b\x0c\x85\u2028\u2029\u00a0\u202f\ufeff\u200b]")
_QUOTE_MARKS = re.compile(r"(?:>[ \t]?){1,20}[ \t]*")


class Line(NamedTuple):
    """A line. `text` is its content: without indentation, quote marks (“>”) and blanks behind it.

    start, end: places of the line without its newline. first: where the content begins; its end is
    first + len(text). indent: in columns. quoted: whether it had quote marks.
    """

    start: int
    end: int
    first: int
    indent: int
    text: str
    quoted: bool

    @property
    def last(self) -> int:
        """Where the content ends."""
        return self.first + len(self.text)


def levelled(text: str) -> str:
    """The text, as long as it is, with every kind of newline as "\\n" and every kind of blank as " "."""
    if not _UNUSUAL.search(text):
        return text
    return text.replace("\r\n", " \n").translate(_NEWLINES)


def split_lines(scan: str, start: int, end: int) -> list[Line]:
    """The lines of a levelled text from `start` to `end`."""
    lines: list[Line] = []
    position = start
    while position < end:
        stop = scan.find("\n", position, end)
        if stop < 0:
            stop = end
        lines.append(_line(scan, position, stop))
        position = stop + 1
    return lines


def _line(scan: str, start: int, stop: int) -> Line:
    raw = scan[start:stop]
    text = raw.strip()
    if not text:
        return Line(start, stop, stop, 0, "", False)
    lead = raw.find(text[0])
    indent = len(raw[:lead].expandtabs(4)) if "\t" in raw[:lead] else lead
    first = start + lead
    quoted = text[0] == ">"
    if quoted and (marks := _QUOTE_MARKS.match(text)):
        text = text[marks.end() :]
        first += marks.end()
    return Line(start, stop, first, indent, text, quoted)
