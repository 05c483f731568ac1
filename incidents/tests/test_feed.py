"""The Atom feed of published postmortems."""

import gzip
import re
from datetime import datetime
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from accounts.factories import AdministratorFactory, EditorFactory, UserFactory
from incidents.factories import IncidentFactory
from incidents.models import Incident, Postmortem
from timelines.factories import TimelineEventFactory

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
ADDRESS = "/postmortems.atom"


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_ADDRESS = "https://incidents.example:8443"


def publish(incident, body="The queue stood still.", by=None) -> Postmortem:
    postmortem = Postmortem.begin(incident)
    postmortem.save_text(body, by=by, based_on=postmortem.newest.number if postmortem.newest else 0)
    postmortem.publish(by=by)
    return postmortem


def feed(client) -> ElementTree.Element:
    answer = client.get(ADDRESS)
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)


def entries(client) -> list[dict[str, str]]:
    """Each entry's texts by the name of their element; “link” is its address."""
    found = []
    for entry in feed(client).iter(f"{ATOM}entry"):
        told = {child.tag.removeprefix(ATOM): "".join(child.itertext()).strip() for child in entry}
        found.append(told | {"link": entry.find(f"{ATOM}link").get("href")})
    return found


def test_an_entry_tells_the_whole_postmortem(client):
    mira = EditorFactory(first_name="Mira", last_name="Oduya")
    incident = IncidentFactory(number=7, title="`Queues` stand still", summary="Nobody could *pay*.\n\nMore.")
    publish(incident, "## What happened\n\nThe queue **stood still**.", by=mira)
    [entry] = entries(client)
    assert entry["title"] == "INC-7 Queues stand still"
    assert entry["summary"] == "Nobody could pay."
    assert entry["content"] == "<h2>What happened</h2>\n<p>The queue <strong>stood still</strong>.</p>"
    assert entry["link"] == "https://incidents.example:8443/incidents/7/postmortem/"
    assert entry["id"] == "tag:incidents.example,2026:/incidents/7/postmortem"
    assert entry["author"] == "Mira Oduya"


def test_nobody_learns_a_user_name(client):
    publish(IncidentFactory(), by=EditorFactory(username="mira-who-signs-in"))
    assert b"mira-who-signs-in" not in client.get(ADDRESS).content


def test_it_has_what_the_standard_asks_for(client):
    publish(IncidentFactory())
    root = feed(client)
    assert root.tag == f"{ATOM}feed"
    for element in (root, root.find(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(ATOM + name)) == 1
            assert element.find(ATOM + name).text
        assert datetime.fromisoformat(element.find(f"{ATOM}updated").text).tzinfo
    assert root.find(f"{ATOM}author/{ATOM}name").text
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links["self"] == "https://incidents.example:8443/postmortems.atom"
    assert root.find(f"{ATOM}entry/{ATOM}content").get("type") == "html"


def test_publishing_again_keeps_the_id_and_moves_the_update(client):
    incident = IncidentFactory()
    publish(incident, "Old words.")
    [before] = entries(client)
    Postmortem.pgh_event_model.objects.update(pgh_created_at="2020-01-01T12:00Z")
    Postmortem.objects.update(published_at="2020-01-01T12:00Z")
    publish(incident, "New words.")
    [after] = entries(client)
    assert (after["id"], after["link"]) == (before["id"], before["link"])
    assert after["published"] == "2020-01-01T12:00:00+00:00"
    assert after["updated"] > "2026"
    assert after["content"] == "<p>New words.</p>"


def test_a_draft_written_since_changes_nothing(client):
    postmortem = publish(IncidentFactory(), "What everybody reads.")
    before = client.get(ADDRESS).content
    postmortem.save_text("A draft.", by=None, based_on=1)
    assert client.get(ADDRESS).content == before


def test_a_postmortem_that_was_never_published_is_not_told(client):
    Postmortem.begin(IncidentFactory()).save_text("A draft.", by=None, based_on=0)
    client.force_login(EditorFactory())
    assert entries(client) == []


def test_an_empty_feed_is_the_same_each_time(client):
    assert client.get(ADDRESS).content == client.get(ADDRESS).content
    assert feed(client).find(f"{ATOM}updated").text == "1970-01-01T00:00:00+00:00"


@pytest.mark.parametrize("visibility", ["internal", "restricted"])
def test_a_stranger_reads_public_ones_only(client, visibility):
    publish(IncidentFactory(), "For all.")
    before = client.get(ADDRESS).content
    publish(IncidentFactory(visibility=visibility, title="Nobody may know"), "Nobody may read.")
    assert client.get(ADDRESS).content == before


def test_each_reads_what_they_may_see(client):
    for visibility in Incident.Visibility.values:
        publish(IncidentFactory(visibility=visibility), visibility)
    seen = {}
    for user in (UserFactory(), AdministratorFactory()):
        client.force_login(user)
        seen[user] = [re.sub("<.*?>", "", entry["content"]) for entry in entries(client)]
    assert list(seen.values()) == [["internal", "public"], ["restricted", "internal", "public"]]


def test_links_lead_here_from_anywhere(client):
    other = IncidentFactory(number=3)
    links = "[that](/incidents/3/), INC-3, [below](#p-what-next), [there](https://x.example/?a=1&b=2)"
    body = f"See {links}[^1].\n\n[^1]: A note."
    publish(IncidentFactory(number=7), body)
    [entry] = entries(client)
    page = "https://incidents.example:8443/incidents/7/postmortem/"
    addresses = re.findall(r'href="([^"]*)"', entry["content"])
    assert set(addresses) == {
        f"https://incidents.example:8443{other.get_absolute_url()}",
        f"{page}#p-what-next",
        "https://x.example/?a=1&amp;b=2",
        f"{page}#p-fn-1",
        f"{page}#p-fnref-1",
    }


def test_words_that_look_like_a_link_stay_words(client):
    publish(IncidentFactory(), '`<a href="/incidents/3/">`')
    [entry] = entries(client)
    assert entry["content"] == '<p><code>&lt;a href="/incidents/3/"&gt;</code></p>'


def test_live_blocks_are_links_and_events_are_named_by_their_time(client):
    incident = IncidentFactory(number=7)
    event, foreign = TimelineEventFactory(incident=incident), TimelineEventFactory(text="Not of this one.")
    named = f"[event:{event.pk}], [event:{foreign.pk}], [event:{'9' * 30}]"
    publish(incident, f"At {named}.\n\n[[timeline]]\n\n[[actions open]]\n")
    [entry] = entries(client)
    here = "https://incidents.example:8443/incidents/7/"
    assert f'<a href="{here}#{event.anchor}">14 Mar 2023, 12:00 UTC</a>' in entry["content"]
    assert f'<a href="{here}">The timeline of INC-7</a>' in entry["content"]
    assert f'<a href="{here}">The action items of INC-7</a>' in entry["content"]
    assert entry["content"].count("no such event") == 2


def test_nothing_that_runs_or_looks_comes_along(client):
    body = "<script>alert(1)</script> [x](javascript:alert(1))\n\n```python\nprint(1)\n```\n\n[[timeline]]\n"
    publish(IncidentFactory(), body)
    [entry] = entries(client)
    assert not re.search(
        r"<(script|svg|style|iframe|img)\b|\bon\w+=|style=|class=|href=.javascript", entry["content"]
    )


def test_no_text_breaks_the_xml(client):
    nasty = "a\x01b\x0bc\x1fd\ufffee ]]> & < \u2028 🔥"
    user = EditorFactory(first_name="A\x02B", last_name="<&>")
    publish(IncidentFactory(title=f"Title {nasty}", summary=nasty), nasty, by=user)
    [entry] = entries(client)
    assert "🔥" in entry["title"]
    assert "🔥" in entry["content"]
    assert entry["author"] == "AB <&>"


def test_the_fifty_that_were_published_last_stand_in_it(client):
    for number in range(52):
        publish(IncidentFactory(), f"Text {number}.")
    told = [entry["content"] for entry in entries(client)]
    assert told == [f"<p>Text {number}.</p>" for number in range(51, 1, -1)]


def test_asking_again_for_the_same_is_answered_304(client):
    publish(IncidentFactory())
    first = client.get(ADDRESS)
    again = client.get(ADDRESS, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    publish(IncidentFactory())
    assert client.get(ADDRESS, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_no_shared_cache_keeps_what_one_reader_may_see(client):
    answer = client.get(ADDRESS)
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in answer.headers["Vary"]


def test_it_is_compressed_for_those_who_can_read_that(client):
    publish(IncidentFactory(), "The queue stood still. " * 50)
    packed = client.get(ADDRESS, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.content) == client.get(ADDRESS).content


def test_nothing_can_be_written(client):
    assert client.post(ADDRESS).status_code == 405


def test_queries_do_not_grow(client, django_assert_num_queries):
    for total in (1, 10):
        for _ in range(total):
            incident = IncidentFactory()
            publish(incident, f"At [event:{TimelineEventFactory(incident=incident).pk}].\n\n[[timeline]]")
        with django_assert_num_queries(2):  # postmortems, the events that they name
            client.get(ADDRESS)


@pytest.mark.parametrize("page", ["home", "incidents:list"])
def test_pages_that_list_postmortems_name_the_feed(client, page):
    answer = client.get(reverse(page)).content.decode()
    assert (
        f'<link rel="alternate" type="application/atom+xml" title="Postmortems" href="{ADDRESS}">' in answer
    )
