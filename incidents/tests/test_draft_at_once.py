"""Two presses, or two tabs, at the same moment: one incident, and no decision lost."""

import pytest

from accounts.factories import EditorFactory
from incidents.drafts.storing import store_draft
from incidents.exceptions import DraftDiscarded, DraftStored
from incidents.importing.storing import Stored
from incidents.models import ImportDraft, Incident
from incidents.tests.queued import draft_of, items
from incidents.tests.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft():
    return draft_of(EditorFactory())


def storing(draft):
    return lambda: store_draft(ImportDraft.objects.get(pk=draft.pk), by=draft.owner, shown="")


def test_the_button_pressed_several_times_at_once_stores_once(draft):
    ended = at_once(*[storing(draft)] * 4)
    assert sum(isinstance(end, Stored) for end in ended) == 1
    assert sum(isinstance(end, DraftStored) for end in ended) == 3
    assert Incident.objects.count() == 1


def test_discarding_while_it_is_stored_leaves_one_of_the_two(draft):
    stored, _ = at_once(storing(draft), draft.discard)
    draft.refresh_from_db()
    assert Incident.objects.exists() == isinstance(stored, Stored) == bool(draft.stored_at)
    assert isinstance(stored, Stored | DraftDiscarded)
    assert not (draft.stored_at and draft.discarded_at)


def test_ticks_set_at_once_are_all_kept(draft):
    keys = [item.key for item in items(draft)][:5]
    ended = at_once(*[lambda key=key: draft_again(draft).decide({key: {"take": False}}) for key in keys])
    assert ended == [None] * len(keys)
    assert {item.key for item in items(draft) if not item.is_taken} == set(keys)


def draft_again(draft) -> ImportDraft:
    return ImportDraft.objects.get(pk=draft.pk)
