"""Searching in a browser: results and suggestions while one types, and the same without scripts."""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect

from throughline.tests.browser.axe import findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

CARET = "(field) => [document.activeElement === field, field.selectionStart]"


def test_the_newest_answer_wins(opened, served, told):
    page = opened(served, told.sessions["editor"])
    held = []
    page.route(re.compile(r"q=pay$"), lambda route: held.append(route))  # Playwright wants a function
    page.goto(f"{served}/search/")
    with page.expect_request(re.compile(r"q=pay$")):
        page.keyboard.type("pay")
    page.keyboard.type("ments mails")
    expect(page.locator("#found mark", has_text="mails").first).to_be_visible()
    said = page.locator("#found-said").text_content()
    (late,) = held
    with suppress(Error):  # the browser has given it up
        late.fulfill(body='<div id="found">Too late</div>', content_type="text/html")
    page.wait_for_timeout(300)  # milliseconds: what came too late would be there
    expect(page.locator("#found")).not_to_contain_text("Too late")
    expect(page.locator("#found-said")).to_have_text(said)
    assert "payments" in page.url


def test_what_is_typed_is_one_step_in_the_history_and_survives_a_reload(opened, served, told):
    page = opened(served, told.sessions["editor"])
    page.goto(f"{served}/search/?q=timeout")
    before = page.locator(".hits-n").text_content()
    field = page.get_by_role("combobox", name="Search incidents")
    field.press("End")
    page.keyboard.type(" gate")
    expect(page).to_have_url(re.compile(r"q=timeout%20gate$"))
    page.keyboard.type("way severity:sev2")
    expect(page).to_have_url(re.compile(r"q=timeout%20gateway%20severity%3Asev2$"))
    expect(page.locator("#found .hit")).to_have_count(1)
    assert field.evaluate(CARET) == [True, len("timeout gateway severity:sev2")]
    expect(page).to_have_title(re.compile("^Search: timeout gateway"))
    page.reload()
    expect(page.locator("#found .hit")).to_have_count(1)
    expect(field).to_have_value("timeout gateway severity:sev2")
    page.go_back()
    expect(field).to_have_value("timeout")
    expect(page.locator(".hits-n")).to_contain_text(before.split(" in ")[0].strip())


def test_fields_and_values_are_chosen_from_a_list_by_keyboard(opened, served, told):
    page = opened(served, told.sessions["editor"])
    page.goto(f"{served}/search/?q=%F0%9F%94%A5+timeout")  # the first character takes two units of a string
    field = page.get_by_role("combobox", name="Search incidents")
    options = page.get_by_role("option")
    field.press("End")
    page.keyboard.type(" sev")
    expect(options).to_have_text([re.compile("^severity:")])
    expect(field).to_have_attribute("aria-expanded", "true")
    assert findings(page) == ""
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", options.first.get_attribute("id"))
    expect(field).to_be_focused()
    page.keyboard.press("Enter")
    expect(field).to_have_value("🔥 timeout severity:")
    expect(options.nth(1)).to_contain_text("SEV2")
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_be_focused()
    page.keyboard.type("s")
    expect(options.nth(1)).to_contain_text("SEV2")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(field).to_have_value("🔥 timeout severity:SEV2 ")
    expect(page.locator(".chip-on", has_text="severity")).to_be_visible()
    # With the list closed, the same keys lead along what is found.
    page.keyboard.press("ArrowDown")
    expect(page.locator("#found [data-result]").first).to_be_focused()


def test_what_is_slow_or_fails_is_said_and_asked_again(opened, served, told):
    page = opened(served, told.sessions["editor"])
    page.goto(f"{served}/search/?q=timeout")
    held = []
    page.route(re.compile(r"q=timeoutx$"), lambda route: held.append(route))
    top = page.locator("#found").bounding_box()["y"]
    page.get_by_role("combobox", name="Search incidents").press("End")
    page.keyboard.type("x")
    expect(page.locator(".asking")).to_be_visible()
    assert page.locator("#found").bounding_box()["y"] == top
    held[0].abort()
    said = page.get_by_role("status").filter(has_text="No answer came")
    expect(said).to_be_visible()
    page.unroute_all()
    page.keyboard.press("Enter")
    expect(page.locator("#found-said")).to_have_text(re.compile(r"Nothing found|passage"))
    expect(page.locator("#found-said")).to_have_class("sr")


def test_everything_works_without_scripts(opened, served, told):
    page = opened(served, told.sessions["editor"], java_script_enabled=False)
    page.goto(served)
    page.get_by_role("searchbox", name="Search incidents").fill("timeout")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".hits-n")).to_contain_text(re.compile(r"^\d incidents, \d+ passages in"))
    page.locator(".facet").get_by_role("link", name=re.compile("^SEV2")).click()
    expect(page.locator("#found .hit")).to_have_count(1)
    field = page.get_by_role("searchbox", name="Search incidents")
    expect(field).to_have_value("timeout severity:SEV2")
    field.fill("timeout -rain severity:SEV2")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".chip-on")).to_have_text(
        [re.compile("^timeout"), re.compile("^not rain"), re.compile("^severity SEV2")]
    )
    page.locator(".chip-on", has_text="severity").click()
    assert "severity" not in page.url
    page.locator("#found .pass a").first.click()
    assert re.search(r"/incidents/\d+/(postmortem/)?(#|$)", page.url)
