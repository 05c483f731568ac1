"""What nobody goes on with is deleted, and nothing else."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from incidents import tasks
from incidents.factories import ImportDraftFactory
from incidents.models import ImportDraft
from incidents.models.draft import KEPT, KEPT_DISCARDED

pytestmark = pytest.mark.django_db

NOW = timezone.now()
SHORT = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("details", "is_kept"),
    [
        ({"changed_at": NOW - KEPT + SHORT}, True),
        ({"changed_at": NOW - KEPT - SHORT}, False),
        ({"discarded_at": NOW - KEPT_DISCARDED + SHORT}, True),
        ({"discarded_at": NOW - KEPT_DISCARDED - SHORT}, False),
        ({"stored_at": NOW - KEPT_DISCARDED + SHORT}, True),
        ({"stored_at": NOW - KEPT_DISCARDED - SHORT}, False),
    ],
)
def test_a_draft_is_kept_while_somebody_may_want_it(details, is_kept):
    ImportDraftFactory(**details)
    ImportDraft.objects.forget_old(NOW)
    assert ImportDraft.objects.exists() == is_kept


def test_the_task_may_run_twice():
    ImportDraftFactory(changed_at=NOW - 2 * KEPT)
    kept = ImportDraftFactory()
    tasks.forget_old_drafts()
    tasks.forget_old_drafts()
    assert ImportDraft.objects.get() == kept


def test_beat_asks_for_it_every_day():
    entries = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert tasks.forget_old_drafts.name in entries
