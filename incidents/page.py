"""All that the incident's page shows, gathered in a fixed number of queries."""

from __future__ import annotations

import datetime
import re

from accounts.reading import today_of
from accounts.roles import may_edit
from incidents.completeness import missing_from
from incidents.durations import durations_of
from incidents.forms.incident import StatusForm
from incidents.markdown import render_prose, words_in
from incidents.mentions import mentions_of
from incidents.models import Incident
from incidents.similar.said import related_to
from incidents.source_rows import source_rows
from incidents.told import told_timeline
from timelines.drawing import draw_duration, draw_window
from timelines.when import Precision, When
from timelines.when.zones import resolve

LEAD_WITHIN = 20_000  # characters of a postmortem that are looked through for its first paragraphs
EVENT_REFERENCE = re.compile(r"\s*\(?\[(?:event:|\^)[^\]\n]*\]\)?")
AROUND = datetime.timedelta(hours=1)


def incident_page(incident: Incident, user, *, by_learning: bool = False) -> dict:
    """The context of incidents/incident_detail.html. `incident` comes from `for_page()`.

    `by_learning`: its timeline as things became known.
    """
    can_edit = may_edit(user)
    factors = list(incident.factors.for_incident_page())
    actions = list(incident.action_items.for_incident_page())
    windows = list(incident.impact_windows.select_related("component").in_time_order())
    postmortem = readable_postmortem(incident, user)
    return {
        "incident": incident,
        "span": span_in_words(incident),
        "durations": drawn_durations(incident),
        "told": told_timeline(incident, can_edit=can_edit, by_learning=by_learning),
        "windows": drawn_windows(windows),
        "window_span": _span_of(windows),
        "factors": factors,
        "actions": actions,
        "actions_done": sum(action.status == action.Status.DONE for action in actions),
        "postmortem": postmortem,
        "postmortem_words": words_in(postmortem.body) if postmortem else 0,
        "postmortem_lead": render_prose(first_paragraphs(postmortem.body)) if postmortem else "",
        "sources": source_rows(incident.sources.for_list()),
        "links": list(incident.links.order_by("pk")),
        "mentions": mentions_of(incident, user),
        "related": related_to(incident, user),
        "status_changes": list(incident.status_changes.select_related("by").order_by("-pk")[:5]),
        "missing": missing_from(
            incident, factors=factors, actions=actions, has_postmortem=postmortem is not None
        ),
        "status_form": StatusForm(initial={"status": incident.status}),
        "today": today_of(user),
        "can_edit": can_edit,
        "by_learning": by_learning,
    }


def readable_postmortem(incident: Incident, user):
    """The revision of the postmortem that this person reads: editors the newest, others what all may read.

    None where there is nothing for them to read.
    """
    postmortem = getattr(incident, "postmortem", None)
    if postmortem is None:
        return None
    return postmortem.newest if may_edit(user) else postmortem.readable_by_all()


def first_paragraphs(body: str, number: int = 2) -> str:
    """How a postmortem begins: its first paragraphs of prose, without headings, lists and live blocks."""
    blocks = (block.strip() for block in body[:LEAD_WITHIN].split("\n\n"))
    prose = [block for block in blocks if block and block[0] not in "#-*>|`[0123456789"]
    return EVENT_REFERENCE.sub("", "\n\n".join(prose[:number]))


def span_in_words(incident: Incident) -> str:
    """The days it ran over, for the people who lived it: “14–15 March 2023”; empty when no start is stated.

    Every day on which it may have begun or ended is among them.
    """
    told = incident.milestones_told
    started = told.get("started")
    if started is None:
        return ""
    if started.is_open:
        return str(started)
    first, last = _days(started, incident.time_zone)
    if resolved := told.get("resolved"):
        last = max(first, _days(resolved, incident.time_zone)[1])
    if last == first:
        return f"{first.day} {first:%B %Y}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last.day} {last:%B %Y}"
    if first.year == last.year:
        return f"{first.day} {first:%B} – {last.day} {last:%B %Y}"
    return f"{first.day} {first:%B %Y} – {last.day} {last:%B %Y}"


def _days(when: When, zone: str) -> tuple[datetime.date, datetime.date]:
    """The first and last day of `zone` that a moment may lie on. A day is one of the zone it was said in."""
    tz = resolve(when.zone if when.precision == Precision.DAY else zone)
    first, end = when.earliest or when.latest, when.latest or when.earliest
    last = max(first, end - datetime.timedelta(microseconds=1))
    return first.astimezone(tz).date(), last.astimezone(tz).date()


def drawn_durations(incident: Incident) -> list[tuple]:
    """Each named duration with its bar, all bars on one scale: (NamedDuration, SVG or "")."""
    durations = durations_of(incident)
    known = [named.duration for named in durations if named.duration]
    ends = [duration.longest or duration.shortest for duration in known]
    scale = max(ends, default=datetime.timedelta()) or datetime.timedelta(minutes=1)
    return [(named, draw_duration(named.duration, scale) if named.duration else "") for named in durations]


def _span_of(windows) -> tuple | None:
    """From the first to the last instant that any impact window names; None without windows.

    Where they name only one, the hour before and after it too.
    """
    instants = [
        instant
        for window in windows
        for when in (window.began, window.ended)
        if when
        for instant in (when.earliest, when.latest)
        if instant
    ]
    if not instants:
        return None
    first, last = min(instants), max(instants)
    return (first, last) if first < last else (first - AROUND, last + AROUND)


def drawn_windows(windows) -> list[tuple]:
    """Each impact window with its bar on the scale of all, and how long it lasted (None: no end known)."""
    span = _span_of(windows)
    if span is None:
        return []
    return [
        (
            window,
            draw_window(window.began, window.ended, *span, window.colour),
            window.ended - window.began if window.ended else None,
        )
        for window in windows
    ]
