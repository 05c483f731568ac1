"""An incident's timeline as the plan of a drawing."""

from __future__ import annotations

from collections.abc import Iterable

from django.template.defaultfilters import capfirst

from incidents.markdown import plain_text
from incidents.models import Incident
from timelines.drawing import Flag, Mark, Plan
from timelines.models import Kind, Milestone, TimelineEvent

TITLE_LENGTH = 200  # characters of an event's text that a mark's title repeats


def plan_of(incident: Incident, events: Iterable[TimelineEvent], *, href: str = "") -> Plan:
    """What to draw: the events that stand, and a flag for each milestone and the first public post.

    `events` come with their milestones. `href` goes before the links, outside the incident's page.
    """
    events = list(events)
    return Plan(
        reference=incident.reference,
        marks=[_mark(event, incident) for event in events],
        flags=_flags(incident),
        href=href,
    )


def _mark(event: TimelineEvent, incident: Incident) -> Mark:
    text = plain_text(event.text)
    return Mark(
        id=event.anchor,
        title=text[:TITLE_LENGTH],
        lane=event.lane,
        when=event.happened,
        until=event.until,
        level=incident.severity.colour if event.until and incident.severity else 0,
        is_post=event.kind == Kind.STATUS_POST,
        is_learned_later=event.learned is not None,
    )


def _flags(incident: Incident) -> list[Flag]:
    """Milestones in the order they are named; those on one event share a flag."""
    told = incident.milestones_told
    started = told.get(Milestone.Kind.STARTED)
    by_event: dict[int, list[str]] = {}
    for name in (*Milestone.Kind.values, "first-post"):
        if name in told:
            by_event.setdefault(incident.milestone_times[name]["event"], []).append(name)
    flags = []
    for event_id, names in by_event.items():
        when = told[names[0]]
        since = when - started if started and Milestone.Kind.STARTED not in names else None
        label = capfirst(", ".join(milestone_label(name).lower() for name in names))
        flags.append(Flag(name=label, when=when, event_id=f"e-{event_id}", since_start=since))
    return sorted(flags, key=lambda flag: flag.when.key)


def milestone_label(name: str) -> str:
    """How a milestone (or the first public post) is called on a page."""
    return "First public post" if name == "first-post" else capfirst(Milestone.Kind(name).label)
