"""Finding the words that are times: one cheap scan, then the grammar where it points."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from timelines.reading.limits import check_time
from timelines.reading.model import Block, BlockKind, Document, Place
from timelines.reading.times.daywords import SHIFTS, read_day_words
from timelines.reading.times.scanning import candidates
from timelines.reading.times.wordings import GLOSS_END, INSIDE, WALL, same_instant
from timelines.when.errors import UnreadableTime
from timelines.when.reading.dates import read_date
from timelines.when.reading.grammar import read_moment, read_said
from timelines.when.reading.said import HOUR, Moment, Said, SaidClock, SaidDate
from timelines.when.reading.scan import Cursor

_LEADS = frozenset(
    (
        "at", "on", "around", "about", "approximately", "approx", "approx.", "roughly", "circa", "ca",
        "ca.", "by", "until", "till", "before", "after", "since", "between", "from", "shortly", "just",
        "soon", "right", "immediately", "directly", "no", "later", "than", "sometime", "some", "time",
        "prior", "to", "up", "in", "the", "hours", "early", "morning", "afternoon", "evening", "of", "late",
        "mid", "~", "@", "mon", "mon.", "tue", "tue.", "tues", "wed", "wed.", "thu", "thu.", "thur", "thurs",
        "fri", "fri.", "sat", "sat.", "sun", "sun.",
    )
)  # fmt: skip
_GLOSS = re.compile(r" ?[(\[] ?(?=[~\d])")
_BRACKET = re.compile(r" ?[(\[] ?")
_NEXT_ZONE = re.compile(r" ?[;,/|] ?(?:and |or )?")
_SECOND_ZONE = re.compile(r" ?/ ?| or ")
_ZONE_BEFORE = re.compile(r"(?:^|[^\w])((?:UTC|GMT|[A-Z]{1,4}T)):? ?$")
_LENGTH_BEHIND = re.compile(r" ?(?:hours?|hrs?|minutes?|mins?|seconds?|secs?|h|m|s)(?![a-z])")
_ONLY_A_LENGTH = re.compile(r"\b(?:for|took|lasted|duration(?: of|:)?|runtime(?: of|:)?|uptime(?: of|:)?) +$")
_NOT_A_TIME_BEFORE = re.compile(
    r"(?:\bline|\brow|\bcol|\bversion|\bratio|\bpage|\bport|\bratio of|\bhours:?|§) +\(?$"
)
_UNKNOWN_MINUTES = re.compile(r"(\d{1,2}):(?:\?\?|xx|([0-5])[x?])(z(?![a-z0-9]))?")
_UNKNOWN_SECONDS = re.compile(r":(?:xx|\?\?)(z(?![a-z0-9]))?")
_FULL_STOP = re.compile(r"(?<!\.[a-z])\.$")
_DAY_OR_PART = r"(?:day|morning|afternoon|evening|night)"
_DAY_BEHIND = re.compile(
    r",? +(?:on +)?(?:(yesterday|today|tonight|this morning|this afternoon|this evening|tomorrow)"
    r"|(last) (?:night|evening)"
    rf"|(?:the |that )(next|following|same|previous) {_DAY_OR_PART}|(that) {_DAY_OR_PART}"
    rf"|the {_DAY_OR_PART} (before|after)(?= ?[,.;:)\n]))(?![a-z])"
)
_A_DAY_BEFORE = re.compile(
    r"(?:\d{2,5}[/.-]\d{1,2}[/.-]\d{1,4}|(?<![\d/])\d{1,2}/\d{1,2}),? +(?:at +|- +|@ *)?$"
)
_PLAINLY = re.compile(r"\d[/.-]\d{1,2}[/.-]\d{4}|\d/\d{1,2},? |[ap]\.?m|[a-z]{3}")
_THE_HOURS = re.compile(r"\bthe hours ")
_PART_AT_END = re.compile(r"(?:morning|afternoon|evening|night|before|after)$")
_AT = re.compile(r",? +(?:at +|around +|@ *)?")
_WORDS = re.compile(r"[a-z\d]")
_LONGEST_DECORATION = 40


@dataclass(slots=True)
class Spoken:
    """A time as said. `said` is None where the words cannot be read; `problem` then says why.

    - cell: of a table row, the index of the cell. is_leading: nothing but marks stands before it in its block
      (its cell). gloss: the same moment said again, in another zone.
    """

    place: Place
    said: Said | None
    block: int
    sentence: int
    cell: int = -1
    is_leading: bool = False
    gloss: Moment | None = None
    problem: str = ""
    is_said_again: bool = False  # “12 hours later, at 4:11 AM”

    @property
    def moment(self) -> Moment | None:
        return self.said.moment if self.said else None

    @property
    def date(self) -> SaidDate | None:
        return self.said.moment.date if self.said else None

    @property
    def clock(self) -> SaidClock | None:
        return self.said.moment.clock if self.said else None

    @property
    def has_day(self) -> bool:
        """Whether it names a day of the calendar, with or without its year."""
        date = self.date
        return bool(self.moment and self.moment.instant) or bool(date and date.day and date.month)

    @property
    def is_full(self) -> bool:
        """Whether it names a day with its year."""
        return self.has_day and bool(self.moment.instant or self.date.year)

    @property
    def is_vague(self) -> bool:
        """A month or a year, and no day."""
        date = self.date
        return bool(date) and (date.day, date.weekday, date.shift) == (None, None, None)


def find_spoken(document: Document, cursor: Cursor) -> list[Spoken]:
    """Every time in the document, in the order of the text; none in NOISE and CODE.

    `cursor` is the `prose_cursor` of the document.
    """
    places = candidates(cursor.text)
    begins = [start for start, _ in places]
    starts = [sentence.place.start for sentence in document.sentences]
    found: list[Spoken] = []
    for index, block in enumerate(document.blocks):
        if index % 256 == 0:
            check_time()
        if block.kind in (BlockKind.NOISE, BlockKind.CODE):
            continue
        first, last = (bisect_left(begins, at) for at in (block.place.start, block.place.end))
        for spoken in _in_block(cursor, index, block, places[first:last]):
            at = bisect_right(starts, spoken.place.start) - 1
            if at >= 0 and spoken.place.start < document.sentences[at].place.end:
                spoken.sentence = at
            found.append(spoken)
    return sorted(found, key=lambda one: one.place.start)


def _in_block(cursor: Cursor, index: int, block: Block, places: list[tuple[int, int]]) -> Iterator[Spoken]:
    pos = block.place.start
    if block.stamp is not None and block.kind is not BlockKind.FIELD:
        stamp = _stamp(cursor, index, block)
        if stamp is not None:
            yield stamp
            if stamp.place.start <= pos < stamp.place.end:
                pos = stamp.place.end
        if block.kind is BlockKind.LOG:
            return
    for number, (start, end) in enumerate(places):
        if number % 64 == 63:
            check_time()
        if start < pos or _is_inside(cursor.text, start) or _in_stamp(block, start):
            continue
        spoken = _read_at(cursor, start, end, pos, block.place.end)
        if spoken is not None:
            pos = max(spoken.place.end, start + 1)
            spoken.block = index
            _locate(cursor.text, spoken, block)
            yield spoken


def _in_stamp(block, at):
    return block.kind is not BlockKind.FIELD and block.stamp and block.stamp.start <= at < block.stamp.end


def _is_inside(text: str, start: int) -> bool:
    """Whether the character before belongs to the same word, number, address or version."""
    before = text[start - 1] if start else " "
    if before.isalnum() or before in "_:/\x00$#&=+":
        return True
    return before in ".-," and start > 1 and text[start - 2].isalnum() and text[start].isdigit()


def _stamp(cursor: Cursor, index: int, block: Block) -> Spoken | None:
    cursor.pos, written = block.stamp.start, cursor.text[block.stamp.start : block.stamp.end]
    for prefix in ("today at ", "yesterday at ", "today ", "yesterday "):
        if written.startswith(prefix):
            cursor.pos += len(prefix)
            break
    start = cursor.pos
    try:
        said = read_said(cursor)
    except UnreadableTime as error:
        return Spoken(block.stamp, None, index, -1, is_leading=True, problem=error.reason)
    if said is None or cursor.pos > block.stamp.end + 12 or not said.moment:
        return None
    gloss = _take_gloss(cursor, said)
    place = _trimmed(cursor, start, max(cursor.pos, start + 1))
    return Spoken(place, _one_moment(said), index, -1, is_leading=True, gloss=gloss)


def _trimmed(cursor: Cursor, start: int, end: int) -> Place:
    """Without blanks and marks at both ends."""
    while start < end and cursor.text[start] in " \n\x00\x01":
        start += 1
    while end > start and (
        cursor.text[end - 1] in " \n\x00\x01," or _FULL_STOP.search(cursor.text, end - 3, end)
    ):
        end -= 1
    return Place(start, end)


def _leads(text: str, start: int, low: int) -> list[int]:
    """Where the words that lead up to a time may begin, the earliest first, its own start last."""
    starts = [start]
    at = start
    while len(starts) < 7:
        stop = at
        while stop > low and text[stop - 1] in " ~(":
            if text[stop - 1] == "~":
                starts.append(stop - 1)
            stop -= 1
        begin = (
            max(
                text.rfind(" ", low, stop),
                text.rfind("(", low, stop),
                text.rfind("\x00", low, stop),
                text.rfind(WALL, low, stop),
            )
            + 1
        )
        begin = max(begin, low)
        if stop == at or text[begin:stop] not in _LEADS:
            break
        starts.append(begin)
        at = begin
    starts.reverse()
    return starts


def _read_at(cursor: Cursor, start: int, stop: int, low: int, end: int) -> Spoken | None:
    """The time that has the words from `start` to `stop` in it, within `low` and `end`."""
    if _NOT_A_TIME_BEFORE.search(cursor.text, max(low, start - 14), start):
        return None
    if _PART_AT_END.search(cursor.text, start, stop) and (named := read_day_words(cursor, start, stop)):
        return _named(cursor, *named)
    problem = ""
    for begin in _leads(cursor.text, start, low):
        cursor.pos = begin
        try:
            said = read_said(cursor, stretch=True)
        except UnreadableTime as error:
            problem = problem or error.reason
            continue
        if said is not None and cursor.pos > start and cursor.pos <= end + 1 and said.moment is not None:
            return _checked(cursor, said, begin, start, low)
    if unknown := _UNKNOWN_MINUTES.match(cursor.text, start):
        return _vague_minutes(unknown)
    if named := read_day_words(cursor, start, stop):
        return _named(cursor, *named)
    if problem and _is_plainly_a_time(cursor.text[start:stop]):
        stop = _with_its_clock(cursor, stop)
        return Spoken(Place(start, stop), None, -1, -1, problem=problem)
    return None


def _named(cursor: Cursor, said: Said, start: int, end: int) -> Spoken:
    return Spoken(_trimmed(cursor, start, end), said, -1, -1)


def _is_plainly_a_time(words: str) -> bool:
    """Unreadable words are told of only where nothing else can be meant: “03/04/2021”, “25:10 pm”."""
    return bool(_PLAINLY.search(words))


def _vague_minutes(match: re.Match) -> Spoken | None:
    """“14:??” is some time in that hour, “06:2x” between 06:20 and 06:29."""
    hour, tens, zone = int(match[1]), match[2], "UTC" if match[3] else None
    if hour > 23:
        return None
    if tens is None:
        said = Said("at", Moment(clock=SaidClock(match[0], hour, unit=HOUR), zone=zone))
    else:
        first, last = (
            Moment(clock=SaidClock(match[0], hour, int(tens) * 10 + one), zone=zone) for one in (0, 9)
        )
        said = Said("between", first, last)
    return Spoken(Place(*match.span()), said, -1, -1)


def _with_its_clock(cursor: Cursor, stop: int) -> int:
    """Where the time of day that goes with an unreadable day ends: it is of no other day."""
    cursor.pos = stop
    if cursor.take(_AT):
        try:
            moment = read_moment(cursor)
        except UnreadableTime:
            return stop
        if moment and moment.clock and moment.date is None:
            return cursor.pos
    return stop


def _checked(cursor: Cursor, said: Said, begin: int, start: int, low: int) -> Spoken | None:
    text, end = cursor.text, cursor.pos
    if INSIDE.match(text, end) or text.endswith(" of", begin, end):
        return None
    moment = said.moment
    if moment.clock and not moment.date and _A_DAY_BEFORE.search(cursor.text, max(low, begin - 16), begin):
        return Spoken(_trimmed(cursor, begin, end), None, -1, -1, problem="its day cannot be read")
    if moment.clock and not moment.date and not moment.zone:
        if _LENGTH_BEHIND.match(text, end) and text[start : start + 6].find(":") >= 0:
            return None
        if _ONLY_A_LENGTH.search(text, max(low, start - 20), start) and said.until is None:
            return None
    if moment.clock and (unknown := cursor.take(_UNKNOWN_SECONDS)) and unknown[1]:
        said = replace(said, moment=replace(moment, zone="UTC"))
    gloss = _take_gloss(cursor, said)
    said = _with_day_behind(cursor, _one_moment(said))
    if said.relation == "between" and _THE_HOURS.search(text, begin, end):
        said = replace(said, relation="at", other=None, until=said.other)
    moment = said.moment
    if moment.clock and not moment.zone and not moment.date:
        before = _ZONE_BEFORE.search(cursor.raw, max(low, begin - 8), begin)
        if before:
            said, begin = replace(said, moment=replace(moment, zone=before[1])), before.start(1)
    return Spoken(_trimmed(cursor, begin, cursor.pos), said, -1, -1, gloss=gloss)


def _with_day_behind(cursor: Cursor, said: Said) -> Said:
    """“18:00 UTC yesterday”, “22:30 UTC (Oct 29)”: with the day that follows."""
    named = said.moment.date
    if said.moment.clock is None or (named and (named.day or named.weekday is None)):
        return said
    if date := _date_in_brackets(cursor):
        return replace(said, moment=replace(said.moment, date=date))
    if named:
        return said
    if not (match := cursor.take(_DAY_BEHIND)):
        return said
    word = next(group for group in match.groups() if group)
    date = SaidDate(match[0].strip(" ,"), shift=SHIFTS.get(word, 0))
    return replace(said, moment=replace(said.moment, date=date))


def _date_in_brackets(cursor: Cursor) -> SaidDate | None:
    here = cursor.pos
    if cursor.take(_BRACKET):
        try:
            date = read_date(cursor)
        except UnreadableTime:
            date = None
        if date and date.day and cursor.take(GLOSS_END):
            return date
    cursor.pos = here
    return None


def _one_moment(said: Said) -> Said:
    """“07:30 PDT / 14:30 UTC” is one moment in two zones, “2023-01-04/11:34” one of a day: no stretches."""
    other = said.until or said.other
    first = said.moment
    if other and first.date and not first.clock and other.clock and not other.date and said.relation == "at":
        return Said("at", replace(first, clock=other.clock, zone=other.zone))
    if other is None or said.relation not in ("at", "between") or not (said.moment.zone and other.zone):
        return said
    same = said.moment.zone.upper() == other.zone.upper() or not (said.moment.clock and other.clock)
    if same or (other.clock.minute - said.moment.clock.minute) % 30:
        return said
    return replace(said, until=None, other=None, relation="at") if same_instant(said.moment, other) else said


def _take_gloss(cursor: Cursor, said: Said) -> Moment | None:
    """The same time again in another zone, in brackets or behind a slash; the cursor moves behind it."""
    here = cursor.pos
    if said.moment is None or said.moment.clock is None:
        return None
    if opened := cursor.take(_GLOSS):
        try:
            said_again = read_said(cursor, stretch=True)
        except UnreadableTime:
            said_again = None
        moment = said_again.moment if said_again else None
        if moment and moment.clock and moment.zone and not moment.distance and _closes(cursor):
            return moment
        cursor.pos = opened.start()
    if said.moment.zone and cursor.take(_SECOND_ZONE):
        try:
            moment = read_moment(cursor)
        except UnreadableTime:
            moment = None
        if moment and moment.clock and moment.zone and moment.zone != said.moment.zone:
            return moment
    cursor.pos = here
    return None


def _closes(cursor: Cursor) -> bool:
    """Whether the bracket closes here, behind the same time in yet other zones at most."""
    while not cursor.take(GLOSS_END):
        if not cursor.take(_NEXT_ZONE):
            return False
        try:
            said = read_said(cursor, stretch=True)
        except UnreadableTime:
            return False
        if said is None or not (said.moment.clock and said.moment.zone):
            return False
    return True


# Where in its block


def _locate(text: str, spoken: Spoken, block: Block) -> None:
    begin = block.place.start
    if block.kind is BlockKind.ROW:
        for number, cell in enumerate(block.cells):
            if cell.start <= spoken.place.start < cell.end:
                spoken.cell, begin = number, cell.start
    spoken.is_leading = (
        spoken.place.start - begin < _LONGEST_DECORATION
        and _WORDS.search(text, begin, spoken.place.start) is None
    )
