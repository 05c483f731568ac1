"""Many incidents of one organisation, told at once: what `joining` does for each of them, in a number of
queries that does not grow with theirs, as long as none that is here has their address or is of their time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from incidents.importing.joining import hold_joining, incident_told, known_around, told_span
from incidents.importing.people import importing
from incidents.importing.span import report_as_events
from incidents.importing.told import Joined, Told, ToldPost
from incidents.importing.words import address_forms
from incidents.models import Incident, Organisation
from timelines.models import Source, TimelineEvent


def incidents_told(
    organisation: Organisation, told: Sequence[tuple[Told, dict]], *, by=None, why: str
) -> list[Joined]:
    """What `incident_told` gives for each of `told` (with the fields of the incident if it is new), in order.

    All are of this organisation, and each of another address of it, so that no two are the same.
    """
    if not told:
        return []
    with transaction.atomic():
        hold_joining(organisation)
        may_be_here = _may_be_here(organisation, [each for each, _ in told])
        reason = f"no incident of {organisation.name} is here that it could be"
        new = [
            {"title": each.title, "organisation": organisation, **facts}
            for (each, facts), may_be in zip(told, may_be_here, strict=True)
            if not may_be
        ]
        with importing(by, why):
            opened = iter(Incident.objects.open_many(new, by=by) if new else ())
        return [
            incident_told(each, by=by, why=why, **facts) if may_be else Joined(next(opened), True, reason)
            for (each, facts), may_be in zip(told, may_be_here, strict=True)
        ]


def record_reports(
    reports: Mapping[Incident, Sequence[ToldPost]], *, by=None
) -> dict[Incident, list[TimelineEvent]]:
    """What `join_report` does for new incidents: the events that tell each one's posts, in order."""
    with transaction.atomic(), importing(by):
        told = {incident: report_as_events(posts) for incident, posts in reports.items() if posts}
        recorded = TimelineEvent.objects.record_each(told, by=by)
    return {incident: recorded.get(incident, [])[: len(posts)] for incident, posts in reports.items()}


def _may_be_here(organisation: Organisation, told: Sequence[Told]) -> list[bool]:
    """For each, whether it has to be looked for: something here has its address, or is of its time.

    Four queries at most.
    """
    forms = [form for each in told for address in each.addresses for form in address_forms(address)]
    here = set(Source.objects.filter(url__in=forms).values_list("url", flat=True))
    spans = [told_span(each) for each in told]
    times = [span for span in spans if span]
    known = known_around(organisation, (min(times)[0], max(last for _, last in times))) if times else []
    around = [one.span for one in known]
    return [
        any(form in here for address in each.addresses for form in address_forms(address))
        or any(span and span[0] <= last and first <= span[1] for first, last in around)
        for each, span in zip(told, spans, strict=True)
    ]
