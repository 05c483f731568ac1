"""Our words in the vendor's: statuses, impacts, and what a page says of itself. No database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from incidents.models import ImpactWindow, Incident, StatusChange
from timelines.when import When

OPERATIONAL = "operational"
# From the least to the worst.
STATUS_OF_LEVEL = {
    ImpactWindow.Level.MAINTENANCE: "under_maintenance",
    ImpactWindow.Level.DEGRADED: "degraded_performance",
    ImpactWindow.Level.PARTIAL_OUTAGE: "partial_outage",
    ImpactWindow.Level.MAJOR_OUTAGE: "major_outage",
}
COMPONENT_STATUSES = [OPERATIONAL, *STATUS_OF_LEVEL.values()]
RANKS = {level: rank for rank, level in enumerate(STATUS_OF_LEVEL, start=1)}  # 0: operational

STATUS_WORDS = {
    Incident.Status.INVESTIGATING: "investigating",
    Incident.Status.IDENTIFIED: "identified",
    Incident.Status.MONITORING: "monitoring",
    Incident.Status.RESOLVED: "resolved",
    Incident.Status.CLOSED: "resolved",  # the vendor has no word for what comes after
    Incident.Status.CANCELLED: "resolved",  # so that nobody goes on waiting for its end
}
STATUS_OF_MILESTONE = {"resolved": "resolved", "mitigated": "monitoring", "identified": "identified"}

IMPACT_OF_COLOUR = {1: "critical", 2: "major", 3: "minor", 4: "minor", 5: "none"}
IMPACT_OF_LEVEL = {
    ImpactWindow.Level.MAJOR_OUTAGE: "critical",
    ImpactWindow.Level.PARTIAL_OUTAGE: "major",
    ImpactWindow.Level.DEGRADED: "minor",
    ImpactWindow.Level.MAINTENANCE: "none",
}
IMPACTS = ["none", "minor", "major", "critical"]


def rolled_up(statuses: Iterable[str]) -> dict[str, str]:
    """The page's status, worked out from its components as the vendor does.

    Observed on captured pages, but for where “most” begins: more than half is our reading of it.
    """
    statuses = list(statuses)
    worst = worst_of(statuses)
    if worst == "major_outage":
        if statuses.count(worst) * 2 > len(statuses):
            return {"indicator": "critical", "description": "Major Service Outage"}
        return {"indicator": "major", "description": "Partial System Outage"}
    indicator, description = {
        OPERATIONAL: ("none", "All Systems Operational"),
        "under_maintenance": ("maintenance", "Service Under Maintenance"),
        "degraded_performance": ("minor", "Partially Degraded Service"),
        "partial_outage": ("minor", "Minor Service Outage"),
    }[worst]
    return {"indicator": indicator, "description": description}


def worst_of(statuses: Iterable[str]) -> str:
    """The worst status of components; operational where there is none."""
    return max(statuses, key=COMPONENT_STATUSES.index, default=OPERATIONAL)


def incident_status(incident: Incident, *, has_postmortem: bool) -> str:
    """An open incident keeps its status though its postmortem is published: it must not look ended."""
    if has_postmortem and not incident.is_open:
        return "postmortem"
    return STATUS_WORDS[incident.status]


def impact_of(incident: Incident, windows: Iterable[ImpactWindow]) -> str:
    """What people settled on (the severity), else the worst that a component was; cancelled ones had none."""
    if incident.status == Incident.Status.CANCELLED:
        return "none"
    if incident.severity:
        return IMPACT_OF_COLOUR[incident.severity.colour]
    return max((IMPACT_OF_LEVEL[window.level] for window in windows), key=IMPACTS.index, default="none")


def status_when_posted(happened: When, changes: Sequence[StatusChange], milestones: dict[str, When]) -> str:
    """The status that the incident had here when a post was made.

    The last of `changes` (in order of time) before the post's end counts: a post and the change that goes
    with it are noted in the same minute. A post from before the incident was opened here (told afterwards,
    imported) has the status that the milestones of the timeline give it.
    """
    posted_by = happened.latest or happened.best
    before = [change.status for change in changes if change.at < posted_by]
    if before:
        return STATUS_WORDS[before[-1]]
    for name, status in STATUS_OF_MILESTONE.items():
        if name in milestones and milestones[name].best <= happened.best:
            return status
    return "investigating"


def component_status_at(windows: Iterable[ImpactWindow], at: datetime) -> str:
    """What a component was at an instant by its windows, each taken from its best begin to its best end."""
    return worst_of(
        STATUS_OF_LEVEL[window.level]
        for window in windows
        if window.began.best <= at and (window.ended is None or window.ended.best > at)
    )
