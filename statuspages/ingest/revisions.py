"""Every form that an update has had: the text, from when until when it was seen."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, Value
from django.db.models.functions import Greatest

from statuspages.ingest.reconcile import UpdateChange, What
from statuspages.ingest.telling import Telling
from statuspages.models import ReportedUpdate, UpdateRevision


def new_forms(telling: Telling) -> list[UpdateChange]:
    """The updates that have a form which is not kept yet."""
    return [change for change in telling.change.updates if change.has_new_form]


def keep_forms(tellings: Iterable[Telling]) -> None:
    """Write the new forms, and until when the ones before were seen. The updates are written; five statements
    at most.
    """
    tellings = list(tellings)
    told = [(telling, change) for telling in tellings for change in telling.change.updates]
    rows = [(telling, change, telling.updates[change.uid]) for telling, change in told]
    _end(
        (telling, row)
        for telling, change, row in rows
        if change.is_edited or (change.what is What.WITHDRAWN and row.pk)
    )
    _stand_again(row for _, change, row in rows if change.what is What.RETURNED and not change.has_new_form)
    UpdateRevision.objects.bulk_create(
        _revision(telling, change, row) for telling, change, row in rows if change.has_new_form
    )


def _revision(telling: Telling, change: UpdateChange, row: ReportedUpdate) -> UpdateRevision:
    quote, read = telling.quotes.get(row.uid), change.read
    return UpdateRevision(
        update=row,
        number=(getattr(row, "forms", None) or 0) + 1,
        status=read.status,
        body=read.body or "",
        display_at=read.display_at,
        vendor_updated_at=read.updated_at,
        seen_at=telling.now,
        source_id=quote.source_id if quote else None,
    )


def _end(ended: Iterable[tuple[Telling, ReportedUpdate]]) -> None:
    """The newest form of these was last seen when their page answered last, before the answer of now.

    Of what was not listed then, nobody knows when: only that it was when it was first seen.
    """
    listed, unlisted = [], []
    for telling, row in ended:
        was_listed = telling.before is None or telling.before.is_told
        (listed if was_listed else unlisted).append((telling.page.answered_at, row.pk))
    answered_at = listed[0][0] if listed else None
    last_seen = Greatest("seen_at", Value(answered_at)) if answered_at else F("seen_at")
    for keys, seen in ((listed, last_seen), (unlisted, F("seen_at"))):
        if keys:
            forms = UpdateRevision.objects.filter(update__in=[pk for _, pk in keys], last_seen_at=None)
            forms.update(last_seen_at=seen)


def _stand_again(rows: Iterable[ReportedUpdate]) -> None:
    """The newest form of these is seen again."""
    rows = list(rows)
    if rows:
        newest = [row.forms for row in rows]
        forms = UpdateRevision.objects.filter(update__in=rows, number__in=newest)
        wanted = {(row.pk, row.forms) for row in rows}
        found = [
            form.pk for form in forms.only("update", "number") if (form.update_id, form.number) in wanted
        ]
        UpdateRevision.objects.filter(pk__in=found).update(last_seen_at=None)
