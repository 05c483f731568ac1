"""AWS's codes and marks, the same in its current events and in the file that it had before."""

from __future__ import annotations

from statuspages.providers import limits
from statuspages.providers.fields import Fields
from statuspages.providers.reading import Level, State

# By code; the words are those of the dashboard's legend. The gravest last.
WORDS = {"0": "Operating normally", "1": "Informational", "2": "Degradation", "3": "Disruption"}
STATES = {
    "Resolved": State.RESOLVED,
    "Operating normally": State.RESOLVED,
    "Informational": State.INVESTIGATING,
    "Degradation": State.INVESTIGATING,
    "Disruption": State.INVESTIGATING,
}
LEVELS = {
    "Operating normally": Level.WORKS,
    "Informational": Level.DEGRADED,
    "Degradation": Level.PARTIAL_OUTAGE,
    "Disruption": Level.MAJOR_OUTAGE,
}
RESOLVED_MARK = "[RESOLVED]"


def is_resolved(summary: str) -> bool:
    """Whether a summary begins with the mark of what is over."""
    return summary.lstrip().upper().startswith(RESOLVED_MARK)


def without_mark(summary: str) -> str:
    return summary.lstrip()[len(RESOLVED_MARK) :].strip() if is_resolved(summary) else summary.strip()


def named(event: Fields, summary: str) -> str:
    """ "Amazon EC2 (Ohio): Network connectivity issues": summaries alone are the same for many."""
    service, region = event.text("service_name", 150), event.text("region_name", 100)
    where = f"{service} ({region})" if region and f"({region})" not in service else service
    parts = [part for part in (where, without_mark(summary)) if part]
    return ": ".join(parts)[: limits.NAME_LENGTH] or f"Event of {event.text('service', 100)}"
