"""Times in a document, each resolved."""

from __future__ import annotations

import re
from dataclasses import replace

from timelines.reading.days import Days, hedged_blocks, is_below
from timelines.reading.model import BlockKind, Document, Facts, MentionKind, Setting, Times, ZoneFrom
from timelines.reading.purposes import give_purposes
from timelines.reading.spoken import find_spoken
from timelines.reading.timed import Timed
from timelines.reading.zoning import Zones, find_zones

_FIGURES = re.compile(r"(?<![\d./-])(\d{1,2})([/-])(\d{1,2})\2(?:\d{4}|\d{2})(?![\d/-])")


def find_times(document: Document, facts: Facts, setting: Setting) -> Times:
    """Every time in the document, with its day, zone and kind.

    What a person decided in `setting` wins. A time whose day nobody can tell has no `when` and says why.
    """
    spoken = find_spoken(document, month_first=_month_first(document.text))
    found = find_zones(document, spoken, setting)
    hedged = hedged_blocks(document)
    times = [Timed(one) for one in spoken]
    for timed in times:
        _give_zone(timed, found, document)
        timed.hedged = -1 in hedged or is_below(document, timed.block, hedged) if hedged else False
    give_purposes(document, times)
    days = Days(document, times, setting, setting.published or facts.published)
    days.place(facts)
    return Times(
        mentions=tuple(timed.mention() for timed in times if _is_worth_telling(timed)),
        zone=found.read(),
        log_zone=found.read(),
        day=days.day,
        published=setting.published or facts.published,
        is_newest_first=days.is_newest_first,
    )


def _is_worth_telling(timed: Timed) -> bool:
    return timed.kind is not MentionKind.OTHER


def _give_zone(timed: Timed, found: Zones, document: Document) -> None:
    spoken = timed.spoken
    if spoken.said is None:
        return
    moment = spoken.said.moment
    if moment.zone is not None:
        settled = found.meaning(moment.zone)
        if settled != moment.zone:
            spoken.said = replace(spoken.said, moment=replace(moment, zone=settled))
        timed.zone_from = ZoneFrom.BESIDE
        timed.zone = "UTC"
        return
    zone, timed.zone_from, doubt = found.of(spoken)
    timed.zone = zone
    if doubt and spoken.clock:
        timed.doubts.append(doubt)
    if spoken.gloss is not None and timed.zone_from is ZoneFrom.ASSUMED:
        timed.notes.append("said in another zone as well")
    if document.blocks[spoken.block].kind is BlockKind.LOG and found.setting.log_zone:
        timed.zone, timed.zone_from = found.setting.log_zone, ZoneFrom.DECIDED


def _month_first(text: str) -> bool | None:
    """How 12/03/2023 is read, by the dates of the same form that leave no choice; None for no or both."""
    firsts, seconds = False, False
    for match in _FIGURES.finditer(text):
        firsts |= int(match[1]) > 12
        seconds |= int(match[3]) > 12
    return None if firsts == seconds else seconds
