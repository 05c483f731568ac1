"""The part of an incident's page that costs most, its timeline drawn and listed, kept until it changes."""

from __future__ import annotations

import pickle
import zlib
from dataclasses import dataclass

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from incidents.drawing import plan_of
from incidents.models import Incident
from incidents.telling import timeline_rows
from timelines.drawing import Drawing, draw

VERSION = 3  # raise it when the same timeline is shown in another way
KEPT_FOR = 6 * 3600  # seconds
WIDTH = 1216  # px: the drawing on a wide page; on narrow ones it scrolls


@dataclass(frozen=True, slots=True)
class ToldTimeline:
    """A timeline as the page shows it: its drawing, and its list as HTML ("" for no events)."""

    event_count: int
    drawing: Drawing
    html: SafeString


def told_timeline(incident: Incident, *, can_edit: bool, by_learning: bool = False) -> ToldTimeline:
    """The incident's timeline, from the cache where it was told since it last changed.

    `by_learning`: the list in the order in which things became known, and not in that of their happening.

    Whatever changes a timeline also writes the incident's `updated_at` (`Incident.timeline_changed`), so
    that is in the key; what is out of date is never asked for again. Compressed, HTML shrinks to a tenth.
    """
    level = incident.severity.colour if incident.severity else 0
    key = (
        f"told:{VERSION}:{incident.pk}:{incident.updated_at.timestamp()}:{level}:{can_edit:d}{by_learning:d}"
    )
    kept = cache.get(key)
    if kept is not None:
        return pickle.loads(zlib.decompress(kept))  # noqa: S301 (our own cache)
    told = _tell(incident, level, can_edit, by_learning)
    cache.set(key, zlib.compress(pickle.dumps(told), 1), KEPT_FOR)
    return told


def _tell(incident: Incident, level: int, can_edit: bool, by_learning: bool) -> ToldTimeline:
    events = list(incident.events.standing().for_timeline())
    rows = timeline_rows(events, incident.time_zone, level=level, by_learning=by_learning)
    context = {"incident": incident, "rows": rows, "can_edit": can_edit}
    html = render_to_string("incidents/_timeline.html", context) if rows else SafeString("")
    return ToldTimeline(len(events), draw(plan_of(incident, events), width=WIDTH), html)
