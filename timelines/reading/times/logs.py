"""The zone of log lines: machines often write UTC where people do not."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from timelines.reading.model import BlockKind, MentionKind, ZoneFrom, ZoneRead
from timelines.reading.times.runs import Chain, Run
from timelines.reading.times.timed import DAY, Timed, resolve_on, start_of
from timelines.when import When

if TYPE_CHECKING:
    from timelines.reading.times.days import Days

_FAR = 1000 * DAY


@dataclass(slots=True)
class _Reading:
    """A stretch of log lines in one zone: how it fits between the times of the story around it."""

    zone: str
    first: When | None
    last: When | None


def place_logs(days: Days) -> ZoneRead:
    """Resolve the log lines, and tell the zone that those without one were read in.

    UTC instead of the zone of the story where only that fits the order of the story.
    """
    zone = days.zone
    if days.setting.log_zone:
        zone = ZoneRead(days.setting.log_zone, days.setting.log_zone, ZoneFrom.DECIDED)
    runs = [run for run in days.runs if run.family is BlockKind.LOG]
    told = _told(days) if runs else []
    found = None
    for run in runs:
        found = _place_run(days, run, zone, told) or found
    return found or zone


def _place_run(days: Days, run: Run, zone: ZoneRead, told: list[Timed]) -> ZoneRead | None:
    floating = [timed for timed in run.entries if timed.spoken.moment and timed.spoken.moment.zone is None]
    before, after = _neighbours(told, run)
    if not floating or days.setting.log_zone or _is_utc(zone.name, floating):
        _read_in(days, run, zone.name, before)
        _say(floating, zone)
        return None
    readings = []
    for name in (zone.name, "UTC"):
        _read_in(days, run, name, before)
        known = [timed.when for timed in run.entries if timed.when]
        readings.append(
            _Reading(name, min(known, key=start_of, default=None), max(known, key=start_of, default=None))
        )
    local, utc = (_fits(reading, before, after) for reading in readings)
    if utc and not local:
        _say(floating, ZoneRead("UTC"), _why(before, after))
        return replace(zone, name="UTC", words=_why(before, after), source=ZoneFrom.REPEATED)
    _read_in(days, run, zone.name, before)
    _say(floating, zone)
    if local == utc and (before or after):
        for timed in floating:
            timed.doubts.append(f"a log line without a zone: {zone.name} or UTC")
    return None


def _is_utc(name: str, floating: list[Timed]) -> bool:
    return name in ("UTC", "GMT") or not floating


def _say(floating: list[Timed], zone: ZoneRead, why: str = "") -> None:
    for timed in floating:
        timed.zone_from = zone.source if not why else ZoneFrom.REPEATED
        timed.notes.append(f"a log line: read as UTC, {why}" if why else f"a log line: read in {zone.name}")


def _neighbours(told: list[Timed], run: Run) -> tuple[When | None, When | None]:
    """The last event told before the log lines and the first told after them."""
    before = bisect_left(told, run.entries[0].start, key=lambda timed: timed.start)
    after = bisect_right(told, run.entries[-1].start, key=lambda timed: timed.start)
    return (told[before - 1].when if before else None), (told[after].when if after < len(told) else None)


def _told(days: Days) -> list[Timed]:
    """What is sure enough for log lines to be fitted in."""
    kinds = (MentionKind.EVENT, MentionKind.SAID, MentionKind.POSTED)
    return [
        timed
        for timed in days.times
        if timed.kind in kinds
        and timed.when
        and timed.when.earliest
        and timed.spoken.clock
        and not timed.is_relative
    ]


def _read_in(days: Days, run: Run, zone: str, before: When | None) -> None:
    chain = Chain(days.heading_day(run.entries[0].block) or days.day)
    if before is not None and chain.day is None:
        chain.day = before.earliest.date()
    for timed in run.entries:
        timed.zone, timed.when, timed.failure = zone, None, ""
        timed.doubts.clear()
        timed.notes.clear()
        if timed.spoken.said is None:
            timed.doubts.append(timed.spoken.problem)
        elif timed.spoken.is_full:
            resolve_on(timed, None, days.words(timed))
        elif chain.day is not None:
            resolve_on(timed, chain.day, days.words(timed))
            if chain.last and timed.when and start_of(timed.when) < start_of(chain.last.when) - DAY / 2:
                resolve_on(timed, chain.day + DAY, days.words(timed))
        else:
            timed.doubts.append("nobody says which day")
        chain.follow(timed)


def _fits(reading: _Reading, before: When | None, after: When | None) -> bool:
    if reading.first is None:
        return False
    far = before and abs(reading.first.best - before.best) > _FAR
    return (
        not far
        and not (before and reading.first.before(before))
        and not (after and reading.last.after(after))
    )


def _why(before: When | None, after: When | None) -> str:
    if before and after:
        return f"which fits between {before.text(day=False)} and {after.text(day=False)}"
    return (
        f"which fits after {before.text(day=False)}"
        if before
        else f"which fits before {after.text(day=False)}"
    )
