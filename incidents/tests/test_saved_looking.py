"""What newly answers a saved search is found once, for whatever reason, and nothing that answered before."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from accounts.factories import AdministratorFactory, ChannelFactory, EditorFactory, UserFactory
from accounts.roles import Role
from incidents.indexing import index_incident
from incidents.models import Incident, SavedSearch, SavedSearchFind, SavedSearchNotice
from incidents.saved import answering as answers
from incidents.saved import keeping, looking
from incidents.saved.errors import MeansNothing
from incidents.tasks import tell_of_saved_searches
from incidents.tests.saved import LATER, SavedSearchFactory, look_later, opened
from search.models import TermCount

pytestmark = pytest.mark.django_db

Visibility = Incident.Visibility


def found(search: SavedSearch) -> list[Incident]:
    return [find.incident for find in search.finds.order_by("pk").select_related("incident")]


def look(search: SavedSearch) -> int:
    return looking.look(search.pk, timezone.now() + LATER)


# What is new


def test_what_answered_when_it_was_saved_is_not_new_and_what_is_opened_later_is():
    opened("etcd was slow before")
    search = SavedSearchFactory(query="etcd")
    assert look(search) == 0
    new = opened("etcd is slow now")
    opened("Something else")
    assert look(search) == 1
    assert found(search) == [new]


def test_looking_again_finds_nothing_again():
    search = SavedSearchFactory()
    opened()
    assert (look(search), look(search)) == (1, 0)
    assert SavedSearchNotice.objects.count() == 1


def test_an_incident_that_comes_to_answer_because_it_was_edited_is_new():
    search = SavedSearchFactory()
    incident = opened("A database is slow")
    assert look(search) == 0
    incident.title = "etcd is slow"
    incident.save()
    index_incident(incident)
    assert look(search) == 1


def test_an_incident_that_comes_to_fulfil_a_field_is_new():
    search = SavedSearchFactory(query="status:resolved")
    incident = opened()
    assert look(search) == 0
    incident.change_status("resolved", by=None)
    assert look(search) == 1


def test_an_incident_that_is_shown_to_its_owner_is_new():
    search = SavedSearchFactory()
    incident = opened(visibility=Visibility.RESTRICTED)
    assert look(search) == 0
    incident.readers.add(search.owner)
    assert look(search) == 1


def test_an_owner_who_may_see_more_is_told_of_what_that_adds():
    search = SavedSearchFactory()
    opened(visibility=Visibility.RESTRICTED)
    search.owner.give_role(Role.ADMINISTRATOR)
    assert look(search) == 1


def test_what_stops_answering_and_answers_again_is_not_found_twice():
    search = SavedSearchFactory(query="status:resolved")
    incident = opened()
    for status in ("resolved", "investigating", "resolved"):
        incident.change_status(status, by=None)
        look(search)
    assert SavedSearchFind.objects.count() == 1


def test_what_the_owner_may_not_see_leaves_no_trace():
    search = SavedSearchFactory()
    opened(visibility=Visibility.RESTRICTED)
    assert look(search) == 0
    assert not SavedSearchFind.objects.exists()
    assert SavedSearch.objects.get().known == []


def test_what_has_some_of_the_words_only_is_not_new():
    search = SavedSearchFactory(query="etcd upgrade")
    opened("etcd is slow")
    opened("An upgrade failed")
    both = opened("etcd is slow since its upgrade")
    assert look(search) == 1
    assert found(search) == [both]


def test_how_common_words_are_makes_nothing_new():
    search = SavedSearchFactory(query="etcd upgrade -drill")
    for title in ("etcd is slow since its upgrade", "etcd is slow", "An upgrade of etcd, a drill"):
        opened(title)
    assert look(search) == 1
    TermCount.objects.all().delete()
    assert look(search) == 0
    assert SavedSearchFind.objects.count() == 1


# Beginning anew


def test_another_query_is_told_from_then_on():
    search = SavedSearchFactory(query="etcd")
    opened("etcd is slow")
    look(search)
    opened("consul is slow")
    keeping.change(search, query="consul")
    assert look(search) == 0
    assert not SavedSearchFind.objects.exists()
    new = opened("consul is down")
    opened("etcd is down")
    assert look(search) == 1
    assert found(search) == [new]


def test_another_name_changes_nothing_of_what_is_new():
    search = SavedSearchFactory()
    opened()
    keeping.change(search, name="Other", is_shared=True)
    assert look(search) == 1


@pytest.mark.parametrize("off", [{"is_paused": True}, {"by_mail": False}])
def test_what_comes_while_nobody_is_told_is_never_told(off):
    search = SavedSearchFactory()
    opened("etcd before")
    look(search)
    keeping.change(search, **off)
    assert not SavedSearchNotice.objects.waiting().exists()
    opened("etcd meanwhile")
    assert look(search) == 0
    keeping.change(search, is_paused=False, by_mail=True)
    assert look(search) == 0
    new = opened("etcd afterwards")
    assert look(search) == 1
    assert found(search)[-1] == new


def test_while_it_is_paused_a_feed_goes_on_and_nobody_is_told():
    search = keeping.give_feed(SavedSearchFactory())
    keeping.change(search, is_paused=True)
    opened()
    assert look(search) == 1
    keeping.change(search, is_paused=False)
    assert look(search) == 0
    assert not SavedSearchNotice.objects.exists()


def test_whoever_comes_back_is_told_from_then_on():
    search = SavedSearchFactory()
    search.owner.is_active = False
    search.owner.save()
    opened("etcd meanwhile")
    assert look_later() == 0
    search.owner.is_active = True
    search.owner.save()
    look_later()
    opened("etcd afterwards")
    look_later(LATER * 2)
    assert [incident.title for incident in found(search)] == ["etcd afterwards"]


def test_a_text_that_was_rewritten_for_its_owner_tells_nothing_old():
    """As merging words of the vocabulary does."""
    search = SavedSearchFactory(query="etcd")
    told = opened("etcd, told before")
    look(search)
    opened("consul is slow")
    SavedSearch.objects.filter(pk=search.pk).update(query="consul OR etcd", known_at=None)
    assert look(search) == 0
    assert found(search) == [told]
    opened("consul is down")
    assert look(search) == 1


# What cannot be looked for


def test_a_search_that_lost_a_part_of_its_meaning_finds_nothing_and_says_why():
    """Without that part it would find everything."""
    search = SavedSearchFactory()
    SavedSearch.objects.update(query="component:gone")
    opened()
    look_later()
    search = SavedSearch.objects.get()
    assert "gone" in search.trouble
    assert not SavedSearchFind.objects.exists()
    assert search.next_look_at - timezone.now() > timedelta(minutes=59)


def test_one_that_takes_too_long_is_put_off_and_stops_nobody_else(monkeypatch):
    slow, other = SavedSearchFactory(query="etcd"), SavedSearchFactory(query="is:open")
    opened()

    def answering(text, user):
        if text == "etcd":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = '20ms'; SELECT pg_sleep(5)")
        return answers.answering(text, user)

    monkeypatch.setattr(looking, "answering", answering)
    assert look_later() == 2
    assert "more than 5 seconds" in SavedSearch.objects.get(pk=slow.pk).trouble
    assert len(found(other)) == 1


def test_what_was_wrong_is_forgotten_once_it_can_be_looked_for():
    search = SavedSearchFactory()
    SavedSearch.objects.update(trouble="It took too long.")
    look(search)
    assert SavedSearch.objects.get().trouble == ""


def test_one_that_its_owner_puts_right_is_looked_for_at_once():
    search = SavedSearchFactory()
    SavedSearch.objects.update(query="component:gone")
    look_later()
    keeping.change(search, query="etcd")
    held = SavedSearch.objects.get()
    assert (held.trouble, held.next_look_at <= timezone.now()) == ("", True)


def test_what_was_wrong_with_a_query_is_not_said_of_the_one_that_replaced_it_meanwhile(monkeypatch):
    search = SavedSearchFactory()

    def look_in_vain(key, now):
        monkeypatch.undo()
        keeping.change(search, query="consul")
        raise MeansNothing("There is no component “gone”.")

    monkeypatch.setattr(looking, "look", look_in_vain)
    look_later()
    assert SavedSearch.objects.get().trouble == ""


# When


def test_a_search_is_due_again_only_after_a_while():
    SavedSearchFactory()
    assert look_later() == 1
    assert look_later() == 0
    assert look_later(LATER + looking.LOOK_EVERY) == 1


def test_what_nobody_is_told_of_is_not_looked_for():
    SavedSearchFactory(by_mail=False)
    SavedSearchFactory(is_paused=True)
    keeping.give_feed(SavedSearchFactory(by_mail=False))
    assert look_later() == 1


def test_one_look_asks_the_same_number_of_questions_of_many_incidents(django_assert_max_num_queries):
    search = SavedSearchFactory()
    for total in (1, 20):
        for _ in range(total):
            opened()
        with django_assert_max_num_queries(20):
            assert look(search) == total


def test_the_task_may_run_again():
    SavedSearchFactory(owner=UserFactory(email="noa@example.com"))
    opened()
    SavedSearch.objects.update(next_look_at=timezone.now())
    tell_of_saved_searches()
    tell_of_saved_searches()
    assert len(mail.outbox) == 1


def test_a_channel_is_noted_beside_the_e_mail():
    SavedSearchFactory(owner=EditorFactory(), channel=ChannelFactory())
    opened()
    look_later()
    assert sorted(SavedSearchNotice.objects.values_list("way", flat=True)) == ["channel", "mail"]


def test_an_administrator_is_told_of_restricted_incidents():
    search = SavedSearchFactory(owner=AdministratorFactory())
    opened(visibility=Visibility.RESTRICTED)
    assert look(search) == 1
