"""Similar incidents where people meet them: the incident, its own page, the form, the import, the API."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from incidents.factories import ImportDraftFactory, IncidentFactory
from incidents.models import ImportDraft, Incident, IncidentPair
from incidents.tests.alike import skewed

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
TYPED = {
    "title": "Pods lose the network again",
    "summary": "Every kubelet writes iptables rules that its neighbour cannot read. "
    "It was resolved by restarting every node.",
    "kind": "incident",
    "time_zone": "UTC",
}
WRITE_UP = """# Pods without network

On 2 May 2024 at 12:00 UTC pods began to lose the network.

## Root cause

The kubelet and kube-proxy ran incompatible versions, and half-written iptables rules stayed behind.

## Timeline

- 12:00 UTC Pods begin to lose the network.
- 14:00 UTC Every node was restarted, and the incident was resolved.
"""


@pytest.fixture
def two():
    return skewed("Jobs do not start", number=1), skewed("Whole cluster without network", number=2)


def similar_of(incident) -> str:
    return reverse("incidents:similar", args=[incident.number])


def pair_of(two) -> str:
    return reverse("incidents:pair", args=[one.number for one in two])


def plain(page: str) -> str:
    return " ".join(re.sub("<[^>]*>", "", page).split())


# The page and the section


def test_the_incident_page_leads_there_with_and_without_scripts(client, two):
    page = client.get(two[0].get_absolute_url()).text
    section = page[page.index('id="similar"') :]
    assert f'hx-get="{similar_of(two[0])}" hx-trigger="revealed"' in section
    assert f'<a href="{similar_of(two[0])}">Show what is similar, and why</a>' in section


def test_the_page_explains_in_a_sentence_with_links_to_both_sides(client, two):
    page = client.get(similar_of(two[0])).text
    assert "Both: version skew as trigger" in plain(page)
    for incident in two:
        factor, event = incident.factors.first(), incident.events.order_by("pk").first()
        assert f'href="{incident.get_absolute_url()}#{factor.anchor}"' in page
        assert f'href="{incident.get_absolute_url()}#{event.anchor}"' in page
    assert "“Every node was restarted”" in page
    assert "2 of 2" in page
    assert "Not alike" not in page  # that is for editors


def test_htmx_gets_the_section_alone(client, two):
    answer = client.get(similar_of(two[0]), headers=HTMX).text
    assert answer.strip().startswith('<section class="sec" id="similar">')
    assert "<html" not in answer


def test_where_nothing_is_alike_it_says_what_to_do_next(client, as_editor):
    incident = IncidentFactory()
    assert "Searching for one of its words" in client.get(similar_of(incident)).text
    page = as_editor.get(similar_of(incident)).text
    assert reverse("incidents:factor_add", args=[incident.number]) in page


def test_nobody_sees_the_page_of_what_they_may_not_see(client, as_editor):
    hidden = skewed(visibility="restricted", number=7)
    assert client.get(similar_of(hidden)).status_code == as_editor.get(similar_of(hidden)).status_code == 404
    assert client.get("/incidents/99/similar/").status_code == 404
    assert client.post(similar_of(skewed(number=8))).status_code == 405


# Saying


def test_an_editor_confirms_dismisses_and_takes_back(as_editor, two):
    one, other = two
    answer = as_editor.post(pair_of(two), {"verdict": "related", "was": ""}, follow=True)
    assert "INC-2 is a related incident now." in answer.text
    assert other.title in as_editor.get(one.get_absolute_url()).text
    assert one.title in as_editor.get(other.get_absolute_url()).text
    as_editor.post(pair_of(two), {"verdict": "", "was": "related"})
    as_editor.post(pair_of(two), {"verdict": "not-alike", "was": ""})
    page = as_editor.get(similar_of(other)).text
    assert "none found" in page
    assert "Mira Oduya" in page
    assert [said in page for said in ("related", "taken back", "not alike")] == [True] * 3


def test_what_was_said_meanwhile_is_shown_and_not_overwritten(as_editor, two):
    IncidentPair.objects.say(*two, "related", by=None)
    answer = as_editor.post(pair_of(two), {"verdict": "not-alike", "was": ""})
    assert answer.status_code == 409
    assert "Somebody else called INC-1 and INC-2 “related” meanwhile" in answer.text
    assert IncidentPair.objects.get().verdict == "related"


def test_a_word_that_means_nothing_is_refused(as_editor, two):
    answer = as_editor.post(pair_of(two), {"verdict": "twins"})
    assert answer.status_code == 422
    assert "Use one of the buttons" in answer.text
    assert not IncidentPair.objects.exists()


def test_who_may_say_it(client, as_viewer, as_editor, two):
    data = {"verdict": "related", "was": ""}
    assert client.post(pair_of(two), data).status_code == 302
    assert as_viewer.post(pair_of(two), data).status_code == 403
    assert as_editor.get(pair_of(two)).status_code == 405
    hidden = IncidentFactory(number=7, visibility="restricted")
    for pair in ((two[0], hidden), (hidden, two[0]), (two[0], two[0])):
        assert as_editor.post(pair_of(pair), data).status_code == 404
    assert not IncidentPair.objects.exists()


# While typing


def test_the_form_shows_what_is_alike_and_keeps_what_was_typed(as_editor, two):
    answer = as_editor.post(reverse("incidents:new"), TYPED | {"do": "similar"})
    assert answer.status_code == 200
    assert "recovered by restarting every node (summary; there event" in plain(answer.text)
    assert 'value="Pods lose the network again"' in answer.text
    assert "<form" in answer.text
    assert Incident.objects.count() == 2


def test_while_typing_only_the_section_comes(as_editor, two):
    answer = as_editor.post(reverse("incidents:new"), TYPED | {"do": "similar"}, headers=HTMX)
    assert answer.text.strip().startswith('<section class="sec" id="similar">')
    assert two[0].title in answer.text


@pytest.mark.parametrize("typed", [{}, {"title": "Pods"}, {"title": "\x00" * 40, "kind": "no kind"}])
def test_too_few_words_ask_for_more(as_editor, two, typed):
    answer = as_editor.post(reverse("incidents:new"), typed | {"do": "similar"}, headers=HTMX)
    assert answer.status_code == 200
    assert "More words make it more likely" in answer.text


def test_who_may_not_open_incidents_asks_nothing(client, as_viewer, two):
    assert as_viewer.post(reverse("incidents:new"), TYPED | {"do": "similar"}).status_code == 403
    assert client.post(reverse("incidents:new"), TYPED | {"do": "similar"}).status_code == 302


def test_typing_finds_nothing_that_is_hidden(as_editor):
    skewed("Whole cluster without network", number=2, visibility="restricted")
    answer = as_editor.post(reverse("incidents:new"), TYPED | {"do": "similar"}, headers=HTMX)
    assert "none found" in answer.text


# Importing


@pytest.fixture
def draft(editor):
    return ImportDraftFactory(owner=editor, text=WRITE_UP)


def test_a_draft_is_compared_as_it_was_read(as_editor, draft, two):
    address = reverse("incidents:import_similar", args=[draft.pk])
    assert f'hx-get="{address}"' in as_editor.get(draft.get_absolute_url()).text
    page = as_editor.get(address).text
    assert "version skew" in plain(page)
    assert f'href="{draft.get_absolute_url()}#i-factor' in page
    assert two[1].title in page


def test_what_was_dropped_of_a_draft_counts_no_more(as_editor, draft, two):
    address = reverse("incidents:import_similar", args=[draft.pk])
    shown = re.findall(r"#i-(factor-[\w-]+)", as_editor.get(address).text)
    ImportDraft.objects.get(pk=draft.pk).decide({key: {"take": False} for key in shown})
    assert "version skew" not in plain(as_editor.get(address).text)


def test_the_draft_of_somebody_else_is_not_there(as_viewer, client, draft):
    address = reverse("incidents:import_similar", args=[draft.pk])
    assert as_viewer.get(address).status_code == 404
    assert client.get(address).status_code == 302


def test_a_draft_that_is_put_aside_leads_back_to_itself(as_editor, draft):
    draft.discard()
    answer = as_editor.get(reverse("incidents:import_similar", args=[draft.pk]))
    assert answer["Location"] == draft.get_absolute_url()


# The API


def test_the_api_tells_the_same_with_the_places(client, two):
    other = two[1]
    told = client.get("/api/v1/incidents/1/similar/?limit=1").json()
    (alike,) = told["results"]
    assert (told["total"], alike["incident"], alike["verdict"]) == (2, 2, "")
    assert alike["sentence"].startswith("Both: version skew as trigger")
    (trigger, *_) = alike["shared"]
    assert (trigger["step"], trigger["seen"]) == ("trigger", 2)
    factor = other.factors.first()
    assert trigger["there"][0]["url"] == f"http://testserver{other.get_absolute_url()}#{factor.anchor}"


def test_the_api_takes_what_people_say(as_editor, two):
    address = "/api/v1/incidents/1/similar/2/"
    said = as_editor.put(address, {"verdict": "related"}, content_type="application/json")
    assert (said.status_code, said.json()["verdict"], said.json()["said_by"]) == (
        200,
        "related",
        "Mira Oduya",
    )
    assert as_editor.get("/api/v1/incidents/2/similar/").json()["related"][0]["incident"] == 1
    late = as_editor.put(address, {"verdict": "not-alike", "was": ""}, content_type="application/json")
    assert late.status_code == 409
    assert late.json()["errors"][0]["field"] == "was"
    back = as_editor.put(address, {"verdict": ""}, content_type="application/json")
    assert back.json()["verdict"] == ""


@pytest.mark.parametrize(
    ("path", "status"),
    [("2/similar/", 404), ("1/similar/?limit=0", 400), ("1/similar/?limt=1", 400), ("1/similar/2/", 405)],
)
def test_the_api_refuses_what_is_hidden_or_means_nothing(as_editor, path, status):
    skewed(number=1)
    skewed(number=2, visibility="restricted")
    assert as_editor.get(f"/api/v1/incidents/{path}").status_code == status


def test_the_api_lets_nobody_say_who_may_not(as_viewer, as_editor, two):
    IncidentFactory(number=7, visibility="restricted")
    data = {"data": {"verdict": "related"}, "content_type": "application/json"}
    assert Client().put("/api/v1/incidents/1/similar/2/", **data).status_code == 401
    assert as_viewer.put("/api/v1/incidents/1/similar/2/", **data).status_code == 403
    for number in (1, 7):
        assert as_editor.put(f"/api/v1/incidents/1/similar/{number}/", **data).status_code == 404
    assert not IncidentPair.objects.exists()
