from celery import shared_task
from django.utils import timezone

from incidents.models import ImportDraft
from incidents.saved import looking
from incidents.saved.telling import send_due

LOOK_SECONDS = 20  # of looking at saved searches: then other tasks have their turn


@shared_task
def forget_old_drafts() -> None:
    """Delete documents being imported that are over or forgotten. Safe to run again."""
    ImportDraft.objects.forget_old(timezone.now())


@shared_task
def tell_of_saved_searches() -> None:
    """Look what newly answers saved searches, and tell whom it is time to tell. Safe to run again."""
    now = timezone.now()
    looking.look_at_due(now, seconds=LOOK_SECONDS)
    send_due(now)
