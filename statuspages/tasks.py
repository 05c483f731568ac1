import time

from celery import shared_task
from django.utils import timezone

from statuspages import adding, watching
from statuspages.alerts.matching import dispatch
from statuspages.alerts.sending import send_due
from statuspages.exceptions import LeaseLost
from statuspages.models import AddingLine

POLL_EXPIRES_SECONDS = 60  # by then a tick has asked again
ROUND_SECONDS = 45  # of leasing pages: then other tasks have their turn
HOSTS_SECONDS = 10  # of that, while all that is left is waiting for hosts that rest
LIST_SECONDS = 30  # then others have their turn


@shared_task(time_limit=ROUND_SECONDS + 120)  # then its leases run out, and others take its pages
def read_due_pages() -> None:
    """Read the pages that are due, many at a time, until none is. Safe to run again and beside others."""
    watching.read_due_pages(seconds=ROUND_SECONDS, hosts_seconds=HOSTS_SECONDS)


@shared_task(soft_time_limit=90, time_limit=110)  # seconds; the lease is two minutes
def poll_status_page(page_id: int) -> None:
    """Read one page and store what changed, if it is due and nobody else reads it. Safe to run again."""
    try:
        watching.poll(page_id)
    except LeaseLost:
        return  # somebody else reads it by now
    except Exception as error:
        watching.could_not_store(page_id, error)
        raise  # the worker logs it


@shared_task
def queue_waiting_lists() -> None:
    """Have the pages of each list that waits looked at: one task a list."""
    for adding_id in adding.waiting_lists(timezone.now()):
        add_listed_pages.apply_async((adding_id,), expires=POLL_EXPIRES_SECONDS)


@shared_task
def add_listed_pages(adding_id: int) -> None:
    """Look at the pages of a list and watch them, one after the other, and leave the rest to the next run.

    Safe to run again and beside another.
    """
    begun = time.monotonic()
    while time.monotonic() - begun < LIST_SECONDS:
        line = AddingLine.claim(adding_id, timezone.now())
        if line is None:
            return
        try:
            adding.add_line(line)
        except Exception:
            adding.could_not_add(line)
            raise  # the worker logs it
    add_listed_pages.delay(adding_id)


@shared_task
def send_alerts() -> None:
    """Decide whom to tell of what happened, and tell whom it is time to tell. Safe to run again."""
    now = timezone.now()
    dispatch(now)
    send_due(now)


@shared_task
def forget_readings() -> None:
    """Delete old entries of the reading log that say that nothing was new. Safe to run again."""
    watching.forget_readings(timezone.now())
