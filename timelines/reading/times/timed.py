"""A time on its way from words to a `Mention`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from timelines.reading.limits import check_time
from timelines.reading.model import Mention, MentionKind, ZoneFrom
from timelines.reading.times.spoken import Spoken
from timelines.when import Precision, When, zones
from timelines.when.errors import UnreadableTime
from timelines.when.reading.resolve import Context, resolve
from timelines.when.reading.said import Moment, Said
from timelines.when.value import WORDS_MAX_LENGTH

DAY = timedelta(days=1)


@dataclass(slots=True)
class Timed:
    """A time as said, with its zone, its kind and, in the end, what it means.

    - zone: of its words without one. is_line: an entry of a list, table or log, in the order of its run.
    - day: the local day it was placed on. failure: why it could not be, the last time. key: what for.
    - hedged: all times of this part are approximate. counted_from: what a distance was counted from.
    """

    spoken: Spoken
    kind: MentionKind = MentionKind.EVENT
    zone: str = "UTC"
    zone_from: ZoneFrom = ZoneFrom.ASSUMED
    is_line: bool = False
    hedged: bool = False
    when: When | None = None
    until: When | None = None
    day: date | None = None
    is_relative: bool = False
    is_zone_unknown: bool = False
    counted_from: Timed | None = None
    failure: str = ""
    key: tuple | None = None
    doubts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def block(self) -> int:
        return self.spoken.block

    @property
    def start(self) -> int:
        return self.spoken.place.start

    def mention(self) -> Mention:
        spoken = self.spoken
        return Mention(
            place=spoken.place,
            kind=self.kind,
            block=spoken.block,
            sentence=spoken.sentence,
            when=self.when,
            until=self.until,
            is_relative=self.is_relative,
            zone_from=self.zone_from,
            doubts=tuple(dict.fromkeys([*self.doubts, self.failure] if self.failure else self.doubts)),
            notes=tuple(dict.fromkeys(self.notes)),
        )


def said_of(timed: Timed, day: date | None) -> Said:
    """What was said, with the hedge of its part, without a weekday that its date has anyway.

    "The 15th" is the nearest to `day`.
    """
    said = timed.spoken.said
    if not timed.hedged and _says_it_all(said.moment) and said.other is None and not said.gloss:
        return said
    return replace(
        said,
        moment=_moment(said.moment, day, hedged=timed.hedged),
        other=said.other and _moment(said.other, day, hedged=False),
        until=said.until and _moment(said.until, day, hedged=timed.hedged),
        gloss="",
    )


def _says_it_all(moment: Moment) -> bool:
    when = moment.date
    return when is None or (when.weekday is None and (when.day is None or when.month is not None))


def _moment(moment: Moment, day: date | None, *, hedged: bool) -> Moment:
    when = moment.date
    if when and when.day is not None and when.month is None and day is not None:
        near = _nearest(when.day, day)
        when = near and replace(when, year=near.year, month=near.month)
        moment = replace(moment, date=when or moment.date)
    if when and when.weekday is not None and when.day is not None:
        moment = replace(moment, date=replace(when, weekday=None))
    if hedged and moment.clock and moment.clock.until_hour is None and moment.tolerance is None:
        moment = replace(moment, about=True)
    return moment


def _nearest(number: int, day: date) -> date | None:
    """The day of that number in its month that is nearest to another day."""
    around = [day + shift * DAY for shift in range(-16, 17)]
    return min((one for one in around if one.day == number), key=lambda one: abs(one - day), default=None)


def resolve_on(timed: Timed, day: date | None, words: str) -> bool:
    """Give it its time, with `day` for what names none (or as the day that it is near).

    False, with `failure` saying why, where that is impossible; what it had is gone then.
    """
    check_time()
    spoken = timed.spoken
    key = (spoken.said, timed.zone, None if spoken.is_full else day)
    if timed.when is not None and timed.key == key:
        return True
    timed.key, timed.failure = key, ""
    timed.when = timed.until = None
    try:
        said = said_of(timed, day)
        _check_month(said, day)
        context = Context(" ".join(words.split())[:WORDS_MAX_LENGTH], day, timed.zone)
        when = resolve(said, context)
        until = resolve(Said("at", said.until), context.following(when)) if said.until else None
    except UnreadableTime as error:
        timed.failure = _told(error)
        return False
    if until is not None and until.before(when):
        timed.failure, until = "ends before it begins", None
    timed.when, timed.until, timed.day = when, until, local_day(when)
    timed.notes += context.notes
    return _fits_its_weekday(timed)


def _check_month(said: Said, day: date | None) -> None:
    when = said.moment.date
    if when and when.day is not None and when.month is None:
        reason = "leaves open in which month" if day is None else "is no day of the months around it"
        raise UnreadableTime(when.words, reason)


def _told(error: UnreadableTime) -> str:
    if "on which day" in error.reason:
        return "nobody says which day"
    if "in which year" in error.reason:
        return "nobody says which year"
    if "in which month" in error.reason:
        return "nobody says which month"
    return error.reason


def _fits_its_weekday(timed: Timed) -> bool:
    """Whether its weekday is right. Where the year is guessed a wrong one speaks against the guess."""
    said = timed.spoken.date
    is_whole = said is not None and None not in (said.weekday, said.day, said.month)
    if not is_whole or timed.day.weekday() == said.weekday:
        return True
    if said.year is not None:
        timed.notes.append("its weekday is that of another day")
        return True
    timed.when = timed.until = timed.day = None
    timed.failure = "its weekday is that of another year"
    return False


def local_day(when: When) -> date:
    """The day that it begins on, in its own zone; of about a day, that day."""
    bound = when.earliest or when.latest - timedelta(microseconds=1)
    if when.precision is Precision.APPROXIMATE:
        bound = when.best
    return bound.astimezone(zones.resolve(when.zone)).date()


def start_of(when: When) -> datetime:
    """Its earliest bound, or the only one it has."""
    return when.earliest or when.latest


def clock_of(timed: Timed) -> timedelta | None:
    """Its time of day as said, in its own zone; None for whole days."""
    clock = timed.spoken.clock
    return clock and timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second)
