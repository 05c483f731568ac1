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
LABEL_MOST_CHARACTERS = 40
LABEL_LEAST_CHARACTERS = 10

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
_ARTICLE = re.compile(r"^(?:the|an?)\s+(\w)", re.IGNORECASE)
_CONNECTIVE = re.compile(
    r"\s(?:after|and|as|because|before|but|by|for|from|so|since|that|to|until|when|which|while|who|with)\s",
    re.IGNORECASE,
)
_LOOSE_ENDS = frozenset(
    """
    a about all an and any are as at be been being but by can could did do does every few for from had has
    have in into is it its more most no not nothing of off on onto only or other out over same several some
    than that the their them then they this to too under until up was were what when which while who whose
    will with without would
    """.split()  # noqa: SIM905 (as a literal it would take ninety lines)
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


def label_choices(title: str) -> list[str]:
    """Labels made from a title, the fullest first: all of it, its first clauses, its first words.

    None ends with an ellipsis nor in a word that leaves the reader hanging; the full title is one step away.
    """
    words = _ARTICLE.sub(lambda match: match[1].upper(), " ".join(title[:400].split()))
    choices = [words.rstrip(".,;: ")] if len(words) <= LABEL_MOST_CHARACTERS else []
    head = words[: LABEL_MOST_CHARACTERS + 8]
    for boundary in (_CLAUSE, _CONNECTIVE):
        cuts = [at for match in boundary.finditer(head) if (at := match.start()) >= LABEL_LEAST_CHARACTERS]
        for cut in (cuts[-1:], cuts[:1]):
            if cut and cut[0] <= LABEL_MOST_CHARACTERS:
                choices.append(_without_loose_end(words[: cut[0]]))
    if not choices:
        start = words[: LABEL_MOST_CHARACTERS + 1].rsplit(" ", 1)[0][:LABEL_MOST_CHARACTERS]
        choices.append(_without_loose_end(start))
    return sorted(dict.fromkeys(choices), key=len, reverse=True)


def _without_loose_end(words: str) -> str:
    parts = words.split()
    while len(parts) > 1 and parts[-1].lower() in _LOOSE_ENDS:
        parts.pop()
    return " ".join(parts).rstrip(".,;:!? ")


def instant(second: float) -> datetime:
    """The datetime of seconds since 1970, aware UTC; the first and last of the calendar beyond its ends."""
    try:
        return EPOCH + timedelta(seconds=second)
    except OverflowError:
        return datetime(1, 1, 1, tzinfo=UTC) if second < 0 else datetime(9999, 12, 31, tzinfo=UTC)


def date_words(moment: datetime, *, weekday: bool = True, year: bool = False) -> str:
    """ "Tue 14 Mar"; with its year where asked."""
    words = f"{moment.day} {MONTHS[moment.month - 1][:3]}"
    if weekday:
        words = f"{DAYS[moment.weekday()]} {words}"
    return f"{words} {moment.year}" if year else words


@lru_cache(maxsize=4096)
def when_words(when: When) -> str:
    """The moment in full, in UTC: "14 Mar 2023, ≈ 18:00 UTC". Kept: a drawing says each twice."""
    if when.precision in EXACT and not when.earliest.microsecond and not when.earliest.second:
        at = when.earliest  # most events are so; the general form takes ten times longer
        return f"{at.day} {MONTHS[at.month - 1][:3]} {at.year}, {at.hour:02d}:{at.minute:02d} UTC"
    return when.text(zone="UTC")


def clock_words(when: When, with_day: bool = False) -> str:
    """The moment on a UTC axis: "≈ 18:00", "20:00–23:00", "by 01:15"; a date for whole days.

    `with_day` for an axis on which days are too narrow to be told apart: "1 Jan, 10:00".
    """
    parts = when.parts(zone="UTC")
    if not with_day or not parts.day:
        return parts.clock
    return f"{parts.day.rsplit(' ', 1)[0]}, {parts.clock}"


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
