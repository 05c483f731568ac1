"""A draft's document, read with what was decided about the whole of it."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from incidents.drafts.request_time import one_request, too_slow
from incidents.importing.document import DocumentError, Opened, OutOfTime, ReadDocument, ReadSettings
from incidents.importing.opening import read_opened
from incidents.models import ImportDraft, Incident, Organisation
from timelines.reading.limits import ReadingError, TooSlow
from timelines.reading.model import ZoneFrom


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document says, and how long it took to find out."""

    read: ReadDocument
    milliseconds: float


@one_request()
def read_draft(draft: ImportDraft, chosen: dict | None = None) -> Reading:
    """Read the document of a draft. One query. Raises DocumentError; OutOfTime where it takes too long.

    `chosen`: instead of what is chosen in the draft. Where nobody says the zone, it is the organisation's.
    """
    settings = settings_of(draft.chosen if chosen is None else chosen)
    reading = _read_again(draft, settings)
    usual = _usual_zone(draft, settings.organisation or reading.read.organisation)
    if usual and reading.read.zone.source == ZoneFrom.ASSUMED:
        reading = _read_again(draft, replace(settings, usual_zone=usual))
    if settings.organisation:
        reading = replace(reading, read=replace(reading.read, organisation=settings.organisation))
    return reading


def settings_of(chosen: dict) -> ReadSettings:
    """What was chosen, as the readers take it."""
    return ReadSettings(
        zone=chosen.get("zone", ""),
        log_zone=chosen.get("log_zone", ""),
        day=date.fromisoformat(chosen["day"]) if chosen.get("day") else None,
        organisation=chosen.get("organisation", ""),
        columns=chosen.get("columns") or None,
    )


def _usual_zone(draft: ImportDraft, name: str) -> str:
    """The zone of the organisation of this name, if it is known to the draft's owner and not UTC."""
    known = Organisation.objects.told_by(Incident.objects.visible_to(draft.owner))
    zone = known.filter(name__iexact=name).values_list("time_zone", flat=True).first()
    return zone if zone and zone != "UTC" else ""


def _read_again(draft: ImportDraft, settings: ReadSettings) -> Reading:
    return _read(
        draft.format,
        draft.text,
        draft.name,
        draft.address,
        json.dumps(draft.hints, sort_keys=True),
        replace(settings, columns=None),
        json.dumps(settings.columns, sort_keys=True),
    )


@lru_cache(maxsize=6)  # documents; the longest take some 30 MB once read
def _read(format_name, text, name, address, hints, settings, columns) -> Reading:
    """Pure, so that a page that is only looked at again is not read again."""
    opened = Opened(format_name, text, name, address, json.loads(hints))
    began = time.perf_counter()
    try:
        read = read_opened(opened, replace(settings, columns=json.loads(columns)))
    except (OutOfTime, TooSlow) as error:
        raise OutOfTime(too_slow()) from error
    except ReadingError as error:
        raise DocumentError(str(error)) from error
    return Reading(read, (time.perf_counter() - began) * 1000)
