"""The words behind a time that name its zone."""

import re

from ..zone_names import AMBIGUOUS, FIXED, NAMED
from ..zones import is_zone
from .scan import Cursor

_Z = re.compile(r" ?z(?![a-z0-9])")
_PREFIXED = re.compile(r" *(?:utc|gmt) ?[+-]\d{1,2}(?::?\d{2})?(?![\d:])")
_PLUS = re.compile(r" ?\+\d{1,2}(?::?\d{2})?(?![\d:]| ?[a-z]*\d| ?(?:d|m|h|s|min|days?|hours?)\b)")
_MINUS_ATTACHED = re.compile(r" ?-\d{4}(?![\d:])|-\d{2}(?::\d{2})?(?![\d:])")
_MINUS_FOUR = re.compile(r" -\d{4}(?![\d:])")
_MINUS_COLON = re.compile(r" -\d{2}:\d{2}(?![\d:])")
_MINUS_LOGGED = re.compile(r" -\d{2}:?\d{2}(?![\d:])")
_LOGGED = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?\Z")
_WITH_MINUTES = re.compile(r"-(\d{1,2}):(\d{2})$")
_ZONE_OR_HALF = re.compile(r" ?(?:utc|gmt|[a-z]{1,4}t|[ap]\.?m)(?![a-z])")
_BRACKETS = re.compile(r" *[(\[]([a-z0-9][a-z0-9/_+:\- ]{0,39})[)\]]")
_IANA = re.compile(r" *[a-z][a-z_]*(?:/[a-z0-9_+-]+){1,2}")
_WORDS = re.compile(r" *([a-zà-ÿ][a-zà-ÿ_.]*(?: [a-zà-ÿ][a-zà-ÿ_.]*){0,3})")
_LOCAL = re.compile(r" *\(?(?:local time|local)\)?(?![a-z])")
_OFFSET_LIKE = re.compile(r"[+-]?\d")

_AMERICAN = ("us eastern", "us pacific", "us mountain", "us central", "eastern", "pacific")
_OF_A_PLACE = re.compile(
    r" (?:region|zone|cluster|data|division|office|server|customer|user|state|coast|sea|site|team|node)"
)
_ENDS = re.compile(r" ?(?:[.,;:)\]|\n\x01]|$)")
_BEHIND = 12
_TIME = re.compile(r"(?: local)?(?: standard| daylight| summer)? time$")

LETTERS_IN_PROSE = {"PT", "ET", "MT", "CT", "UTC", "GMT", *FIXED, *AMBIGUOUS}
"""What is a zone in the middle of a line when it stands in capitals; "14:05 London is down" names no zone."""


def read_zone_words(cursor: Cursor, *, iso=False) -> str | None:
    """The words that name a zone at the cursor, which moves behind them; None, unmoved, for no zone.

    "local time" is the zone of the incident: the cursor moves, and the answer is None. `iso`: the time was
    written as ISO 8601 with a T, so -05:00 is an offset and not the end of a range. So it is behind a blank
    and a date and time as logs write them: "2018-12-03 19:13:51 -07:00".
    """
    start = cursor.pos
    if cursor.take(_LOCAL):
        return None
    minus = _MINUS_ATTACHED if iso else _MINUS_FOUR
    if _LOGGED.search(cursor.raw[max(0, start - 32) : start]):
        minus = _MINUS_LOGGED
    if cursor.raw[start : start + 2] == " −":  # a minus sign, where a range has a hyphen or a dash
        minus = _MINUS_COLON
    for pattern in (_Z, _PREFIXED, _PLUS, minus):
        if match := cursor.take(pattern):
            if is_zone(match[0].strip()) and not (cursor.prose and _ends_a_range(cursor, match[0])):
                words = cursor.written(start)
                _skip_same_in_brackets(cursor)
                return words
            cursor.pos = start
    return _in_brackets(cursor) or _in_words(cursor)


def _ends_a_range(cursor, words):
    """Whether "UTC-10:30" in "10:05 UTC-10:30 UTC" is an end: a zone follows, or nobody has that offset."""
    minutes = _WITH_MINUTES.search(words)
    if minutes is None:
        return False
    behind = _ZONE_OR_HALF.match(cursor.text, cursor.pos)
    return bool(behind) or (minutes[2] != "00" and minutes[0] not in ("-02:30", "-03:30", "-09:30"))


def _skip_same_in_brackets(cursor):
    """2024-03-31T01:30+01:00[Europe/Zurich] (RFC 9557): the offset has said it."""
    start = cursor.pos
    match = cursor.take(_BRACKETS)
    if match and not ("/" in match[1] and is_zone(match[1])):
        cursor.pos = start


def _in_brackets(cursor):
    start = cursor.pos
    match = cursor.take(_BRACKETS)
    if match and not _OFFSET_LIKE.match(match[1]) and is_zone(match[1]):
        return cursor.raw[match.start(1) : match.end(1)]
    cursor.pos = start
    return None


def _in_words(cursor):
    start = cursor.pos
    for pattern in (_IANA, _WORDS):
        match = cursor.take(pattern)
        if match is None:
            continue
        for end in _ends(cursor.text, match):
            words = cursor.raw[start:end].strip()
            behind = cursor.text[end : end + _BEHIND]
            if (not cursor.leading or _counts_in_prose(words, behind)) and is_zone(words):
                cursor.pos = end
                return words
        cursor.pos = start
    return None


def _ends(text, match):
    """Where the zone may end: after each word, the longest first."""
    words = text[match.start() : match.end()]
    stops = [match.start() + place.start() for place in re.finditer(r"(?<=\S)(?= |$)", words)]
    stops += [stop - 1 for stop in stops if text[stop - 1] == "."]
    return sorted(stops, reverse=True)


def _counts_in_prose(words, behind):
    """Whether words in a line of prose may be a zone: letters, "… Time", "16:37 Denver - …"."""
    if words in LETTERS_IN_PROSE or "/" in words or words in ("Pacific", "Eastern"):
        return True
    if words.lower() in _AMERICAN:
        return not _OF_A_PLACE.match(behind) if words[:2] == "US" else _ENDS.match(behind) is not None
    if words.lower().endswith(" time") and words[0].islower():
        return _TIME.sub("", words.lower()) in NAMED
    return words[0].isupper() and (words.lower().endswith(" time") or behind.startswith((" - ", " | ")))
