"""What people decided on a timeline: an import leaves that alone."""

from __future__ import annotations

from collections.abc import Iterable

import pghistory
from django.apps import apps
from django.db.models import Q

from accounts.history import acting
from incidents.vocabulary.changing import VOCABULARY
from timelines.models import Milestone, TimelineEvent

IMPORTING = "importing"
"""Stands in the history of what an import changed, so that it is not taken for somebody's decision."""

BY_PEOPLE = Q(pgh_context__metadata__has_key="user") & ~Q(
    pgh_context__metadata__has_any_keys=[IMPORTING, VOCABULARY]
)


def importing(by=None, why: str = ""):
    """History context for an import. `by`: the person who imports, None for a command or a task."""
    acting(by, why)  # where a request has a context already, it gets both
    known = {"user": by.pk} if by else {}
    return pghistory.context(**{IMPORTING: True}, **known, **({"why": why} if why else {}))


def changed_by_people(events: Iterable[TimelineEvent]) -> set[int]:
    """Ids of those events that somebody corrected, withdrew or wrote by hand. One query."""
    events = list(events)
    if not events:
        return set()
    versions = apps.get_model("timelines", "TimelineEventVersion").objects
    changes = versions.filter(BY_PEOPLE, pgh_obj__in=[event.pk for event in events])
    return set(changes.values_list("pgh_obj_id", flat=True))


def milestones_by_people(incident) -> set[str]:
    """Kinds of milestones that somebody set, moved or took away on this incident. One query."""
    return milestones_of_each_by_people([incident])[incident.pk]


def milestones_of_each_by_people(incidents: Iterable) -> dict[int, set[str]]:
    """`milestones_by_people` for several incidents, by their ids, in one query."""
    found: dict[int, set[str]] = {incident.pk: set() for incident in incidents}
    versions = apps.get_model("timelines", "MilestoneVersion").objects
    changes = versions.filter(BY_PEOPLE, incident__in=found, kind__in=Milestone.Kind.values)
    for incident, kind in changes.values_list("incident_id", "kind"):
        found[incident].add(kind)
    return found
