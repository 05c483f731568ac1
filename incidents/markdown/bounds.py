"""How much work a paragraph would be.

Python-Markdown is quick with what people write, and very slow with some of what they could write: it looks
for the end of each “[”, “](” and “`” anew, up to the end of the paragraph.
"""

from __future__ import annotations

import re

MAX_CHARACTERS = 1_000_000
MAX_BLOCKS = 12_000  # paragraphs, headings and the like: it costs about 40 µs for each
MAX_STEPS = 1_000_000  # characters read again, in one paragraph
MAX_MARKS = 20_000  # “*”, “_” and “~” in one paragraph; their cost grows with the square
MAX_CELLS = 12_000  # “|” in one table
MAX_DEPTH = 10  # lists or quotes within one another

BRACKET = re.compile(r"\\.|[\[\]]", re.DOTALL)
ADDRESS = re.compile(r"\\.|\]\(|\)", re.DOTALL)
TICKS = re.compile(r"`+")
MARK = re.compile(r"[*_~]+")
CONTAINER = r"(?:>|[-*+](?=[ ])|\d{1,9}\.(?=[ ]))[ ]*"
CONTAINERS = re.compile(rf"[ ]*(?:{CONTAINER}){{{MAX_DEPTH + 1}}}")
RULE = re.compile(r"[ ]{0,3}([-*_])[ ]*(?:\1[ ]*){2,}")


class TooTangled(ValueError):
    """The text is longer or nested deeper than can be formatted in good time."""


def is_tangled(paragraph: str) -> bool:
    """Whether formatting this paragraph could take longer than a reader waits."""
    return (
        paragraph.count("|") > MAX_CELLS
        or any(not RULE.fullmatch(line) for line in _crowded(paragraph))
        or sum(1 for _ in MARK.finditer(paragraph)) > MAX_MARKS
        or bracket_steps(paragraph) + address_steps(paragraph) + tick_steps(paragraph) > MAX_STEPS
    )


def _crowded(paragraph: str) -> list[str]:
    """Lines that begin with more quote and list marks than may be nested."""
    return [line for line in paragraph.split("\n") if CONTAINERS.match(line)]


def bracket_steps(paragraph: str) -> int:
    """Characters read to find the end of every “[”: to its “]”, or to the end where it has none."""
    return _steps(paragraph, BRACKET, "[", "]")


def address_steps(paragraph: str) -> int:
    """Characters read to find the end of every link's address: to its “)”, or to the end."""
    return _steps(paragraph, ADDRESS, "](", ")")


def _steps(paragraph: str, pattern: re.Pattern[str], begin: str, end: str) -> int:
    steps, open_at = 0, []
    for match in pattern.finditer(paragraph):
        if match[0] == begin:
            open_at.append(match.start())
        elif match[0] == end and open_at:
            steps += match.start() - open_at.pop()
    return steps + sum(len(paragraph) - at for at in open_at)


def tick_steps(paragraph: str) -> int:
    """Characters read to find the end of every run of backticks."""
    runs = [(match.start(), len(match[0])) for match in TICKS.finditer(paragraph)]
    left: dict[int, int] = {}
    for _, length in runs:
        left[length] = left.get(length, 0) + 1
    steps, closing = 0, 0
    for at, length in runs:
        left[length] -= 1
        if closing:  # within a code span
            closing = 0 if length == closing else closing
        elif left[length]:
            closing = length
        else:
            steps += len(paragraph) - at
    return steps
