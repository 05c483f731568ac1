"""Pages of every format, served by a site of our own: found from an address of theirs, watched, read."""

import json

import pytest

from statuspages import providers
from statuspages.exceptions import NoStatusPage
from statuspages.looking import look_at, watch
from statuspages.models import ReportedIncident, ReportedUpdate, StatusPage, UpdateRevision
from statuspages.providers.provider import Seen
from statuspages.tests.providers.captures import capture, needs_captures
from statuspages.tests.providers.documents import ALL
from statuspages.watching import poll

pytestmark = pytest.mark.django_db

# By provider and what is read: an address of a page of it, and which of its documents stands there.
ADDRESSES = {
    "instatus-page": ("/", "page"),
    "statusio-status": ("/1.0/status/51f6f2088643809b7200000d", "status"),
    "betterstack-index": ("/index.json", "index"),
    "google-incidents": ("/incidents.json", "incidents"),
    "aws-events": ("/public/currentevents", "events"),
    "aws-archive": ("/data.json", "archive"),
    "slack-current-history": ("/api/v2.0.0/history", "history"),
    "heroku-current-history": ("/api/v4/current-status", "current"),
    "statuspal-summary": ("/api/v2/status_pages/crossings", ""),
    "pagerduty-page": ("/incident_details/PBELL01", "page"),
    "upptime-issues-comments-sites": ("/repos/moor/status/issues", ""),
    "cstate-issues-index-feed": ("/index.json", "index"),
}
PALS = "/api/v2/status_pages/x/summary"
TOLD = {str(answers): answers for answers in ALL}


def serve(served, provider: str, path: str, bodies: dict[str, bytes], shown: str) -> StatusPage:
    """Be a page of this provider, be found at `path`, where the document `shown` stands, and be watched."""
    module = providers.BY_NAME[provider]
    body = bodies.get(shown, b"")
    if body:
        served.answer(path, body)
    page = module.recognise(Seen(served.url + path, served.url + path, body))
    for ask in module.asks(page.facts):
        if ask.name in bodies:
            where = ask.below(page.url).removeprefix(served.url) or "/"
            served.answer(where, bodies[ask.name], has_etag=True)
    found = look_at(served.url + path)
    assert (found.provider, found.url) == (provider, page.url)
    return watch(found)


def read_twice(page: StatusPage) -> None:
    first = poll(page.pk)
    assert first.error is None
    assert first.stored.is_change
    assert not poll(page.pk, even_if_not_due=True).stored.is_change


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_page_is_found_from_an_address_of_it_watched_and_read(served, name):
    answers = TOLD[name]
    path, shown = ADDRESSES[name]
    page = serve(served, answers.provider, path, answers.write(), shown)
    read_twice(page)
    account = providers.BY_NAME[answers.provider].read(answers.write(), answers.facts)
    told = {one.uid for listing in account.listings for one in listing.incidents}
    assert set(page.reported_incidents.values_list("uid", flat=True)) == told
    assert not page.strange_words.exists()


@pytest.mark.parametrize(
    "name", ["google-incidents", "aws-events", "aws-archive", "slack-history", "heroku-current-history"]
)
def test_a_mirror_is_found_by_its_site_alone(served, name):
    answers = TOLD[name]
    module = providers.BY_NAME[answers.provider]
    for facts in module.guess(served.url).ways:
        for ask in module.asks(facts):
            if ask.name in answers.values:
                where = ask.below(served.url).removeprefix(served.url)
                served.answer(where, answers.write()[ask.name])
    assert look_at(served.url).provider == answers.provider


@pytest.mark.parametrize("path", ["/index.json", "/status", "/"])
def test_a_page_that_answers_html_to_everything_is_none(served, path):
    page = b"<!doctype html><html><body>We have moved.</body></html>"
    for where in ("/", "/index.json", "/status", "/summary.json", "/issues/index.json"):
        served.answer(where, page)
    with pytest.raises(NoStatusPage):
        look_at(served.url + path)
    assert not StatusPage.objects.exists()


def test_a_note_without_an_id_that_is_rewritten_is_an_edit(served):
    answers = TOLD["slack-current-history"]
    page = serve(served, "slack", "/api/v2.0.0/history", answers.write(), "history")
    poll(page.pk)
    later = json.loads(json.dumps(answers.values["current"]))
    later["active_incidents"][0]["notes"][1]["body"] = "Drums sound too low in the west."
    served.answer("/api/v2.0.0/current", json.dumps(later), has_etag=True)
    assert poll(page.pk, even_if_not_due=True).stored.is_change
    drums = ReportedUpdate.objects.get(reported__uid="5001", uid="2022-09-05T15:09:43+00:00")
    assert [form.body for form in drums.revisions.order_by("number")] == [
        "Drums sound too low.",
        "Drums sound too low in the west.",
    ]


def test_what_goes_on_and_is_listed_no_more_is_not_taken_for_withdrawn(served):
    answers = TOLD["heroku-current-history"]
    page = serve(served, "heroku", "/api/v4/current-status", answers.write(), "current")
    poll(page.pk)
    served.answer("/api/v4/current-status", json.dumps(answers.values["current"] | {"incidents": []}))
    poll(page.pk, even_if_not_due=True)
    kites = ReportedIncident.objects.get(uid="4001")
    assert kites.unlisted_at
    assert kites.gone_at is None


@needs_captures
@pytest.mark.parametrize(
    ("provider", "path", "ask", "name", "incidents", "updates"),
    [
        ("instatus", "/", "page", "instatus/mastodon-social-page-2026-01.html", 1, 2),
        ("google", "/incidents.json", "incidents", "google/gcp-incidents-2022-07-03-first60.json", 60, 307),
        ("aws", "/data.json", "archive", "aws/data-2022-07-03.json", 86, 352),
        ("pagerduty", "/", "page", "pagerduty/pagerduty-page-minor.html", 81, None),
        ("statuspal", PALS, "summary", "statuspal/exoscale-operational.json", 1, 1),
        ("statuspal", PALS, "summary", "statuspal/exoscale-network-degraded.json", 1, 2),
        ("statuspal", PALS, "summary", "statuspal/exoscale-recent-incident-closed.json", 1, 1),
        ("statuspal", PALS, "summary", "statuspal/exoscale-vie2-maintenance-critical.json", 2, 2),
        ("statuspal", PALS, "summary", "statuspal/maslak-teamdefinex-down.json", 1, 1),
    ],
)
def test_a_real_page_is_watched_and_read(served, provider, path, ask, name, incidents, updates):
    page = serve(served, provider, path, {ask: capture(name)}, ask)
    read_twice(page)
    assert page.reported_incidents.count() == incidents
    told = ReportedUpdate.objects.count()
    assert updates is None or told == updates
    assert UpdateRevision.objects.count() == told
    assert not page.strange_words.exists()


@needs_captures
def test_real_forms_of_one_note_are_kept_as_they_came(served):
    """Id 1136 was captured three times: its title and its first note were rewritten in between."""
    whole = json.loads(capture("slack/slack-v2-current-accumulated-2022-09-14.json"))
    history = capture("slack/slack-v2-history-2020-01-03.json")
    forms = [one for one in whole["active_incidents"] if one["id"] == 1136]
    page = None
    for form in forms:
        current = json.dumps(whole | {"status": "active", "active_incidents": [form]}).encode()
        if page is None:
            bodies = {"current": current, "history": history}
            page = serve(served, "slack", "/api/v2.0.0/current", bodies, "current")
        served.answer("/api/v2.0.0/current", current, has_etag=True)
        assert poll(page.pk, even_if_not_due=True).stored.is_change
    crashing = page.reported_incidents.get(uid="1136")
    assert crashing.name == forms[-1]["title"]
    first = crashing.updates.get(uid="2022-09-05T15:09:43+00:00")
    assert first.revisions.count() == 2
    assert crashing.updates.count() == len(forms[-1]["notes"])
