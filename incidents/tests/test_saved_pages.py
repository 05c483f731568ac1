"""The pages on which people keep searches, share them and have themselves told."""

import pytest
from django.utils import timezone

from accounts.factories import ChannelFactory, EditorFactory, UserFactory
from accounts.roles import Role
from incidents.models import Incident, SavedSearch
from incidents.saved import keeping, looking
from incidents.saved.errors import TooSlow
from incidents.saved.telling import stop_token
from incidents.tests.saved import SavedSearchFactory, opened

pytestmark = pytest.mark.django_db

LIST, NEW = "/searches/", "/searches/new/"
ONE = "/searches/{pk}/"


def filled(**said) -> dict:
    return {"query": "etcd", "name": "Stores", "pace": "at-once", "hour": "8"} | said


def of(user, **facts) -> SavedSearch:
    return SavedSearchFactory(owner=user, **facts)


# Keeping one


def test_without_any_the_page_says_what_to_do(as_viewer):
    assert "None yet. Search for something" in as_viewer.get(LIST).text
    assert "Nobody shares a search" in as_viewer.get(f"{LIST}?of=others").text


def test_a_search_is_saved_from_what_was_asked(as_viewer, viewer):
    page = as_viewer.get(NEW, {"q": 'etcd component:"Web, API"'}).text
    assert 'value="etcd component:&quot;Web, API&quot;"' in page
    assert as_viewer.post(NEW, filled(by_mail="on", pace="daily", hour="7")).url == LIST
    search = SavedSearch.objects.get()
    assert (search.owner, search.query, search.by_mail, search.hour) == (viewer, "etcd", True, 7)
    listed = as_viewer.get(LIST).text
    assert "Stores" in listed
    assert "by e-mail, once a day at 7:00" in listed


def test_a_search_that_only_is_kept_tells_nobody(as_viewer):
    as_viewer.post(NEW, filled())
    assert not SavedSearch.objects.get().is_watched
    assert "nobody told" in as_viewer.get(LIST).text


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"query": ""}, "required"),
        ({"query": "   "}, "required"),
        ({"query": '""'}, "Nothing is asked for"),
        ({"query": "component:gone"}, "gone"),
        ({"query": "x" * 2001}, "at most 2000 characters"),
        ({"name": ""}, "required"),
        ({"name": "taken"}, "called “taken” already"),
        ({"hour": "24"}, "less than or equal to 23"),
        ({"pace": "never"}, "never"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_written(as_viewer, viewer, said, why):
    of(viewer, name="Taken")
    response = as_viewer.post(NEW, filled() | said)
    assert response.status_code == 422
    assert why in response.text
    assert SavedSearch.objects.count() == 1


def test_two_people_may_call_theirs_the_same(as_viewer):
    of(UserFactory(), name="Stores")
    assert as_viewer.post(NEW, filled()).status_code == 302


def test_nobody_has_more_than_they_can_look_after(as_viewer, viewer, monkeypatch):
    monkeypatch.setattr(keeping, "MOST", 1)
    of(viewer)
    response = as_viewer.post(NEW, filled())
    assert response.status_code == 422
    assert "Delete those that you do not use" in response.text


def test_e_mail_wants_an_address(as_viewer, viewer):
    viewer.email = ""
    viewer.save()
    response = as_viewer.post(NEW, filled(by_mail="on"))
    assert response.status_code == 422
    assert "Set it on your account page" in response.text


def test_what_cannot_be_found_in_time_is_not_saved(as_viewer, monkeypatch):
    def answering(text, user):
        raise TooSlow(5)

    monkeypatch.setattr(keeping, "answering", answering)
    response = as_viewer.post(NEW, filled(by_mail="on"))
    assert response.status_code == 422
    assert "Ask for something narrower" in response.text
    assert not SavedSearch.objects.exists()


def test_of_many_words_nobody_can_be_told_and_they_can_be_kept(as_viewer):
    many = " ".join(f"word{number}" for number in range(20))
    response = as_viewer.post(NEW, filled(query=many, by_mail="on"))
    assert response.status_code == 422
    assert "Ask for 12 words at most" in response.text
    assert as_viewer.post(NEW, filled(query=many)).url == LIST
    one = SavedSearch.objects.get()
    assert "Ask for 12 words" in as_viewer.post(f"/searches/{one.pk}/feed/renew/", follow=True).text
    assert SavedSearch.objects.get().feed_key is None


# Channels


def test_an_editor_may_have_a_channel_told(as_editor, editor):
    channel = ChannelFactory(name="#stores")
    assert "#stores" in as_editor.get(NEW).text
    as_editor.post(NEW, filled(channel=channel.pk))
    assert SavedSearch.objects.get().channel == channel


def test_a_viewer_may_not(as_viewer):
    channel = ChannelFactory(name="#stores")
    assert "#stores" not in as_viewer.get(NEW).text
    as_viewer.post(NEW, filled(channel=channel.pk))
    assert SavedSearch.objects.get().channel is None


def test_who_is_no_longer_an_editor_reads_that_the_channel_is_not_told(as_editor, editor):
    of(editor, channel=ChannelFactory(name="#stores"))
    editor.give_role(Role.VIEWER)
    assert "Only editors can have a channel told" in as_editor.get(LIST).text


# Changing, pausing, deleting


def test_a_search_is_changed(as_viewer, viewer):
    search = of(viewer)
    address = f"{ONE.format(pk=search.pk)}edit/"
    assert 'value="etcd"' in as_viewer.get(address).text
    assert as_viewer.post(address, filled(query="consul", is_shared="on")).url == LIST
    search.refresh_from_db()
    assert (search.name, search.query, search.is_shared, search.by_mail) == ("Stores", "consul", True, False)
    assert as_viewer.post(address, filled(query="component:gone")).status_code == 422


def test_it_is_paused_and_resumed_and_pressing_twice_does_no_harm(as_viewer, viewer):
    search = of(viewer)
    address = f"{ONE.format(pk=search.pk)}pause/"
    for to, is_paused in (("pause", True), ("pause", True), ("resume", False)):
        assert as_viewer.post(address, {"to": to}).url == LIST
        search.refresh_from_db()
        assert search.is_paused is is_paused


def test_it_is_deleted_after_a_question(as_viewer, viewer):
    search = keeping.give_feed(of(viewer))
    address = f"{ONE.format(pk=search.pk)}delete/"
    assert "its feed" in as_viewer.get(address).text
    assert SavedSearch.objects.exists()
    assert as_viewer.post(address).url == LIST
    assert not SavedSearch.objects.exists()
    assert as_viewer.post(address).status_code == 404


def test_what_it_found_is_listed_as_far_as_its_owner_may_see_it(as_viewer, viewer):
    search = of(viewer)
    shown, hidden = opened("etcd shown"), opened("etcd hidden")
    looking.look(search.pk, timezone.now())
    Incident.objects.filter(pk=hidden.pk).update(visibility=Incident.Visibility.RESTRICTED)
    page = as_viewer.get(f"{ONE.format(pk=search.pk)}edit/").text
    assert shown.title in page
    assert hidden.title not in page
    listed = as_viewer.get(LIST).text
    assert f">{shown.reference}<" in listed
    assert f">{hidden.reference}<" not in listed


# Sharing


def test_its_address_leads_to_what_answers_for_whoever_opens_it(as_viewer):
    search = of(UserFactory(), query='"etcd is" -slow', is_shared=True)
    response = as_viewer.get(search.get_absolute_url())
    assert response.status_code == 302
    assert response.url == "/search/?q=%22etcd+is%22+-slow"


def test_others_find_what_is_shared_and_may_not_change_it(as_viewer):
    shared, own = of(UserFactory(), name="Stores", is_shared=True), of(UserFactory(), name="Queues")
    page = as_viewer.get(f"{LIST}?of=others").text
    assert "Stores" in page
    assert own.name not in page
    assert "Stores" not in as_viewer.get(LIST).text
    for part in ("edit/", "delete/"):
        assert as_viewer.get(f"{ONE.format(pk=shared.pk)}{part}").status_code == 403
    for part in ("edit/", "delete/", "pause/", "feed/renew/", "feed/remove/"):
        assert as_viewer.post(f"{ONE.format(pk=shared.pk)}{part}", filled()).status_code == 403
    assert SavedSearch.objects.get(pk=shared.pk).query == "etcd"


@pytest.mark.parametrize("part", ["", "edit/", "delete/", "pause/", "feed/renew/", "feed/remove/"])
def test_what_is_not_shared_is_nowhere_for_others(as_editor, part):
    search = of(UserFactory())
    method = as_editor.post if part and part not in ("edit/", "delete/") else as_editor.get
    assert method(f"{ONE.format(pk=search.pk)}{part}").status_code == 404


@pytest.mark.parametrize("address", [LIST, NEW, "/searches/1/", "/searches/1/edit/", "/searches/1/delete/"])
def test_a_stranger_is_asked_to_sign_in(client, address):
    SavedSearchFactory(is_shared=True)
    assert client.get(address).url.startswith("/accounts/login/")


def test_only_the_right_methods_are_answered(as_viewer, viewer):
    one = ONE.format(pk=of(viewer).pk)
    for address in (LIST, one):
        assert as_viewer.post(address).status_code == 405
    for address in ("pause/", "feed/renew/", "feed/remove/"):
        assert as_viewer.get(f"{one}{address}").status_code == 405
    assert as_viewer.put(NEW).status_code == 405


# Ending e-mails without signing in


def test_the_link_of_an_e_mail_asks_first_and_then_ends_them(client):
    """Scanners of mail follow every link."""
    search = SavedSearchFactory(name="Stores")
    address = f"/searches/no-more-mail/{stop_token(search)}/"
    assert "Send no more of it" in client.get(address).text
    assert SavedSearch.objects.get().by_mail
    assert "No more is sent" in client.post(address).text
    assert not SavedSearch.objects.get().by_mail
    assert client.post(address).status_code == 200


def test_a_link_that_was_not_made_here_leads_nowhere(client):
    search = SavedSearchFactory()
    for token in (str(search.pk), f"{stop_token(search)}x", "%00"):
        assert client.post(f"/searches/no-more-mail/{token}/").status_code == 404
    token = stop_token(search)
    keeping.delete(search)
    assert client.get(f"/searches/no-more-mail/{token}/").status_code == 404


# Many


def test_the_list_asks_the_same_number_of_questions_of_many(as_editor, editor, django_assert_max_num_queries):
    channel = ChannelFactory()

    def fill(total):
        for _ in range(total):
            search = of(editor, channel=channel)
            opened()
            looking.look(search.pk, timezone.now())

    for total in (1, 6):
        fill(total)
        with django_assert_max_num_queries(6):
            as_editor.get(LIST)


def test_many_are_shown_page_by_page(as_viewer, viewer):
    for number in range(55):
        of(viewer, name=f"Search {number:02}", by_mail=False)
    page = as_viewer.get(LIST)
    assert "Search 49" in page.text
    assert "Search 50" not in page.text
    rest = as_viewer.get(LIST, {"from": page.context["page"].next}).text
    assert "Search 54" in rest


def test_words_of_others_are_shown_as_words(as_viewer):
    of(EditorFactory(), name="<b>Stores</b>", query="etcd <script>", is_shared=True)
    assert "&lt;b&gt;Stores" in as_viewer.get(f"{LIST}?of=others").text
