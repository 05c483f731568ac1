from celery import shared_task
from django.conf import settings
from django.utils import timezone

from reviews.preparing import prepare_missing


@shared_task
def prepare_reviews() -> None:
    """Prepare the reviews of past weeks that are missing. Safe to run again, or late."""
    prepare_missing(timezone.now(), settings.REVIEW_ZONE)
