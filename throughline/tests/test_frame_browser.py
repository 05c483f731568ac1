"""The frame's few scripts, in a browser: switches, times, keys, forms."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from accounts.factories import EditorFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TIME = """
<time data-earliest="{earliest}" data-latest="{latest}" data-precision="{precision}">as recorded</time>
"""


def add_to_the_page(page, markup):
    page.evaluate("(it) => document.querySelector('main').insertAdjacentHTML('beforeend', it)", markup)


@pytest.fixture
def browser_context_args(browser_context_args):
    return {**browser_context_args, "timezone_id": "Asia/Bangkok", "color_scheme": "light"}


@pytest.fixture
def account(page, live_server):
    """An editor's account page, which has a form, in the browser."""
    EditorFactory(username="mira")
    page.goto(f"{live_server.url}/accounts/login/?next=/account/")
    page.get_by_label("User name or e-mail").fill("mira")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/account/")
    return page


def test_the_theme_changes_at_once_and_stays(page, live_server):
    page.goto(f"{live_server.url}/accounts/login/")
    with page.expect_response("**/account/theme/"):
        page.get_by_role("button", name="dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("button", name="dark")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("getComputedStyle(document.body.parentElement).colorScheme") == "dark"
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize(
    ("earliest", "latest", "precision", "said"),
    [
        ("2023-03-14T12:00:00Z", "2023-03-14T12:01:00Z", "minute", "19:00 GMT+7"),
        ("2023-03-14T12:00:07Z", "2023-03-14T12:00:08Z", "second", "19:00:07 GMT+7"),
        ("2023-03-14T18:00:00Z", "2023-03-14T18:01:00Z", "minute", "Wed 15 Mar, 01:00 GMT+7"),
        ("2023-03-14T11:52:30Z", "2023-03-14T12:07:30Z", "approximate", "≈ 19:00 GMT+7"),
        ("2023-03-14T12:00:00Z", "2023-03-14T14:00:00Z", "range", "19:00–21:00 GMT+7"),
        ("", "2023-03-14T12:00:00Z", "range", "by 19:00 GMT+7"),
        ("2023-03-14T12:00:00Z", "", "range", "after 19:00 GMT+7"),
    ],
)
def test_the_readers_zone_stands_beside_a_time(page, live_server, earliest, latest, precision, said):
    page.goto(f"{live_server.url}/accounts/login/")
    markup = TIME.format(earliest=earliest, latest=latest, precision=precision)
    add_to_the_page(page, markup)
    page.get_by_role("button", name="and in my zone").click()
    expect(page.locator("main time")).to_have_text(f"as recorded{said}")
    expect(page.locator("main time")).to_have_attribute("title", said)
    page.get_by_role("button", name="as recorded").click()
    expect(page.locator("main time")).to_have_text("as recorded")


@pytest.mark.parametrize(
    ("precision", "latest"), [("day", "2023-03-15T00:00:00Z"), ("range", "2023-04-01T00:00:00Z")]
)
def test_what_is_known_to_the_day_is_the_same_in_every_zone(page, live_server, precision, latest):
    page.goto(f"{live_server.url}/accounts/login/")
    markup = TIME.format(earliest="2023-03-14T00:00:00Z", latest=latest, precision=precision)
    add_to_the_page(page, markup)
    page.get_by_role("button", name="and in my zone").click()
    expect(page.locator("main time")).to_have_text("as recorded")


def test_keys_go_places(account):
    account.keyboard.press("/")
    expect(account.get_by_role("searchbox")).to_be_focused()
    account.keyboard.type("gi?n")
    expect(account.get_by_role("searchbox")).to_have_value("gi?n")
    account.keyboard.press("Escape")
    expect(account.get_by_role("searchbox")).not_to_be_focused()
    account.keyboard.press("g")
    account.keyboard.press("i")
    account.wait_for_url("**/incidents/")


def test_the_question_mark_lists_the_keys(account):
    account.keyboard.press("?")
    keys = account.get_by_role("region", name="Keyboard shortcuts")
    expect(keys).to_be_visible()
    expect(keys).to_contain_text("g a Actions")
    expect(keys).to_contain_text("n New incident")
    assert Axe().run(account).violations_count == 0
    account.keyboard.press("Escape")
    expect(keys).not_to_be_visible()


def test_j_and_k_move_through_rows(account):
    account.evaluate(
        """() => { document.querySelector("main").innerHTML =
            [1, 2, 3].map((n) => `<p data-row id="row${n}"><a href="#at${n}">row ${n}</a></p>`).join("") }"""
    )
    account.keyboard.press("j")
    expect(account.locator("#row1")).to_be_focused()
    account.keyboard.press("j")
    account.keyboard.press("j")
    account.keyboard.press("j")
    expect(account.locator("#row3")).to_be_focused()
    account.keyboard.press("k")
    account.keyboard.press("Enter")
    assert account.url.endswith("#at2")


def test_ctrl_enter_sends_the_form_one_is_in(account):
    account.get_by_label("First name").fill("Mira")
    account.keyboard.press("Control+Enter")
    expect(account.get_by_text("Your account is saved.")).to_be_visible()


def test_leaving_with_changes_asks_first(account):
    asked = []
    account.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    account.get_by_label("First name").fill("Mira")
    account.get_by_role("link", name="Incidents").click()
    account.wait_for_url("**/incidents/")
    assert asked == ["beforeunload"]


def test_leaving_without_changes_does_not_ask(account):
    asked = []
    account.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    name = account.get_by_label("First name")
    name.fill("Mira")
    name.fill("")
    account.get_by_role("link", name="Incidents").click()
    account.wait_for_url("**/incidents/")
    assert asked == []


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_sign_in_and_account_are_accessible_and_fit(account, live_server, width, theme):
    account.set_viewport_size({"width": width, "height": 900})
    account.emulate_media(color_scheme=theme)
    for address in ("/account/", "/accounts/2fa/", "/accounts/password/change/", "/nowhere/"):
        account.goto(live_server.url + address)
        found = Axe().run(account)
        assert found.violations_count == 0, found.generate_report()
        assert account.evaluate("document.documentElement.scrollWidth <= innerWidth")
