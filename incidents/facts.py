"""Opening an incident with what is known of it, and changing its facts: what pages and the API both call."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from accounts.history import acting
from incidents.indexing import index_incident
from incidents.models import Incident, Organisation
from timelines.models import Milestone, TimelineEvent
from timelines.when import When

SAVED_APART = ("organisation", "readers", "links")
# Facts that are searched, and the zone in which hits name events.
INDEXED = {"title", "summary", "impact", "tags", "organisation", "time_zone"}


def open_incident(
    facts: dict,
    *,
    by,
    started: When | None = None,
    first_sign: str = "",
    resolved: When | None = None,
) -> Incident:
    """Open an incident with its first and last event where they are known, all or nothing.

    `facts` are fields of the incident by name, with `organisation` as a name, and readers and links.
    """
    with transaction.atomic(), acting(by):
        incident = Incident.objects.open_new(by=by, **_columns(facts))
        _set_apart(incident, facts)
        told = (
            (started, first_sign or "It begins.", Milestone.Kind.STARTED),
            (resolved, "It is over.", Milestone.Kind.RESOLVED),
        )
        for when, text, milestone in told:
            if when:
                TimelineEvent.objects.record(
                    incident, happened=when, text=text, by=by, milestones=[milestone]
                )
    return incident


def change_facts(incident: Incident, facts: dict, *, by) -> None:
    """Write these facts of an incident, and nothing else of it. `facts` as in `open_incident`."""
    with transaction.atomic(), acting(by):
        columns = _columns(facts)
        for name, value in columns.items():
            setattr(incident, name, value)
        incident.save(update_fields=[*columns, "updated_at"])
        _set_apart(incident, facts)
        if "visibility" in columns:
            index_incident(incident)
        elif INDEXED & columns.keys():
            index_incident(incident, "summary", "event")


def start_and_end_wrong(started: When | None, resolved: When | None, first_sign: str) -> dict[str, str]:
    """What is wrong between what is told of the start and the end, by field."""
    wrong = {}
    if started and resolved and resolved.before(started):
        wrong["resolved"] = f"This is before the start ({started}). Correct one of the two."
    if first_sign and not started:
        wrong["started"] = "Say when the first sign was seen, or leave both for later."
    return wrong


def _columns(facts: dict) -> dict:
    """What stands in the incident's own row; the organisation is made if it is new."""
    columns = {name: value for name, value in facts.items() if name not in SAVED_APART}
    if "organisation" in facts:
        name = facts["organisation"]
        columns["organisation"] = Organisation.objects.named(name) if name else None
    return columns


def _set_apart(incident: Incident, facts: dict[str, Iterable]) -> None:
    if "readers" in facts:
        incident.readers.set(facts["readers"])
    if "links" in facts:
        incident.set_links(facts["links"])
