"""Headings: marked, underlined, or by how a line stands."""

from __future__ import annotations

from timelines.reading.model import Place
from timelines.reading.structure import shapes
from timelines.reading.structure.noise import is_noise
from timelines.reading.structure.page import Page
from timelines.reading.structure.stamps import is_day_alone, is_time_alone

_LONGEST = 150
_LONG_LINE = 130
_SHORT = 40
_PROSE = 50
DAY_LEVEL = 5
TIME_LEVEL = 6


def read_heading(page: Page) -> bool:
    """Take a heading."""
    text = page.text()
    if text[0] == "#" and shapes.COMMAND.match(page.text(1)):
        return False  # a comment in a terminal
    lines = 1
    found = marked(text)
    is_marked = found is not None
    if found is None and len(text) <= _LONGEST:
        found = _underlined(page, text)
        if found:
            lines, is_marked = 2, True
        else:
            found = _named(text) or _standing(page, text)
    if found is None:
        return False
    level, begin, end = found
    last = page.lines[page.at + lines - 1].last
    place = page.place((begin, end))
    whole = Place(page.line.first, last)
    page.add_heading(
        level, place, whole, depth=_depth(page.scan[place.start : place.end], level), is_marked=is_marked
    )
    page.at += lines
    return True


def _depth(words: str, level: int) -> float:
    """A day or a time stands under “Timeline”, though written as large."""
    if len(words) < 60 and (is_time_alone(words) or is_day_alone(words)):
        return level + 0.5
    return float(level)


def marked(text: str) -> tuple[int, int, int] | None:
    """(level, begin, end) of a heading that says so itself: “## Impact”, “== Impact ==”, “H2: Impact”."""
    first = text[0]
    if first == "#" and (match := shapes.HASHES.match(text)):
        if not match["gap"] and len(match["marks"]) < 2:
            return None
        begin = match.start("text")
        words = match["text"].rstrip("# \t") or match["text"].rstrip()
        return (len(match["marks"]), begin, begin + len(words)) if words else None
    if first in "Hh" and (match := shapes.NAMED_LEVEL.match(text)):
        return int(match["level"]), match.end(), len(text)
    if first == "=" and (match := shapes.WIKI.fullmatch(text)):
        return len(match["marks"]), match.start("text"), match.end("text")
    return None


def _underlined(page: Page, text: str) -> tuple[int, int, int] | None:
    below = page.text(1)
    if below[:1] not in ("=", "-", "~", "^") or not shapes.UNDERLINE.fullmatch(below):
        return None
    above = page.text(-1)
    if above and page.blocks and not is_noise(above):
        return None
    if shapes.ITEM.match(text) and below[0] == "-" and not text[0].isdigit():
        return None
    return (1 if below[0] == "=" else 2), 0, len(text)


def _named(text: str) -> tuple[int, int, int] | None:
    """A line that is nothing but a day or a time."""
    is_time = is_time_alone(text)
    if not is_time and not is_day_alone(text):
        return None
    start = len(text) - len(text.lstrip("*_[( "))
    end = len(text.rstrip("*_]): "))
    return (TIME_LEVEL if is_time else DAY_LEVEL), start, max(end, start + 1)


def _standing(page: Page, text: str) -> tuple[int, int, int] | None:
    """A heading by how it stands: bold, in brackets, or short and alone."""
    if page.line.quoted:
        return None
    if text[0] in "*_" and (match := shapes.BOLD_LINE.fullmatch(text)):
        if match["text"][-1] in ".!,;" and not shapes.is_section_title(match["text"]):
            return None
        return page.level_below, match.start("text"), match.end("text")
    if text[0] == "[" and shapes.BRACKETED.fullmatch(text) and not shapes.BOX.match(text):
        return TIME_LEVEL, 1, len(text) - 1
    if page.line.indent > 3 or not _is_title(page, text):
        return None
    if not page.blocks:
        return 1, 0, len(text)
    return (page.level_below if page.has_hashes else 2), 0, len(text)


def _is_title(page: Page, text: str) -> bool:
    if not shapes.is_short_title(text):
        return False
    before, after = page.text(-1), page.text(1)
    is_apart = not before or not page.blocks or _is_day_heading(page)
    item = shapes.ITEM.match(text)
    if item is not None:
        return bool(
            text[0].isdigit()
            and is_apart
            and not after
            and shapes.is_section_title(text[item.end() :].lstrip("*_"))
            and _heads_something(page)
        )
    if shapes.is_section_title(text.lstrip("0123456789.) ")) and _heads_something(page):
        return is_apart or (before[-1] in '.!?”"' and (text[-1] == ":" or len(before) > _LONG_LINE))
    if page.has_hashes or not is_apart or text[-1] in ":>" or shapes.ENTRY.match(text):
        return False
    if not page.blocks:
        return _opens(page)
    if after:
        return len(text) <= _SHORT and text.count(" ") < 4 and len(after) > _PROSE and not after[0].islower()
    return (text.count(" ") < 8 or text[-1] == "?") and _heads_something(page)


def _is_day_heading(page: Page) -> bool:
    before = page.text(-1)
    return len(before) < 60 and is_day_alone(before)


def _opens(page: Page) -> bool:
    """Whether a first short line is a title: a longer text follows, or another short line of the head."""
    after = page.text(1)
    if "://" in page.text() or page.next_filled(page.at + 1) >= len(page.lines):
        return False
    return not after or (shapes.is_short_title(after) and not shapes.ENTRY.match(after))


def _heads_something(page: Page) -> bool:
    """Whether something longer than a title follows, or a list, a table, a time."""
    n = page.next_filled(page.at + 1)
    if n >= len(page.lines):
        return False
    text = page.lines[n].text
    return (
        len(text) > 60
        or text[-1] in ".:;"
        or text[0] in "|<`#"
        or "\t" in text
        or shapes.ITEM.match(text) is not None
        or shapes.ENTRY.match(text) is not None
    )
