"""Putting notes on an incident's timeline: what they are read against, storing what a person confirmed."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction

from accounts.history import acting
from incidents.models import Incident
from timelines.models import Milestone, TimelineEvent
from timelines.notes import Line
from timelines.when import When


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What words about an incident are read against.

    - day: of a clock time without one: that of the event added last, else of the start; None: nobody knows.
    - after: the event added last, from which “15 minutes later” counts. start: from which “T+15m” does.
    - taken: milestones that the incident has.
    """

    zone: str
    day: datetime.date | None
    after: When | None
    start: When | None
    taken: frozenset[str]


def surroundings_of(incident: Incident) -> Surroundings:
    """One query: the event that was added last."""
    told = incident.milestones_told
    last = incident.events.standing().order_by("-pk").first()
    after = last.happened if last else None
    nearest = after or told.get(Milestone.Kind.STARTED)
    return Surroundings(
        zone=incident.time_zone,
        day=day_in(nearest, incident.time_zone) if nearest else None,
        after=after,
        start=told.get(Milestone.Kind.STARTED),
        taken=frozenset(Milestone.Kind.values) & told.keys(),
    )


def day_in(when: When, zone: str) -> datetime.date:
    """The day on which people in `zone` would say it was."""
    return when.parts(zone).date


def add_line(incident: Incident, line: Line, *, by) -> TimelineEvent:
    """Store one line that was read. Raises TimelineError, writing nothing."""
    with acting(by):
        return TimelineEvent.objects.record(incident, by=by, **_details(line))


def add_lines(
    incident: Incident, lines: Iterable[Line], *, by, knowingly: Collection[str] = ()
) -> list[TimelineEvent]:
    """Store lines, all or none, without those that are on the timeline already; return the new events.

    Lines whose keys are in `knowingly` are stored though the timeline has their like. Two people who press
    the button at once wait for each other, so that a line is stored once. Raises TimelineError.
    """
    with transaction.atomic(), acting(by):
        Incident.objects.select_for_update().get(pk=incident.pk)
        told = told_already(incident)
        new = [_details(line) for line in lines if line.key in knowingly or line not in told]
        return TimelineEvent.objects.record_all(incident, new, by=by)


def _details(line: Line) -> dict:
    return {
        "happened": line.when,
        "until": line.until,
        "text": line.text,
        "kind": line.kind,
        "lane": line.lane,
        "actor": line.actor,
        "milestones": [line.milestone] if line.milestone else [],
    }


class Told:
    """Which lines an incident's timeline already has: `line in told`.

    The same text at a time that may be the same is the same line: the event may have been corrected since,
    and what has no time of its own stands elsewhere when its neighbours change.
    """

    def __init__(self, events: Iterable[TimelineEvent]):
        self._times: dict[str, list[When]] = {}
        for event in events:
            self._times.setdefault(event.text, []).append(event.happened)

    def __contains__(self, line: Line) -> bool:
        return line.when is not None and any(
            line.when.overlaps(told) for told in self._times.get(line.text, ())
        )


def told_already(incident: Incident) -> Told:
    """One query: every event that stands."""
    return Told(incident.events.standing())
