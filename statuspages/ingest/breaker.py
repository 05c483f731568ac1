"""When most pages of one platform fail together it is the platform, or this server: said once, and then one
page of it is asked now and then, until several in a row can be read.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone

from statuspages import providers
from statuspages.ingest.leasing import PROBE_EVERY
from statuspages.models import Happening, Platform, StatusPage

if TYPE_CHECKING:
    from statuspages.ingest.results import Result

log = logging.getLogger(__name__)

WITHIN = timedelta(minutes=5)  # what was read longer ago says nothing of now
LAST_READ = 20  # pages of the platform: most of them fail
FEWEST = 4  # that fail: of fewer it is each one's own trouble
GOOD_IN_A_ROW = 3  # and the platform works again
SPREAD = timedelta(minutes=1)  # over which its pages are then asked
FAILING = """
    INSERT INTO statuspages_platform (provider, failing_since, pages, of_pages, says, next_probe_at)
    VALUES (%(provider)s, %(now)s, %(pages)s, %(of_pages)s, %(says)s, %(probe_at)s)
    ON CONFLICT (provider) DO UPDATE SET failing_since = excluded.failing_since, pages = excluded.pages,
        of_pages = excluded.of_pages, says = excluded.says, next_probe_at = excluded.next_probe_at
    WHERE statuspages_platform.failing_since IS NULL
    RETURNING id
"""
# Some of them may be in a worker's hands: those it puts off itself.
ASK_SOON = """
    UPDATE statuspages_statuspage SET next_due_at = %(now)s + random() * %(spread)s
    WHERE id IN (
        SELECT id FROM statuspages_statuspage
        WHERE provider = %(provider)s AND is_watched AND lease IS NULL
            AND (next_due_at <= %(now)s OR unreadable_since >= %(since)s)
        FOR UPDATE SKIP LOCKED
    )
"""


def consider(results: Sequence[Result]) -> None:
    """See what these results, written already, say of their platforms."""
    now = timezone.now()
    failed = {result.page.provider for result in results if result.error}
    for provider in sorted(filter(is_platform, failed)):
        _see_whether_it_fails(provider, now)
    probed = {result.page.provider for result in results if not result.error and result.page.is_probe}
    for provider in sorted(probed):
        _see_whether_it_works(provider, now)


def is_platform(provider: str) -> bool:
    """Whether the pages of this provider are served by one company, and so may fail together."""
    return getattr(providers.BY_NAME.get(provider), "IS_PLATFORM", provider in providers.BY_NAME)


def _last_read(provider: str, since: datetime, alive_at: datetime, most: int) -> list[StatusPage]:
    """The pages of the platform that were read last, without those that could not be read at `alive_at`."""
    read = StatusPage.objects.watched().filter(provider=provider, read_at__gte=since)
    alive = read.exclude(unreadable_since__lt=alive_at)
    return list(alive.order_by("-read_at").only("error")[:most])


def _see_whether_it_fails(provider: str, now: datetime) -> None:
    read = _last_read(provider, now - WITHIN, now - WITHIN, LAST_READ)
    failing = [page for page in read if page.error]
    if len(failing) < FEWEST or 2 * len(failing) <= len(read):
        return
    says = _says(provider, failing, len(read))
    terms = {
        "provider": provider,
        "now": now,
        "pages": len(failing),
        "of_pages": len(read),
        "says": says,
        "probe_at": now + PROBE_EVERY,
    }
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(FAILING, terms)
            if cursor.fetchone() is None:
                return  # it is known
        Happening.objects.create(what=Happening.What.PLATFORM_DOWN, provider=provider, at=now, says=says)
    log.warning("platform %s does not work: %s of %s pages", provider, len(failing), len(read))


def _says(provider: str, failing: list[StatusPage], read: int) -> str:
    label = providers.BY_NAME[provider].LABEL
    why, times = Counter(page.get_error_display() for page in failing).most_common(1)[0]
    mostly = why if times == len(failing) else f"mostly {why}"
    return (
        f"Most {label} pages cannot be read, {len(failing)} of the {read} that were read last ({mostly}): "
        "the fault is the platform's, or that of this server's own connection."
    )


def _see_whether_it_works(provider: str, now: datetime) -> None:
    """After a page of it could be read although it is held to be failing."""
    platform = Platform.objects.exclude(failing_since=None).filter(provider=provider).first()
    if platform is None:
        return
    before = platform.failing_since - WITHIN
    read = _last_read(provider, platform.failing_since, before, GOOD_IN_A_ROW)
    wanted = min(GOOD_IN_A_ROW, StatusPage.objects.watched().filter(provider=provider).count())
    held = Platform.objects.filter(pk=platform.pk, failing_since=platform.failing_since)
    if len(read) < wanted or any(page.error for page in read):
        held.update(next_probe_at=now)  # the next one tells more
        return
    with transaction.atomic():
        if not held.update(failing_since=None, next_probe_at=None, recovered_at=now):
            return  # somebody else has seen it
        label = providers.BY_NAME[provider].LABEL
        since = f"{platform.failing_since:%d %B %Y %H:%M} UTC"
        says = f"{label} pages can be read again; most could not since {since}."
        Happening.objects.create(what=Happening.What.PLATFORM_UP, provider=provider, at=now, says=says)
        with connection.cursor() as cursor:
            cursor.execute(ASK_SOON, {"provider": provider, "now": now, "since": before, "spread": SPREAD})
    log.info("platform %s works again", provider)
