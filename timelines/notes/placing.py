"""Giving each line its time: from its own words, else from its neighbours.

The order of the lines is taken seriously. It decides the day of a clock time, whether a log wrote UTC, what
an ambiguous zone would lead to, and between which times a line without one stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from timelines.notes.lines import Entry
from timelines.notes.model import Candidate
from timelines.when import AmbiguousZone, Precision, UnreadableTime, When
from timelines.when.reading import Reading, read_leading, read_time

_STAMP = re.compile(r"^[\W_]{0,4}\d{4}[-/.]\d{2}[-/.]\d{2}[T ]\d{2}:\d{2}:\d{2}")
_RELATIVE_DAY = re.compile(r"^(?:today|yesterday) at ", re.IGNORECASE)
_AT_THE_END = re.compile(
    r"(?:\bat\s+|@\s*|[(\[]\s*)"
    r"(?P<time>(?:about |around |ca\.? |~|≈)?\d{1,2}(?::\d{2}|\s?[ap]\.?m)[^()\[\]]{0,24}?)\s*[)\]]?\.?$",
    re.IGNORECASE,
)
_SHORTLY = re.compile(r"^\W*(?:shortly|soon|moments|just) after\W*$|^\W*afterwards\W*$", re.IGNORECASE)


@dataclass(slots=True)
class Item:
    """A line on its way. `day` is that of the heading above it, else the first; `section` counts headings."""

    entry: Entry
    key: str
    day: date | None
    section: int
    is_dated: bool = False  # a heading above it names the day
    reading: Reading | None = None
    when: When | None = None
    until: When | None = None
    is_placed: bool = False  # by its neighbours: it says no time itself
    read_as_utc: bool = False
    floating: tuple[Reading, Reading] | None = (
        None  # a log's time without zone: (in the story's zone, in UTC)
    )
    error: UnreadableTime | None = None
    meanings: list[tuple[str, str, When]] = field(default_factory=list)  # of an ambiguous zone
    candidates: tuple[Candidate, ...] = ()
    span: tuple[int, int] = (0, 0)
    rest_start: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.entry.first


@dataclass(frozen=True, slots=True)
class Story:
    """What all lines are read against."""

    zone: str
    start: When | None
    choices: Mapping[str, str]


def place(items: Sequence[Item], story: Story) -> None:
    """Give every item its time, its candidates or its error. `items` are in the order of time."""
    for item in items:
        _find_floating(item, story)
    after, section = None, None
    for index, item in enumerate(items):
        if item.section != section:
            section, after = item.section, None
        if item.floating and item.reading is None:
            _settle_run(items[index:], after, story)
        elif not item.floating:
            _read(item, after, story)
        if item.reading:
            _take(item)
            after = item.when
    _place_between(items, story)


# From its own words


def read_words(entry: Entry, **context) -> Reading | None:
    """The Reading of an entry's time: at its beginning, above it, or at its end. Raises UnreadableTime."""
    if entry.clock:
        return read_time(_RELATIVE_DAY.sub("", entry.clock), **context)
    reading = read_leading(entry.head, **context)
    if reading and entry.head[slice(*reading.span)].endswith(" ?"):
        return _before_a_question(entry.head, reading.span[1] - 1, context)
    return reading or _at_the_end(entry.head, context)


def _before_a_question(head: str, mark: int, context) -> Reading:
    """“18:05 ? who owns it”: the mark asks; only one without a blank before it makes the time uncertain."""
    reading = read_leading(f"{head[:mark]},{head[mark + 1 :]}", **context)
    return replace(reading, rest_start=mark)


def _at_the_end(head: str, context) -> Reading | None:
    """“queue cleared (18:02)”, “queue cleared at 18:02 UTC”."""
    match = _AT_THE_END.search(head)
    if match is None or match.start() < 3:
        return None
    try:
        reading = read_time(match["time"], **context)
    except AmbiguousZone:
        raise
    except UnreadableTime:
        return None
    return replace(reading, span=match.span("time"), rest_start=-match.start())


def _read(item: Item, after: When | None, story: Story) -> None:
    zone = story.choices.get(item.key)
    try:
        item.reading = _in_context(item, after, story, story.zone)
    except AmbiguousZone as error:
        item.error = error
        meant = [(label, to) for label, to in error.candidates if to == zone]
        for label, candidate in meant or error.candidates:
            _try_meaning(item, label, candidate, after, story)
        if meant and item.meanings:
            item.error, item.meanings = None, []
            item.reading = _in_context(item, after, story, zone)
            item.notes.append(f"{error.abbreviation} as {meant[0][0]}")
    except UnreadableTime as error:
        item.error = error


def _try_meaning(item: Item, label: str, zone: str, after: When | None, story: Story) -> None:
    try:
        reading = _in_context(item, after, story, zone)
    except UnreadableTime:
        return  # this meaning leads to a time that does not exist: it is not offered
    if reading:
        item.span = reading.span
        item.meanings.append((label, zone, reading.when))


def _in_context(item: Item, after: When | None, story: Story, zone: str) -> Reading | None:
    day = item.day if after is None else None
    return read_words(item.entry, day=day, zone=zone, after=after, start=story.start)


def _take(item: Item) -> None:
    reading = item.reading
    item.when, item.until = reading.when, reading.until
    item.span, item.rest_start = reading.span, reading.rest_start
    item.notes.extend(reading.notes)


# Logs that name no zone


def _find_floating(item: Item, story: Story) -> None:
    if not _STAMP.match(item.entry.head):
        return
    try:
        local = read_leading(item.entry.head, zone=story.zone)
        if local and local.is_log_stamp and not local.zone_stated:
            utc = read_leading(item.entry.head, zone="UTC")
            if utc.when.earliest != local.when.earliest:
                item.floating = (local, utc)
    except UnreadableTime:
        return  # read again, and reported, in its turn


def _settle_run(items: Sequence[Item], after: When | None, story: Story) -> None:
    """Read a run of log lines in one zone: UTC where that fits the neighbours and the story's does not."""
    run, following = [], None
    for item in items:
        if item.floating:
            run.append(item)
        elif following := _peek(item, after, story):
            break
    fits_local, fits_utc = (
        _fits(run[0].floating[zone].when, run[-1].floating[zone].when, after, following) for zone in (0, 1)
    )
    as_utc = fits_utc and not fits_local
    for item in run:
        item.reading = item.floating[as_utc]
        item.read_as_utc = as_utc


def _peek(item: Item, after: When | None, story: Story) -> When | None:
    try:
        reading = _in_context(item, after, story, story.zone)
    except UnreadableTime:
        return None
    return reading.when if reading else None


def _fits(first: When, last: When, after: When | None, following: When | None) -> bool:
    return not (after and first.before(after)) and not (following and last.after(following))


# From its neighbours


def _place_between(items: Sequence[Item], story: Story) -> None:
    """Second pass, with every stated time known: lines without one, open ones, candidates, notes."""
    before = _nearest(items)
    behind = list(reversed(_nearest(list(reversed(items)))))
    for item, above, below in zip(items, before, behind, strict=True):
        if item.meanings:
            item.candidates = tuple(_candidate(meaning, above, below) for meaning in item.meanings)
        elif item.reading:
            _tell(item, above, below, story)
        elif item.error is None:
            _between(item, above, below, story)


def _nearest(items: Sequence[Item]) -> list[Item | None]:
    """For each item the nearest one before it that states its time."""
    nearest, found = [], None
    for item in items:
        nearest.append(found)
        if item.reading:
            found = item
    return nearest


def _between(item: Item, above: Item | None, below: Item | None, story: Story) -> None:
    earliest = above.when.earliest if above else None
    latest = _bound_below(earliest, below)
    if earliest is None and latest is None:
        if item.is_dated:
            item.when = When.read(item.day.isoformat(), zone=story.zone)
            item.notes.append("no time given; some time on that day")
            item.is_placed = True
        return
    item.when = When(earliest, latest, Precision.RANGE, _zone_of(above or below, story))
    item.is_placed = True
    if earliest and latest:
        item.notes.append("no time given; stands between its neighbours")
    elif earliest:
        item.notes.append(f"no time given; after line {above.number}")
    else:
        item.notes.append(f"no time given; before line {below.number}")


def _zone_of(neighbour: Item, story: Story) -> str:
    return story.zone if neighbour.read_as_utc or neighbour.reading.zone_stated else neighbour.when.zone


def _bound_below(earliest: datetime | None, below: Item | None) -> datetime | None:
    """Where a time before `below` ends: with its beginning where that is a minute or finer, else its end."""
    if below is None:
        return None
    when = below.when
    exact = when.precision in (Precision.MINUTE, Precision.SECOND)
    for bound in (when.earliest if exact else when.latest, when.latest):
        if bound and (earliest is None or bound > earliest):
            return bound
    return None


def _tell(item: Item, above: Item | None, below: Item | None, story: Story) -> None:
    """Bound what is open, and say what a person should know about how the time was found."""
    if _SHORTLY.match(item.when.words):
        latest = _bound_below(item.when.earliest, below)
        if latest and latest < item.when.latest:
            item.when = replace(item.when, latest=latest)
        item.notes.append(_between_lines("", above, below))
    elif item.when.earliest is None and above and _may_begin(above.when.earliest, item.when.latest):
        item.when = replace(item.when, earliest=above.when.earliest)
    if item.read_as_utc:
        item.notes.append(f"a log line: read as UTC, {_between_numbers(above, below)}")
    elif item.floating:
        item.notes.append(f"a log line without a zone: read in {story.zone}")
    if above and item.when.before(above.when):
        item.notes.append(f"earlier than line {above.number}")


def _may_begin(earliest: datetime | None, latest: datetime) -> bool:
    return earliest is not None and earliest < latest


def _between_lines(lead: str, above: Item | None, below: Item | None) -> str:
    places = [f"after line {above.number}"] if above else []
    places += [f"before line {below.number}"] if below else []
    return lead + ", ".join(places)


def _between_numbers(above: Item | None, below: Item | None) -> str:
    if above and below:
        return f"fits between {above.number} and {below.number}"
    return f"fits after {above.number}" if above else f"fits before {below.number}"


def _candidate(meaning: tuple[str, str, When], above: Item | None, below: Item | None) -> Candidate:
    label, zone, when = meaning
    place, fits = "fits", True
    if above and when.before(above.when):
        place, fits = f"before line {above.number}", False
    elif below and when.after(below.when):
        place, fits = f"after line {below.number}", False
    elif not (above or below):
        place = ""
    said = ", ".join(part for part in (when.text(zone="UTC", day=False), place) if part)
    return Candidate(zone, label, said, fits)
