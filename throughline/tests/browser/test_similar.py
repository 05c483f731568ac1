"""Similar incidents come as one reads so far and while one types; editors say by keyboard if they are."""

import re

import pytest
from playwright.sync_api import expect

from incidents.models import Incident
from throughline.tests.browser.axe import findings
from throughline.tests.browser.conftest import NARROW

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"


def test_they_come_by_themselves_and_editors_say_by_keyboard(opened, served, told):
    incident = Incident.objects.get(title__startswith="Jobs not starting")
    page = opened(served, told.sessions["editor"])
    page.goto(f"{served}{incident.get_absolute_url()}")
    section = page.locator("#similar")
    expect(section.get_by_role("link", name="Show what is similar")).to_be_visible()
    section.scroll_into_view_if_needed()
    row = section.locator(".alike > li").first
    expect(row.locator(".because")).to_contain_text("Both:")
    row.locator("summary").press("Enter")
    assert findings(page) == ""
    assert not page.evaluate(SIDEWAYS)
    name = row.locator(".mono").text_content()
    row.get_by_role("button", name=re.compile(f"^Related.*{name}$")).press("Enter")
    expect(section.get_by_role("button", name="Take back")).to_be_focused()
    expect(section).to_contain_text("is a related incident now")
    page.keyboard.press("Enter")
    expect(section).to_contain_text(f"Nothing is said of {name} any more")
    section.get_by_role("button", name=re.compile(f"^Not alike.*{name}$")).press("Enter")
    expect(section).to_contain_text("stays away from this list")
    expect(section.get_by_role("button", name=re.compile(f"^Related.*{name}$"))).to_have_count(0)


def test_they_come_while_one_types_and_the_caret_stays(opened, served, told):
    page = opened(served, told.sessions["editor"])
    page.goto(f"{served}/incidents/new/")
    summary = page.get_by_label("Summary")
    summary.click()
    page.keyboard.type("kube-proxy leaves half-written iptables rules on every node after an upgrade")
    expect(page.locator("#similar .alike > li").first).to_contain_text("Jobs not starting")
    page.keyboard.type(", pods lose the network")
    expect(summary).to_have_value(re.compile("after an upgrade, pods lose the network$"))
    page.set_viewport_size(NARROW)
    assert findings(page) == ""
    assert not page.evaluate(SIDEWAYS)


def test_without_scripts_a_link_and_a_button_lead_to_the_same(opened, served, told):
    incident = Incident.objects.get(title__startswith="Jobs not starting")
    page = opened(served, told.sessions["editor"], java_script_enabled=False)
    page.goto(f"{served}{incident.get_absolute_url()}")
    page.get_by_role("link", name="Show what is similar").click()
    page.locator(".alike > li").first.get_by_role("button", name="Not alike").click()
    expect(page.locator("#similar")).to_contain_text("stays away from this list")
    page.goto(f"{served}/incidents/new/")
    page.get_by_label("Title").fill("Pods lose the network after an upgrade of kubelet")
    page.get_by_role("button", name="Look for similar incidents").click()
    expect(page.get_by_label("Title")).to_have_value("Pods lose the network after an upgrade of kubelet")
    expect(page.locator("#similar .alike > li").first).to_be_visible()
