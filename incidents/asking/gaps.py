"""What an incident has, and what is missing from its telling: `has:` and `missing:`.

What is missing is what `incidents.completeness` lists on the incident's page, and a few things more: nothing
is expected of a cancelled incident, and of the others not what cannot apply to them. So `missing:factors` is
not simply `-has:factors`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import Q

from incidents.models import ActionItem, ContributingFactor, ImpactWindow, Incident, Postmortem
from timelines.models import Source, TimelineEvent


def has(name: str) -> Q:
    return HAS[name][1]()


def missing(name: str) -> Q:
    return MISSING[name][1]() & ~Q(status=Incident.Status.CANCELLED)


def unowned() -> Q:
    """Incidents with an open action item that nobody has."""
    return _in(ActionItem.objects.unfinished().filter(owner=None, owner_name="", team=""))


def _in(rows) -> Q:
    """Incidents that one of the rows belongs to; as a list of ids, which PostgreSQL hashes once."""
    return Q(pk__in=rows.values("incident"))


def _published() -> Q:
    return _in(Postmortem.objects.published())


def _no_end() -> Q:
    """Over, and nobody says since when. Near misses have no end."""
    going_on = Q(status__in=Incident.OPEN_STATUSES) | Q(kind=Incident.Kind.NEAR_MISS)
    return ~going_on & ~Q(milestone_times__has_key="resolved")


def _unnamed_factor() -> Q:
    return _in(ContributingFactor.objects.filter(mechanism=None))


def _bare_factor() -> Q:
    """With a factor that no action item weakens."""
    weak = ContributingFactor.objects.exclude(role=ContributingFactor.Role.LIMITED_HARM)
    return _in(weak.filter(action_items=None))


def _no_impact() -> Q:
    return Q(impact="") & ~_in(ImpactWindow.objects.all())


Named = Mapping[str, tuple[str, Callable[[], Q]]]

HAS: Named = {
    "start": ("a start", lambda: Q(milestone_times__has_key="started")),
    "detection": ("a detection time", lambda: Q(milestone_times__has_key="detected")),
    "resolution": ("an end", lambda: Q(milestone_times__has_key="resolved")),
    "timeline": ("a timeline", lambda: _in(TimelineEvent.objects.standing())),
    "severity": ("a severity", lambda: Q(severity__isnull=False)),
    "org": ("an organisation", lambda: Q(organisation__isnull=False)),
    "lead": ("a lead", lambda: Q(lead__isnull=False)),
    "summary": ("a summary", lambda: ~Q(summary="")),
    "impact": ("an impact", lambda: ~_no_impact()),
    "component": ("a component", lambda: _in(ImpactWindow.objects.all())),
    "factors": ("factors", lambda: _in(ContributingFactor.objects.all())),
    "mechanism": ("a mechanism", lambda: _in(ContributingFactor.objects.exclude(mechanism=None))),
    "actions": ("action items", lambda: _in(ActionItem.objects.all())),
    "postmortem": ("a published postmortem", _published),
    "sources": ("sources", lambda: _in(Source.objects.all())),
    "tags": ("tags", lambda: ~Q(tags=[])),
}
"""Each with what people read, and the condition."""

MISSING: Named = {
    "start": ("start", lambda: ~Q(milestone_times__has_key="started")),
    "detection": ("detection time", lambda: ~Q(milestone_times__has_key="detected")),
    "resolution": ("end", _no_end),
    "severity": ("severity", lambda: Q(severity=None)),
    "org": ("organisation", lambda: Q(organisation=None)),
    "lead": ("lead", lambda: Q(lead=None)),
    "summary": ("summary", lambda: Q(summary="")),
    "impact": ("impact", _no_impact),
    "component": ("component", lambda: ~_in(ImpactWindow.objects.all())),
    "factors": ("factors", lambda: ~_in(ContributingFactor.objects.all())),
    "mechanism": ("mechanism of a factor", _unnamed_factor),
    "action": ("action for a factor", _bare_factor),
    "owner": ("owner of an action", unowned),
    "postmortem": ("published postmortem", lambda: ~_published()),
}
