from celery import shared_task
from django.utils import timezone

from statuspages import watching
from statuspages.exceptions import LeaseLost

POLL_EXPIRES_SECONDS = 60  # by then a tick has asked again


@shared_task
def queue_due_pages() -> None:
    """Ask for each page that is due to be read: one task a page, so that a slow one stops nobody."""
    for page_id in watching.due_pages(timezone.now()):
        poll_status_page.apply_async((page_id,), expires=POLL_EXPIRES_SECONDS)


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
def forget_readings() -> None:
    """Delete old entries of the reading log that say that nothing was new. Safe to run again."""
    watching.forget_readings(timezone.now())
