"""Feeds watched from end to end: what becomes of what they say, and of what they no longer say."""

import pytest

from incidents.models import Incident
from statuspages import watching
from statuspages.models import Happening, ReportedComponent, ReportedIncident, StatusPage, UpdateRevision
from statuspages.tests import feeds
from timelines.models import Kind, Source, TimelineEvent

pytestmark = pytest.mark.django_db

HISTORY = "/history.atom"


@pytest.fixture
def read(served):
    """Serve a feed and read it; the page is found and watched at the first."""

    def read(body: bytes, path=HISTORY) -> watching.Polled:
        served.answer(path, body, headers={"Content-Type": "application/xml"}, has_etag=True)
        if not StatusPage.objects.exists():
            watching.watch(watching.look_at(served.url + path))
        polled = watching.poll(StatusPage.objects.get().pk, even_if_not_due=True)
        assert polled.error is None
        return polled

    return read


def over(body="Builds start as usual.") -> str:
    return feeds.post("2024-05-06T10:15", "Resolved", body)


def texts() -> list[str]:
    posts = TimelineEvent.objects.filter(kind=Kind.STATUS_POST, withdrawn_at=None)
    return [event.text for event in posts.in_time_order()]


def test_posts_become_a_timeline_to_the_minute(read):
    read(feeds.atom(feeds.slow_builds()))
    incident = Incident.objects.get()
    assert (incident.title, incident.status, incident.kind) == ("Builds wait", "investigating", "vendor")
    first = incident.events.filter(kind=Kind.STATUS_POST).in_time_order().first()
    assert str(first.happened) == "6 May 2024, 09:00 UTC"
    titles = Source.objects.order_by("pk").values_list("title", flat=True)
    assert titles[0] == "Vendor: Investigating, 6 May 2024, 09:00 UTC"
    assert StatusPage.objects.get().name == "Vendor"


def test_a_post_is_added_and_another_rewritten(read):
    read(feeds.atom(feeds.slow_builds()))
    read(feeds.atom(feeds.slow_builds(over()), updated="2024-05-06T12:01:00"))
    rewritten = feeds.slow_builds(over("The lease table was lost in a move."))
    read(
        feeds.atom(
            rewritten.replace("<updated>2024-05-06", "<updated>2024-05-07"), updated="2024-05-07T09:00:00"
        )
    )
    incident = Incident.objects.get()
    assert (incident.status, len(texts())) == ("resolved", 3)
    assert texts()[-1] == "The lease table was lost in a move."
    forms = UpdateRevision.objects.filter(update__status="resolved").order_by("number")
    assert [form.body for form in forms] == ["Builds start as usual.", "The lease table was lost in a move."]
    assert str(incident.milestones_told["resolved"]) == "6 May 2024, 10:15 UTC"


def test_other_spacing_in_the_markup_is_no_edit(read):
    read(feeds.atom(feeds.slow_builds()))
    polled = read(feeds.atom(feeds.slow_builds(spaced=True), updated="2024-05-07T09:00:00"))
    assert not polled.stored.is_change
    assert not UpdateRevision.objects.exclude(number=1).exists()


def three(*, without="", updated: str) -> bytes:
    """Three incidents of three days, the feed showing no more than two at a time."""
    made = [
        feeds.entry(
            f"inc{day}",
            f"Builds wait {day}",
            f"2024-05-0{day}T10:00:12",
            feeds.post(f"2024-05-0{day}T10:00", "Resolved", "Over."),
            number=day,
        )
        for day in (6, 5, 4)
        if f"inc{day}" != without
    ]
    return feeds.atom(*made[:2], updated=updated)


def test_one_is_withdrawn_and_an_older_one_enters_again_which_is_no_news(read):
    read(three(updated="2024-05-06T12:00:00"))
    polled = read(three(without="inc6", updated="2024-05-06T13:00:00"))
    gone = ReportedIncident.objects.exclude(gone_at=None)
    assert [row.uid for row in gone] == ["inc6"]
    assert any("listed for the first time" in line for line in polled.stored.lines)
    assert not Happening.objects.filter(what=Happening.What.OPENED).exists()
    assert ReportedIncident.objects.count() == 3


def test_what_ages_out_stays(read):
    read(three(without="inc6", updated="2024-05-06T09:00:00"))
    read(three(updated="2024-05-06T12:00:00"))
    assert not ReportedIncident.objects.exclude(gone_at=None).exists()
    assert [row.uid for row in ReportedIncident.objects.order_by("uid")] == ["inc4", "inc5", "inc6"]


def newest_only(status: str, body: str, updated: str) -> bytes:
    link = "https://status.vendor.example/incidents/01HX6ZQ2W7T9V5K3M8N4P0RSJD"
    return f"""<feed xmlns="http://www.w3.org/2005/Atom"><id>https://status.vendor.example/</id>
    <title>Vendor status</title><updated>{updated}Z</updated><generator>incident.io</generator>
    <entry><title>Builds wait</title><id>{link}</id><link href="{link}"/><updated>{updated}Z</updated>
    <content type="html"><![CDATA[<b>Status: {status}</b><br/><br/>{body}]]></content></entry>
    </feed>""".encode()


def test_a_feed_of_newest_posts_gathers_them_all(read):
    read(newest_only("Investigating", "We look into it.", "2024-05-06T09:00:10"), "/feed.atom")
    read(newest_only("Investigating", "We look into it.", "2024-05-06T09:30:10"), "/feed.atom")
    read(newest_only("Identified", "It is the scheduler.", "2024-05-06T09:40:10"), "/feed.atom")
    read(newest_only("Resolved", "Over.", "2024-05-06T09:40:50"), "/feed.atom")
    assert texts() == ["We look into it.", "We look into it.", "It is the scheduler.", "Over."]
    assert not UpdateRevision.objects.exclude(number=1).exists()
    assert Incident.objects.get().status == "resolved"


def messages(*numbers: int) -> bytes:
    link = "https://status.vendor.example/incident/42"
    said = {1: "Builds went down", 2: "Builds recovered"}
    items = [
        feeds.item(
            said[number],
            link,
            f"{link}#{number}",
            f"Mon, 06 May 2024 09:0{number}:10 GMT",
            f"{said[number]}.",
        )
        for number in numbers
    ]
    return feeds.rss(*items, head="<generator>Better Stack</generator>")


def test_messages_that_age_out_of_a_feed_stay(read):
    read(messages(1), "/feed.rss")
    read(messages(2, 1), "/feed.rss")
    read(messages(2), "/feed.rss")
    assert texts() == ["Builds went down.", "Builds recovered."]
    assert Incident.objects.get().status == "resolved"


def test_what_leaves_a_list_of_what_goes_on_goes_on_no_longer(read):
    going_on = feeds.item("Builds wait", guid="g1", at="Mon, 06 May 2024 09:00:10 GMT", text="Builds wait.")
    read(feeds.rss(going_on, title="Azure Status"), "/feed")
    read(feeds.rss(title="Azure Status"), "/feed")
    row = ReportedIncident.objects.get()
    assert (row.gone_at, row.unlisted_at is not None) == (None, True)
    assert not ReportedIncident.objects.unresolved().exists()


def test_components_of_a_feed_are_the_page_s(read):
    root = ' xmlns:site24x7="https://www.site24x7.com/rssdefinitions.do#"'
    down = feeds.item("Builds - Major Outage", at="Mon, 06 May 2024 09:00:10 GMT")
    read(feeds.rss(down, root=root), "/rss")
    component = ReportedComponent.objects.get()
    assert (component.name, component.level) == ("Builds", "major-outage")


def test_an_empty_feed_is_readable_and_says_nothing_of_how_all_is(read):
    polled = read(feeds.atom())
    page = StatusPage.objects.get()
    assert (polled.stored.is_change, page.is_readable, page.indicator, page.says) == (False, True, "", "")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"<!DOCTYPE html><html>Moved</html>", "a web page and not a feed"),
        (feeds.atom(feeds.slow_builds())[:-30], "breaks off"),
    ],
)
def test_a_feed_that_is_none_any_longer_is_said_so_and_all_of_it_kept(read, served, body, says):
    read(feeds.atom(feeds.slow_builds()))
    served.answer(HISTORY, body)
    polled = watching.poll(StatusPage.objects.get().pk, even_if_not_due=True)
    assert says in str(polled.error)
    page = StatusPage.objects.get()
    assert (page.error, page.is_readable) == ("not-a-feed", False)
    assert len(texts()) == 2


def test_a_page_that_names_its_feed_is_watched_by_it(served):
    link = f'<link rel="alternate" type="application/atom+xml" href="{served.url}/incidents.atom">'
    served.answer("/", f"<!DOCTYPE html><html><head>{link}</head></html>".encode())
    served.answer("/incidents.atom", feeds.atom(feeds.slow_builds()))
    found = watching.look_at(served.url)
    assert (found.provider, found.url, found.name) == ("feed", served.url, "Vendor")
    assert found.facts == {"feed": "/incidents.atom"}
    assert [incident.name for incident in found.incidents] == ["Builds wait"]
