"""What a saved search found is told once, to its owner and the channel, and only what may be told there."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from accounts.factories import ChannelFactory, EditorFactory, UserFactory
from accounts.roles import Role
from accounts.telling import channels, sending
from accounts.tests.hook import Hook
from incidents.factories import IncidentFactory
from incidents.models import Incident, SavedSearch, SavedSearchNotice
from incidents.saved import keeping, looking, telling
from incidents.saved.telling import NOT_TOLD, send_due
from incidents.tests.saved import LATER, SavedSearchFactory, opened

pytestmark = pytest.mark.django_db

Visibility = Incident.Visibility


@pytest.fixture
def hook():
    with Hook() as site:
        yield site


@pytest.fixture
def sent(monkeypatch):
    """Messages to channels."""
    messages = []
    monkeypatch.setattr(channels, "send", lambda address, message: messages.append(message))
    return messages


def editor(**facts):
    return EditorFactory(email="mira@example.com", first_name="Mira", last_name="Oduya", **facts)


def tell(after: timedelta = LATER) -> tuple[int, int]:
    """Look at all searches and send what is due by then."""
    now = timezone.now() + after
    for search in SavedSearch.objects.all():
        looking.look(search.pk, now)
    return send_due(now)


# What is said


def test_the_owner_is_told_by_e_mail_once(settings):
    settings.SITE_ADDRESS = "https://incidents.example"
    search = SavedSearchFactory(owner=editor(), name="Stores", query="etcd")
    incident = opened("`etcd` is slow")
    assert tell() == (1, 0)
    assert tell() == (0, 0)
    (letter,) = mail.outbox
    assert letter.to == ["mira@example.com"]
    assert letter.subject == f"[Throughline] {incident.reference} etcd is slow (Stores)"
    assert f"https://incidents.example/incidents/{incident.number}/" in letter.body
    assert "“Stores”: etcd" in letter.body
    assert f"https://incidents.example/searches/{search.pk}/edit/" in letter.body


def test_what_is_found_together_is_one_message_that_counts_what_it_leaves_out():
    SavedSearchFactory(owner=editor(), name="Stores")
    for number in range(telling.LINES + 3):
        opened(f"etcd case {number}")
    assert tell() == (telling.LINES + 3, 0)
    (letter,) = mail.outbox
    assert "53 incidents newly answer “Stores”" in letter.subject
    assert "case 49" in letter.body
    assert "case 50" not in letter.body
    assert "And 3 more" in letter.body


def test_the_e_mail_can_be_ended_with_one_click_as_rfc_8058_wants(client, settings):
    search = SavedSearchFactory(owner=editor())
    opened()
    tell()
    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"].strip("<>").removeprefix(settings.SITE_ADDRESS)
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not SavedSearch.objects.get(pk=search.pk).by_mail


def test_titles_cannot_break_a_subject_into_headers():
    SavedSearchFactory(owner=editor())
    opened("etcd\r\nBcc: all@example.com")
    assert tell() == (1, 0)
    assert "\n" not in mail.outbox[0].subject


def test_a_channel_is_told_over_the_wire_without_the_link_that_ends_the_owners_e_mails(hook):
    SavedSearchFactory(owner=editor(), channel=ChannelFactory(address=hook.address), by_mail=False)
    opened()
    assert tell() == (1, 0)
    (body,) = hook.bodies
    assert "Set by Mira Oduya" in body["message"]
    assert "no-more-mail" not in body["message"]
    assert mail.outbox == []


# When


def test_once_a_day_is_one_message_at_the_hour_in_the_owners_zone():
    search = SavedSearchFactory(owner=editor(time_zone="Asia/Tokyo"), pace="daily", hour=9)
    opened()
    looking.look(search.pk, datetime(2026, 11, 21, 12, tzinfo=UTC))
    opened()
    looking.look(search.pk, datetime(2026, 11, 21, 20, tzinfo=UTC))
    assert send_due(datetime(2026, 11, 21, 23, 59, tzinfo=UTC)) == (0, 0)
    assert send_due(datetime(2026, 11, 22, 0, 1, tzinfo=UTC)) == (2, 0)
    assert len(mail.outbox) == 1


def test_what_waits_for_its_hour_comes_at_once_where_that_is_wanted_now():
    search = SavedSearchFactory(owner=editor(), pace="daily")
    opened()
    looking.look(search.pk, timezone.now())
    keeping.change(search, pace="at-once")
    assert send_due(timezone.now()) == (1, 0)


@pytest.mark.parametrize("change", [{"by_mail": False}, {"is_paused": True}, {"query": "consul"}])
def test_what_waits_is_not_told_once_it_is_not_wanted(change):
    search = SavedSearchFactory(owner=editor())
    opened()
    looking.look(search.pk, timezone.now())
    keeping.change(search, **change)
    assert send_due(timezone.now() + LATER) == (0, 0)
    assert mail.outbox == []


def test_what_waits_goes_with_the_search():
    search = SavedSearchFactory(owner=editor())
    opened()
    looking.look(search.pk, timezone.now())
    keeping.delete(search)
    assert send_due(timezone.now() + LATER) == (0, 0)


# Who may be told of what


def test_what_the_owner_may_no_longer_see_is_not_told_and_is_once_they_may_again():
    search = SavedSearchFactory(owner=editor())
    incident = opened()
    looking.look(search.pk, timezone.now())
    Incident.objects.filter(pk=incident.pk).update(visibility=Visibility.RESTRICTED)
    assert tell() == (0, 0)
    assert mail.outbox == []
    assert SavedSearchNotice.objects.get().error == NOT_TOLD
    Incident.objects.filter(pk=incident.pk).update(visibility=Visibility.INTERNAL)
    assert tell() == (1, 0)
    assert tell() == (0, 0)
    assert len(mail.outbox) == 1


def test_what_does_not_answer_any_more_when_its_hour_comes_is_not_told():
    search = SavedSearchFactory(owner=editor(), query="is:open")
    incident = opened()
    looking.look(search.pk, timezone.now())
    incident.change_status("closed", by=None)
    assert send_due(timezone.now() + LATER) == (0, 0)


def test_the_words_told_are_those_of_now():
    search = SavedSearchFactory(owner=editor())
    incident = opened("etcd: a secret that slipped in")
    looking.look(search.pk, timezone.now())
    Incident.objects.filter(pk=incident.pk).update(title="etcd is slow")
    tell()
    assert "secret" not in mail.outbox[0].subject + mail.outbox[0].body


def test_a_restricted_incident_is_told_to_its_reader_and_to_no_channel_until_everybody_may_see_it(sent):
    search = SavedSearchFactory(owner=editor(), channel=ChannelFactory(), query="status:investigating")
    incident = opened(visibility=Visibility.RESTRICTED)
    incident.readers.add(search.owner)
    assert tell() == (1, 0)
    assert (len(mail.outbox), sent) == (1, [])
    Incident.objects.filter(pk=incident.pk).update(visibility=Visibility.INTERNAL)
    assert tell() == (1, 0)
    assert (len(mail.outbox), len(sent)) == (1, 1)


def test_an_owner_who_is_no_longer_an_editor_has_no_channel_told(sent):
    owner = editor()
    SavedSearchFactory(owner=owner, channel=ChannelFactory(), by_mail=False)
    owner.give_role(Role.VIEWER)
    opened()
    assert tell() == (0, 0)
    assert sent == []
    owner.give_role(Role.EDITOR)
    assert tell() == (1, 0)


def test_an_owner_who_left_has_nobody_told(sent):
    owner = editor()
    search = SavedSearchFactory(owner=owner, channel=ChannelFactory())
    opened()
    looking.look(search.pk, timezone.now())
    owner.is_active = False
    owner.save()
    assert send_due(timezone.now() + LATER) == (0, 0)
    assert (mail.outbox, sent) == ([], [])


def test_a_channel_that_is_removed_is_told_nothing_and_the_owner_is(sent):
    channel = ChannelFactory()
    SavedSearchFactory(owner=editor(), channel=channel)
    channel.delete()
    opened()
    assert tell() == (1, 0)
    assert (len(mail.outbox), sent) == (1, [])


# What goes wrong


def test_an_address_that_went_missing_is_written_down_and_tried_again():
    owner = editor()
    SavedSearchFactory(owner=owner)
    owner.email = ""
    owner.save()
    opened()
    assert tell() == (0, 1)
    assert "no e-mail address" in SavedSearchNotice.objects.get().error
    owner.email = "mira@example.com"
    owner.save()
    SavedSearchNotice.objects.update(due_at=timezone.now())
    assert tell() == (1, 0)


def test_what_one_way_refuses_does_not_stop_the_other_and_is_not_told_twice_by_it(hook):
    hook.status = 500
    SavedSearchFactory(owner=editor(), channel=ChannelFactory(address=hook.address))
    opened()
    assert tell() == (1, 1)
    hook.status = 200
    SavedSearchNotice.objects.update(due_at=timezone.now())
    assert tell() == (1, 0)
    assert (len(mail.outbox), len(hook.bodies)) == (1, 2)


def test_a_search_that_cannot_be_looked_for_at_that_moment_stops_no_others(monkeypatch):
    first, second = (SavedSearchFactory(owner=UserFactory(), name=name) for name in ("First", "Second"))
    opened()
    now = timezone.now()
    for search in (first, second):
        looking.look(search.pk, now)
    answering = telling.answering

    def fails_once(text, user):
        if user == first.owner:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")
        return answering(text, user)

    monkeypatch.setattr(telling, "answering", fails_once)
    assert send_due(now + LATER) == (1, 1)
    assert mail.outbox[0].to == [second.owner.email]


def test_a_worker_that_dies_before_sending_leaves_it_to_another(monkeypatch):
    SavedSearchFactory(owner=editor())
    opened()
    now = timezone.now()
    looking.look(SavedSearch.objects.get().pk, now)

    def dies(person, message):
        raise SystemExit

    monkeypatch.setattr(telling, "mail", dies)
    with pytest.raises(SystemExit):
        send_due(now)
    monkeypatch.undo()
    assert send_due(now + timedelta(seconds=1)) == (0, 0)
    assert send_due(timezone.now() + sending.LEASE) == (1, 0)


def test_sending_costs_the_same_for_many_incidents(django_assert_max_num_queries):
    search = SavedSearchFactory(owner=editor())
    for total in (1, 20):
        for _ in range(total):
            opened()
        looking.look(search.pk, timezone.now())
        with django_assert_max_num_queries(20):
            assert send_due(timezone.now() + LATER) == (total, 0)


def test_an_incident_without_a_severity_is_told_as_well():
    search = SavedSearch(name="Stores", query="etcd", pk=1, owner=UserFactory())
    assert "None" not in telling.channel_message(search, [IncidentFactory()]).text
