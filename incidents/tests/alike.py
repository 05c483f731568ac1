"""Incidents that are alike, for tests."""

from incidents.factories import ContributingFactorFactory, IncidentFactory, OrganisationFactory
from incidents.indexing import index_incident
from incidents.models import ContributingFactor, ImpactWindow, Incident, Mechanism
from timelines.models import TimelineEvent
from timelines.when import When

Role = ContributingFactor.Role
MARCH = "14 March 2023"


def mechanism(slug: str = "version-skew") -> Mechanism:
    """One of the vocabulary that a new installation begins with."""
    return Mechanism.objects.get(slug=slug)


def skewed(title: str = "Pods lose the network", organisation: str = "", **facts) -> Incident:
    """An incident with version skew as trigger, corrupted iptables, and every node restarted in the end."""
    known = {"organisation": OrganisationFactory(name=organisation)} if organisation else {}
    incident = IncidentFactory(title=title, **known, **facts)
    event = _record(
        incident, "12:00", "The `kube-proxy` of one node writes rules that its neighbour cannot read."
    )
    factors = [
        (Role.TRIGGER, "version-skew", "The kubelet and the proxy beside it ran versions that do not agree."),
        (Role.CONTRIBUTING, "corrupted-state", "Half-written iptables rules stayed behind on each node."),
    ]
    for position, (role, slug, statement) in enumerate(factors, start=1):
        factor = ContributingFactorFactory(
            incident=incident, role=role, mechanism=mechanism(slug), statement=statement, position=position
        )
        factor.evidence.add(event)
    _record(incident, "14:00", "Every node was restarted.", milestones=["mitigated"])
    index_incident(incident)
    return incident


def _record(incident: Incident, clock: str, text: str, **details) -> TimelineEvent:
    happened = When.read(f"{MARCH} {clock} UTC")
    return TimelineEvent.objects.record(incident, happened=happened, text=text, **details)


def affects(incident: Incident, name: str) -> ImpactWindow:
    component = incident.organisation.components.named(name)
    return ImpactWindow.objects.add(
        incident, component=component, level="degraded", began=When.read(f"{MARCH} 12:00 UTC")
    )
