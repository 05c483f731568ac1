"""Times in a document, each resolved."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

from timelines.reading.limits import check_time
from timelines.reading.model import BlockKind, Document, Facts, MentionKind, Setting, Times, ZoneFrom
from timelines.reading.times.days import Days
from timelines.reading.times.hedges import WHOLE_DOCUMENT, hedged_blocks, is_below
from timelines.reading.times.markup import with_markup
from timelines.reading.times.purposes import give_purposes
from timelines.reading.times.relative import find_relative
from timelines.reading.times.spoken import Spoken, find_spoken
from timelines.reading.times.timed import Timed
from timelines.reading.times.wordings import prose_cursor
from timelines.reading.times.zoning import Zones, find_zones, leave_winter_open
from timelines.when.reading.said import Moment, Said
from timelines.when.reading.scan import Cursor

_FIGURES = re.compile(
    r"[/-](?<=\d[/-])(\d{1,2})(?:[/-](\d{4}|\d{2})(?![\d/-]|-\d\d:)|(?<=/\d\d),? (?:at |- |@ ?)?\d{1,2}:\d\d)"
)
_ISO = re.compile(r"(?<!\d)(20\d\d)-(0\d|1[0-2])-([0-3]\d)(?!\d)")
_AMERICAN = re.compile(
    r"\d ?(?:[AaPp]\.?[Mm]\.?)? ?(?:P[SD]T|E[SD]T|C[SD]T|M[SD]T|PT|ET)\b|\btimes P[SD]?T\b"
)
_ENOUGH = 50
_BEFORE = re.compile(r"(?<![\d./-])\d{1,2}$")


def find_times(document: Document, facts: Facts, setting: Setting) -> Times:
    """Every time in the document, with its day, zone and kind.

    What a person decided in `setting` wins. A time whose day nobody can tell has no `when` and says why.
    """
    cursor = prose_cursor(document, _month_first(document.text, setting))
    spoken = _with_relative(cursor, document, find_spoken(document, cursor))
    spoken = with_markup(document, spoken, setting.stamps)
    found = find_zones(document, cursor, spoken, setting)
    hedged = hedged_blocks(document)
    times = [Timed(one) for one in spoken]
    for timed in times:
        check_time()
        _give_zone(timed, found, document)
        timed.hedged = WHOLE_DOCUMENT in hedged or is_below(document, timed.block, hedged)
    give_purposes(document, times)
    zone = found.read()
    days = Days(document, times, setting, setting.published or facts.published, zone)
    days.place(facts)
    for timed in times:
        leave_winter_open(timed, found)
        if timed.is_zone_unknown:
            timed.when = timed.until = None
    return Times(
        mentions=tuple(timed.mention() for timed in times if _is_worth_telling(timed)),
        zone=zone,
        log_zone=days.log_zone or zone,
        day=days.day,
        published=setting.published or facts.published,
        is_newest_first=days.is_newest_first,
    )


def _with_relative(cursor: Cursor, document: Document, spoken: list[Spoken]) -> list[Spoken]:
    """With the times in sentences that are said as a distance, in the order of the text."""
    begins = [sentence.place.start for sentence in document.sentences]
    starts = [one.place.start for one in spoken]
    found: list[Spoken] = []
    for one in sorted(find_relative(cursor, begins), key=lambda one: one.place.start):
        if found and found[-1].place.end > one.place.start:
            continue
        number = bisect_right(begins, one.place.start) - 1
        if number < 0 or one.place.end > document.sentences[number].place.end:
            continue
        at = bisect_left(starts, one.place.end)
        if at and spoken[at - 1].place.meets(one.place):
            continue
        one.is_said_again = at < len(starts) and starts[at] - one.place.end < 8
        one.block, one.sentence = document.sentences[number].block, number
        if document.blocks[one.block].kind is not BlockKind.HEADING:
            found.append(one)
    return sorted(spoken + found, key=lambda one: one.place.start) if found else spoken


def _is_worth_telling(timed: Timed) -> bool:
    return timed.kind is not MentionKind.OTHER


def _give_zone(timed: Timed, found: Zones, document: Document) -> None:
    spoken = timed.spoken
    if spoken.said is None:
        return
    moment = spoken.said.moment
    if moment.zone is not None:
        spoken.said = _settled(spoken.said, found)
        timed.zone_from = ZoneFrom.BESIDE
        timed.zone = "UTC"
        return
    zone, timed.zone_from, doubt = found.of(spoken)
    timed.zone = zone
    if doubt and spoken.clock:
        timed.doubts.append(doubt)
        timed.is_zone_unknown = "several zones" not in doubt
    if spoken.gloss is not None and timed.zone_from is ZoneFrom.ASSUMED:
        timed.notes.append("said in another zone as well")
    if document.blocks[spoken.block].kind is BlockKind.LOG and found.setting.log_zone:
        timed.zone, timed.zone_from = found.setting.log_zone, ZoneFrom.DECIDED


def _settled(said: Said, found: Zones) -> Said:
    """With zones of which the document decides the meaning, also that of the end of a stretch."""

    def meant(moment: Moment | None) -> Moment | None:
        if moment is None or moment.zone is None:
            return moment
        zone = found.meaning(moment.zone)
        return moment if zone == moment.zone else replace(moment, zone=zone)

    return replace(said, moment=meant(said.moment), other=meant(said.other), until=meant(said.until))


def _month_first(text: str, setting: Setting) -> bool | None:
    """How 12/03/2023 is read: by the dates of the same form that leave no choice, else by other evidence.

    None for none, or where it speaks for both.
    """
    firsts, seconds, open_ones = False, False, []
    for match in _FIGURES.finditer(text):
        first = _BEFORE.search(text[max(0, match.start() - 4) : match.start()])
        if not first:
            continue
        one, other = int(first[0]), int(match[1])
        firsts |= one > 12
        seconds |= other > 12
        if match[2] and one != other and len(open_ones) < _ENOUGH:
            open_ones.append((one, other, int(match[2]) % 100 + 2000))
    if firsts != seconds:
        return seconds
    return _by_nearness(text, setting, open_ones) if open_ones and not firsts else None


def _by_nearness(text: str, setting: Setting, dates: list[tuple[int, int, int]]) -> bool | None:
    """By days that are known otherwise, by whether the dates are then of one incident, by American zones."""
    known = [
        _day(*map(int, match.groups())) for match in islice(_ISO.finditer(f"{setting.name} {text}"), _ENOUGH)
    ]
    american = [day for first, second, year in dates if (day := _day(year, first, second))]
    others = [day for first, second, year in dates if (day := _day(year, second, first))]
    if len(american) < len(dates) or len(others) < len(dates):
        return None if len(american) == len(others) else len(american) > len(others)
    near, far = (_are_near(days, list(filter(None, known))) for days in (american, others))
    if near != far:
        return near
    spreads = [max(days) - min(days) for days in (american, others)]
    if min(spreads) <= timedelta(days=10) and max(spreads) >= timedelta(days=25):
        return spreads[0] < spreads[1]
    return True if _AMERICAN.search(text) else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _are_near(days: list[date], known: list[date]) -> bool:
    return any(abs(one - other) <= timedelta(days=3) for one in days for other in known)
