"""A vendor's page is added in the browser, its incident arrives, a word is found and its event opened."""

import re

import pytest
from playwright.sync_api import expect

from incidents.models import Incident
from statuspages.models import StatusPage
from statuspages.tests import vendor
from statuspages.tests.served import Served
from throughline.tests.browser.axe import findings
from throughline.tests.browser.conftest import WIDE, session_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIRST_WORDS = "Builds start as usual again."
LAST_WORDS = "Builds start as usual again. Nobody had renewed the lease of the beekeeper."


@pytest.fixture
def bauhof(settings):
    """A vendor's page that reports an incident of three posts."""
    settings.FETCH_ALLOW = ["127.0.0.1"]
    with Served() as site:
        site.statuspage(vendor.slow_builds(), name="Bauhof")
        yield site


@pytest.fixture
def page(opened, live_server, editor):
    page = opened(live_server.url, session_of(editor))
    page.goto(f"{live_server.url}/status-pages/")
    return page


def add(page, bauhof) -> None:
    page.get_by_label("Address of a status page").fill(f"{bauhof.url}/history")
    page.get_by_role("button", name="Look").click()
    expect(page.locator("#look")).to_contain_text("Builds wait")
    page.get_by_role("button", name="Watch", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bauhof")


def test_a_watched_page_brings_its_incident_which_is_listed_and_found_by_a_word(page, bauhof, live_server):
    expect(page.locator("main")).to_contain_text("No page is watched yet.")
    add(page, bauhof)
    page.get_by_role("link", name="Status pages", exact=True).click()
    expect(page.locator("tr", has_text="Bauhof")).to_contain_text("nothing open")

    page.get_by_role("link", name="Incidents", exact=True).click()
    row = page.locator("tr", has_text="Builds wait")
    expect(row).to_contain_text("Bauhof")
    expect(row).to_contain_text("vendor")

    page.keyboard.press("/")
    page.keyboard.type("lease table")
    page.keyboard.press("Enter")
    passage = page.locator("#found li", has_text="lease table")
    expect(passage).to_have_count(1)
    passage.locator("a[data-result][href*='#e-']").click()
    expect(page).to_have_url(re.compile(rf"{Incident.objects.get().get_absolute_url()}.*#e-\d+$"))
    event = page.locator("li:target")
    expect(event).to_contain_text("The scheduler has lost its lease table.")
    expect(event).to_be_in_viewport()


def test_what_a_vendor_rewrites_is_shown_as_a_difference_and_is_found_too(page, bauhof):
    add(page, bauhof)
    expect(page.locator("main")).to_contain_text(FIRST_WORDS)
    rewritten = vendor.slow_builds()
    newest = rewritten["incident_updates"][0]
    newest |= {"body": LAST_WORDS, "updated_at": "2024-05-08T13:15:00.000Z"}
    rewritten["updated_at"] = newest["updated_at"]
    bauhof.statuspage(rewritten, name="Bauhof")

    page.get_by_role("button", name="Read now").click()
    edited = page.locator(".ev-edited")
    expect(edited).to_contain_text("Rewritten 2 d 3 h later.")
    expect(edited.locator("ins")).to_have_text(" Nobody had renewed the lease of the beekeeper.")
    edited.get_by_role("link", name="Version 1").click()
    expect(edited.locator(".ev-b > p").last).to_have_text(FIRST_WORDS)
    edited.get_by_role("link", name="Changes").click()
    expect(edited.locator(".diff")).to_be_visible()

    page.keyboard.press("/")
    page.keyboard.type("beekeeper")
    page.keyboard.press("Enter")
    expect(page.locator("#found mark").first).to_have_text("beekeeper")


def test_what_was_found_can_be_read_by_everybody(page, bauhof):
    page.get_by_label("Address of a status page").fill(bauhof.url)
    page.get_by_role("button", name="Look").click()
    expect(page.locator("#look")).to_contain_text("Builds wait")
    assert not StatusPage.objects.exists()
    found = findings(page)
    assert not found, found


def test_a_page_is_added_without_scripts_too(opened, live_server, editor, bauhof):
    page = opened(live_server.url, session_of(editor), viewport=WIDE, java_script_enabled=False)
    page.goto(f"{live_server.url}/status-pages/")
    add(page, bauhof)
    expect(page.locator("main")).to_contain_text(FIRST_WORDS)
