"""What vendors changed after the fact: posts rewritten or withdrawn, incidents reopened or withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse

from statuspages.lapses import lapse
from statuspages.models import ReportedIncident, ReportedUpdate, UpdateRevision

SPAN = timedelta(days=7)
SHOWN = 50
GOING_ON = ("investigating", "identified", "monitoring")


@dataclass(frozen=True, slots=True)
class Change:
    """`at` is when we saw it, `after` how long after the post (for a reopening: after the end) it came."""

    at: datetime
    reported: ReportedIncident
    said: str
    after: str
    href: str


def changes_since(reported: QuerySet, since: datetime) -> list[Change]:
    """Newest first, at most SHOWN, in four queries. `reported` are those that somebody may see."""
    changes = [*_rewritten(reported, since), *_withdrawn(reported, since)]
    changes += [*_reopened(reported, since), *_incidents_withdrawn(reported, since)]
    return sorted(changes, key=lambda change: change.at, reverse=True)[:SHOWN]


def _rewritten(reported, since):
    rows = UpdateRevision.objects.filter(update__reported__in=reported, number__gt=1, seen_at__gte=since)
    rows = rows.select_related("update__reported__page").order_by("-seen_at", "-pk")
    for revision in rows.defer("body")[:SHOWN]:
        update = revision.update
        said = f"“{update.status}” rewritten" + (
            f", version {revision.number}" if revision.number > 2 else ""
        )
        after = _after(revision.vendor_updated_at or revision.seen_at, update.shown_at)
        yield Change(revision.seen_at, update.reported, said, after, _address(update))


def _withdrawn(reported, since):
    rows = ReportedUpdate.objects.filter(reported__in=reported, gone_at__gte=since)
    rows = rows.select_related("reported__page").order_by("-gone_at", "-pk")
    for update in rows[:SHOWN]:
        said = f"“{update.status}” withdrawn"
        after = _after(update.gone_at, update.shown_at)
        yield Change(update.gone_at, update.reported, said, after, _address(update))


def _incidents_withdrawn(reported, since):
    rows = reported.filter(gone_at__gte=since).select_related("page", "incident").order_by("-gone_at", "-pk")
    for gone in rows[:SHOWN]:
        after = _after(gone.gone_at, gone.vendor_created_at or gone.first_seen_at)
        yield Change(
            gone.gone_at, gone, "the whole incident withdrawn", after, gone.incident.get_absolute_url()
        )


def _reopened(reported, since):
    """Posts that go on with an incident which the post before had ended."""
    before = ReportedUpdate.objects.filter(
        reported=OuterRef("reported"), display_at__lt=OuterRef("display_at")
    ).order_by("-display_at", "-pk")
    rows = ReportedUpdate.objects.filter(reported__in=reported, state__in=GOING_ON, display_at__gte=since)
    rows = rows.annotate(
        state_before=Subquery(before.values("state")[:1]),
        ended_at=Subquery(before.values("display_at")[:1]),
    )
    rows = rows.filter(state_before="resolved").select_related("reported__page")
    for update in rows.order_by("-display_at", "-pk")[:SHOWN]:
        after = _after(update.display_at, update.ended_at)
        yield Change(update.display_at, update.reported, "reopened after “resolved”", after, _address(update))


def _address(update: ReportedUpdate) -> str:
    return reverse("statuspages:update", args=[update.reported.page_id, update.pk])


def _after(later: datetime, earlier: datetime | None) -> str:
    return lapse(later - earlier) if earlier and later > earlier else ""
