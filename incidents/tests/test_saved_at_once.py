"""Workers that look, send and die, and owners who press buttons, all at once: each find is told once."""

import pytest
from django.core import mail
from django.utils import timezone

from accounts.factories import UserFactory
from incidents.models import SavedSearch, SavedSearchFind, SavedSearchNotice
from incidents.saved import keeping, looking
from incidents.saved.errors import NameInUse, TooManySearches
from incidents.saved.telling import send_due
from incidents.tests.saved import LATER, SavedSearchFactory, opened
from incidents.tests.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_several_workers_that_look_and_send_tell_each_find_once():
    for _ in range(6):
        SavedSearchFactory()
    incidents = [opened() for _ in range(3)]
    later = timezone.now() + LATER

    def work():
        looking.look_at_due(later, seconds=20)
        return send_due(later)

    ended = at_once(*[work] * 4)
    send_due(later)
    assert all(isinstance(end, tuple) for end in ended)
    assert SavedSearchFind.objects.count() == 6 * len(incidents)
    assert SavedSearchNotice.objects.waiting().count() == 0
    told = [title for letter in mail.outbox for title in letter.body.split("\n") if title.startswith("INC-")]
    assert len(told) == 6 * len(incidents)


def test_a_query_that_is_changed_while_it_is_looked_for_tells_nothing_of_the_old_one():
    search = SavedSearchFactory(query="etcd")
    opened("etcd is slow")
    later = timezone.now() + LATER
    at_once(
        lambda: looking.look(search.pk, later),
        lambda: keeping.change(search, query="consul"),
        lambda: looking.look(search.pk, later),
    )
    looking.look(search.pk, later)
    assert SavedSearch.objects.get().query == "consul"
    assert not SavedSearchFind.objects.exists()


def test_a_search_that_is_deleted_while_it_is_looked_for_is_no_defect():
    search = SavedSearchFactory()
    opened()
    later = timezone.now() + LATER
    ended = at_once(lambda: looking.look_at_due(later, seconds=5), lambda: keeping.delete(search))
    assert not [end for end in ended if isinstance(end, Exception)]
    assert send_due(later) == (0, 0)


def test_one_name_is_given_once():
    owner = UserFactory()
    ended = at_once(*[lambda: keeping.keep(owner, query="etcd", name="Stores")] * 3)
    assert [type(end) for end in ended if not isinstance(end, SavedSearch)] == [NameInUse] * 2


def test_the_most_that_one_may_have_is_kept_to(monkeypatch):
    monkeypatch.setattr(keeping, "MOST", 2)
    owner = UserFactory()
    ended = at_once(*[lambda n=n: keeping.keep(owner, query="etcd", name=f"{n}") for n in range(4)])
    assert [type(end) for end in ended if not isinstance(end, SavedSearch)] == [TooManySearches] * 2
