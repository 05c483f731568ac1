"""The posts of an incident out of one entry's text, as Statuspage writes them and others have copied:

    <p><small>Aug <var data-var='date'>21</var>, <var data-var='time'>00:37</var> UTC</small><br>
    <strong>Resolved</strong> - The text.</p>

Newest first. The year is missing, and follows from when the entry was published, going backwards. The zone is
an abbreviation of the page's own, which the same time settles where it has several meanings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from timelines.when import UnreadableTime
from timelines.when.zones import read_zone, resolve

_VAR = r"(?:<var[^<>]{0,80}>)?\s{0,9}"
_DAY = (
    r"(?P<month>[A-Z][a-z]{2})[a-z]{0,6}\.?\s{1,9}"
    rf"{_VAR}(?P<day>\d{{1,2}})\s{{0,9}}(?:</var>)?,?\s{{1,9}}"
)
_TIME = rf"{_VAR}(?P<hour>\d{{1,2}}):(?P<minute>\d\d)\s{{0,2}}(?P<half>[AaPp][Mm])?(?:</var>)?\s{{0,9}}"
_ZONE = r"(?P<zone>[A-Z]{1,5}|[+-]\d\d(?::?\d\d)?)?\s{0,9}"
_POST = re.compile(
    rf"<p>\s{{0,99}}<small>\s{{0,9}}{_DAY}{_TIME}{_ZONE}</small>\s{{0,99}}(?:<br\s{{0,9}}/?>)?\s{{0,99}}"
    r"<strong>(?P<label>[^<>]{1,100})</strong>\s{0,9}(?:[-–—]\s?)?",
    re.ASCII,
)
_SCHEDULED = re.compile(
    rf"<p>\s{{0,99}}<strong>\s{{0,9}}THIS IS A SCHEDULED EVENT\s{{1,9}}{_DAY}{_TIME}", re.ASCII
)
_UNTIL = re.compile(rf"(?:{_ZONE})?[-–—]\s{{0,9}}(?:{_DAY})?{_TIME}".replace("P<zone>", "P<ours>"), re.ASCII)
_ZONE_BEHIND = re.compile(rf"{_ZONE}</strong>", re.ASCII)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_OUT_OF_ORDER = timedelta(days=60)  # posts are back-dated; a year further back is taken only beyond this
_LARGEST_OFFSET = timedelta(hours=14)
_QUARTER = timedelta(minutes=15)
_UTC_NAMES = ("", "UTC", "GMT", "Z")


@dataclass(frozen=True, slots=True)
class Post:
    """`at`: the minute it shows, aware UTC. `label`: as written, “Update” for the same status again."""

    at: datetime
    label: str
    body: str  # HTML


@dataclass(frozen=True, slots=True)
class Posts:
    """The posts of an entry, newest first; the window of a maintenance that has not begun yet."""

    posts: tuple[Post, ...]
    scheduled_for: datetime | None = None
    scheduled_until: datetime | None = None


def read_posts(text: str, published: datetime | None, updated: datetime | None) -> Posts | None:
    """The posts of an entry; None where its text is not written in this way."""
    text = text.strip()
    found = list(_POST.finditer(text))
    times = [time for time in (published, updated) if time]
    if not found or not times:
        return None
    scheduled = _SCHEDULED.match(text)
    zones = _Zones()
    if published and scheduled:
        zones.settle(_zone_of(scheduled, text), scheduled, published)
    elif published:
        zones.settle(found[0]["zone"], found[0], published)
    posts, near = [], min(times)
    for match, body in zip(found, _bodies(text, found), strict=True):
        near = _moment(match, near, zones.offset(match["zone"]))
        if near is None:
            return None
        posts.append(Post(near, " ".join(match["label"].split()), body))
    window = _window(text, scheduled, published or near, zones) if scheduled else (None, None)
    return Posts(tuple(posts), *window)


def _bodies(text: str, found: list[re.Match]) -> Iterator[str]:
    ends = [match.start() for match in found[1:]] + [len(text)]
    for match, end in zip(found, ends, strict=True):
        yield text[match.end() : end].strip().removesuffix("</p>").strip()


def _moment(match: re.Match, near: datetime, offset: timedelta) -> datetime | None:
    """The newest time with this month, day and clock that is not far after `near`; None: there is none."""
    for year in range(near.year + 1, near.year - 9, -1):
        local = _local(match, year)
        if local is not None and local - offset <= near + _OUT_OF_ORDER:
            return local - offset
    return None


def _local(match: re.Match, year: int) -> datetime | None:
    """The clock time as shown, as if it were of UTC; None where no such day is in that year."""
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + (12 if match["half"].lower() == "pm" else 0)
    try:
        month = _MONTHS.index(match["month"]) + 1
        return datetime(year, month, int(match["day"]), hour, int(match["minute"]), tzinfo=UTC)
    except ValueError:
        return None


class _Zones:
    """The offsets of the abbreviations in one entry."""

    def __init__(self):
        self._settled: dict[str, timedelta] = {}

    def settle(self, name: str | None, shown: re.Match, published: datetime) -> None:
        """Learn one from a time that is shown and that `published` gives as well."""
        if (name or "") in _UTC_NAMES:
            return
        for year in (published.year, published.year + 1, published.year - 1):
            local = _local(shown, year)
            offset = local - published.replace(second=0, microsecond=0) if local else None
            if offset is not None and abs(offset) <= _LARGEST_OFFSET and not offset % _QUARTER:
                self._settled[name] = offset
                return

    def offset(self, name: str | None) -> timedelta:
        """Zero where nobody knows the abbreviation, or which of its meanings it has."""
        name = name or ""
        if name in _UTC_NAMES:
            return timedelta(0)
        if name not in self._settled:
            self._settled[name] = _usual_offset(name)
        return self._settled[name]


def _usual_offset(name: str) -> timedelta:
    try:
        return resolve(read_zone(name)).utcoffset(None) or timedelta(0)
    except UnreadableTime:
        return timedelta(0)


def _zone_of(scheduled: re.Match, text: str) -> str:
    found = _ZONE_BEHIND.search(text, scheduled.end())
    return (found["zone"] if found else None) or ""


def _window(text: str, scheduled: re.Match, near: datetime, zones: _Zones):
    """From when until when the maintenance is planned; None for an end that it does not give."""
    offset = zones.offset(_zone_of(scheduled, text))
    begin = _moment(scheduled, near, offset)
    until = _UNTIL.match(text, scheduled.end())
    if begin is None or until is None:
        return begin, None
    if until["month"]:
        return begin, _moment(until, begin, offset)
    shown = begin + offset
    try:
        end = shown.replace(hour=int(until["hour"]), minute=int(until["minute"]))
    except ValueError:
        return begin, None
    return begin, (end if end >= shown else end + timedelta(days=1)) - offset
