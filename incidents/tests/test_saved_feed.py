"""The feed of a saved search, at a secret address: what its owner may see and answers, while they may."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from accounts.factories import AdministratorFactory, UserFactory
from incidents.indexing import index_incident
from incidents.models import Incident, SavedSearch
from incidents.saved import keeping, looking
from incidents.saved.feed import SHOWN
from incidents.tests.conftest import signed_in
from incidents.tests.saved import SavedSearchFactory, opened

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_ADDRESS = "https://incidents.example:8443"


@pytest.fixture
def search():
    return keeping.give_feed(SavedSearchFactory(name="Stores & more", by_mail=False))


def address_of(search: SavedSearch) -> str:
    return f"/searches/feeds/{search.feed_key}.atom"


def titles(client, search) -> list[str]:
    answer = client.get(address_of(search))
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return [
        title.text for title in ElementTree.fromstring(answer.content).findall(f"{ATOM}entry/{ATOM}title")
    ]


def test_readers_need_no_signing_in_and_read_what_its_owner_may(client, search):
    internal = opened("`etcd` is slow")
    opened("etcd, restricted", visibility=Incident.Visibility.RESTRICTED)
    assert titles(client, search) == [f"{internal.reference} etcd is slow"]


def test_who_reads_signed_in_reads_the_same(search):
    """Whoever is signed in where the address is opened: the feed is its owner's."""
    opened("etcd, restricted", visibility=Incident.Visibility.RESTRICTED)
    assert titles(signed_in(AdministratorFactory()), search) == []


def test_it_has_what_the_standard_asks_for(client, search):
    incident = opened("etcd is slow", summary="Nobody could *pay*.\n\nMore.")
    root = ElementTree.fromstring(client.get(address_of(search)).content)
    assert root.find(f"{ATOM}title").text == "Stores & more (incidents.example:8443)"
    assert root.find(f"{ATOM}id").text == f"tag:incidents.example,2026:/searches/{search.pk}"
    assert root.find(f"{ATOM}author/{ATOM}name").text
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links["self"] == f"https://incidents.example:8443{address_of(search)}"
    assert links["alternate"] == f"https://incidents.example:8443/searches/{search.pk}/"
    entry = root.find(f"{ATOM}entry")
    assert entry.find(f"{ATOM}id").text.endswith(f"/searches/{search.pk}/incidents/{incident.number}")
    assert "Nobody could pay." in entry.find(f"{ATOM}summary").text
    assert datetime.fromisoformat(entry.find(f"{ATOM}updated").text).tzinfo
    assert (
        entry.find(f"{ATOM}link").get("href")
        == f"https://incidents.example:8443/incidents/{incident.number}/"
    )


def test_what_was_found_last_stands_first_also_where_it_is_old(client, search):
    old, new = opened("A store is slow"), opened("etcd is slow")
    looking.look(search.pk, timezone.now())
    old.title = "etcd was slow"
    old.save()
    index_incident(old)
    later = timezone.now() + timedelta(hours=1)
    looking.look(search.pk, later)
    assert titles(client, search) == [f"{old.reference} etcd was slow", f"{new.reference} etcd is slow"]
    changed = client.get(address_of(search)).headers["Last-Modified"]
    assert parsedate_to_datetime(changed) == later.replace(microsecond=0)


def test_it_has_the_last_ones_only(client, search):
    for number in range(SHOWN + 2):
        opened(f"etcd case {number}")
    shown = titles(client, search)
    assert len(shown) == SHOWN
    assert shown[0].endswith(f"case {SHOWN + 1}")


def test_it_costs_the_same_for_many(client, search, django_assert_max_num_queries):
    for total in (1, 10):
        for _ in range(total):
            opened()
        with django_assert_max_num_queries(9):
            client.get(address_of(search))


# Rights, each time


def test_what_the_owner_may_no_longer_see_leaves_it_and_no_304_hides_that(client, search):
    incident = opened()
    first = client.get(address_of(search))
    Incident.objects.filter(pk=incident.pk).update(visibility=Incident.Visibility.RESTRICTED)
    told = {"If-None-Match": first.headers["ETag"], "If-Modified-Since": first.headers["Last-Modified"]}
    for header in (told, {"If-Modified-Since": told["If-Modified-Since"]}):
        again = client.get(address_of(search), headers=header)
        assert again.status_code == 200
        assert b"etcd is slow" not in again.content


def test_it_is_the_same_without_what_its_owner_may_not_see(client, search):
    opened()
    looking.look(search.pk, timezone.now())
    before = client.get(address_of(search))
    opened(visibility=Incident.Visibility.RESTRICTED)
    looking.look(search.pk, timezone.now())
    after = client.get(address_of(search))
    assert after.content == before.content
    assert after.headers["Last-Modified"] == before.headers["Last-Modified"]


def test_an_owner_who_left_has_no_feed(client, search):
    search.owner.is_active = False
    search.owner.save()
    assert client.get(address_of(search)).status_code == 404


def test_a_search_that_lost_a_part_of_its_meaning_feeds_nothing(client, search):
    opened()
    SavedSearch.objects.update(query="component:gone")
    assert titles(client, search) == []


# Its address


def test_asked_again_with_its_etag_it_need_not_be_sent_again(client, search):
    opened()
    first = client.get(address_of(search))
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert "Accept-Encoding" in first.headers["Vary"]
    again = client.get(address_of(search), headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    opened()
    assert client.get(address_of(search), headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_no_search_engine_keeps_it(client, search):
    assert client.get(address_of(search)).headers["X-Robots-Tag"] == "noindex"


def test_a_new_address_ends_the_one_before(as_viewer, viewer):
    search = SavedSearchFactory(owner=viewer, by_mail=False)
    one = f"/searches/{search.pk}/"
    assert as_viewer.post(f"{one}feed/renew/").url == f"{one}edit/#feed"
    search.refresh_from_db()
    first = address_of(search)
    assert first in as_viewer.get(f"{one}edit/").text
    as_viewer.post(f"{one}feed/renew/")
    search.refresh_from_db()
    assert as_viewer.get(first).status_code == 404
    assert as_viewer.get(address_of(search)).status_code == 200
    as_viewer.post(f"{one}feed/remove/")
    assert as_viewer.get(address_of(search)).status_code == 404
    assert SavedSearch.objects.get().feed_key is None


def test_nobody_else_reads_its_address(as_viewer, search):
    SavedSearch.objects.update(is_shared=True)
    for address in ("/searches/?of=others", "/searches/"):
        assert search.feed_key not in as_viewer.get(address).text


def test_an_address_that_nobody_has_leads_nowhere(client):
    SavedSearchFactory()
    for key in ("None", "x" * 43, "-"):
        assert client.get(f"/searches/feeds/{key}.atom").status_code == 404
    assert client.post("/searches/feeds/x.atom").status_code == 405


def test_no_text_breaks_the_xml(client):
    search = SavedSearchFactory(owner=UserFactory(), name="a\x0bb", query="etcd \x0c", by_mail=False)
    keeping.give_feed(search)
    search.refresh_from_db()
    opened("etcd \x1b[31m <b>")
    assert len(titles(client, search)) == 1
