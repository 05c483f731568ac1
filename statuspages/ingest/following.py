"""Our incident follows what its page says of it, until a person decides otherwise."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.history import acting
from incidents.indexing import index_incident
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
    """Let incidents that were here already take over status, title and kind, where nobody has set them."""
    here = [telling for telling in tellings if not telling.is_new]
    if not here:
        return
    incidents = [telling.incident for telling in here]
    by_people = StatusChange.objects.filter(incident__in=incidents).exclude(by=None)
    decided = set(by_people.values_list("incident", flat=True))
    for telling in here:
        if telling.incident.pk not in decided:
            _follow_status(telling)
        _follow_title(telling)
        _follow_kind(telling)


def _follow_status(telling: Telling) -> None:
    incident, read = telling.incident, telling.change.read
    status = STATUSES[read.state] if read else WITHOUT_A_WORD[telling.change.what]
    is_settled = incident.status == Incident.Status.CLOSED and status == Incident.Status.RESOLVED
    if status == incident.status or is_settled:
        return
    seen_at = telling.page.answered_at or telling.now
    how = HOW.get(telling.change.what)
    why = f"{how}, last seen {seen_at:{LAST_SEEN}}" if how else "as the status page says"
    incident.change_status(status, by=None, why=why)


def _follow_title(telling: Telling) -> None:
    incident, title = telling.incident, title_of(telling.row.name)
    before = telling.before.name if telling.before else telling.row.name
    if title == incident.title or incident.title != title_of(before):
        return
    with acting(None, "renamed on the status page"):
        incident.title = title
        incident.save(update_fields=["title", "updated_at"])
        index_incident(incident, "summary")


def _follow_kind(telling: Telling) -> None:
    """What an import took for somebody's public write-up is a vendor's, now that a watched page tells it."""
    incident = telling.incident
    is_news = telling.change.what is What.NEW
    if is_news and incident.kind == Incident.Kind.PUBLIC_WRITE_UP and incident.opened_by_id is None:
        with acting(None, "told by a watched status page"):
            incident.kind = Incident.Kind.VENDOR
            incident.save(update_fields=["kind", "updated_at"])
