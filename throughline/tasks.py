from celery import shared_task
from django.core.management import call_command


@shared_task
def clear_expired_sessions() -> None:
    """Delete sessions that have run out, once a day. Safe to run again."""
    call_command("clearsessions")
