"""From `Said` to `When`: filling in the parts that people leave out.

The rules are those of docs/time.md. The day of a time of day is the day given, else the day of the time
before it, else the day after that where it would lie more than STEP_BACK before it.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from .. import widths, zones
from ..errors import UnreadableTime
from ..text import date_text
from ..value import Precision, When
from .calendar import check_year, instants, missing_day, month_bounds, resolve_date, shifted
from .said import HOUR, MINUTE, Moment, Said, SaidDate

STEP_BACK = timedelta(hours=2)
"""Notes are not always in order: a time so little before the one above it is on the same day."""

_DAY = timedelta(days=1)
_NO_TIME = timedelta(0)


@dataclass
class Context:
    """What the words are read against. `notes` collects sentences about what was decided for the reader."""

    words: str
    day: date | None = None
    zone: str = "UTC"
    after: When | None = None
    start: When | None = None
    step_back: timedelta = STEP_BACK
    notes: list[str] = field(default_factory=list)

    def following(self, when):
        """For the end of a stretch or range that begins with `when`: an end before it is a day later."""
        return replace(self, day=None, after=when, step_back=_NO_TIME)

    def reference(self, zone):
        """The day that a time without one is on, or None. An open start counts by its bound."""
        if self.day is not None:
            return self.day
        if self.after is None:
            return None
        bound = self.after.earliest or self.after.latest - widths.UNITS[-1]
        return bound.astimezone(zones.resolve(zone)).date()


@dataclass(frozen=True)
class Interval:
    """What is known of one moment; `unit` is how exactly its bound was said, None for whole days."""

    earliest: datetime
    latest: datetime
    precision: Precision
    zone: str
    unit: timedelta | None
    about: bool = False

    @property
    def stated(self):
        """The instant that is meant where the moment ends a range: "20:00–21:00" ends at 21:00 sharp."""
        if self.about or self.unit is None or self.unit < MINUTE:
            return self.latest
        return self.latest - self.unit if self.precision is not Precision.RANGE else self.latest


def resolve(said: Said, context: Context) -> When:
    """The When of what was said. Raises UnreadableTime."""
    when = _RELATIONS[said.relation](said, context)
    for bound in (when.earliest, when.latest and when.latest - widths.UNITS[-1]):
        if bound is not None:
            check_year(bound.astimezone(zones.resolve(when.zone)).year, context.words)
    return when


def _at(said, context):
    interval = moment_interval(said.moment, context)
    if isinstance(interval, When):
        return replace(interval, words=context.words)
    return When(interval.earliest, interval.latest, interval.precision, interval.zone, context.words)


def _bounded(said, context, moment=None):
    interval = moment_interval(moment or said.moment, context)
    if isinstance(interval, When):
        if interval.is_open:
            raise UnreadableTime(context.words, "counts from a time that is open towards one side")
        return Interval(interval.earliest, interval.latest, interval.precision, interval.zone, MINUTE)
    return interval


def _by(said, context):
    interval = _bounded(said, context)
    latest = interval.latest
    if said.relation == "before" and not interval.about and interval.precision is not Precision.RANGE:
        latest = interval.earliest
    earliest = context.after.earliest if context.after and said.relation != "up to" else None
    if earliest is not None and earliest >= latest:
        earliest = None
    return When(earliest, latest, Precision.RANGE, interval.zone, context.words)


def _after(said, context):
    interval = _bounded(said, context)
    whole_days = interval.unit is None and said.relation == "after" and not interval.about
    earliest = interval.latest if whole_days else interval.earliest
    return When(earliest, None, Precision.RANGE, interval.zone, context.words)


def _by_and_after(said, context):
    """ "by 01:15, after 23:00": the earlier bound is placed first, the later behind it."""
    after = _after(Said("after", said.other), context)
    later = Said(said.relation.removesuffix(" and after"), said.moment)
    behind = context.following(after)
    by = _by(later, behind)
    if by.latest <= after.earliest and said.moment.date is None:  # "before 00:00, after 1 Jan, 00:00"
        by = _by(later, replace(behind, day=shifted(behind.reference(by.zone), 1, context.words)))
    if by.latest <= after.earliest:
        raise ends_before_it_begins(context.words)
    return replace(by, earliest=after.earliest)


def _between(said, context):
    begin, other = said.moment, said.other
    if begin.clock and begin.date is None and other.date and context.reference(context.zone) is None:
        begin = replace(begin, date=other.date)  # "23:00 – 15 March 01:15" and no other day to go by
    when = _from_to(begin, other, context)
    if when is None and begin.date is not None and begin.date is other.date:
        day = resolve_date(other.date, context.reference(context.zone), forward=context.day is None) - _DAY
        when = _from_to(
            replace(begin, date=SaidDate(context.words, day.year, day.month, day.day)), other, context
        )
    if when is None:
        raise ends_before_it_begins(context.words)
    return when


def _from_to(begin, end, context):
    """The range from one moment to another; None where it would end before it begins."""
    first = _bounded(None, context, begin)
    when = When(first.earliest, first.latest, first.precision, first.zone, context.words)
    second = _bounded(None, context.following(when), end)
    latest = second.stated if second.stated > first.earliest else second.latest
    if latest <= first.earliest:
        return None
    return When(first.earliest, latest, Precision.RANGE, first.zone, context.words)


def _shortly(said, context):
    interval = _bounded(said, context)
    exact = interval.unit is not None and not interval.about and interval.precision is not Precision.RANGE
    margin = widths.SHORTLY if interval.unit else _DAY
    if said.relation == "shortly after":
        relative = said.moment.distance is not None
        end = interval.earliest if exact and not relative else interval.latest
        return When(interval.earliest, end + margin, Precision.RANGE, interval.zone, context.words)
    end = interval.earliest if exact else interval.latest
    return When(interval.earliest - margin, end, Precision.RANGE, interval.zone, context.words)


_RELATIONS = {
    "at": _at, "by": _by, "before": _by, "up to": _by, "after": _after, "since": _after, "between": _between,
    "by and after": _by_and_after, "before and after": _by_and_after,
    "shortly after": _shortly, "shortly before": _shortly,
}  # fmt: skip


def ends_before_it_begins(words):
    """The error for bounds that leave no time between them."""
    return UnreadableTime(
        words, "ends before it begins", "Correct one of the two, or write the day with the end."
    )


def moment_interval(moment: Moment, context: Context) -> Interval | When:
    """What is known of one moment: an Interval, or a When where it counts from a When."""
    if moment.instant is not None:
        return _epoch(moment, context)
    if moment.distance is not None:
        return _from_distance(moment, context)
    zone = _zone(moment, context)
    if moment.clock is None:
        return _of_days(moment, zone, context)
    return _of_clock(moment, zone, context)


def _zone(moment, context):
    if moment.zone is None:
        return context.zone
    return zones.read_zone(moment.zone, zone=context.zone, at=_roughly(moment, context))


def _roughly(moment, context):
    """The naive local time that the zone's letters are said of, None where no day is known."""
    if moment.date is not None and moment.date.year and not moment.date.day:
        day = month_bounds(moment.date)[0]
    elif moment.date is None and context.reference(context.zone) is None:
        return None
    else:
        day = _day(moment, context.zone, context)
    clock = moment.clock
    return datetime.combine(day, time(clock.hour % 24, clock.minute) if clock else time())


def _day(moment, zone, context):
    """The day that is meant, before any rolling to the next."""
    reference = context.reference(zone)
    if moment.date is not None:
        forward = context.day is None
        return resolve_date(moment.date, reference, forward=forward, is_end=context.step_back == _NO_TIME)
    if reference is None:
        raise missing_day(context.words)
    return reference


def _epoch(moment, context):
    earliest, unit = moment.instant, moment.instant_unit
    if moment.about:
        return _about(earliest, earliest, unit, moment, context.zone)
    return Interval(earliest, earliest + unit, Precision.SECOND, context.zone, unit)


def _of_days(moment, zone, context):
    said = moment.date
    if said.day is None and said.year:
        first, end = month_bounds(said)
    else:
        first = _day(moment, zone, context)
        end = first + _DAY
    single = end - first == _DAY
    if moment.about:
        first, end = _one_more_to_either_side(first, end)
    precision = Precision.DAY if single else Precision.RANGE
    bounds = widths.midnight(first, zone), widths.midnight(end, zone)
    return Interval(*bounds, Precision.APPROXIMATE if moment.about else precision, zone, None, moment.about)


def _one_more_to_either_side(first, end):
    """A hedged day, month or year may be the one before or after."""
    if end - first == _DAY:
        return first - _DAY, end + _DAY
    if end - first > 31 * _DAY:
        return first.replace(year=first.year - 1), end.replace(year=end.year + 1)
    return (first - _DAY).replace(day=1), (end + 31 * _DAY).replace(day=1)


def _of_clock(moment, zone, context):
    day = _day(moment, zone, context)
    interval = _on_day(moment, zone, context, day)
    if moment.date is not None or context.after is None:
        return interval
    floor = (context.after.earliest or context.after.latest) - context.step_back
    if _lies_before(interval, floor, context):
        rolled = _on_day(moment, zone, context, shifted(day, 1, context.words))
        if context.day is None or not _lies_before(rolled, floor, context):
            if context.step_back:
                context.notes.append(
                    f"Read as the next day, {date_text(day + _DAY)}: the time before it is {context.after}."
                )
            return rolled
    return interval


def _lies_before(interval, floor, context):
    """Whether the interval steps back; the end of a range may be the very minute it begins in."""
    return interval.latest <= floor if context.step_back == _NO_TIME else interval.latest < floor


def _on_day(moment, zone, context, day):
    """What a clock time is on a day, with both meanings where clocks were put back."""
    clock = moment.clock
    if clock.hour == 24:
        day, clock = shifted(day, 1, context.words), replace(clock, hour=0)
    check_year(day.year, context.words)
    local = datetime.combine(day, time(clock.hour, clock.minute, clock.second, clock.microsecond))
    begins = instants(local, zone, context.words)
    if clock.until_hour is not None:
        end = datetime.combine(day, time()) + timedelta(hours=clock.until_hour)
        latest = instants(end, zone, context.words)[-1]
        return Interval(begins[0], latest, Precision.RANGE, zone, HOUR)
    if len(begins) == 2:
        clocks_back = f"{date_text(day, short=False)}, when clocks were put back"
        context.notes.append(f"{local:%H:%M} came twice in {zone} on {clocks_back}: both are meant.")
    if moment.about or moment.tolerance is not None:
        return _about(begins[0], begins[-1], clock.unit, moment, zone)
    if len(begins) == 2:
        return Interval(begins[0], begins[1] + clock.unit, Precision.RANGE, zone, clock.unit)
    return Interval(begins[0], begins[0] + clock.unit, _precision(clock.unit), zone, clock.unit)


def _precision(unit):
    if unit < MINUTE:
        return Precision.SECOND
    return Precision.MINUTE if unit < HOUR else Precision.HOUR


def _about(first, last, unit, moment, zone):
    """A hedged time: to either side of what was said, by how exactly it was said."""
    half = moment.tolerance
    if half is None and unit < MINUTE:
        half = widths.ABOUT_MINUTES if not first.second and not first.microsecond else widths.ABOUT_SECONDS
    elif half is None:
        half = widths.ABOUT_MINUTES if unit < HOUR else widths.ABOUT_HOUR
    precision = Precision.APPROXIMATE if first == last else Precision.RANGE
    return Interval(first - half, last + half, precision, zone, unit, about=True)


def _from_distance(moment, context):
    """So long after another time: as uncertain as that one, and as the length."""
    base = _base(moment, context)
    amount = moment.distance
    if amount.unit >= _DAY and amount.slack is None:
        return _days_on(moment, base, context)
    slack = amount.slack
    if moment.about and slack is None:
        slack = min(abs(amount.length) / 2, widths.ABOUT_MINUTES if amount.unit < HOUR else widths.ABOUT_HOUR)
    if slack:
        return _hedged_distance(base, amount, slack, context)
    try:
        earliest, latest = (bound and bound + amount.length for bound in (base.earliest, base.latest))
    except OverflowError:
        raise _too_far(context) from None
    precision = base.precision
    if precision is Precision.SECOND and amount.unit >= MINUTE:
        earliest, latest = _whole_minutes(earliest, latest)
        precision = Precision.MINUTE if latest - earliest <= MINUTE else Precision.RANGE
    elif precision is Precision.DAY:
        precision = Precision.RANGE
    return When(earliest, latest, precision, base.zone, context.words)


def _base(moment, context):
    if moment.anchor is not None:
        return _at(Said("at", moment.anchor), context)
    base = (context.start or context.after) if moment.from_start else context.after
    if base is None:
        raise UnreadableTime(
            context.words, "counts from a time before it, and there is none", "Write when it was instead."
        )
    return base


def _days_on(moment, base, context):
    """A day so many days on; with a clock behind it, the time of that day."""
    zone = _zone(replace(moment, distance=None), context) if moment.clock else base.zone
    whole = moment.distance.length // _DAY
    if moment.clock and context.day is not None:
        day = context.day
    else:
        day = (base.earliest or base.latest).astimezone(zones.resolve(zone)).date()
    day = shifted(day, whole, context.words)
    if moment.clock:
        return _on_day(moment, zone, context, day)
    return Interval(*widths.day_bounds(day, zone), Precision.DAY, zone, None)


def _hedged_distance(base, amount, slack, context):
    """About so long after: symmetrical to what was said, wide enough for what the base leaves open."""
    if base.is_open:
        raise UnreadableTime(context.words, "counts from a time that is open towards one side")
    try:
        centre = base.best + amount.length
        earliest, latest = base.earliest + amount.length - slack, base.latest + amount.length + slack
    except OverflowError:
        raise _too_far(context) from None
    half = max(centre - earliest, latest - centre)
    half = -(-half // MINUTE) * MINUTE
    return When(centre - half, centre + half, Precision.APPROXIMATE, base.zone, context.words)


def _whole_minutes(earliest, latest):
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return earliest - (earliest - epoch) % MINUTE, latest + -(latest - epoch) % MINUTE


def _too_far(context):
    return UnreadableTime(context.words, "is further away than any calendar goes")
