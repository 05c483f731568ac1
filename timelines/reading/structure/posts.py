"""Updates of a status page: a text with the line that dates it, above or beneath."""

from __future__ import annotations

from timelines.reading.model import BlockKind, Place
from timelines.reading.structure import shapes
from timelines.reading.structure.headings import TIME_LEVEL
from timelines.reading.structure.lines import Line
from timelines.reading.structure.page import Page
from timelines.reading.structure.stamps import (
    Stamped,
    dated_post,
    is_state,
    leads_with_state,
    posted,
    stamp_alone,
)

MOST_LINES = 60
"""Of one update."""
_MOST_OF_FIRST = 2
_FAR = 12
_BREAKS = ("```", "~~~", "---", "===", "<!--")


def find_trailing(lines: list[Line]) -> dict[int, tuple[int, Place]]:
    """Updates that end in their stamp: {first line: (line of the stamp, place of the stamp)}.

    That is “Posted …”, or a bare “Mar 15, 01:59 UTC” where the page has its stamps beneath its texts.
    """
    found: dict[int, tuple[int, Place]] = {}
    bare = _bare_beneath(lines)
    floor = 0
    for n, line in enumerate(lines):
        span = (posted(line.text) if line.text else None) or bare.get(n)
        if span is None:
            continue
        found[_begin(lines, n, floor)] = (n, Place(line.first + span[0], line.first + span[1]))
        floor = n + 1
    return found


def _bare_beneath(lines: list[Line]) -> dict[int, tuple[int, int]]:
    """The lines that are nothing but a stamp, if they date what stands above them and not what follows."""
    stamps = {n: span for n, line in enumerate(lines) if (span := stamp_alone(line.text))}
    if not stamps:
        return {}
    above = range(min(stamps) - 1, max(min(stamps) - _FAR, 0) - 1, -1)
    has_above = any(_opens_update(lines[n].text) for n in above)
    below = (lines[n].text for n in range(max(stamps) + 1, len(lines)) if lines[n].text)
    return stamps if has_above and not _opens_update(next(below, "")) else {}


def _opens_update(text: str) -> bool:
    return bool(text) and (is_state(text) or leads_with_state(text))


def _begin(lines: list[Line], end: int, floor: int) -> int:
    """The first line of the update whose stamp is the line `end`; `end` where it has no text.

    The first stamp of a page may date the write-up above it: then only two lines at most are its text.
    """
    begin, filled = end, 0
    for n in range(end - 1, max(floor, end - MOST_LINES) - 1, -1):
        text = lines[n].text
        if not text:
            continue
        if text[0] == "#" or text.startswith(_BREAKS):
            break
        begin, filled = n, filled + 1
        if _opens_update(text):
            return begin
    return begin if floor or filled <= _MOST_OF_FIRST else end


def read_trailing(page: Page) -> bool:
    """Take an update that ends in its stamp."""
    if page.at not in page.posts:
        return False
    last, stamp = page.posts[page.at]
    page.add(BlockKind.POST, page.line.first, page.lines[last].last, stamp=stamp)
    page.at = last + 1
    return True


def read_dated(page: Page) -> bool:
    """Take an update that begins with its stamp, up to the next one or to what is no text."""
    found = dated_post(page.text())
    if found is None or (not found.has_state and not _opens_update(page.text(1))):
        return False
    last = _last_line(page, found)
    page.leave_headings(TIME_LEVEL)
    page.add(BlockKind.POST, page.line.first, page.lines[last].last, stamp=page.place(found.stamp))
    page.at = last + 1
    return True


def _last_line(page: Page, found: Stamped) -> int:
    """An update whose stamp has a line to itself may have several paragraphs; else it is one."""
    stamp_alone = not page.text()[found.words :].strip(" -–—:*_")
    last = page.at
    for n in range(page.at + 1, min(len(page.lines), page.at + MOST_LINES)):
        text = page.lines[n].text
        if not text and not stamp_alone:
            break
        if text and _ends_update(page, n):
            break
        if text:
            last = n
    return last


def _ends_update(page: Page, n: int) -> bool:
    text = page.lines[n].text
    return (
        text[0] in "#|"
        or text.startswith(_BREAKS)
        or n in page.posts
        or shapes.BRACKETED.fullmatch(text) is not None
        or dated_post(text) is not None
        or (shapes.is_short_title(text) and shapes.is_section_title(text) and not is_state(text))
    )
