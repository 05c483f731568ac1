"""Administrators keep sets of words that mean the same; what they change counts from the next search on."""

import pytest

from accounts.factories import AdministratorFactory, EditorFactory
from incidents.factories import IncidentFactory
from incidents.finding import find_incidents
from incidents.indexing import index_incident
from incidents.models import Incident
from search.models import SynonymSet
from search.query import read_query

pytestmark = pytest.mark.django_db
LIST, NEW = "/search/synonyms/", "/search/synonyms/new/"


@pytest.fixture
def administrator(client):
    person = AdministratorFactory(username="mira")
    client.force_login(person)
    return person


@pytest.fixture
def blip():
    return SynonymSet.objects.add(["blip", "short outage"], by=None)


def page_of(stored):
    return f"{LIST}{stored.pk}/"


def found(words):
    hits = find_incidents(Incident.objects.all(), read_query(words), limit=10).hits
    return [hit.incident.title for hit in hits]


def told(*titles):
    for title in titles:
        index_incident(IncidentFactory(title=title))


def test_everybody_reads_which_words_mean_the_same(client, blip):
    page = client.get(LIST)
    assert page.status_code == 200
    assert "short outage" in page.text
    assert "Change the set" not in page.text
    assert "Changed lately" not in page.text


def test_a_new_installation_has_sets_of_the_field(client):
    page = client.get(LIST).text
    assert "k8s" in page
    assert "out of memory" in page


def test_where_there_are_none_the_page_says_what_to_do(client):
    SynonymSet.objects.all().delete()
    assert "An administrator can say" in client.get(LIST).text


def test_a_set_that_is_added_counts_from_the_next_search_on(client, administrator):
    told("A blip at noon", "Rain")
    assert found("flutter") == []
    assert client.post(NEW, {"words": "blip\nFlutter"}).status_code == 302
    assert found("flutter") == ["A blip at noon"]


def test_a_set_that_is_changed_or_removed_counts_so_too(client, administrator, blip):
    told("A blip at noon", "A hiccough at night")
    edition = {"edition": blip.edition}
    client.post(page_of(blip), {"words": "blip, hiccough", **edition})
    assert set(found("hiccough")) == {"A blip at noon", "A hiccough at night"}
    client.post(f"{page_of(blip)}remove/", {"edition": blip.edition + 1})
    assert found("hiccough") == ["A hiccough at night"]


def test_what_is_wrong_is_said_and_nothing_is_written(client, administrator, blip):
    before = SynonymSet.objects.count()
    for words, says in {
        "": "Write two words or more",
        "alone": "A set needs two forms or more",
        "cert\ncerts": "find the same already",
        "hiccough, ?!": "has neither a letter nor a digit",
        "hiccough, the": "stands in nearly every text",
        "hiccough, one two three four five six seven": "is too long",
        "BLIPS, hiccough": "is in another set already: blip, short outage",
        ", ".join(f"word{number}" for number in range(21)): "20 forms at most",
    }.items():
        answer = client.post(NEW, {"words": words})
        assert answer.status_code == 422, words
        assert says in answer.text.replace("&nbsp;", " "), words
    assert SynonymSet.objects.count() == before
    answer = client.post(page_of(blip), {"words": "k8s, blip", "edition": 1})
    assert answer.status_code == 422
    blip.refresh_from_db()
    assert blip.forms == ["blip", "short outage"]


def test_whoever_comes_second_is_told_what_the_first_did_and_chooses(client, administrator, blip):
    blip.change(["blip", "flutter"], by=EditorFactory(), edition=1)
    mine = {"words": "blip, hiccough", "edition": 1}
    answer = client.post(page_of(blip), mine)
    assert answer.status_code == 409
    assert "changed this set to: blip, flutter" in answer.text
    blip.refresh_from_db()
    assert blip.forms == ["blip", "flutter"]
    assert answer.context["form"]["edition"].value() == 2
    assert client.post(page_of(blip), {**mine, "edition": 2}).status_code == 302
    blip.refresh_from_db()
    assert blip.forms == ["blip", "hiccough"]


def test_nobody_removes_what_somebody_else_has_just_changed(client, administrator, blip):
    blip.change(["blip", "flutter"], by=None, edition=1)
    answer = client.post(f"{page_of(blip)}remove/", {"edition": 1}, follow=True)
    assert "Somebody else has just changed" in answer.text
    assert SynonymSet.objects.filter(pk=blip.pk).exists()


def test_history_tells_who_did_what_even_of_a_set_that_is_gone(client, administrator, blip):
    client.post(page_of(blip), {"words": "blip, flutter", "edition": 1})
    one = client.get(page_of(blip)).text
    assert "changed to blip, flutter" in one
    assert "added blip, short outage" in one
    assert "mira" in one
    client.post(f"{page_of(blip)}remove/", {"edition": 2})
    assert "removed blip, flutter" in client.get(LIST).text


@pytest.mark.parametrize("method", ["get", "post"])
def test_only_administrators_change_sets(client, blip, method):
    for path in (NEW, page_of(blip)):
        assert "/login/" in getattr(client, method)(path).url
    assert "/login/" in client.post(f"{page_of(blip)}remove/").url
    client.force_login(EditorFactory())
    for path in (NEW, page_of(blip)):
        assert getattr(client, method)(path).status_code == 403
    assert client.post(f"{page_of(blip)}remove/").status_code == 403
    assert SynonymSet.objects.filter(pk=blip.pk, forms=blip.forms).exists()


def test_wrong_methods_and_sets_that_are_not_there(client, administrator, blip):
    assert client.post(LIST).status_code == 405
    assert client.put(NEW).status_code == 405
    assert client.put(page_of(blip)).status_code == 405
    assert client.get(f"{page_of(blip)}remove/").status_code == 405
    assert client.get(f"{LIST}999999/").status_code == 404
    assert client.post(f"{LIST}999999/remove/").status_code == 404


def test_the_list_asks_no_more_for_more_sets(client, administrator, django_assert_num_queries):
    for numbers in (range(1), range(1, 11)):
        for number in numbers:
            client.post(NEW, {"words": f"first{number}x, second{number}x"})
        with django_assert_num_queries(5):  # session, user, sets, changes, people
            client.get(LIST)
