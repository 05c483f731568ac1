from celery import shared_task
from django.utils import timezone

from incidents.models import ImportDraft


@shared_task
def forget_old_drafts() -> None:
    """Delete documents being imported that are over or forgotten. Safe to run again."""
    ImportDraft.objects.forget_old(timezone.now())
