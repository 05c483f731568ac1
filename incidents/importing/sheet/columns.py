"""What each column of a table holds, guessed from its title and from what stands in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from incidents.importing.sheet.cells import Row
from timelines.when import AmbiguousZone, UnreadableTime, When

MEANINGS = ("time", "date", "until", "zone", "text", "kind", "milestone", "actor")
"""What a column may be taken for, in the order in which a page asks."""

TITLES = tuple(
    (meaning, re.compile(words, re.IGNORECASE))
    for meaning, words in (
        ("until", r"^(?:end|until|to|stop|finish)(?:ed)?[ _-]?(?:time|at|date)?\b"),
        ("date", r"^(?:date|day)\b(?![ _-]*(?:and|/|&|\+)?[ _-]*time)"),
        ("zone", r"^(?:time ?)?zone|^tz$|^time_?zone"),
        (
            "time",
            r"time|^when\b|^at$|occurred|happened|^start|timestamp|created_?(?:at|on)|^ts$|clock|\butc\b",
        ),
        ("milestone", r"milestone|phase|stage|^status$|^state$"),
        ("kind", r"^(?:kind|type|category|class|event[ _-]?type)\b"),
        ("actor", r"^(?:who|actor|user|author|by|person|owner|name|reporter|responder|team|source)\b"),
        (
            "text",
            r"event|what|description|details?|message|notes?|comment|text|summary|action|update|entry|title",
        ),
    )
)
SAMPLE = 50  # rows looked at
DATE_IN_FIGURES = re.compile(r"\s*\d{1,2}([/.-])\d{1,2}\1(?:\d{4}|\d{2})\b")
CLOCK_ALONE = re.compile(
    r"^\D{0,12}\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?(?:\s+\S{1,6})?$", re.IGNORECASE
)


def is_header(row: Row, rows: Sequence[Row]) -> bool:
    """Whether the first row names the columns: it has no time where the rows below it have."""
    return bool(rows) and not any(reads_as_time(cell.words) for cell in row.cells)


def meaning_of(title: str) -> str:
    words = title.strip(" *_#:\ufeff").replace("_", " ")
    return next((meaning for meaning, pattern in TITLES if pattern.search(words)), "")


def reads_as_time(words: str) -> bool:
    """Whether words are a time, if a day were known."""
    if not any(map(str.isdigit, words)) or len(words) > 80:
        return False
    if DATE_IN_FIGURES.match(words):  # it may be ambiguous alone, but not in its column
        return True
    try:
        When.read(words, day=_ANY_DAY)
    except AmbiguousZone:
        return True
    except UnreadableTime:
        return False
    return True


_ANY_DAY = When.read("2024-05-03").earliest.date()


def guess_columns(header: Row | None, rows: Sequence[Row]) -> dict[str, int]:
    """{meaning: index of the column}; without "time" or "date" it is no timeline."""
    sample = rows[:SAMPLE]
    width = max((len(row.cells) for row in sample), default=0)
    times = [column for column in range(width) if _share(sample, column, reads_as_time) >= 0.6]
    titles = {column: meaning_of(header.words(column)) for column in range(width)} if header else {}
    found: dict[str, int] = {}
    for column, meaning in titles.items():
        if meaning in ("time", "date", "until") and column not in times:
            continue
        if meaning and meaning not in found and (meaning != "text" or column not in times):
            found[meaning] = column
    _fill_times(found, [column for column in times if column not in found.values()], sample)
    _fill_text(found, times, sample, width)
    return {meaning: found[meaning] for meaning in MEANINGS if meaning in found}


def _share(rows: Sequence[Row], column: int, fits) -> float:
    filled = [row.words(column) for row in rows if row.words(column)]
    return sum(1 for words in filled if fits(words)) / len(filled) if filled else 0.0


def _fill_times(found: dict[str, int], free: list[int], rows: Sequence[Row]) -> None:
    """A column of clock times beside one of dates is both; else the first column with times is the time."""
    if "time" in found or not free:
        return
    clocks = [column for column in free if _share(rows, column, CLOCK_ALONE.match) >= 0.6]
    if "date" in found and not clocks:
        return
    found["time"] = (clocks if "date" in found else free)[0]


def _fill_text(found: dict[str, int], times: list[int], rows: Sequence[Row], width: int) -> None:
    """Where no title says which column tells what happened: the one with the most words."""
    if "text" in found:
        return
    free = [column for column in range(width) if column not in found.values() and column not in times]
    lengths = {column: sum(len(row.words(column)) for row in rows) for column in free}
    if lengths and max(lengths.values()):
        found["text"] = max(lengths, key=lengths.__getitem__)


def is_timeline(columns: dict[str, int]) -> bool:
    return "text" in columns and ("time" in columns or "date" in columns)
