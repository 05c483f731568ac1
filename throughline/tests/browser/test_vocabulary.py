"""A proposed word is looked at and merged by keyboard, and axe finds nothing on the way."""

import pytest
from playwright.sync_api import expect

from accounts.factories import AdministratorFactory
from incidents.factories import ComponentFactory, MechanismFactory
from incidents.models import ContributingFactor, Incident, Mechanism
from throughline.tests.browser.axe import findings
from throughline.tests.browser.conftest import WIDE, session_of
from timelines.models import TimelineEvent
from timelines.when import When

pytestmark = [pytest.mark.browser]

SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"
LONG = "Versions that do not fit each other, with a name longer than a phone is wide"


def looked_over(page) -> str:
    """What axe finds at both widths; the page does not scroll sideways at the narrow one."""
    found = findings(page)
    assert not page.evaluate(SIDEWAYS)
    page.set_viewport_size(WIDE)
    return found


def press(page, role: str, name: str) -> None:
    page.get_by_role(role, name=name, exact=True).first.focus()
    page.keyboard.press("Enter")


def test_a_proposed_word_is_looked_at_and_merged_by_keyboard(live_server, opened, editor):
    word = Mechanism.objects.propose(LONG, by=editor, definition="As it says.", group="Change")
    other = MechanismFactory(name="Version skew, ours", slug="ours")
    ComponentFactory(state="proposed", name="Card payments")
    for number in range(1, 4):
        incident = Incident.objects.open_new(title=f"Case {number}", by=editor, tags=["dns"])
        began = When.read(f"{number} March 2023 12:00 UTC")
        TimelineEvent.objects.record(incident, happened=began, text="It begins.", milestones=["started"])
        ContributingFactor.objects.add(incident, statement="They parted", role="trigger", mechanism=word)

    page = opened(live_server.url, session_of(AdministratorFactory(username="ada")))
    page.goto(f"{live_server.url}/mechanisms/")
    press(page, "link", "Proposed 3")
    page.wait_for_url("**/vocabulary/")
    assert looked_over(page) == ""
    press(page, "button", "Approve Card payments")
    expect(page.get_by_text("The component “Card payments” is approved.")).to_be_visible()

    press(page, "link", LONG)
    expect(page.get_by_text("With n under 5 no trend is read from it.")).to_be_visible()
    press(page, "link", "Merge into another")
    page.wait_for_url("**/merge/")
    page.get_by_label("Merge into").select_option(label=other.name)
    press(page, "button", "Show what moves")
    expect(page.get_by_text("3 contributing factors")).to_be_visible()
    assert looked_over(page) == ""
    press(page, "button", "Merge")
    page.wait_for_url("**/mechanisms/ours/")
    page.get_by_text("The drawing in numbers").click()
    assert looked_over(page) == ""

    page.keyboard.press("e")
    page.wait_for_url("**/edit/")
    assert looked_over(page) == ""
    page.goto(f"{live_server.url}/tags/dns/")
    expect(page.get_by_role("heading", name="dns")).to_be_visible()
