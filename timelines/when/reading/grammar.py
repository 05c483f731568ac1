"""From words to `Said`: which times are named and how they stand to each other."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ..errors import UnreadableTime
from .amounts import read_amount
from .clocks import read_clock
from .dates import read_date, read_day_range
from .said import SECOND, Amount, Moment, Said, SaidClock
from .scan import Cursor
from .zone_words import read_zone_words

_PREAMBLE = re.compile(r"(?:(?:posted|updated?|published|on|at|@)(?: +at| +on)?(?: *[:,]| -)? +)+|@ *")
_ABOUT = re.compile(
    r"(?:(?:at|on|from|some ?time) +)?"
    r"(?:(?:around|about|approximately|roughly|circa|approx|ca|c)(?![a-z])\.?|~)[ ~]*(?:at +)?"
)
_RELATIONS = tuple(
    (re.compile(rf"(?:{words})(?![a-z])"), relation)
    for words, relation in (
        ("(?:shortly|soon|just|right|immediately|directly) +after(?:wards?)?(?: +that)?", "shortly after"),
        ("(?:shortly|just|right|immediately) +before", "shortly before"),
        ("by|until|till|up to|no later than|not later than|at the latest by", "by"),
        ("(?:some ?time +)?(?:before|prior to|earlier than)", "before"),
        ("(?:some ?time +)?(?:after|later than)", "after"),
        ("since", "since"),
    )
)
_ANY_RELATION = re.compile("|".join(pattern.pattern for pattern, _ in _RELATIONS))
_END_ALONE = re.compile(r"until |till |up to ")  # in a line the end of something that began before
_BETWEEN = re.compile(r"(?:some ?(?:time|where) +)?(?:in +)?between +(?:the +hours +(?:of +)?)?")
_FROM = re.compile(r"from +")
_AND = re.compile(r"(?:,? +and +|, *|,? +but +| *& *)(?:shortly +)?")
_DASH = re.compile(r" *(?:-+>?|>|/|…|\.\.\.?) *|,? +(?:to|until|till|through|thru) +")
_UNTIL = re.compile(r",? *(?:until|till|up to) +|,? +(?:lasting|it lasted) +(?:until|till) +")
_OPEN_START = re.compile(r"\.\. */ *|/ *(?=\d{4})")
_OPEN_END = re.compile(r" */ *(?:\.\.)? *$")
_LAST_SECONDS = re.compile(r"-(\d{2})(?:[.,](\d{1,6}))?(?![\d:]| ?[ap]\.?m)")
_LAST_MINUTES = re.compile(r"-(\d{2})(?![\d:]| ?[ap]\.?m|h)")
_SEPARATOR = re.compile(r"(?:t(?=\d)|:(?=\d\d:\d\d:)| *[,@] *| +- +| +|(?=~))(?:,? *(?:at|on|@) +)?")
_ON_DATE = re.compile(r",? +(?:on +|of +)?(?:the +(?=\d|next|following|same)|an? +(?=[mtwfs]))?|, *")
_PART_OF_THAT_DAY = re.compile(r"(?:morning|afternoon|evening|night)(?![a-z])")
_DOTTED = re.compile(r"([01]?\d|2[0-3])\.([0-5]\d)(?![\d.%]|\.\d)|([01]\d|2[0-3])([0-5]\d)(?![\d.,%-]|:\d)")
_CTIME_YEAR = re.compile(r" +(19[7-9]\d|20\d\d)(?![\d:])")
_YEAR_BEHIND = re.compile(r", *(19[7-9]\d|20\d\d)(?![\d:])")
_SUFFIX_ABOUT = re.compile(
    r" ?[~?%](?![a-z0-9])|-?ish(?![a-z])| +or so(?![a-z])| *\((?:approx\.?|approximately|about)\)"
)
_TOLERANCE = re.compile(r" *(?:±|\+/-|\+-) *")
_GLOSS = re.compile(r" *\(([^()]{4,80})\)")
_EPOCH = re.compile(r"@?(\d{10})(?:[.,](\d{1,6}))?(?![\d:/.-]|\.\d)|@?(\d{13}|\d{16})(?![\d:/.-])")
_PLUS = re.compile(r"(t) ?(?=[+-])|(?=\+ ?\d)")
_SIGN = re.compile(r"([+-]) ?")
_T_ZERO = re.compile(r"t[ +-]?0(?![\da-z.]|:\d)")
_LATER = re.compile(r" +(later|afterwards?|after that|earlier|before that)(?![a-z])")
_APART = re.compile(r" +(after|before) +")
_HOURS_OF_A_HALF = re.compile(r"\d{1,2}(?: *- *| to | and )\d{1,2}(?::\d\d)? ?[ap]\.?m")
_LIKE_A_DISTANCE = re.compile(
    r"t ?[+-]|t ?0|\+|~|\d{1,6}(?:\.\d{1,3})?[ -]?[wdhms]"
    r"|(?:[a-z]+ )?(?:moments?|instants?|minutes|seconds) later"
    r"|(?:(?:at|on|from|some ?time) +)?(?:around|about|approximately|roughly|circa|approx|ca|c)(?![a-z])"
    r"|(?:half|a|an|few|several|some|couple|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|fifteen|twenty|thirty|forty|fifty) "
)
_MOMENTS_LATER = re.compile(r"(?:an? )?(?:moments?|instants?|minutes|seconds) later(?![a-z])")


def read_said(cursor: Cursor, *, stretch=False) -> Said | None:
    """What the words at the cursor say of one time, with the cursor behind them; None where they say none.

    `stretch`: two times are a beginning and an end ("02:50 to 05:14"), not bounds of one that is unknown.
    Raises UnreadableTime for words that are plainly meant as a time and are none.
    """
    cursor.take(_PREAMBLE)
    start = cursor.pos
    shared = _shared_date(cursor)
    said = _first_of(cursor, (_between, _day_range, _open_start, _relative, _related))
    if said is None and shared is not None:
        cursor.pos, shared = start, None
    if said is None:
        cursor.take(_FROM)
        first = read_moment(cursor, bare=cursor.sees(_HOURS_OF_A_HALF))
        said = _after_first(cursor, first, stretch) if first else None
    return _with_tail(cursor, _sharing(said, shared), stretch) if said else None


def _first_of(cursor, readers):
    """What the first reader that understands the words at the cursor makes of them, or None."""
    here = cursor.pos
    for read in readers:
        if said := read(cursor):
            return said
        cursor.pos = here
    return None


def _shared_date(cursor):
    """The date of "14 Mar 2023, by 01:15", where it stands before the relation; the cursor is behind it."""
    here = cursor.pos
    date = read_date(cursor)
    if date and cursor.take(_SEPARATOR) and (cursor.sees(_BETWEEN) or cursor.sees(_ANY_RELATION)):
        return date
    cursor.pos = here
    return None


def _sharing(said, date):
    """`said` with the date that stood before it; of two times the first named has it."""
    if date is None:
        return said
    lender = Moment(date=date)
    said = replace(said, moment=said.moment.sharing(lender))
    if said.other is None or said.relation == "between":
        return said
    return replace(said, other=said.other.sharing(lender))


def _between(cursor):
    if not cursor.take(_BETWEEN):
        return None
    if days := _day_range(cursor):
        return days
    first = read_moment(cursor, bare=not cursor.leading or cursor.sees(_HOURS_OF_A_HALF))
    if first and (cursor.take(_AND) or cursor.take(_DASH)):
        second = read_moment(cursor, bare=True)
        if second:
            return _pair(first, second)
    return None


def _day_range(cursor):
    days = read_day_range(cursor)
    if days is None:
        return None
    zone = read_zone_words(cursor)
    return Said("between", Moment(days[0], zone=zone), Moment(days[1], zone=zone))


def _open_start(cursor):
    """EDTF: ../2023-03-14 is by that day."""
    if cursor.leading or not cursor.take(_OPEN_START):
        return None
    moment = read_moment(cursor)
    return Said("up to", moment) if moment else None


def _related(cursor):
    if cursor.leading and cursor.sees(_END_ALONE):
        return _end_alone(cursor) if cursor.prose else None
    if not cursor.sees(_ANY_RELATION):
        return None
    for pattern, relation in _RELATIONS:
        if cursor.take(pattern):
            cursor.take(re.compile(" +"))
            if moment := read_moment(cursor, bare=not cursor.leading):
                if relation == "since" and cursor.leading:  # it began then, and the line says what
                    return Said("at", moment)
                return _second_bound(cursor, relation, moment)
            return _alone(cursor, relation)
    return None


def _end_alone(cursor):
    """ "lasted until 01:27": in a sentence it is the end itself, and not some time up to then."""
    cursor.take(_END_ALONE)
    moment = read_moment(cursor)
    return Said("at", moment) if moment else None


def _alone(cursor, relation):
    """ "shortly after" with nothing behind it is about the time before."""
    if relation == "shortly after" and cursor.sees(re.compile(r" *(?:[,:;.-]|$)")):
        return Said(relation, Moment(distance=Amount(timedelta(0), SECOND)))
    return None


def _second_bound(cursor, relation, moment):
    """ "by 01:15, after 23:00": both bounds said. The one without a zone has the other's."""
    here = cursor.pos
    if relation in ("by", "before", "after", "since") and cursor.take(_AND):
        for pattern, other_relation in _RELATIONS[2:]:
            if cursor.take(pattern) and cursor.take(re.compile(" +")):
                other = read_moment(cursor, bare=not cursor.leading)
                ends = {"by", "before"}
                if other and (relation in ends) != (other_relation in ends):
                    moment = replace(moment, zone=moment.zone or other.zone)
                    other = replace(other, zone=other.zone or moment.zone)
                    pair = (moment, other) if relation in ends else (other, moment)
                    return Said(f"{relation if relation in ends else other_relation} and after", *pair)
                break
    cursor.pos = here
    return Said(relation, moment)


def _relative(cursor):
    """T+15m, +15 min, 15 minutes later, 15 minutes after 18:00."""
    if not cursor.sees(_LIKE_A_DISTANCE):
        return None
    if match := cursor.take(_T_ZERO):
        return Said("at", Moment(distance=Amount(timedelta(0), SECOND), from_start=True))
    if match := cursor.take(_PLUS):
        sign = cursor.take(_SIGN)[1]
        amount = read_amount(cursor, clock=True)
        return _plus(cursor, amount, sign, from_start=bool(match[1])) if amount else None
    if cursor.take(_MOMENTS_LATER):
        return Said("shortly after", Moment(distance=Amount(timedelta(0), SECOND)))
    about = bool(cursor.take(_ABOUT))
    amount = read_amount(cursor)
    if amount is None:
        return None
    if match := cursor.take(_LATER):
        back = match[1] in ("earlier", "before that")
        return Said("at", Moment(distance=_negative(amount) if back else amount, about=about))
    if match := cursor.take(_APART):
        anchor = read_moment(cursor)
        if anchor:
            distance = _negative(amount) if match[1] == "before" else amount
            return Said("at", Moment(distance=distance, about=about, anchor=anchor))
    return None


def _plus(cursor, amount, sign, *, from_start):
    """ "+1d 01:10" is a time of day some days on; any other amount is a distance."""
    distance = _negative(amount) if sign == "-" else amount
    here = cursor.pos
    if amount.unit >= timedelta(days=1) and sign == "+" and cursor.take(re.compile(r",? +(?:at +)?")):
        clock = read_clock(cursor)
        if clock:
            return Said("at", Moment(distance=distance, clock=clock, zone=read_zone_words(cursor)))
        cursor.pos = here
    return Said("at", Moment(distance=distance, from_start=from_start))


def _negative(amount):
    return replace(amount, length=-amount.length)


def read_moment(cursor: Cursor, *, bare=False) -> Moment | None:
    """One time with its date, clock and zone in whichever order they stand; None, unmoved, for none."""
    start = cursor.pos
    about = bool(cursor.take(_ABOUT))
    cursor.take(_PREAMBLE)
    if epoch := _epoch(cursor):
        return replace(epoch, about=about)
    date = read_date(cursor)
    date_first = date is not None
    clock, about = _clock_after(cursor, date, bare, about)
    if date is None and clock is None:
        cursor.pos = start
        return None
    iso = bool(date and date.is_iso and clock)
    zone = read_zone_words(cursor, iso=iso) if clock or not cursor.leading else None
    if clock and date is None:
        date = _date_after(cursor)
        zone = zone or (read_zone_words(cursor) if date else None)
    elif clock and date.day is None and date.weekday is not None:
        date = _day_behind(cursor, date)
    elif clock and date.year is None and (year := cursor.take(_CTIME_YEAR)):
        date = replace(date, year=int(year[1]))
        zone = zone or read_zone_words(cursor)
    if cursor.prose and zone and date and date.year is None and (year := cursor.take(_YEAR_BEHIND)):
        date = replace(date, year=int(year[1]))
    about = bool(cursor.take(_SUFFIX_ABOUT)) or about
    return Moment(date, clock, zone, about, _tolerance(cursor), date_first=date_first)


def _clock_after(cursor, date, bare, about):
    """(clock, about): the clock behind the date, or at the cursor where there is no date."""
    here = cursor.pos
    if date is None:
        by_hour = not bare and (cursor.prose or not cursor.leading)
        clock = read_clock(cursor, bare=bare) or (_hour_with_zone(cursor) if by_hour else None)
        return clock, about
    separator = cursor.take(_SEPARATOR)
    if separator:
        hedged = bool(cursor.take(_ABOUT)) or about
        clock = read_clock(cursor, compact=separator[0] == "t") or _clock_in_figures(cursor, date)
        if clock:
            return clock, hedged
    cursor.pos = here
    return None, about


def _clock_in_figures(cursor, date):
    """2022-03-10 11.50 and 2025-01-14 1600: behind a whole date, in sentences."""
    if not cursor.prose or date.year is None or date.day is None:
        return None
    match = cursor.take(_DOTTED)
    return SaidClock(match[0], int(match[1] or match[3]), int(match[2] or match[4])) if match else None


def _hour_with_zone(cursor):
    """ "2 ICT": a number alone is an hour where a zone follows it."""
    here = cursor.pos
    clock = read_clock(cursor, bare=True)
    if clock:
        behind = cursor.pos
        if read_zone_words(cursor):
            cursor.pos = behind
            return clock
    cursor.pos = here
    return None


def _date_after(cursor):
    here = cursor.pos
    if cursor.take(_ON_DATE) and (date := read_date(cursor)):
        if date.shift is not None:
            cursor.take(_PART_OF_THAT_DAY)
        return date
    cursor.pos = here
    return None


def _day_behind(cursor, weekday):
    """“Saturday morning, December 1st”: the day of the month, where it follows."""
    here = cursor.pos
    date = _date_after(cursor)
    if date and date.day and date.weekday is None:
        return replace(date, weekday=weekday.weekday)
    cursor.pos = here
    return weekday


def _tolerance(cursor):
    here = cursor.pos
    if cursor.take(_TOLERANCE) and (amount := read_amount(cursor)):
        return amount.length
    cursor.pos = here
    return None


def _epoch(cursor):
    """Seconds, milliseconds or microseconds since 1970, told apart by their number of digits."""
    start = cursor.pos
    match = cursor.take(_EPOCH)
    if match is None:
        return None
    seconds, fraction, whole = match.groups()
    digits = f"{seconds}{fraction or ''}" if seconds else whole
    unit = timedelta(microseconds=10 ** (16 - len(digits)))
    try:
        instant = datetime(1970, 1, 1, tzinfo=UTC) + int(digits) * unit
    except OverflowError:
        instant = datetime.max.replace(tzinfo=UTC)
    if instant.year > 2100:
        raise UnreadableTime(cursor.written(start), "is no epoch time between 1970 and 2100")
    return Moment(instant=instant, instant_unit=unit)


def _after_first(cursor, first, stretch):
    """The rest of what began with a moment: an end, another bound, or nothing."""
    if not cursor.leading and cursor.take(_OPEN_END):
        return Said("since", first)
    here = cursor.pos
    if second := _last_figures(cursor, first):
        return _pair(first, second)
    if cursor.take(_UNTIL):
        if second := read_moment(cursor, bare=False):
            return _stretch_or_range(first, second, stretch)
        cursor.pos = here
    if cursor.take(_DASH):
        second = read_moment(cursor, bare=bool(first.clock) and not cursor.leading)
        if second and (second.clock or not first.clock) and not second.distance:
            return _stretch_or_range(first, second, stretch)
        cursor.pos = here
    return Said("at", first)


def _last_figures(cursor, first):
    """16:05:57-58 and, where nothing else is meant, 20:14-16: the last figure of the end alone."""
    clock, here = first.clock, cursor.pos
    if clock is None or clock.meridiem:
        return None
    if clock.unit <= SECOND and (match := cursor.take(_LAST_SECONDS)) and int(match[1]) <= 59:
        fraction = match[2] or ""
        last = replace(
            clock,
            second=int(match[1]),
            microsecond=int(f"{fraction:0<6}"),
            unit=timedelta(microseconds=10 ** (6 - len(fraction))),
        )
    elif (
        not cursor.leading
        and clock.unit == timedelta(minutes=1)
        and (match := cursor.take(_LAST_MINUTES))
        and clock.minute < int(match[1]) <= 59
    ):
        last = replace(clock, minute=int(match[1]))
    else:
        cursor.pos = here
        return None
    zone = first.zone or read_zone_words(cursor)
    return replace(first, clock=last, zone=zone)


def _pair(first, second):
    """Two bounds of one time; what one leaves out the other says. 2–3 PM is in the afternoon."""
    first, second = _shared_half(first, second), second
    lent = replace(first, zone=first.zone or second.zone)
    if lent.date is None and not second.date_first:  # "20:00–21:00 on 14 March"
        lent = replace(lent, date=second.date)
    elif lent.date and lent.date.year is None and second.date and second.date.year:
        lent = replace(lent, date=_with_year(lent.date, second.date))
    return Said("between", lent, replace(second, zone=second.zone or first.zone))


def _with_year(date, end):
    """`date` in the year of `end`, or in the one before where it would lie behind: 30 Dec – 2 Jan 2024."""
    behind = (date.month or 0, date.day or 0) > (end.month or 0, end.day or 0)
    return date if date.shift is not None else replace(date, year=end.year - behind)


def _shared_half(first, second):
    one, two = first.clock, second.clock
    if not (one and two and two.meridiem and not one.meridiem and 1 <= one.hour <= 12):
        return first
    same = one.hour % 12 + (12 if two.meridiem == "pm" else 0)
    if (same, one.minute) > (two.hour, two.minute):
        same = (same + 12) % 24
    return replace(first, clock=replace(one, hour=same))


def _stretch_or_range(first, second, stretch):
    pair = _pair(first, second)
    return Said("at", pair.moment, until=pair.other) if stretch else pair


def _with_tail(cursor, said, stretch):
    """`said` with an end ("…, until 6:31") and with the same moment in brackets, where they follow."""
    here = cursor.pos
    if stretch and said.until is None and cursor.take(_UNTIL):
        if until := read_moment(cursor):
            said = replace(said, until=replace(until, zone=until.zone or said.moment.zone))
        else:
            cursor.pos = here
    if not cursor.leading and (gloss := cursor.take(_GLOSS)):
        return replace(said, gloss=cursor.raw[gloss.start(1) : gloss.end(1)])
    return said
