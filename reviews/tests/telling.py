"""Incidents for the tests of reviews, told by their times."""

from __future__ import annotations

from incidents.factories import IncidentFactory
from incidents.models import Incident
from timelines.models import Kind, TimelineEvent
from timelines.when import When


def told_incident(*, first_post: str = "", **facts) -> Incident:
    """An incident whose timeline has an event for each milestone: `started="14 March 2023 12:00 UTC"`.

    Resolved ones are of that status, unless another is given.
    """
    marks = {name: facts.pop(name) for name in ("started", "detected", "resolved") if name in facts}
    facts.setdefault("status", "resolved" if "resolved" in marks else "investigating")
    incident = IncidentFactory(**facts)
    for name, text in marks.items():
        TimelineEvent.objects.record(incident, happened=_when(text), text=f"It {name}.", milestones=[name])
    if first_post:
        TimelineEvent.objects.record(
            incident, happened=When.read(first_post), text="We look.", kind=Kind.STATUS_POST
        )
    return incident


def _when(told: str | When) -> When:
    return When.read(told) if isinstance(told, str) else told
