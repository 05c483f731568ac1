"""Many incidents of one organisation, told at once: what `joining` does for each of them, in a number of
queries that does not grow with theirs, as long as none of the organisation's is here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from incidents.importing.joining import hold_joining, incident_told
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
        if _may_be_here(organisation, [each for each, _ in told]):
            return [incident_told(each, by=by, why=why, **facts) for each, facts in told]
        facts = [{"title": each.title, "organisation": organisation, **facts} for each, facts in told]
        with importing(by, why):
            opened = Incident.objects.open_many(facts, by=by)
        reason = f"no incident of {organisation.name} is here"
        return [Joined(incident, True, reason) for incident in opened]


def record_reports(
    reports: Mapping[Incident, Sequence[ToldPost]], *, by=None
) -> dict[Incident, list[TimelineEvent]]:
    """What `join_report` does for new incidents: the events that tell each one's posts, in order."""
    with transaction.atomic(), importing(by):
        told = {incident: report_as_events(posts) for incident, posts in reports.items() if posts}
        recorded = TimelineEvent.objects.record_each(told, by=by)
    return {incident: recorded.get(incident, [])[: len(posts)] for incident, posts in reports.items()}


def _may_be_here(organisation: Organisation, told: Sequence[Told]) -> bool:
    forms = [form for each in told for address in each.addresses for form in address_forms(address)]
    if Incident.objects.filter(organisation=organisation).exists():
        return True
    return Source.objects.filter(url__in=forms).exists()
