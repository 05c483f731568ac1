"""Code blocks, log lines, and what was typed into a terminal."""

from __future__ import annotations

from timelines.reading.model import BlockKind
from timelines.reading.structure import shapes
from timelines.reading.structure.page import Page
from timelines.reading.structure.stamps import logged, said
from timelines.reading.structure.tables import is_table_rule, pipe_row

_LEAST_YAML = 3


def read_fence(page: Page) -> bool:
    """Take a fenced code block. Its lines are code, or what else they look like: log lines, chat, rows."""
    text = page.text()
    mark = text[:3]
    if mark not in ("```", "~~~") or (mark == "```" and "`" in text.lstrip("`")):
        return False
    page.add_line(BlockKind.NOISE)
    while page.at < len(page.lines):
        text = page.text()
        if text.startswith(mark) and not text.strip(mark[0]):
            page.add_line(BlockKind.NOISE)
            break
        if text:
            _read_code_line(page, text)
        page.at += not text
    return True


def _read_code_line(page: Page, text: str) -> None:
    if (found := logged(text, in_code=True)) is not None:
        page.add(BlockKind.LOG, page.line.first, page.line.last, stamp=page.place(found.stamp))
    elif is_table_rule(text):
        page.add(BlockKind.NOISE, page.line.first, page.line.last)
    elif ("|" in text or "│" in text) and shapes.ENTRY.match(text.lstrip("|│ ")):
        page.add_block(pipe_row(page.line, -1))
    elif (found := said(text, page.names)) is not None:
        page.add_stamped(BlockKind.CHAT, found)
    elif shapes.ENTRY.match(text):
        page.add(BlockKind.PARAGRAPH, page.line.first, page.line.last)
    else:
        page.add(BlockKind.CODE, page.line.first, page.line.last)
    page.at += 1


def read_log(page: Page) -> bool:
    """Take a log line that stands in the text."""
    found = logged(page.text())
    if found is None:
        return False
    page.add(BlockKind.LOG, page.line.first, page.line.last, stamp=page.place(found.stamp))
    page.at += 1
    return True


def read_unfenced(page: Page) -> bool:
    """Take what was typed (“$ kubectl get nodes”) with what came of it, or YAML, without fences."""
    end = _end_of_session(page) or end_of_yaml(page, page.at)
    while page.at < end:
        page.add_line(BlockKind.CODE)
    return bool(end)


def _end_of_session(page: Page) -> int:
    """The line behind a command and its output; 0 where no command stands here."""
    text = page.text()
    if not (shapes.COMMAND.match(text) or (text[0] == "#" and shapes.COMMAND.match(page.text(1)))):
        return 0
    n = page.at + 1
    while n < len(page.lines) and page.lines[n].text and not _is_prose(page.lines[n].text):
        n += 1
    return n


def _is_prose(text: str) -> bool:
    """Whether a line below a command is no output any more: a sentence of words, or a marked heading."""
    if shapes.NAMED_LEVEL.match(text) or (text[0] == "#" and shapes.HASHES.match(text)):
        return True
    if text[-1] not in '.:!?”"*…)' or len(text) > 2000:
        return len(text) > 160 and _share_of_words(text) > 0.8
    return text[0].isupper() and text.count(" ") > 4 and text[-1] != ")" and _share_of_words(text) > 0.8


def _share_of_words(text: str) -> float:
    words = text[:400].split()
    return sum(
        word.strip(".,:;!?()“”\"'’‘").replace("’", "").replace("-", "").isalpha() for word in words
    ) / len(words)


def end_of_yaml(page: Page, start: int) -> int:
    """The line behind a piece of YAML that begins at a line; 0 where none does."""
    n = start
    while n < len(page.lines) and page.lines[n].text and shapes.YAML_LINE.fullmatch(page.lines[n].text):
        n += 1
    return n if n - start >= _LEAST_YAML else 0
