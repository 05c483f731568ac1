"""Saved searches by the API: one's own, kept as on the page, and nobody else's."""

import pytest

from accounts.factories import ChannelFactory, EditorFactory, UserFactory
from accounts.models import ApiToken
from incidents.models import SavedSearch
from incidents.saved import keeping
from incidents.tests.api.conftest import fields_of, problem_of, signed_in
from incidents.tests.saved import SavedSearchFactory

pytestmark = pytest.mark.django_db

API = "/api/v1/saved-searches/"
NEW = {"name": "Stores", "query": "etcd"}


def of(client, **facts) -> SavedSearch:
    return SavedSearchFactory(owner=client.handler._force_user, **facts)


def test_a_search_is_kept_changed_and_deleted(reader):
    made = reader.post(API, NEW | {"by_mail": True, "pace": "daily", "hour": 7})
    assert made.status_code == 201
    told = made.json()
    assert (told["name"], told["query"], told["by_mail"], told["has_feed"]) == ("Stores", "etcd", True, False)
    assert told["url"].endswith(f"/searches/{told['id']}/")
    one = f"{API}{told['id']}/"
    assert reader.patch(one, {"query": "consul", "is_paused": True}).json()["query"] == "consul"
    assert reader.get(one).json()["is_paused"] is True
    assert reader.delete(one).status_code == 204
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize(
    ("body", "field", "why"),
    [
        ({}, "name", "required"),
        ({"query": "component:gone"}, "query", "gone"),
        ({"query": '""'}, "query", "Nothing is asked for"),
        ({"name": "taken"}, "name", "Choose another name"),
        ({"channel": "#nowhere"}, "channel", "#nowhere"),
        ({"channel": ""}, "channel", "does not exist"),
        ({"hour": 24}, "hour", "23"),
        ({"pace": "never"}, "pace", "never"),
        ({"feed_key": "x"}, "feed_key", "is no field here"),
        ({"has_feed": True}, "has_feed", "can be read but not set"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_written(editor, body, field, why):
    of(editor, name="Taken")
    sent = NEW | body if body else {"query": "etcd"}
    assert why in fields_of(editor.post(API, sent))[field]
    assert SavedSearch.objects.count() == 1


def test_e_mail_wants_an_address():
    client = signed_in(UserFactory(email=""))
    assert "account page" in fields_of(client.post(API, NEW | {"by_mail": True}))["by_mail"]


def test_only_editors_have_a_channel_told(reader, editor):
    ChannelFactory(name="#stores")
    body = NEW | {"channel": "#stores"}
    assert "Ask an administrator" in fields_of(reader.post(API, body))["channel"]
    assert editor.post(API, body).json()["channel"] == "#stores"


def test_nobody_elses_are_there_also_not_shared_ones(reader):
    other = SavedSearchFactory(owner=EditorFactory(), is_shared=True)
    own = of(reader)
    assert [row["id"] for row in reader.get(API).json()["results"]] == [own.pk]
    for method in (reader.get, reader.patch, reader.delete):
        problem_of(method(f"{API}{other.pk}/"), 404)
    assert SavedSearch.objects.count() == 2


def test_the_address_of_the_feed_is_not_told(reader):
    """It lasts longer than a token."""
    search = keeping.give_feed(of(reader))
    answer = reader.get(f"{API}{search.pk}/")
    assert answer.json()["has_feed"] is True
    assert search.feed_key not in answer.content.decode()


def test_whoever_has_not_signed_in_is_told_how(stranger):
    SavedSearchFactory(is_shared=True)
    for answer in (stranger.get(API), stranger.post(API, NEW)):
        assert "Authorization: Token" in problem_of(answer, 401)["detail"]


def test_a_token_that_only_reads_changes_nothing(stranger):
    _, words = ApiToken.objects.make(UserFactory(), name="reads", days=1)
    stranger.credentials(HTTP_AUTHORIZATION=f"Token {words}")
    assert stranger.get(API).status_code == 200
    assert "may only read" in problem_of(stranger.post(API, NEW), 403)["detail"]


def test_other_methods_are_not_answered(reader):
    problem_of(reader.put(f"{API}{of(reader).pk}/", NEW), 405)
    problem_of(reader.delete(API), 405)


def test_the_list_asks_the_same_number_of_questions_of_many(reader, django_assert_max_num_queries):
    for total in (1, 9):
        for _ in range(total):
            of(reader)
        with django_assert_max_num_queries(3):
            reader.get(API)
