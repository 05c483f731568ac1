"""On which day each time is: from its own date, the heading above, the entry before, the document."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left, insort
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from timelines.reading.model import BlockKind, Document, Facts, MentionKind, Place, Setting, ZoneRead
from timelines.reading.times.behind import lend_days
from timelines.reading.times.logs import place_logs
from timelines.reading.times.prose import TELLS_NOTHING, Story
from timelines.reading.times.purposes import says_day_of_all
from timelines.reading.times.runs import Chain, Run, correct_slips, runs_backwards
from timelines.reading.times.timed import DAY, Timed, clock_of, local_day, resolve_on, start_of
from timelines.when import When, zones
from timelines.when.reading.said import SaidDate

_HOUR = timedelta(hours=1)
STEP_BACK = 2 * _HOUR
"""Entries are not always in order: one so little before the one above it is on the same day."""

_LONG_NIGHT = 18 * _HOUR
"""From one entry to the next on the following day, at most, without a doubt."""

_MONTH = re.compile(
    r"\b(January|February|March|April|May|June|July|August|September|October|November|December),? (20\d\d)\b"
)
_TITLES = (BlockKind.HEADING, BlockKind.PARAGRAPH)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SOON = timedelta(days=3)
"""A file that is named after a day so little behind the incident is named after that of its writing."""

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven")
_NUMBERED_DAY = re.compile(rf"[*_ ]{{0,3}}day (\d{{1,2}}|{'|'.join(_NUMBERS)})(?!\w)", re.IGNORECASE)
_STORY = (MentionKind.EVENT, MentionKind.POSTED, MentionKind.SAID)
_NO_BODY = (BlockKind.FIELD, BlockKind.NOISE)
_RETRIEVED = re.compile(r"fetch|retriev|access|archiv|crawl|download|scrap", re.IGNORECASE)
_DAY_OF_NAME = re.compile(r"(?<!\d)(20\d\d|199\d)[-_.]?(0\d|1[0-2])[-_.]?([0-2]\d|3[01])(?!\d)")
_PREPOSITION = re.compile(
    r"(?:on|at|by|in|from|between|around|about|approximately|before|after|since|until|shortly|just|the|that|this|"
    r"early|yesterday|today)\b",
    re.IGNORECASE,
)


def _short(place: Place) -> tuple[int, int]:
    """The line at its beginning, as far as a title goes."""
    return place.start, min(place.end, place.start + 120)


@dataclass
class Days:
    """Places the times of a document.

    `day`: the first day of those without one, or None. `own_day`: what it is if nobody decides it.
    """

    document: Document
    times: list[Timed]
    setting: Setting
    published: When | None
    zone: ZoneRead
    log_zone: ZoneRead | None = None
    day: date | None = None
    own_day: date | None = None
    headings: dict[int, date] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)
    stated: dict[int, date] = field(default_factory=dict)
    _head: int = 0
    _dated_clocks: dict[timedelta, set[date]] = field(default_factory=dict)

    @property
    def is_newest_first(self) -> bool:
        longest = max(self.runs, key=lambda run: len(run.entries), default=None)
        return bool(longest and longest.is_newest_first)

    def words(self, timed: Timed) -> str:
        return timed.spoken.place.of(self.document.text)

    # The document

    def place(self, facts: Facts) -> None:
        """Give every time its day and resolve it."""
        blocks = self.document.blocks
        self._head = next((n for n, block in enumerate(blocks) if block.kind not in _NO_BODY), 0) + 8
        self.own_day = self._first_day(facts)
        self.day = self.setting.day or self.own_day
        lend_days(self.document, self.times, self.day)
        self._read_headings()
        self._read_stated()
        self._mark_lines()
        self._dated_clocks = self._gather_clocks()
        self.runs = self._gather_runs()
        for run in self.runs:
            if run.family is not BlockKind.LOG:
                self._place_run(run)
        self._place_prose()
        self.log_zone = place_logs(self)
        self._bound_below()

    def _first_day(self, facts: Facts) -> date | None:
        """The day of the title, of a field, of the first dated event; of the oldest post or log line."""
        ranked: list[tuple[int, int, Timed]] = []
        for order, timed in enumerate(self.times):
            rank = self._rank(timed)
            if rank is not None:
                ranked.append((rank, order, timed))
        reference = self.reference
        for _, _, timed in sorted(ranked, key=lambda one: one[:2]):
            near = self.before_publication(timed, reference)
            if (timed.spoken.is_full or near is not None) and resolve_on(timed, near, self.words(timed)):
                return timed.day
        return self._day_of_name()

    def _day_of_name(self) -> date | None:
        """The day that the name of the file begins with, or has alone."""
        match = _DAY_OF_NAME.search(self.setting.name)
        try:
            return match and date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            return None

    @functools.cached_property
    def written(self) -> date | None:
        """The day it was written on: its publication, or the name of the file where that is a later day."""
        if self.published is not None:
            return local_day(self.published)
        named = self._day_of_name()
        return named if named and self.day and timedelta(0) < named - self.day <= _SOON else None

    def _rank(self, timed: Timed) -> int | None:
        """How good a witness it is for the day of the incident: the least first. None: it is none."""
        if not timed.spoken.has_day or timed.kind in TELLS_NOTHING:
            return None
        block = self.document.blocks[timed.block]
        if timed.kind in (MentionKind.POSTED, MentionKind.SAID):
            return 6
        if timed.kind is MentionKind.LOGGED:
            return 7
        if block.kind is BlockKind.HEADING and timed.kind is MentionKind.ANCHOR:
            return 0 if timed.spoken.is_full else 2
        if block.kind is BlockKind.FIELD:
            is_publication = timed.kind is MentionKind.ANCHOR and self._is_publication(timed)
            return 4 if is_publication or not timed.spoken.is_full else 1
        return 2 if timed.spoken.is_full or timed.block < self._head else 3

    def _is_publication(self, timed: Timed) -> bool:
        """Whether a field “date” is when the text was written."""
        return self.published is not None and timed.spoken.is_full and self._day_said(timed) in (
            local_day(self.published), None
        )  # fmt: skip

    @staticmethod
    def _day_said(timed: Timed) -> date | None:
        said = timed.spoken.date
        try:
            return said and date(said.year, said.month, said.day)
        except ValueError:
            return None

    @functools.cached_property
    def reference(self) -> date | None:
        """A day near which dates without a year are."""
        if self.setting.day:
            return self.setting.day
        full = [timed for timed in self.times if timed.spoken.is_full]
        known = [timed for timed in full if timed.kind not in TELLS_NOTHING]
        if not known and self.published is None:
            known = [
                timed for timed in full if timed.kind is MentionKind.PAPER and not self._is_retrieval(timed)
            ]
        for timed in known:
            if resolve_on(timed, None, self.words(timed)):
                return timed.day
        named = self._day_of_name() or self._month_of_title()
        return named or (local_day(self.published) if self.published else None)

    def _month_of_title(self) -> date | None:
        """The middle of the month that the first lines name with its year (“March 2023 outage”)."""
        for block in self.document.blocks[:3]:
            match = block.kind in _TITLES and _MONTH.search(self.document.text, *_short(block.place))
            if match:
                return date(int(match[2]), MONTHS.index(match[1][:3].lower()) + 1, 15)
        return None

    def _is_retrieval(self, timed: Timed) -> bool:
        """Whether it says when somebody fetched the document, long after it was written."""
        block = self.document.blocks[timed.block]
        begin = block.whole.start if block.kind is BlockKind.FIELD else max(timed.start - 40, 0)
        return bool(_RETRIEVED.search(self.document.text, begin, timed.start))

    def before_publication(self, timed: Timed, reference: date | None) -> date | None:
        """Where only the publication tells the year: the day that lies before it."""
        if reference is None or self.published is None or timed.spoken.is_full:
            return reference
        return reference - 150 * DAY if reference == local_day(self.published) else reference

    # Headings

    def _count_days(self) -> None:
        """“Day 2”: the day after that of “Day 1”, which is the document's."""
        first = None
        for index, block in enumerate(self.document.blocks):
            if block.kind is BlockKind.HEADING and self.day:
                match = _NUMBERED_DAY.match(self.document.text, block.place.start)
                if match and match.end() <= block.place.end:
                    number = int(match[1]) if match[1].isdigit() else _NUMBERS.index(match[1].lower()) + 1
                    first = number if first is None else first
                    self.headings[index] = self.day + (number - first) * DAY

    def _read_headings(self) -> None:
        """{block: day} of headings that name one, each near the one before it."""
        self._count_days()
        current = self.day
        for timed in self.times:
            if self.document.blocks[timed.block].kind is not BlockKind.HEADING:
                continue
            date_said = timed.spoken.date
            if date_said is None or timed.spoken.is_vague or timed.block in self.headings:
                continue
            if date_said.shift is not None and current is None:
                continue
            reference = self._weekday_from(timed, current)
            if resolve_on(timed, reference, self.words(timed)):
                self.headings[timed.block] = current = timed.day
            timed.failure = ""

    def _read_stated(self) -> None:
        """{heading: day} that a sentence below it states for all times there; a person's day wins."""
        if self.setting.day:
            return
        for timed in self.times:
            if timed.kind is not MentionKind.ANCHOR or not timed.spoken.is_full or timed.spoken.sentence < 0:
                continue
            start = self.document.sentences[timed.spoken.sentence].place.start
            before = self.document.text[max(start, timed.start - 120) : timed.start]
            if says_day_of_all(before) and resolve_on(timed, None, self.words(timed)):
                self.stated[self.document.blocks[timed.block].heading] = timed.day

    @functools.cached_property
    def _named(self) -> frozenset[date]:
        """Days that the document names by day and month, in the year of the document where it names none."""
        year = (self.day or (local_day(self.published) if self.published else None) or date(1, 1, 1)).year
        found = set()
        for timed in self.times:
            said = timed.spoken.date
            if said is None or not said.day or not said.month or timed.kind in TELLS_NOTHING:
                continue
            if said.year or year > 1:
                with suppress(ValueError):  # 31 April
                    found.add(date(said.year or year, said.month, said.day))
        return frozenset(found)

    def named_weekday(self, said: SaidDate) -> date | None:
        """For “Tuesday”: the one Tuesday that the document names by its date; None for none or several."""
        if said.weekday is None or said.day is not None or said.shift is not None:
            return None
        named = [day for day in self._named if day.weekday() == said.weekday]
        return named[0] if len(named) == 1 else None

    def _weekday_from(self, timed: Timed, current: date | None) -> date | None:
        """A weekday in a list is the one named with its date, else the first from the day before it on."""
        said = timed.spoken.date
        if said is not None and (named := self.named_weekday(said)) is not None:
            return named
        if current and said and said.weekday is not None and said.day is None:
            return current + ((said.weekday - current.weekday()) % 7) * DAY
        return current

    def heading_day(self, block: int, *, own: bool = False, titles: bool = True) -> date | None:
        """The day that the nearest dated heading above names."""
        at = block if own else self.document.blocks[block].heading
        while at >= 0:
            if at in self.headings and not ((self.setting.day or not titles) and self._is_title(at)):
                return self.headings[at]
            at = self.document.blocks[at].heading
        return None

    # Runs of entries

    def _mark_lines(self) -> None:
        for timed in self.times:
            timed.is_line = self._is_line(timed)

    def _is_line(self, timed: Timed) -> bool:
        spoken = timed.spoken
        if timed.kind in (MentionKind.POSTED, MentionKind.LOGGED, MentionKind.SAID):
            return True
        if timed.kind in TELLS_NOTHING or spoken.said is None or spoken.moment.distance is not None:
            return False
        kind = self.document.blocks[timed.block].kind
        if kind is BlockKind.HEADING:
            return timed.kind is MentionKind.EVENT
        if not spoken.is_leading:
            return False
        if kind is BlockKind.ROW:
            return True
        if kind is BlockKind.ITEM:
            return True
        return kind is BlockKind.PARAGRAPH and not _PREPOSITION.match(self.words(timed))

    def _gather_runs(self) -> list[Run]:
        runs: dict[tuple, Run] = {}
        rows: set[int] = set()
        for timed in self.times:
            if not timed.is_line or (timed.kind is MentionKind.ANCHOR and self._is_title(timed.block)):
                continue
            block = self.document.blocks[timed.block]
            section = block.head if block.kind is BlockKind.ROW else block.heading
            if block.kind is BlockKind.PARAGRAPH and timed.block in rows:
                timed.is_line = False
                continue
            rows.add(timed.block)
            run = runs.setdefault((block.kind, section), Run(block.kind, section))
            run.entries.append(timed)
        return list(runs.values())

    def _is_title(self, index: int) -> bool:
        block = self.document.blocks[index]
        return block.kind is BlockKind.HEADING and (block.level == 1 or index == 0)

    def _place_run(self, run: Run) -> None:
        run.is_newest_first = runs_backwards(run.entries)
        entries = list(reversed(run.entries)) if run.is_newest_first else run.entries
        base = self.heading_day(run.entries[0].block)
        if run.is_newest_first:
            base = self.heading_day(run.entries[-1].block)
        stated = self.stated.get(run.section)
        base = stated or base or self._told_elsewhere(entries) or self._borrowed(run) or self.day
        chain = Chain(base)
        for timed in entries:
            if stated and timed.spoken.date is None and chain.last and chain.last.spoken.has_day:
                chain.pending = stated if chain.day < stated else chain.pending
            self._place_entry(timed, chain, run)
        correct_slips(entries, self.words)

    def _told_elsewhere(self, entries: list[Timed]) -> date | None:
        """The first day of entries without one, by their times that are told with a day elsewhere."""
        if self.setting.day or entries[0].spoken.has_day or entries[0].spoken.clock is None:
            return None
        votes: set[date] = set()
        rolled, last = 0, None
        for timed in entries:
            clock = clock_of(timed)
            if timed.spoken.has_day or clock is None:
                break
            rolled += last is not None and last - clock > DAY / 2
            last = clock
            votes |= {day - rolled * DAY for day in self._dated_clocks.get(clock, ())}
        return votes.pop() if len(votes) == 1 else None

    def _gather_clocks(self) -> dict[timedelta, set[date]]:
        """{time of day: days} of what is told with its day, once per day."""
        found: dict[timedelta, set[date]] = {}
        for timed in self.times:
            clock = clock_of(timed)
            if clock is None or not timed.spoken.has_day or timed.kind in TELLS_NOTHING:
                continue
            if timed.kind is MentionKind.LOGGED or timed.spoken.clock.until_hour is not None:
                continue
            if timed.when is not None or resolve_on(timed, self.day or self.reference, self.words(timed)):
                found.setdefault(clock, set()).add(timed.day)
        return found

    def _borrowed(self, run: Run) -> date | None:
        """Where the title says nothing: the day of the first entry that has one."""
        if self.day is not None:
            return None
        return next((timed.day for timed in run.entries if timed.spoken.is_full and timed.day), None)

    def _place_entry(self, timed: Timed, chain: Chain, run: Run) -> None:
        said = timed.spoken.date
        if timed.spoken.said is None:
            timed.doubts.append(timed.spoken.problem)
            return
        if timed.spoken.moment.instant is not None:
            resolve_on(timed, None, self.words(timed))
        elif said is not None:
            reference = chain.day or self.day
            if chain.last is not None or chain.pending is not None or said.shift is not None:
                reference = self._weekday_from(timed, reference)
            resolve_on(timed, self._year_near(timed, reference), self.words(timed))
        else:
            self._place_clock(timed, chain)
        chain.follow(timed)

    def _year_near(self, timed: Timed, reference: date | None) -> date | None:
        return reference if reference is not None else self.before_publication(timed, self.reference)

    def resolve_in_story(self, timed: Timed, day: date) -> None:
        """On a day of the document: where a time is said in another zone, so that it falls on it there."""
        words = self.words(timed)
        if not resolve_on(timed, day, words) or timed.spoken.moment.zone is None:
            return
        tz = zones.resolve(self.zone.name)
        off = (day - start_of(timed.when).astimezone(tz).date()).days
        if off:
            resolve_on(timed, day + off * DAY, words)

    def _place_clock(self, timed: Timed, chain: Chain) -> None:
        day = chain.pending or chain.day
        if day is None:
            timed.doubts.append("nobody says which day")
            return
        self.resolve_in_story(timed, day)
        if timed.when is None or chain.pending is not None or chain.last is None or chain.last.when is None:
            timed.notes.append("the day of the heading or the document")
            return
        back = start_of(chain.last.when) - start_of(timed.when)
        if back <= STEP_BACK:
            if back > timedelta(0):
                timed.notes.append("earlier than the entry before it")
            return
        if DAY - back > _LONG_NIGHT:
            timed.doubts.append("steps back: the same day or the next")
            return
        if resolve_on(timed, timed.day + DAY, self.words(timed)):
            timed.notes.append("rolled past midnight")

    # Bounds

    def _bound_below(self) -> None:
        """“By 14:30” begins with the last thing told before it that is known to be earlier, within a day."""
        backwards = [list(reversed(run.entries)) for run in self.runs if run.is_newest_first]
        turned = {id(timed) for entries in backwards for timed in entries}
        for entries in [*backwards, [timed for timed in self.times if id(timed) not in turned]]:
            told: list[datetime] = []
            for timed in entries:
                if timed.when is not None and timed.kind in _STORY:
                    self._bound(timed, told)

    @staticmethod
    def _bound(timed: Timed, told: list[datetime]) -> None:
        when = timed.when
        if when.earliest is None:
            earlier = bisect_left(told, when.best)
            if earlier and when.latest - told[earlier - 1] < DAY:
                timed.when = replace(when, earliest=told[earlier - 1])
        elif timed.spoken.clock is not None:
            insort(told, when.earliest)

    # Prose

    @functools.cached_property
    def zero(self) -> Timed | None:
        """What “T+15m” counts from: the time told with “T+0”, else the first one told."""
        told = self._told_with_zero
        return told or next((timed for timed in self.times if timed.when and timed.spoken.clock), None)

    @property
    def is_zero_told(self) -> bool:
        return self._told_with_zero is not None

    @functools.cached_property
    def _told_with_zero(self) -> Timed | None:
        for timed, other in pairwise(self.times):
            moment = timed.spoken.moment
            if moment and moment.from_start and not moment.distance.length and other.spoken.clock:
                near = other.start - timed.spoken.place.end < 25 and other.block == timed.block
                if near and (other.when or resolve_on(other, self.day, self.words(other))):
                    return other
        return None

    def _place_prose(self) -> None:
        story = Story(self)
        for timed in self.times:
            if timed.kind is MentionKind.LOGGED:
                continue
            if timed.is_line:
                if timed.when is not None and timed.kind not in TELLS_NOTHING:
                    story.hear(timed)
                continue
            story.place(timed)
