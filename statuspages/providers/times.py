"""Times as the many programs behind status pages write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

YEARS = range(1970, 9000)  # those in which a status page can have said something
_LONGEST = 100  # characters of a time
_UNIX = re.compile(r"\d{9,13}(?:\.\d{1,9})?", re.ASCII)
_MILLISECONDS_FROM = 100_000_000_000  # as seconds, that is the year 5138
# Go's time.String(): “2006-01-02 15:04:05.999 +0000 UTC m=+0.1”
_GO = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,9}))? ([+-]\d{4})\b.*", re.ASCII)
# JavaScript's Date.toString(): “Sat Jun 11 2022 18:55:50 GMT+0000 (Coordinated Universal Time)”
_JAVASCRIPT = re.compile(r"(\w{3} \w{3} \d\d? \d{4} \d\d:\d\d:\d\d) GMT([+-]\d{4}).*", re.ASCII)


def moment(written: str | int | float, zone: str = "UTC") -> datetime | None:
    """A time, aware UTC; None where it cannot be read, or says nothing: the years 1 and 9999.

    ISO 8601, Go's and JavaScript's own forms, RFC 822, seconds or milliseconds since 1970. One without an
    offset is in `zone` (IANA).
    """
    if isinstance(written, str):
        words = written.strip()
        found = _read(words) if 0 < len(words) <= _LONGEST else None
    else:
        found = _unix(written)
    if found is None or found.year not in YEARS:
        return None
    return (found if found.utcoffset() is not None else found.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def _read(words: str) -> datetime | None:
    if _UNIX.fullmatch(words):
        return _unix(float(words))
    if go := _GO.fullmatch(words):
        day, time, fraction, offset = go.groups()
        words = f"{day}T{time}.{(fraction or '0')[:6]:0<6}{offset}"
    try:
        if javascript := _JAVASCRIPT.fullmatch(words):
            return datetime.strptime(" ".join(javascript.groups()), "%a %b %d %Y %H:%M:%S %z")
        return datetime.fromisoformat(words)
    except ValueError:
        return _rfc822(words)


def _rfc822(words: str) -> datetime | None:
    try:
        return parsedate_to_datetime(words)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _unix(number: float) -> datetime | None:
    try:
        seconds = number / 1000 if number >= _MILLISECONDS_FROM else number
        return datetime.fromtimestamp(seconds, UTC) if number > 0 else None
    except (ValueError, OverflowError, OSError):  # out of all years; not a number
        return None
