"""A webhook's word that something has changed on a page: it is read soon, and nothing else comes of it."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db.models import F, Value
from django.db.models.functions import Coalesce, Greatest, Least

from statuspages.ingest.intervals import NUDGE_GAP
from statuspages.models import StatusPage
from statuspages.providers.nudges import nudge_of

log = logging.getLogger(__name__)

# Those whose webhooks name the page by the id that we have of it.
NAMED_AS_KEPT = {"statuspage", "incidentio", "instatus", "betterstack"}


def hear_webhook(page: StatusPage, body: bytes, now: datetime) -> bool:
    """Have the page read soon if `body` is a webhook about it; whether it is. Its content is not kept."""
    told = nudge_of(body)
    if told is None:
        log.info("page %s: a webhook of unknown shape, %s bytes", page.pk, len(body))
        return False
    if page.provider in NAMED_AS_KEPT and page.uid and told.page_uid != page.uid:
        log.info("page %s: a webhook about another page", page.pk)
        return False
    nudge(page, now)
    return True


def nudge(page: StatusPage, now: datetime) -> None:
    """Make it due, NUDGE_GAP after its last reading at the earliest: words come in swarms.

    One that cannot be read now stays left alone for as long as it was to be: it may have asked for that.
    """
    rested = Greatest(Value(now), Coalesce(F("read_at") + NUDGE_GAP, Value(now)))
    readable = StatusPage.objects.watched().filter(pk=page.pk, failures=0)
    readable.update(next_due_at=Least("next_due_at", rested), nudged_at=now)
