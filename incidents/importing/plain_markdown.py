"""Plain text as Markdown that shows the same words: headings recognised, nothing marked up by chance."""

from __future__ import annotations

import re
from collections.abc import Iterator

HEADING = re.compile(r" {0,3}#{1,6} +\S")
LIST = re.compile(r"\s*(?:[-+*•‣]|\d{1,3}[.)])\s+\S")
ADDRESS = re.compile(r"https?://\S+")
SPECIAL = re.compile(r"[\\`*\[\]<~]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)")
ENTITIES = {"<": "&lt;", "&": "&amp;"}
LINE_MARK = re.compile(r"^(\s*)(?=(?:#{1,6}\s|>|={3,}\s*$|-{3,}\s*$|\|))")
LOG = re.compile(r'^(?:"|\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\d\d:\d\d:\d\d|[IWEF]\d{4} )')
LOG_FIELD = re.compile(r'\b\w+="')
HEADING_CHARACTERS = 80
HEADING_WORDS = 12


def is_markdown(text: str) -> bool:
    """Whether a text is Markdown already: it has headings with number signs, or blocks of code."""
    return any(HEADING.match(line) or line.startswith("```") for line in text.splitlines())


def as_markdown(text: str, *, with_headings: bool = False) -> str:
    """The words of a plain text as Markdown, paragraph by paragraph; Markdown stays as it is.

    `with_headings`: a short line that stands alone and ends like no sentence becomes a heading.
    """
    if is_markdown(text):
        return text.strip()
    blocks = list(_blocks(text))
    return "\n\n".join(
        f"## {_escaped(block[0].strip())}"
        if with_headings and number + 1 < len(blocks) and _is_heading(block)
        else _block(block)
        for number, block in enumerate(blocks)
    )


def _blocks(text: str) -> Iterator[list[str]]:
    """Lines between empty lines."""
    block: list[str] = []
    for line in text.splitlines():
        if line.strip():
            block.append(line.rstrip())
        elif block:
            yield block
            block = []
    if block:
        yield block


def _is_heading(block: list[str]) -> bool:
    line = block[0].strip()
    return (
        len(block) == 1
        and len(line) <= HEADING_CHARACTERS
        and len(line.split()) <= HEADING_WORDS
        and line[-1] not in ".!?,;…"
        and (line[0].isupper() or line[0].isdigit())
        and not LIST.match(line)
        and not ADDRESS.search(line)
    )


def _block(lines: list[str]) -> str:
    """A paragraph whose lines stay lines, a list, or a block of log lines."""
    if all(LOG.match(line) or LOG_FIELD.search(line) for line in lines):
        fence = "~~~" if any("```" in line for line in lines) else "```"
        return "\n".join([fence, *lines, fence])
    written = []
    for number, line in enumerate(lines):
        is_item = bool(LIST.match(line))
        if number and is_item and not LIST.match(lines[number - 1]):
            written.append("")
        goes_on = number + 1 < len(lines) and not is_item and not LIST.match(lines[number + 1])
        written.append(_escaped(_bulleted(line)) + ("  " if goes_on else ""))
    return "\n".join(written)


def _bulleted(line: str) -> str:
    """A line whose bullet is one that Markdown knows."""
    return re.sub(r"^(\s*)[•‣*+]\s+", r"\1- ", line)


def _escaped(line: str) -> str:
    """A line of words, addresses untouched, in which no letter is markup."""
    done, at = [], 0
    for found in ADDRESS.finditer(line):
        done += [SPECIAL.sub(_plain, line[at : found.start()]), found.group()]
        at = found.end()
    done.append(SPECIAL.sub(_plain, line[at:]))
    return LINE_MARK.sub(r"\1\\", "".join(done))


def _plain(found: re.Match) -> str:
    return ENTITIES.get(found.group()) or f"\\{found.group()}"
