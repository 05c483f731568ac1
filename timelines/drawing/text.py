"""Words in the drawing: how wide they are, labels made from titles, times on a UTC axis, escaping."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from html import escape as html_escape
from unicodedata import combining, east_asian_width

from timelines.when import When
from timelines.when.text import MONTHS

from .spans import EXACT

FONT_SIZE = 11
BOLD_FACTOR = 1.12
LABEL_MOST_CHARACTERS = 34

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# Advance widths in thousandths of the font size, of the widest face that the style sheet's list may end in
# (DejaVu Sans, the fallback of a bare Linux), so that the words are at most as wide as estimated.
_WIDTHS = {
    **dict.fromkeys("ijlI|'.,:;!", 340),
    **dict.fromkeys("ftr()[]/-\\ ", 420),
    **dict.fromkeys("csxzykvaeghnopqubd0123456789JLTYEFSZ", 640),
    **dict.fromkeys("ABCDGHKNOPQRUVX", 790),
    **dict.fromkeys("mwMW%@&+<>=≈–—…", 1000),
}
_OTHER = 800
_WIDE = 1300

_CONTROLS = dict.fromkeys([*range(32), 127, 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)])
_CONTROLS[9] = _CONTROLS[10] = _CONTROLS[13] = " "
_CLAUSE = re.compile(r"[;:,.!?](?=\s|$)|\s[–—(-]\s?")
_ARTICLE = re.compile(r"^(the|an?)\s+", re.IGNORECASE)
_LOOSE_ENDS = frozenset(
    "a an and are as at be been but by can for from had has have in into is it its no not of off on onto or"
    " over that the their then they this to until was were when which while who will with without".split()
)


class _Widths(dict):
    """Widths of characters; those that are not Latin are measured once."""

    def __missing__(self, character):
        if combining(character):
            width = 0
        else:
            width = _WIDE if east_asian_width(character) in "WF" or ord(character) > 0x2E7F else _OTHER
        self[character] = width
        return width


_widths = _Widths(_WIDTHS)


def text_width(words: str, bold: bool = False) -> float:
    """Pixels that `words` take at most, on one line."""
    width = sum(map(_widths.__getitem__, words)) * FONT_SIZE / 1000
    return width * BOLD_FACTOR if bold else width


def escape(words: str) -> str:
    """`words` for element text and attributes, without characters that XML does not have."""
    if not words.isprintable():
        words = words.translate(_CONTROLS)
    return html_escape(words)


def short_label(title: str) -> str:
    """A few words from the beginning of a title: its first clause, or what of it fits.

    Never ends with an ellipsis nor in a word that leaves the reader hanging; the full title is one step away.
    """
    words = " ".join(title[:400].split())
    clause = _CLAUSE.search(words)
    if clause and clause.start() >= 8:
        words = words[: clause.start()]
    words = _ARTICLE.sub("", words)
    if len(words) <= LABEL_MOST_CHARACTERS:
        return words.rstrip(".,;: ")
    kept = words[: LABEL_MOST_CHARACTERS + 1].rsplit(" ", 1)[0][:LABEL_MOST_CHARACTERS].split()
    while len(kept) > 1 and kept[-1].lower() in _LOOSE_ENDS:
        kept.pop()
    return " ".join(kept)


def instant(second: float) -> datetime:
    """The datetime of seconds since 1970, aware UTC; the first and last of the calendar beyond its ends."""
    try:
        return EPOCH + timedelta(seconds=second)
    except OverflowError:
        return (datetime.min if second < 0 else datetime.max).replace(tzinfo=UTC)


def date_words(moment: datetime, *, weekday: bool = True, year: bool = False) -> str:
    """ "Tue 14 Mar"; with its year where asked."""
    words = f"{moment.day} {MONTHS[moment.month - 1][:3]}"
    if weekday:
        words = f"{DAYS[moment.weekday()]} {words}"
    return f"{words} {moment.year}" if year else words


@lru_cache(maxsize=4096)
def _minute(moment: datetime) -> tuple[str, str]:
    return f"{moment.day} {MONTHS[moment.month - 1][:3]} {moment.year}", f"{moment:%H:%M}"


def when_words(when: When) -> str:
    """The moment in full, in UTC: "14 Mar 2023, ≈ 18:00 UTC"."""
    if when.precision in EXACT and not when.earliest.microsecond and not when.earliest.second:
        day, clock = _minute(when.earliest)  # nine in ten events; reading the general form takes longer
        return f"{day}, {clock} UTC"
    return when.text(zone="UTC")


def clock_words(when: When) -> str:
    """The moment on a UTC axis: "≈ 18:00", "20:00–23:00", "by 01:15"; a date for whole days."""
    return when.text(zone="UTC", day=False).replace(" UTC", "")


def stretch_words(when: When, until: When | None) -> str:
    """The moment, and until when it lasted: "14 Mar 2023, 09:50 UTC until 13:15 UTC"."""
    begin = when_words(when)
    if until is None:
        return begin
    end = when_words(until)
    day, comma, clock = end.partition(", ")
    return f"{begin} until {clock if comma and begin.startswith(day + comma) else end}"


def number_words(count: int, noun: str) -> str:
    """ "1 event", "17 events"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
