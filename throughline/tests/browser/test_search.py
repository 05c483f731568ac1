"""Searching in a browser: results while one types, and the same without scripts."""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


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


def test_what_is_typed_stands_in_the_address_and_survives_a_reload(opened, served, told):
    page = opened(served, told.sessions["editor"])
    page.goto(f"{served}/search/?severity=SEV2")
    page.keyboard.type("gateway")
    expect(page.locator("#found .hit")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"q=gateway&severity=SEV2$"))
    expect(page).to_have_title(re.compile("^Search: gateway"))
    page.reload()
    expect(page.locator("#found .hit")).to_have_count(1)
    expect(page.get_by_role("searchbox", name="Search incidents")).to_have_value("gateway")


def test_everything_works_without_scripts(opened, served, told):
    page = opened(served, told.sessions["editor"], java_script_enabled=False)
    page.goto(served)
    page.get_by_role("searchbox", name="Search incidents").fill("timeout")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".hits-n")).to_contain_text(re.compile(r"^\d incidents, \d+ passages in"))
    page.locator(".facet").get_by_role("link", name=re.compile("^SEV2")).click()
    expect(page.locator("#found .hit")).to_have_count(1)
    page.get_by_role("searchbox", name="Search incidents").fill("timeout -rain")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".chip-on")).to_have_text(
        [re.compile("^timeout"), re.compile("^-rain"), re.compile("^severity SEV2")]
    )
    page.locator(".chip-on", has_text="severity").click()
    assert "severity" not in page.url
    page.locator("#found .pass a").first.click()
    assert re.search(r"/incidents/\d+/(postmortem/)?(#|$)", page.url)
