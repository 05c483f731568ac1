"""A set of words that mean the same is added and changed by keyboard, and axe finds nothing on the way."""

import pytest
from playwright.sync_api import expect

from accounts.factories import AdministratorFactory
from throughline.tests.browser.axe import findings
from throughline.tests.browser.conftest import WIDE, session_of

pytestmark = [pytest.mark.browser]

SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"


def looked_over(page) -> str:
    """What axe finds at both widths; the page does not scroll sideways at the narrow one."""
    found = findings(page)
    assert not page.evaluate(SIDEWAYS)
    page.set_viewport_size(WIDE)
    return found


def test_a_set_is_added_and_changed_by_keyboard(live_server, opened):
    page = opened(live_server.url, session_of(AdministratorFactory(username="ada")))
    page.goto(f"{live_server.url}/search/synonyms/")
    assert looked_over(page) == ""
    page.keyboard.press("e")
    page.wait_for_url("**/synonyms/new/")
    page.get_by_label("Words that mean the same").fill("cert\ncerts")
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_text("find the same already")).to_be_visible()
    assert looked_over(page) == ""
    page.get_by_label("Words that mean the same").fill("blip\nshort outage")
    page.get_by_role("button", name="Save").press("Enter")
    page.wait_for_url("**/synonyms/")
    page.get_by_role("link", name="Change the set of blip").press("Enter")
    expect(page.get_by_text("added blip, short outage")).to_be_visible()
    assert looked_over(page) == ""
    page.get_by_role("button", name="Remove this set").press("Enter")
    expect(page.get_by_text("removed blip, short outage")).to_be_visible()
