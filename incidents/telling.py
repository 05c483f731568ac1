"""A timeline told in order: events as rows that a template only has to show.

Pure: the events come with their milestones and quotes (`TimelineEvent.objects.for_timeline()`), and nothing
here asks the database.
"""

from __future__ import annotations

import datetime
import re
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from django.template.defaultfilters import capfirst

from incidents.differing import without_note
from timelines.models import Kind, Milestone, Quote, TimelineEvent
from timelines.when import Precision, When
from timelines.when.text import Parts, date_text, html_datetime

SHORTEST_GAP = datetime.timedelta(minutes=40)
"""Less than this between two events is the ordinary rhythm of notes."""

RHYTHM = 3
"""A gap is this many times as long as what usually lies between two events of this timeline."""

LONG_GAP = datetime.timedelta(hours=3)
_HAS_BLOCKS = re.compile(r"\n\s*\n|^\s*(?:[-*+>#|]|\d+[.)]\s|```|~~~)|^(?: {4}|\t)", re.MULTILINE)
"""Markdown of more than one paragraph."""

LEAST_FOLDED = 3  # posts in a row that fold into one row
FOLDED_WORDS = 60  # characters of a post's text that a fold repeats in its summary

KIND_ICONS = {
    Kind.OBSERVATION: "eye",
    Kind.ACTION: "wrench",
    Kind.DECISION: "split",
    Kind.COMMUNICATION: "message-square",
    Kind.CHANGE: "git-commit-horizontal",
    Kind.ALERT: "bell",
    Kind.STATUS_POST: "radio",
    Kind.QUESTION: "circle-question-mark",
}
_KIND_NAMES = {kind.value: capfirst(kind.label) for kind in Kind}
SOURCE_ICONS = {"status-page": "radio", "record": "link", "chat-log": "message-square", "log": "bell"}

_MARKED_AS = {
    Precision.APPROXIMATE: "ev-about",
    Precision.RANGE: "ev-between",
    Precision.DAY: "ev-between",
    Precision.HOUR: "ev-between",
}


@dataclass(frozen=True, slots=True)
class Clock:
    """A time as a row shows it: the clock, and smaller beneath it what else is known.

    `first`, `last` and `precision` are for the reader's own zone (static/js/times.js); the ends are ISO
    instants, half-open, "" where open.
    """

    clock: str
    beneath: tuple[str, ...]
    machine: str  # the value of <time datetime>
    first: str
    last: str
    precision: str
    title: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A quote that opens in place."""

    words: str
    label: str
    icon: str
    title: str
    published: str
    href: str


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day begins: its name, and the zone of the clocks below."""

    day: str
    zone: str
    is_day: ClassVar = True


@dataclass(frozen=True, slots=True)
class GapRow:
    """Nothing was recorded for so long."""

    lasted: str
    is_long: bool
    is_gap: ClassVar = True


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event. `classes` say how certain its time is and what it carries, for the style sheet."""

    pk: int
    anchor: str
    classes: str
    time: Clock
    kind: str
    icon: str
    badges: tuple[str, ...]
    text: str
    note: str  # what other sources say, where they differ
    is_short: bool
    actor: str
    learned: str
    is_pinned: bool
    chips: tuple[Chip, ...]
    corrections: int
    told: _Told = field(repr=False, compare=False)
    is_event: ClassVar = True

    @property
    def said_id(self) -> str:
        """The id of what is said beneath the text box of its time."""
        return f"when-said-{self.pk}"

    @property
    def has_meta(self) -> bool:
        """Whether anything stands beneath its text."""
        return bool(self.is_pinned or self.actor or self.learned or self.chips or self.corrections)


@dataclass(frozen=True, slots=True)
class FoldRow:
    """A run of status posts, folded into one row that opens."""

    posts: tuple[EventRow, ...]
    time: Clock
    said: str
    is_fold: ClassVar = True


@dataclass(frozen=True, slots=True)
class Said:
    """A time in the words of the house: “≈ 21:30 UTC”, “Tue 14 March 2023”, “≈ means 21:22–21:38 UTC”."""

    time: str
    day: str
    bounds: str


Row = DayRow | GapRow | EventRow | FoldRow


@dataclass(frozen=True, slots=True)
class _Told:
    """An event with its times, which a model builds anew whenever they are asked for."""

    event: TimelineEvent
    happened: When  # the time it stands at: when it was learned, where that is the order
    until: When | None
    learned: When | None
    parts: Parts
    is_later: bool = False  # it stands where it was learned

    @classmethod
    def of(cls, event: TimelineEvent, zone: str, *, by_learning: bool = False) -> _Told:
        learned = event.learned
        if by_learning and learned:
            return cls(event, learned, None, learned, learned.parts(learned.zone), is_later=True)
        happened = event.happened
        # A day is a day of the zone it was said in: elsewhere it would be from 07:00 to 07:00.
        parts = happened.parts(happened.zone if happened.precision == Precision.DAY else zone)
        return cls(event, happened, event.until, learned, parts)


def timeline_rows(
    events: Iterable[TimelineEvent], zone: str, *, level: int = 0, by_learning: bool = False
) -> list[Row]:
    """The rows of a timeline, in the order of `events`, or with `by_learning` as it became known.

    `zone` is the IANA name whose clock and days are shown. `level` (1 to 5) is the severity's colour for
    stretches. Each event needs its milestones and quotes at hand.
    """
    all_told = [_Told.of(event, zone, by_learning=by_learning) for event in events]
    if by_learning:
        all_told.sort(key=lambda told: told.happened.key)
    first_post = next((told for told in all_told if told.event.kind == Kind.STATUS_POST), None)
    rows: list[Row] = []
    day = None
    for told, gap in zip(all_told, _gaps(all_told), strict=True):
        if gap:
            rows.append(gap)
        if (new_day := _day_of(told)) and new_day != day:
            day = new_day
            rows.append(DayRow(f"{day:%A} {day.day} {day:%B %Y}", _zone_name(told.happened, zone)))
        rows.append(_event_row(told, zone, level, is_first_post=told is first_post))
    return _folded(rows)


def event_row(event: TimelineEvent, zone: str, *, level: int = 0) -> EventRow:
    """One event alone as the row it has on the timeline."""
    return _event_row(_Told.of(event, zone), zone, level, is_first_post=False)


def _event_row(told: _Told, zone: str, level: int, *, is_first_post: bool) -> EventRow:
    event = told.event
    badges = tuple(capfirst(mark.get_kind_display()) for mark in _in_order(event.milestones.all()))
    if is_first_post:
        badges = (*badges, "First public post")
    text, note = without_note(event.text)
    return EventRow(
        pk=event.pk,
        anchor=event.anchor,
        classes=_classes(told, bool(badges), level),
        time=_clock(told, zone),
        kind=_KIND_NAMES[event.kind],
        icon=KIND_ICONS[event.kind],
        badges=badges,
        text=text,
        note=note,
        is_short=not _HAS_BLOCKS.search(text.strip()),
        actor=event.actor,
        learned=_learned(told),
        is_pinned=event.pinned,
        chips=tuple(_chip(quote) for quote in event.quotes.all()),
        corrections=event.edition - 1,
        told=told,
    )


def _in_order(milestones):
    return sorted(milestones, key=lambda mark: Milestone.Kind.values.index(mark.kind))


def _classes(told: _Told, is_marked: bool, level: int) -> str:
    classes = ["ev"]
    if marked_as := _MARKED_AS.get(told.happened.precision):
        classes.append(marked_as)
    if told.until:
        classes += ["ev-stretch", f"ev-sev{level}"] if level else ["ev-stretch"]
    if is_marked:
        classes.append("ev-ms")
    elif told.event.kind == Kind.STATUS_POST:
        classes.append("ev-post")
    if told.learned:
        classes.append("ev-later")
    if told.event.pinned:
        classes.append("ev-pin")
    return " ".join(classes)


def _clock(told: _Told, zone: str) -> Clock:
    happened, parts = told.happened, told.parts
    beneath = [parts.second] if parts.second else []
    if told.until:
        beneath.append(_until(told.until, parts.date, zone))
    elif happened.precision == Precision.DAY:
        beneath.append("hour not recorded")
    if parts.utc:
        beneath.append(utc_of(happened, parts))
    return Clock(
        clock=parts.clock,
        beneath=tuple(beneath),
        machine=html_datetime(happened),
        first=_iso(happened.earliest),
        last=_iso(happened.latest),
        precision=str(happened.precision),
        title=f"written “{happened.words}”" if happened.words else "",
    )


def utc_of(happened: When, parts: Parts) -> str:
    """A time in UTC beside its own zone. Of “by 14:30, after 06:31” only the bound that was said."""
    if not parts.second:
        return parts.utc
    return f"{happened.parts('UTC').clock.split(' ', 1)[1]} UTC"


def said_of(happened: When, until: When | None, zone: str) -> Said:
    """What was understood of words, in full: for the line beneath a text box."""
    parts = happened.parts(zone)
    time = " ".join(part for part in (parts.clock, parts.zone) if part)
    if parts.second:
        time = f"{time}, {parts.second}"
    if until:
        time = f"{time} until {until.text(zone, day=until.parts(zone).date != parts.date).split(' (')[0]}"
    day = f"{parts.date:%a} {date_text(parts.date, short=False)}" if parts.day else ""
    return Said(time, day, _bounds(happened))


def _bounds(happened: When) -> str:
    """What the words leave open, in UTC: “≈ means 21:22–21:38”."""
    if happened.precision != Precision.APPROXIMATE:
        return happened.text("UTC", day=False) if happened.parts(happened.zone).utc else ""
    minute = datetime.timedelta(minutes=1)
    earliest = happened.earliest.replace(second=0, microsecond=0)
    latest = -(-(happened.latest - earliest) // minute) * minute + earliest
    bounds = When(earliest, latest, Precision.RANGE, "UTC")
    return f"≈ means {bounds.text('UTC', day=False)}"


def _iso(instant: datetime.datetime | None) -> str:
    return instant.isoformat().replace("+00:00", "Z") if instant else ""


def _until(until: When, begin: datetime.date, zone: str) -> str:
    """The end of a stretch: its clock; with the weekday where that is another, the date where it is far."""
    parts = until.parts(zone)
    if parts.date == begin or not parts.day:
        return f"until {parts.clock}"
    if 0 < (parts.date - begin).days < 6:
        return f"until {parts.clock}, {parts.date:%a}"
    return f"until {date_text(parts.date, year=parts.date.year != begin.year)}, {parts.clock}"


def _learned(told: _Told) -> str:
    """What stands beside an event that became known later: when that was, or of when it tells."""
    if not told.learned:
        return ""
    if told.is_later:
        return f"of {told.event.happened}"
    date = told.learned.parts(told.learned.zone).date
    return f"learned {date_text(date, short=False, year=date.year != told.happened.best.year)}"


def _chip(quote: Quote) -> Chip:
    source = quote.source
    return Chip(
        words=quote.text,
        label=source.get_kind_display(),
        icon=SOURCE_ICONS.get(source.kind, "file-text"),
        title=source.title,
        published=f"published {source.published}" if source.published else "",
        href=quote.get_absolute_url(),
    )


# Days


def _day_of(told: _Told) -> datetime.date | None:
    """The day under whose heading an event stands; None for times of several days, which need none."""
    if told.happened.precision == Precision.DAY:
        return told.parts.date
    width = told.happened.width
    is_bound_by_days = width is None and not told.parts.day  # "by 4 Dec 2018": on no day in particular
    is_long = width is not None and width > datetime.timedelta(days=1)
    return None if is_bound_by_days or is_long else told.parts.date


def _zone_name(when: When, zone: str) -> str:
    return When.at(when.best, zone=zone).parts(zone).zone


# Gaps


def _gaps(events: Sequence[_Told]) -> list[GapRow | None]:
    """What stands before each event: a gap where nothing was recorded for unusually long, else None."""
    distances = [_since_before(events, index) if index else None for index in range(len(events))]
    known = [
        distance.shortest for distance in distances if distance and distance.shortest > datetime.timedelta()
    ]
    usual = statistics.median(known) if known else datetime.timedelta()
    least = max(SHORTEST_GAP, RHYTHM * usual) if len(known) > LEAST_FOLDED else SHORTEST_GAP
    return [
        GapRow(str(distance).replace(" – ", " to "), distance.shortest >= LONG_GAP)
        if distance and distance.shortest >= least
        else None
        for distance in distances
    ]


def _since_before(events: Sequence[_Told], index: int):
    """How long before event `index` nothing was recorded, a Duration; None where that is not known."""
    before = events[index - 1]
    ends = [before.until or before.happened]
    # A wide time some rows above may reach further than the row before; a few rows are enough to look at.
    ends += [event.happened for event in events[max(0, index - 4) : index - 1]]
    if any(end.latest is None for end in ends) or events[index].happened.earliest is None:
        return None
    last = max(ends, key=lambda end: end.latest)
    distance = events[index].happened - last
    return distance if distance.shortest > datetime.timedelta() else None


# Folds


def _folded(rows: list[Row]) -> list[Row]:
    """Fold runs of plain status posts that no day, gap or other event divides."""
    told: list[Row] = []
    run: list[EventRow] = []
    for row in [*rows, None]:
        if isinstance(row, EventRow) and _is_plain_post(row):
            run.append(row)
            continue
        told += [_fold(run)] if len(run) >= LEAST_FOLDED else run
        run = []
        if row is not None:
            told.append(row)
    return told


def _is_plain_post(row: EventRow) -> bool:
    told = row.told
    return told.event.kind == Kind.STATUS_POST and not (
        row.badges or row.is_pinned or told.until or told.learned
    )


def _fold(run: list[EventRow]) -> FoldRow:
    first, last = run[0].time, run[-1].time
    time = Clock(
        clock=f"{first.clock} to {last.clock}",
        beneath=(),
        machine=f"{first.machine.split('/')[0]}/{last.machine.split('/')[-1]}",
        first=first.first,
        last=last.last,
        precision="range",
        title="",
    )
    return FoldRow(tuple(run), time, _said(run))


def _said(run: list[EventRow]) -> str:
    """What the posts of a fold say, by the first and the last of them."""
    first, last = _clause(run[0].text), _clause(run[-1].text)
    if len({row.text.strip() for row in run}) == 1:
        return f"all “{first}”"
    return f"“{first}” to “{last}”"


def _clause(text: str) -> str:
    """The first clause of a post, or as many whole words of it as stand on a line."""
    line = text.strip().split("\n", 1)[0]
    for end in (". ", "; ", ", "):
        line = line.split(end, 1)[0]
    line = line.rstrip(".,;: ")
    if len(line) <= FOLDED_WORDS:
        return line
    return f"{line[:FOLDED_WORDS].rsplit(' ', 1)[0]} …"
