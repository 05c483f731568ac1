"""What a new user does: reads an example, tells an incident of last month, prints its postmortem."""

import datetime
import re

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from incidents.models import Incident
from throughline.tests.browser.conftest import session_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NOTES = """\
08:10 nightly import is still running, usually done by six
~08:15 queue of orders starts to grow, nobody looks at it yet
08:21 ALERT orders_waiting above 500
08:22 pager rings
08:24 Dana acknowledged
08:25 Dana: database answers, but slowly
between 08:25 and 08:30 shop pages begin to time out
08:31 status page: Investigating - Orders are confirmed late.
08:33 Luca joined the call
08:36 is it the import again?
08:38 import holds a lock on the orders table
    SELECT ... FOR UPDATE, since 05:48
08:40 decided to wait ten minutes, it may be nearly done
08:50 still at 61 %, decided to stop it
08:52 killed the import
08:53 lock is gone, queue is not shorter
+5 min workers still wait for connections, pool is full
09:04 identified: workers keep the connections they timed out on
about 09:10 restarted workers one by one
09:15 IST the office in Pune reports the same
09:17 first third of the workers is back
30 February 09:20 Luca rang the hosting people
09:26 queue shrinks, 400 waiting
09:31 mitigated, new orders go straight through
09:40 status page: Monitoring - Orders are confirmed again, older ones follow.
25:71 the graph looks odd
10:05 queue below 50
by 11:30 all late orders confirmed
11:40 status page: Resolved - All late orders are confirmed.
11:45 resolved, import is put off until tonight, with a smaller batch
"""
BODY = """\
## What happened

An import that usually ends by six held a lock until nine.

[[timeline]]

[[factors]]

## What we will do

[[actions]]
"""
A4 = rb"/MediaBox ?\[ ?0 0 59[45](?:\.\d+)? 84[12](?:\.\d+)? ?\]"  # points


def last_month() -> datetime.date:
    return timezone.now().date().replace(day=1) - datetime.timedelta(days=12)


@pytest.fixture
def page(opened, live_server, editor):
    page = opened(live_server.url, session_of(editor))
    page.goto(live_server.url)
    return page


@pytest.fixture
def incident(page, live_server):
    """An incident with two events on its timeline, open in `page`."""
    open_incident(page)
    for line in ("08:21 the alarm rings", "08:40 it is quiet"):
        page.locator("#quick").fill(line)
        page.get_by_role("button", name="Add", exact=True).click()
        expect(page.locator("#timeline-list")).to_contain_text(line[6:])
    return Incident.objects.latest("number")


def test_from_an_example_to_a_printed_postmortem(page, opened, live_server):
    call_command("load_examples", verbosity=0)
    page.reload()
    read_an_example(page)
    open_incident(page)
    paste_notes(page)
    correct(page, "08:22", "08:22:40", "the pager's own log")
    correct(page, "08:53", "around 08:54", "Luca was not looking at the clock")
    add_what_was_learnt(page)
    publish(page)
    address = page.url
    assert_it_prints(page)
    stranger = opened(live_server.url)
    stranger.goto(address)
    expect(stranger.locator(".pm-body")).to_contain_text("held a lock until nine")
    expect(stranger.locator(".pm-body .live")).to_have_count(3)
    expect(stranger.get_by_role("link", name="Edit")).to_have_count(0)


def read_an_example(page):
    """The newest postmortem, then the incident it belongs to."""
    page.locator("#postmortems .ttl").first.click()
    expect(page.locator(".pm-body h1")).to_be_visible()
    page.locator(".pm-h .over a").first.click()
    expect(page.locator(".drawing svg").first).to_be_visible()
    page.locator(".src summary").first.click()
    expect(page.locator(".quote").first).to_be_visible()


def open_incident(page):
    day = last_month()
    page.get_by_role("banner").get_by_role("link", name="New incident").click()
    page.get_by_label("Title").fill("Orders are confirmed an hour late")
    page.get_by_label("Lived in").fill("Europe/Zurich")
    page.get_by_label("Seen by").select_option("everyone")
    page.get_by_label("Status").select_option("closed")
    page.get_by_label("Severity").select_option(
        label=page.get_by_label("Severity").inner_text().split("\n")[2]
    )
    page.get_by_label("Started").fill(f"around 8:05 on {day.day} {day:%B %Y}")
    page.get_by_label("First sign").fill("The first order without a confirmation")
    page.get_by_label("Resolved").fill(f"{day.day} {day:%B %Y} 11:50")
    page.get_by_role("button", name="Open the incident").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Orders are confirmed an hour late")
    first = page.locator("#timeline-list .ev").first
    expect(first).to_contain_text("≈ 08:05")
    expect(first).to_contain_text("Started")
    expect(page.locator(".dur", has_text="resolved")).to_contain_text(re.compile(r"3 h \d\d"))


def paste_notes(page):
    page.get_by_role("link", name="Paste notes").click()
    page.get_by_label("Your notes").fill(NOTES)
    read = page.locator("#read")
    expect(read.get_by_role("status")).to_contain_text("30 lines: 26 ready, 1 to decide, 2 errors")
    expect(read.locator("li", has_text="shop pages begin")).to_contain_text("08:25–08:30")
    expect(read.locator("li", has_text="all late orders confirmed").first).to_contain_text("by 11:30")
    assert page.locator(".read .err").count() == 2
    page.get_by_label(re.compile("India")).click()  # and the form sends itself
    expect(read.get_by_role("status")).to_contain_text("27 ready, 2 errors")
    # “resolved” is on the timeline already, so this one is offered without the mark.
    read.get_by_role("button", name="Add the 27 that are ready").click()
    expect(page.get_by_text("27 events added.")).to_be_visible()
    left = page.get_by_label("Your notes").input_value()
    assert "30 February" in left
    assert "25:71 the graph" in left
    assert "pager rings" not in left
    page.get_by_role("link", name="Cancel").click()
    expect(page.locator("#timeline .count")).to_contain_text("29 events")


def correct(page, clock, words, why):
    """Correct the time of the event at `clock` in its place."""
    row = page.locator("li.ev", has=page.locator(".ev-t time", has_text=re.compile(f"^{clock}")))
    row.hover()
    row.locator("[data-edit]").click()
    page.get_by_label("When", exact=True).fill(words)
    expect(page.locator(".ev-form .said").first).to_contain_text("Read as")
    page.get_by_label("Why the correction").fill(why)
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".ev-form")).to_have_count(0)
    row = page.locator("li.ev", has=page.locator(".ev-t time", has_text=words.replace("around", "≈")))
    row.get_by_role("link", name="corrected").click()
    expect(page.locator(".log")).to_contain_text(f"because: {why}")
    page.get_by_role("link", name="See it on the timeline").click()


def add_what_was_learnt(page):
    """An impact window, two factors with evidence, two action items against them."""
    page.get_by_role("link", name="Add a window").click()
    page.get_by_label("Component").fill("Order confirmations")
    page.get_by_label("Level").select_option("out")
    page.get_by_label("From").fill("~08:15")
    page.get_by_label("Until").fill("09:31")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#impact tbody")).to_contain_text("Order confirmations")
    for statement, role in (
        ("The import locks the whole table for hours.", "trigger"),
        ("Workers keep connections they have given up on.", "hindered recovery"),
    ):
        page.get_by_role("link", name="Add a factor").first.click()
        page.get_by_label("Statement").fill(statement)
        page.get_by_label("Role").select_option(role)
        page.get_by_label("Mechanism, optional", exact=True).select_option(index=1)
        page.get_by_label("killed the import").check()
        page.get_by_role("button", name="Save").click()
        expect(page.locator("#factors")).to_contain_text(statement)
    for title, factor in (
        ("Import in batches of 500", "1. The import"),
        ("Close what timed out", "2. Workers"),
    ):
        page.get_by_role("link", name="Add an action item").first.click()
        page.get_by_label("Title").fill(title)
        page.get_by_label(re.compile(re.escape(factor))).check()
        page.get_by_label("Owner").select_option("Noa Keller")
        page.get_by_label("Due", exact=False).first.fill("2030-01-31")
        page.get_by_role("button", name="Save").click()
        expect(page.locator("#actions")).to_contain_text(title)
    expect(page.locator("#factors .factor")).to_have_count(2)
    expect(page.locator("#factors")).to_contain_text("weakened by action 2")


def publish(page):
    page.get_by_role("link", name="Write it").click()
    page.get_by_label("Markdown").fill(BODY)
    preview = page.locator("#preview")
    expect(preview.get_by_role("heading", name="What happened")).to_be_visible()
    expect(preview.locator(".live")).to_have_count(3)
    expect(preview).to_contain_text("Import in batches of 500")
    page.get_by_role("button", name="Save and publish").click()
    expect(page.locator(".pm-by")).to_contain_text("published")


def assert_it_prints(page):
    page.emulate_media(media="print")
    expect(page.locator("header.top")).not_to_be_visible()
    expect(page.locator("footer.foot")).not_to_be_visible()
    expect(page.locator(".pm-toc")).not_to_be_visible()
    expect(page.locator(".pm-body h1")).to_be_visible()
    expect(page.locator(".pm-body .drawing svg").first).to_be_visible()
    printed = page.pdf(prefer_css_page_size=True)
    sheets = re.findall(rb"/MediaBox ?\[[^\]]*\]", printed)
    assert sheets
    assert all(re.fullmatch(A4, sheet) for sheet in sheets), sheets
    page.emulate_media(media="screen")


def test_signing_in_by_the_form(opened, live_server, editor):
    page = opened(live_server.url)
    page.goto(f"{live_server.url}/incidents/new/")
    page.get_by_label("User name or e-mail").fill("noa")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="New incident")).to_be_visible()


def test_two_people_write_one_postmortem(opened, live_server, editor, page, incident):
    other = opened(live_server.url, session_of(editor))
    for writer in (page, other):
        writer.goto(f"{live_server.url}{incident.get_absolute_url()}postmortem/edit/")
    page.get_by_label("Markdown").fill("## What happened\n\nThe alarm rang.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved as version 1.")).to_be_visible()
    other.get_by_label("Markdown").fill("## What happened\n\nIt was quiet.")
    other.get_by_role("button", name="Save", exact=True).click()
    expect(other.get_by_role("heading", name="Somebody saved before you")).to_be_visible()
    expect(other.get_by_label("Version 1", exact=True)).to_have_value(re.compile("The alarm rang"))
    expect(other.get_by_label("Your text", exact=True)).to_have_value(re.compile("It was quiet"))
    assert incident.postmortem.revisions.count() == 1
    other.locator("[name=body]").fill("## What happened\n\nThe alarm rang. Then it was quiet.")
    other.get_by_role("button", name="Save this as version 2").click()
    expect(other.get_by_text("Saved as version 2.")).to_be_visible()
    bodies = incident.postmortem.revisions.order_by("number").values_list("body", flat=True)
    assert [body.split("\n\n")[1].strip() for body in bodies] == [
        "The alarm rang.",
        "The alarm rang. Then it was quiet.",
    ]


def test_two_people_correct_one_event(opened, live_server, editor, page, incident):
    event = incident.events.get(text="it is quiet")
    other = opened(live_server.url, session_of(editor))
    for writer in (page, other):
        writer.goto(f"{live_server.url}{incident.get_absolute_url()}events/{event.pk}/edit/")
    page.get_by_label("What happened").fill("it is quiet at last")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**#e-*")
    other.get_by_label("What happened").fill("it was never quiet")
    other.get_by_role("button", name="Save").click()
    expect(other.locator("form.ev-form")).to_contain_text("As it stands now")
    expect(other.locator("form.ev-form .diff")).to_contain_text("at last")
    event.refresh_from_db()
    assert event.text == "it is quiet at last"


def test_everything_works_without_scripts(opened, live_server, editor):
    page = opened(live_server.url, session_of(editor), java_script_enabled=False)
    page.goto(live_server.url)
    open_incident(page)
    page.get_by_label("Add an event").fill("by 08:20 somebody notices")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#timeline-list")).to_contain_text("somebody notices")
    page.get_by_role("link", name=re.compile("^Edit the event at by 08:20")).click()
    page.get_by_label("When", exact=True).fill("08:19")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("li.ev", has_text="somebody notices").locator("time")).to_have_text("08:19")
    page.get_by_role("link", name="Paste notes").click()
    page.get_by_label("Your notes").fill("09:15 IST Pune calls\n09:17 a third is back")
    page.get_by_role("button", name="Read again").click()
    page.get_by_label(re.compile("India")).check()
    page.get_by_role("button", name="Read again").click()
    page.get_by_role("button", name="Add the 2 that are ready").click()
    expect(page.locator("#timeline-list")).to_contain_text("Pune calls")
    page.get_by_role("link", name="Write it").click()
    page.get_by_label("Markdown").fill("## Told\n\n[[timeline]]")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#preview .live")).to_have_count(1)
    page.get_by_role("button", name="Save and publish").click()
    expect(page.locator(".pm-by")).to_contain_text("published")
    assert incident_of(page).postmortem.state == "published"


def incident_of(page) -> Incident:
    return Incident.objects.get(number=int(re.search(r"/incidents/(\d+)/", page.url)[1]))
