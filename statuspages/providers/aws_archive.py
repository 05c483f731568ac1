"""AWS's former data.json: a year of events whose updates are HTML, with a time of day in US Pacific each.

`<div><span class="yellowfg">12:53 PM PDT</span>&nbsp;text</div>` an update, oldest first. A day stands there
only where it is not that of the update before, and not always then: times go forward.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from statuspages.providers import limits
from statuspages.providers.aws_words import LEVELS, WORDS, is_resolved, named
from statuspages.providers.fields import Fields, json_object
from statuspages.providers.gathered import affecting, with_made_ids
from statuspages.providers.reading import Affected, ReadIncident, ReadUpdate, State
from timelines.when import Precision

ZONE = "America/Los_Angeles"
_POST = re.compile(r'<div>\s*<span class="yellowfg">([^<]{1,60})</span>')
_TIME = re.compile(r"(?:([A-Z][a-z]{2}) +(\d{1,2}), +)?(\d{1,2}):(\d{2}) ([AP])M (P[SD]T)", re.ASCII)
_OFFSETS = {"PST": timezone(timedelta(hours=-8)), "PDT": timezone(timedelta(hours=-7))}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_A_LITTLE = timedelta(hours=1)  # by which an event may be entered after the time of its first update
_DAY = timedelta(days=1)


def read_events(body: bytes) -> list[ReadIncident]:
    """The events of the file, current ones first. Raises NotJson and Unexpected."""
    answer = Fields(json_object(body), "the answer", ZONE)
    answer.required("archive", list)
    answer.required("current", list)
    lists = [answer.objects(name, "event", limits.MOST_INCIDENTS) for name in ("current", "archive")]
    return [_incident(event) for events in lists for event in events]


def _incident(event: Fields) -> ReadIncident:
    date = event.moment("date")
    summary = event.text("summary", limits.NAME_LENGTH)
    code = event.word("status", limits.STATUS_LENGTH)
    word = WORDS.get(code, code)
    over = is_resolved(summary)
    service = Fields({"id": event.text("service") or event.text("service_name")}, event.where).uid()
    affected = Affected(service, event.text("service_name", limits.NAME_LENGTH), "", word)
    updates = _updates(event.text("description", limits.BODY_LENGTH), date, word, over=over)
    return ReadIncident(
        uid=Fields({"id": f"{service} {date.isoformat() if date else summary}"}, event.where).uid(),
        name=named(event, summary),
        status="Resolved" if over else word,
        state=State.RESOLVED if over else State.INVESTIGATING,
        impact=word,
        url="",
        shortlink="",
        created_at=date,
        started_at=None,
        updated_at=None,
        resolved_at=updates[-1].at if over and updates else None,
        updates=affecting(updates, [affected] if word in LEVELS else []),
        ids_are_made=True,
    )


def _updates(html: str, date: datetime | None, word: str, *, over: bool) -> tuple[ReadUpdate, ...]:
    """The posts of a description. The file tells an event's status as it is last, not at each."""
    marks = list(_POST.finditer(html))[: limits.MOST_UPDATES]
    ends = [mark.start() for mark in marks[1:]] + [len(html)] * bool(marks)
    last, read = date, []
    for number, (mark, end) in enumerate(zip(marks, ends, strict=True), 1):
        at = _moment(mark[1].strip(), last, is_first=number == 1)
        last = at or last
        is_end = over and number == len(marks)
        read.append(
            ReadUpdate(
                uid="",
                status="Resolved" if is_end else word,
                state=State.RESOLVED if is_end else State.INVESTIGATING,
                body=html[mark.end() : end].removesuffix("</div>").replace("&nbsp;", " ").strip(),
                display_at=at,
                created_at=at,
                updated_at=None,
                affected=(),
                precision=Precision.MINUTE,
                is_status_told=False,
            )
        )
    return with_made_ids(read)


def _moment(words: str, last: datetime | None, *, is_first: bool) -> datetime | None:
    """A time of day, on the day named or else the first on which it comes after `last`. Aware UTC."""
    found = _TIME.fullmatch(words)
    if found is None or last is None:
        return None
    month, day, hour, minute, half, zone = found.groups()
    before = last.astimezone(ZoneInfo(ZONE))
    clock = (int(hour) % 12 + (12 if half == "P" else 0), int(minute))
    try:
        at = datetime(before.year, before.month, before.day, *clock, tzinfo=_OFFSETS[zone])
        if month in _MONTHS:
            at = at.replace(month=_MONTHS.index(month) + 1, day=int(day))
            return (at.replace(year=at.year + 1) if at < last - 180 * _DAY else at).astimezone(UTC)
        if at < last - (_A_LITTLE if is_first else timedelta(0)):
            at += _DAY
    except (ValueError, OverflowError):
        return None
    return at.astimezone(UTC)
