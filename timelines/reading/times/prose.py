"""Times in sentences: on the day of what they are told with."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from timelines.reading.model import BlockKind, MentionKind
from timelines.reading.times.relative import place_relative
from timelines.reading.times.timed import DAY, Timed, clock_of, local_day, resolve_on, start_of
from timelines.when.reading.said import SaidDate

if TYPE_CHECKING:
    from timelines.reading.times.days import Days

_HOUR = timedelta(hours=1)
_LOOKING_BACK = re.compile(
    r"\bhad (?:been|already|begun|run|\w{2,12}ed|\w{2,12}en|\w{2,12}wn)\b[^.\n]{0,60}$|\bsince [^.\n]{0,40}$",
    re.IGNORECASE,
)
_SEEN_FROM_TODAY = re.compile(r"yesterday|today|tonight|last (?:night|evening)|this \w", re.IGNORECASE)
_STAMPS = frozenset((MentionKind.POSTED, MentionKind.SAID))
_UP_TO = frozenset(("by", "before", "until", "up to"))
TELLS_NOTHING = frozenset((MentionKind.PAPER, MentionKind.PLAN, MentionKind.OTHER))


class Story:
    """Prose: a time is near the one before it in its sentence, block, section, else the document's day."""

    def __init__(self, days: Days):
        self.days = days
        self.document = days.document
        self.sentence: dict[int, Timed] = {}
        self.block: dict[int, Timed] = {}
        self.section: dict[int, Timed] = {}
        self.by_clock: dict[timedelta, set[date]] = {}
        self.known: set[date] = set()
        self.last: Timed | None = None
        self.first: datetime | None = None
        self.latest: datetime | None = None
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
        self._note_span(timed)
        if timed.spoken.sentence >= 0:
            self.sentence[timed.spoken.sentence] = timed
        if self._looks_back(timed):
            return
        self.block[timed.block] = timed
        block = self.document.blocks[timed.block]
        if block.kind is BlockKind.HEADING:
            self.section[timed.block] = timed
        else:
            self.section[block.heading] = timed
        self.last = timed

    def place(self, timed: Timed) -> None:
        spoken, days = timed.spoken, self.days
        if spoken.said is None:
            timed.doubts.append(spoken.problem)
            return
        near = self._near(timed)
        if spoken.moment.distance is not None:
            place_relative(timed, near, days)
            if timed.when is not None:
                self.sentence[spoken.sentence] = timed
            return
        if spoken.is_full:
            resolve_on(timed, None, days.words(timed))
            self._end_at_midnight(timed, near)
        elif spoken.date is not None and not spoken.is_vague:
            self._place_date(timed, near)
        elif spoken.is_vague:
            return
        else:
            self._place_clock(timed, near)
        if timed.when is not None and timed.kind not in TELLS_NOTHING and not self._is_aside(timed):
            if self._is_replaced(timed):
                return
            if self.document.blocks[timed.block].kind is not BlockKind.FIELD:
                self.hear(timed)
            self._note_clock(timed)

    def _is_replaced(self, timed: Timed) -> bool:
        """The document's own day, without an hour, where a person decided on another for what follows."""
        return (
            self.days.setting.day is not None
            and timed.spoken.clock is None
            and timed.day == self.days.own_day
        )

    def _is_aside(self, timed: Timed) -> bool:
        """“… for a workshop the next day”: no time that what follows is told with."""
        said = timed.spoken.date
        if said is None or said.day is not None or timed.spoken.clock is not None:
            return False
        return not self._opens_a_sentence(timed)

    def _looks_back(self, timed: Timed) -> bool:
        """“… had been growing since Sunday evening”: what follows is not told with that."""
        text = self.document.text
        start = max(timed.start - 60, self.document.blocks[timed.block].place.start)
        return bool(_LOOKING_BACK.search(text, start, timed.spoken.place.end)) and not timed.is_line

    def _opens_a_sentence(self, timed: Timed) -> bool:
        if timed.spoken.sentence < 0:
            return True
        start = self.document.sentences[timed.spoken.sentence].place.start
        return timed.start - start < 12 and not any(map(str.isalnum, self.document.text[start : timed.start]))

    def _near(self, timed: Timed) -> Timed | None:
        """The time that this one is told with."""
        spoken = timed.spoken
        if spoken.sentence in self.sentence and spoken.sentence >= 0:
            return self.sentence[spoken.sentence]
        if timed.block in self.block:
            return self.block[timed.block]
        return self.section.get(self.document.blocks[timed.block].heading)

    def _is_retold(self, timed: Timed, moment: datetime) -> bool:
        """Whether a step back leads to what has been told, or just before it, and a day on leads off."""
        if self.first is None:
            return False
        behind = moment + DAY - self.latest
        return self.first - 3 * _HOUR <= moment <= self.latest and behind >= 4 * _HOUR

    def _note_span(self, timed: Timed) -> None:
        if timed.spoken.clock is None or timed.kind not in (MentionKind.EVENT, MentionKind.POSTED):
            return
        begin, end = start_of(timed.when), start_of(timed.until or timed.when)
        self.first = min(self.first or begin, begin)
        self.latest = max(self.latest or end, end)

    def _place_date(self, timed: Timed, near: Timed | None) -> None:
        days = self.days
        said = timed.spoken.date
        if near is not None and near.counted_from is not None and said.shift is not None:
            near = near.counted_from  # “12 hours later, at 4 the next morning”: the same morning
        reference = near.day if near else days.heading_day(timed.block) or days.day
        if said.weekday is not None and said.day is None and timed.spoken.clock is None:
            around = {near.day if near else None, days.heading_day(timed.block), days.day}
            if not self._opens_a_sentence(timed) and said.weekday not in {d.weekday() for d in around if d}:
                timed.doubts.append(f"nobody says which {said.words.strip('., ')}")
                return
        if said.shift is not None and self.last is not None and near is None:
            reference = self.last.day
        if reference is None and said.month is not None:
            reference = days.before_publication(timed, days.reference)
        if reference is None and said.weekday is not None and said.day is None and days.published:
            reference = local_day(days.published)
        if reference is None:
            timed.doubts.append(f"nobody says which {_part_missing(said)}")
            return
        reference = self._told_from(timed, near) or days.named_weekday(said) or reference
        resolve_on(timed, reference, days.words(timed))
        if self._is_too_late(timed):
            resolve_on(timed, timed.day - 7 * DAY, days.words(timed))
        self._end_at_midnight(timed, near)

    def _is_too_late(self, timed: Timed) -> bool:
        """Whether a weekday was taken for one after the document was published."""
        said, published = timed.spoken.date, self.days.published
        if timed.when is None or published is None or said.weekday is None or said.day is not None:
            return False
        return timed.kind is MentionKind.EVENT and timed.day > local_day(published)

    def _told_from(self, timed: Timed, near: Timed | None) -> date | None:
        """The day on which somebody wrote “yesterday”, where that is known and no post or heading has it."""
        if near is not None and (near.kind in _STAMPS or near.is_line):
            return None
        if not _SEEN_FROM_TODAY.match(timed.spoken.date.words):
            return None
        return None if self.days.heading_day(timed.block, titles=False) else self.days.written

    @staticmethod
    def _end_at_midnight(timed: Timed, near: Timed | None) -> None:
        """“By midnight on Monday”, and midnight on a day of which the afternoon was told, end that day."""
        when, said = timed.when, timed.spoken.said
        if when is None or timed.spoken.clock is None or "midnight" not in timed.spoken.clock.words:
            return
        clock = clock_of(near) if near is not None and near.day == timed.day else None
        if said.relation in _UP_TO or (clock is not None and clock > DAY / 2):
            earliest = when.earliest and when.earliest + DAY
            timed.when = replace(when, earliest=earliest, latest=when.latest and when.latest + DAY)

    def _place_clock(self, timed: Timed, near: Timed | None) -> None:
        days = self.days
        words = days.words(timed)
        if "midnight" in timed.spoken.clock.words and (near is None or near.spoken.clock is None):
            timed.doubts.append("the beginning or the end of the day")
            return
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
        days.resolve_in_story(timed, day)

    def _place_near(self, timed: Timed, near: Timed, words: str) -> None:
        """On the day of the time it is told with, or past midnight where that is much nearer."""
        base = near.day
        if near.spoken.clock is None and not near.is_relative:
            resolve_on(timed, base, words)
            return
        if not resolve_on(timed, base, words):
            return
        reference = near.until or near.when
        ahead = start_of(timed.when) - start_of(reference)
        if near.until is not None and start_of(near.when) <= start_of(timed.when) <= start_of(near.until):
            return
        if -6 * _HOUR <= ahead <= 20 * _HOUR:
            return
        if ahead > 20 * _HOUR:
            resolve_on(timed, base - DAY, words)
            return
        told = self.by_clock.get(clock_of(timed), set()) & {base, base + DAY}
        is_part = timed.spoken.clock.until_hour is not None  # “in the early morning”: its end may be told
        if self._is_retold(timed, timed.when.latest if is_part else start_of(timed.when)):
            return
        if len(told) == 1:
            resolve_on(timed, told.pop(), words)
        elif ahead <= -14 * _HOUR:
            resolve_on(timed, base + DAY, words)
            timed.notes.append("past midnight")
        else:
            timed.when = timed.until = None
            timed.doubts.append("the same day or the next")


def _part_missing(said: SaidDate) -> str:
    """What of a date nobody says: “which Friday”, “which year”, “which day”."""
    if said.day is not None:
        return "year"
    return said.words.strip("., ") if said.weekday is not None else "day"
