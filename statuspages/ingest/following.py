"""Our incident follows what its page says of it, until a person decides otherwise."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from accounts.history import acting
from incidents.indexing import index_incidents
from incidents.models import Incident, StatusChange
from statuspages.ingest.reconcile import What
from statuspages.ingest.telling import LAST_SEEN, Telling
from statuspages.providers.reading import State

STATUSES = {
    State.INVESTIGATING: Incident.Status.INVESTIGATING,
    State.IDENTIFIED: Incident.Status.IDENTIFIED,
    State.MONITORING: Incident.Status.MONITORING,
    State.RESOLVED: Incident.Status.RESOLVED,
    State.POSTMORTEM: Incident.Status.RESOLVED,
    State.SCHEDULED: Incident.Status.MONITORING,
    State.IN_PROGRESS: Incident.Status.MONITORING,
    State.DONE: Incident.Status.RESOLVED,
}
# Of incidents that the page has no word on any more.
WITHOUT_A_WORD = {What.WITHDRAWN: Incident.Status.CANCELLED, What.UNLISTED: Incident.Status.RESOLVED}
HOW = {
    What.WITHDRAWN: "withdrawn on the status page",
    What.UNLISTED: "no longer among what goes on on the status page",
}
SHORTEST_TITLE, LONGEST_TITLE = 3, 300  # characters, of an incident of ours


def title_of(name: str) -> str:
    """The title that an incident of ours gets from its name on a page."""
    return name[:LONGEST_TITLE] if len(name) >= SHORTEST_TITLE else f"Incident “{name}”"


def follow(tellings: Iterable[Telling]) -> None:
    """Let incidents that were here already take over status, title and kind, where nobody has set them.

    The number of queries does not grow with the number of incidents.
    """
    here = [telling for telling in tellings if not telling.is_new]
    _follow_status(here)
    _follow_title(here)
    _follow_kind(here)


def _follow_status(tellings: Iterable[Telling]) -> None:
    wanted = {telling.incident: status for telling in tellings if (status := _other_status(telling))}
    if not wanted:
        return
    by_people = StatusChange.objects.filter(incident__in=wanted).exclude(by=None)
    decided = set(by_people.values_list("incident", flat=True))
    reasons = {telling.incident: _reason(telling) for telling in tellings}
    for why in sorted(set(reasons.values())):
        moved = {
            incident: status
            for incident, status in wanted.items()
            if incident.pk not in decided and reasons[incident] == why
        }
        Incident.objects.change_statuses(moved, by=None, why=why)


def _other_status(telling: Telling) -> Incident.Status | None:
    """The status that an incident of ours is to take; None where it has it, or is settled here."""
    read, now = telling.change.read, telling.incident.status
    status = STATUSES[read.state] if read else WITHOUT_A_WORD[telling.change.what]
    is_settled = now == Incident.Status.CLOSED and status == Incident.Status.RESOLVED
    return None if status == now or is_settled else status


def _reason(telling: Telling) -> str:
    seen_at = telling.page.answered_at or telling.now
    how = HOW.get(telling.change.what)
    return f"{how}, last seen {seen_at:{LAST_SEEN}}" if how else "as the status page says"


def _follow_title(tellings: Iterable[Telling]) -> None:
    renamed = []
    for telling in tellings:
        incident, title = telling.incident, title_of(telling.row.name)
        before = telling.before.name if telling.before else telling.row.name
        if title != incident.title == title_of(before):
            incident.title = title
            renamed.append(incident)
    _write(renamed, "title", why="renamed on the status page")
    index_incidents(renamed, "summary")


def _follow_kind(tellings: Iterable[Telling]) -> None:
    """What an import took for somebody's public write-up is a vendor's, now that a watched page tells it."""
    theirs = [
        telling.incident
        for telling in tellings
        if telling.change.what is What.NEW
        and telling.incident.kind == Incident.Kind.PUBLIC_WRITE_UP
        and telling.incident.opened_by_id is None
    ]
    for incident in theirs:
        incident.kind = Incident.Kind.VENDOR
    _write(theirs, "kind", why="told by a watched status page")


def _write(incidents: list[Incident], column: str, *, why: str) -> None:
    if incidents:
        for incident in incidents:
            incident.updated_at = timezone.now()
        with acting(None, why):
            Incident.objects.bulk_update(incidents, [column, "updated_at"])
