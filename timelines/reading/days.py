"""On which day each time is: from its own date, the heading above, the entry before, the document."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from timelines.reading.model import BlockKind, Document, Facts, MentionKind, Setting
from timelines.reading.spoken import Spoken
from timelines.reading.timed import DAY, Timed, as_utc, clock_of, local_day, resolve_on
from timelines.when import When

_HOUR = timedelta(hours=1)
STEP_BACK = 2 * _HOUR
"""Entries are not always in order: one so little before the one above it is on the same day."""

_LONG_NIGHT = 18 * _HOUR
"""From one entry to the next on the following day, at most, without a doubt."""

_PREPOSITION = re.compile(
    r"(?:on|at|by|in|from|between|around|about|approximately|before|after|since|until|shortly|just|the|that|this|"
    r"early|yesterday|today)\b",
    re.IGNORECASE,
)
_TELLS_NOTHING = frozenset((MentionKind.PAPER, MentionKind.PLAN, MentionKind.OTHER))


@dataclass(slots=True)
class Run:
    """Entries of one list, table, log or row of headings, in the order of the text."""

    family: str
    section: int
    entries: list[Timed] = field(default_factory=list)
    is_newest_first: bool = False


@dataclass(slots=True)
class Days:
    """Places the times of a document. `day`: the first day of those without one, or None."""

    document: Document
    times: list[Timed]
    setting: Setting
    published: When | None
    day: date | None = None
    headings: dict[int, date] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)

    @property
    def is_newest_first(self) -> bool:
        longest = max(self.runs, key=lambda run: len(run.entries), default=None)
        return bool(longest and longest.is_newest_first)

    def words(self, timed: Timed) -> str:
        return timed.spoken.place.of(self.document.text)

    # The document

    def place(self, facts: Facts) -> None:
        """Give every time its day and resolve it."""
        self.day = self.setting.day or self._first_day(facts)
        self._read_headings()
        self._mark_lines()
        self.runs = self._gather_runs()
        for run in self.runs:
            self._place_run(run)
        self._place_prose()

    def _first_day(self, facts: Facts) -> date | None:
        """The day of the title, of a field, of the first dated event; of the oldest post or log line."""
        ranked: list[tuple[int, int, Timed]] = []
        for order, timed in enumerate(self.times):
            rank = self._rank(timed)
            if rank is not None:
                ranked.append((rank, order, timed))
        reference = self._reference()
        for _, _, timed in sorted(ranked, key=lambda one: one[:2]):
            if timed.spoken.is_full or reference is not None:
                if resolve_on(timed, self._before_publication(timed, reference), self.words(timed)):
                    return timed.day
        return None

    def _rank(self, timed: Timed) -> int | None:
        if not timed.spoken.has_day or timed.kind in _TELLS_NOTHING:
            return None
        block = self.document.blocks[timed.block]
        if timed.kind in (MentionKind.POSTED, MentionKind.SAID):
            return 6
        if timed.kind is MentionKind.LOGGED:
            return 7
        if block.kind is BlockKind.HEADING and timed.kind is MentionKind.ANCHOR:
            return 0 if timed.spoken.is_full else 3
        if block.kind is BlockKind.FIELD:
            return 1 if timed.spoken.is_full else 3
        return 2 if timed.spoken.is_full else 4

    def _reference(self) -> date | None:
        """A day near which dates without a year are."""
        if self.setting.day:
            return self.setting.day
        full = [timed for timed in self.times if timed.spoken.is_full]
        known = [timed for timed in full if timed.kind not in _TELLS_NOTHING] or (
            [] if self.published else full
        )
        for timed in known:
            if resolve_on(timed, None, self.words(timed)):
                return timed.day
        return local_day(self.published) if self.published else None

    def _before_publication(self, timed: Timed, reference: date | None) -> date | None:
        """Where only the publication tells the year: the day that lies before it."""
        if reference is None or self.published is None or timed.spoken.is_full:
            return reference
        return reference - 150 * DAY if reference == local_day(self.published) else reference

    # Headings

    def _read_headings(self) -> None:
        """{block: day} of headings that name one, each near the one before it."""
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
            timed.doubts.clear()

    @staticmethod
    def _weekday_from(timed: Timed, current: date | None) -> date | None:
        """A weekday in a list is the first from the day before it on."""
        said = timed.spoken.date
        if current and said and said.weekday is not None and said.day is None:
            return current + ((said.weekday - current.weekday()) % 7) * DAY
        return current

    def heading_day(self, block: int, *, own: bool = False) -> date | None:
        """The day that the nearest dated heading above names."""
        at = block if own else self.document.blocks[block].heading
        while at >= 0:
            if at in self.headings:
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
        if timed.kind in _TELLS_NOTHING or spoken.said is None:
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
            if not timed.is_line or (timed.kind is MentionKind.ANCHOR and self._is_title(timed)):
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

    def _is_title(self, timed: Timed) -> bool:
        block = self.document.blocks[timed.block]
        return block.kind is BlockKind.HEADING and (block.level == 1 or timed.block == 0)

    def _place_run(self, run: Run) -> None:
        run.is_newest_first = runs_backwards(run.entries)
        entries = list(reversed(run.entries)) if run.is_newest_first else run.entries
        base = self.heading_day(run.entries[0].block)
        if run.is_newest_first:
            base = self.heading_day(run.entries[-1].block)
        base = base or self._borrowed(run) or self.day
        chain = Chain(base)
        for timed in entries:
            self._place_entry(timed, chain, run)

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
            if run.family != BlockKind.ROW or said.shift is not None:
                reference = self._weekday_from(timed, reference)
            resolve_on(timed, self._year_near(timed, reference), self.words(timed))
        else:
            self._place_clock(timed, chain)
        chain.follow(timed)

    def _year_near(self, timed: Timed, reference: date | None) -> date | None:
        return reference if reference is not None else self._before_publication(timed, self._reference())

    def _place_clock(self, timed: Timed, chain: Chain) -> None:
        day = chain.pending or chain.day
        if day is None:
            timed.doubts.append("nobody says which day")
            return
        resolve_on(timed, day, self.words(timed))
        if timed.when is None or chain.pending is not None or chain.last is None or chain.last.when is None:
            timed.notes.append("the day of the heading or the document")
            return
        back = _start(chain.last.when) - _start(timed.when)
        if back <= STEP_BACK:
            if back > timedelta(0):
                timed.notes.append("earlier than the entry before it")
            return
        if DAY - back > _LONG_NIGHT:
            timed.doubts.append("steps back: the same day or the next")
            return
        if resolve_on(timed, day + DAY, self.words(timed)):
            timed.notes.append("rolled past midnight")

    # Prose

    def _place_prose(self) -> None:
        story = Story(self)
        for timed in self.times:
            if timed.is_line:
                if timed.when is not None and timed.kind not in _TELLS_NOTHING:
                    story.hear(timed)
                continue
            story.place(timed)


def _start(when: When):
    return when.earliest or when.latest


def runs_backwards(entries: list[Timed]) -> bool:
    """Whether a list begins with the newest entry."""
    back = forth = 0
    for one, other in zip(entries, entries[1:], strict=False):
        order = _order(one, other)
        back += order < 0
        forth += order > 0
    if back + forth < 2:
        return back == 1 and all(timed.spoken.has_day for timed in entries)
    return back > forth


def _order(one: Timed, other: Timed) -> int:
    """1 where `other` is said to be later, -1 where earlier, 0 where nobody can tell."""
    first, second = one.spoken, other.spoken
    if first.has_day and second.has_day:
        a, b = _figures(first), _figures(second)
        if a[0] and b[0] is None:
            a = (None, *a[1:])
        if a[0] is None or b[0] is None:
            a, b = a[1:], b[1:]
        return (a < b) - (a > b)
    if second.has_day or (first.has_day and first.clock is None):
        return 0
    a, b = clock_of(one), clock_of(other)
    return 0 if a is None or b is None else (a < b) - (a > b)


def _figures(spoken: Spoken):
    if spoken.moment.instant:
        instant = spoken.moment.instant
        return (instant.year, instant.month, instant.day, instant.hour, instant.minute, instant.second)
    clock = spoken.clock
    time = (clock.hour, clock.minute, clock.second) if clock else (0, 0, 0)
    return (spoken.date.year, spoken.date.month, spoken.date.day, *time)


@dataclass(slots=True)
class Chain:
    """Where a run has got to. pending: a day named without a time, for the entry that follows."""

    day: date | None
    pending: date | None = None
    last: Timed | None = None

    def follow(self, timed: Timed) -> None:
        if timed.when is None:
            return
        self.day = timed.day
        if timed.spoken.clock is None and timed.spoken.moment.instant is None:
            self.pending, self.last = timed.day, None
        else:
            self.pending, self.last = None, timed


class Story:
    """Prose: each time is near the one before it in its sentence, block, section; else near the document's day."""

    def __init__(self, days: Days):
        self.days = days
        self.document = days.document
        self.sentence: dict[int, Timed] = {}
        self.block: dict[int, Timed] = {}
        self.section: dict[int, Timed] = {}
        self.by_clock: dict[timedelta, set[date]] = {}
        self.known: set[date] = set()
        self.last: Timed | None = None
        for timed in days.times:
            if timed.is_line and timed.when is not None:
                self._note_clock(timed)

    def _note_clock(self, timed: Timed) -> None:
        clock = clock_of(timed)
        if clock is not None and timed.spoken.clock.until_hour is None:
            self.by_clock.setdefault(clock, set()).add(timed.day)
            if timed.kind in (MentionKind.EVENT, MentionKind.POSTED):
                self.known.add(timed.day)

    def hear(self, timed: Timed) -> None:
        """What follows may be near this."""
        if timed.spoken.sentence >= 0:
            self.sentence[timed.spoken.sentence] = timed
        self.block[timed.block] = timed
        block = self.document.blocks[timed.block]
        if block.kind is BlockKind.HEADING:
            self.section[timed.block] = timed
        elif timed.kind not in (MentionKind.LOGGED,):
            self.section[block.heading] = timed
        self.last = timed

    def place(self, timed: Timed) -> None:
        spoken, days = timed.spoken, self.days
        if spoken.said is None:
            timed.doubts.append(spoken.problem)
            return
        if spoken.moment.distance is not None and spoken.moment.anchor is None:
            return
        near = self._near(timed)
        if spoken.is_full:
            resolve_on(timed, None, days.words(timed))
        elif spoken.date is not None and not spoken.is_vague:
            self._place_date(timed, near)
        elif spoken.is_vague:
            return
        else:
            self._place_clock(timed, near)
        if timed.when is not None and timed.kind not in _TELLS_NOTHING:
            self.hear(timed)
            self._note_clock(timed)

    def _near(self, timed: Timed) -> Timed | None:
        """The time that this one is told with."""
        spoken = timed.spoken
        if spoken.sentence in self.sentence and spoken.sentence >= 0:
            return self.sentence[spoken.sentence]
        if timed.block in self.block:
            return self.block[timed.block]
        return self.section.get(self.document.blocks[timed.block].heading)

    def _place_date(self, timed: Timed, near: Timed | None) -> None:
        days = self.days
        said = timed.spoken.date
        reference = near.day if near else days.heading_day(timed.block) or days.day
        if said.shift is not None and self.last is not None and near is None:
            reference = self.last.day
        if reference is None:
            reference = days._before_publication(timed, days._reference())
        resolve_on(timed, reference, days.words(timed))

    def _place_clock(self, timed: Timed, near: Timed | None) -> None:
        days = self.days
        words = days.words(timed)
        if near is not None:
            self._place_near(timed, near, words)
            return
        heading = days.heading_day(timed.block)
        told = self.by_clock.get(clock_of(timed), set())
        if len(told) == 1:
            day = next(iter(told))
            timed.notes.append("the day of the same time elsewhere")
        elif heading is not None or days.day is not None:
            day = heading or days.day
            if heading is None and max(self.known, default=day) - min(self.known, default=day) > DAY:
                timed.doubts.append("nobody says which of several days")
                return
        else:
            timed.doubts.append("nobody says which day")
            return
        resolve_on(timed, day, words)

    def _place_near(self, timed: Timed, near: Timed, words: str) -> None:
        """On the day of the time it is told with, or past midnight where that is much nearer."""
        base = near.day
        if near.spoken.clock is None or near.until is not None and near.until.latest is None:
            resolve_on(timed, base, words)
            return
        if not resolve_on(timed, base, words):
            return
        reference = near.until or near.when
        ahead = _start(timed.when) - _start(reference)
        if near.until is not None and _start(near.when) <= _start(timed.when) <= _start(near.until):
            return
        if -6 * _HOUR <= ahead <= 20 * _HOUR:
            return
        if ahead > 20 * _HOUR:
            resolve_on(timed, base - DAY, words)
            return
        told = self.by_clock.get(clock_of(timed), set()) & {base, base + DAY}
        if len(told) == 1:
            resolve_on(timed, told.pop(), words)
        elif ahead <= -14 * _HOUR:
            resolve_on(timed, base + DAY, words)
            timed.notes.append("past midnight")
        else:
            timed.when = timed.until = None
            timed.doubts.append("the same day or the next")


def hedged_blocks(document: Document) -> set[int]:
    """Headings below which, and -1 if in the whole document, all times are approximate."""
    found = set()
    for sentence in document.sentences:
        words = sentence.place.of(document.text)
        if "pprox" in words and _ALL_APPROXIMATE.search(words):
            block = document.blocks[sentence.block]
            found.add(sentence.block if block.kind is BlockKind.HEADING else -1)
    return found


_ALL_APPROXIMATE = re.compile(
    r"\b(?:all |the )?(?:times?|timestamps?)\b[^.;\n]{0,30}\bapprox(?:imate|imations?|imated|\b)|approximate times\b",
    re.IGNORECASE,
)


def is_below(document: Document, block: int, headings: Iterable[int]) -> bool:
    """Whether a block stands below one of these headings, or is one."""
    at = block
    while at >= 0:
        if at in headings:
            return True
        at = document.blocks[at].heading
    return False


def same_reading(one: Spoken, other: Spoken) -> bool:
    """Whether both say the same words of time."""
    return one.said == other.said
