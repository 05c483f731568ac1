"""A search is saved, changed, given a feed and deleted by keyboard, and axe finds nothing on the way."""

import pytest
from playwright.sync_api import expect

from accounts.factories import ChannelFactory
from incidents.models import Incident, SavedSearch
from incidents.saved import looking
from incidents.tests.saved import LATER
from throughline.tests.browser.axe import findings
from throughline.tests.browser.conftest import WIDE, session_of

pytestmark = [pytest.mark.browser]

SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"


def looked_over(page) -> str:
    """What axe finds at both widths, and whether the page scrolls sideways at the narrow one."""
    found = findings(page)
    assert not page.evaluate(SIDEWAYS)
    page.set_viewport_size(WIDE)
    return found


def press(page, role: str, name: str) -> None:
    page.get_by_role(role, name=name).focus()
    page.keyboard.press("Enter")


def test_a_search_is_looked_after_by_keyboard(live_server, opened, editor):
    ChannelFactory(name="#stores")
    page = opened(live_server.url, session_of(editor))
    page.goto(f"{live_server.url}/searches/new/?q=etcd")
    assert looked_over(page) == ""
    page.get_by_label("Tell me by e-mail").focus()
    page.keyboard.press("Space")
    page.get_by_label("Called").fill("Stores that stall, with a name that is longer than a phone is wide")
    page.keyboard.press("Enter")
    expect(page.get_by_role("cell", name="by e-mail")).to_be_visible()
    search = SavedSearch.objects.get()
    Incident.objects.open_new(title="`etcd` is slow", by=editor)
    looking.look(search.pk, search.next_look_at + LATER)

    page.reload()
    expect(page.get_by_role("link", name="INC-1")).to_be_visible()
    assert looked_over(page) == ""
    press(page, "button", "Pause")
    expect(page.get_by_role("button", name="Resume")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("e")
    page.wait_for_url("**/edit/")

    press(page, "button", "Make a feed")
    expect(page.get_by_text(".atom")).to_be_visible()
    assert looked_over(page) == ""
    press(page, "link", "Delete this search")
    page.wait_for_url("**/delete/")
    assert looked_over(page) == ""
    press(page, "button", "Delete it")
    expect(page.get_by_text("None yet.")).to_be_visible()
