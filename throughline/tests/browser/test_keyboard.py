"""Everything can be done without a mouse, and one always sees where one is."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

OUTLINE = "parseFloat(getComputedStyle(document.activeElement).outlineWidth)"
ESCAPE = """() => {
    window.left = document.activeElement.name;
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
}"""
TYPE = "() => document.execCommand('insertText', false, '16:20 it shines')"
# Longer than anything that still waits for a timer or the next frame.
A_WHILE = "new Promise((past) => setTimeout(() => requestAnimationFrame(() => setTimeout(past)), 100))"


@pytest.fixture
def page(opened, served, told):
    page = opened(served, told.sessions["editor"])
    page.goto(f"{served}{told.full.get_absolute_url()}")
    return page


def test_slash_goes_to_the_search(page, served):
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Search incidents")).to_be_focused()
    page.keyboard.type("timeout")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=timeout")
    page.goto(served)
    page.keyboard.press("/")
    expect(page.get_by_role("combobox", name="Search incidents")).to_be_focused()


def test_the_question_mark_lists_every_key_of_the_page(page):
    page.keyboard.press("?")
    keys = page.get_by_role("region", name="Keyboard shortcuts")
    for line in ("/ Search", "n New incident", "g i Incidents", "a Add an event", "e Edit the facts"):
        expect(keys).to_contain_text(line)
    page.keyboard.press("Escape")
    expect(keys).not_to_be_visible()


def test_j_and_k_walk_along_the_timeline(page):
    events = page.locator("#timeline-list > [data-row]")
    page.keyboard.press("j")
    expect(events.nth(0)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(events.nth(1)).to_be_focused()
    assert page.evaluate(OUTLINE) >= 2


def test_e_edits_the_event_one_is_at_and_escape_leaves_it(page):
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("e")
    when = page.get_by_label("When", exact=True)
    expect(when).to_be_focused()
    page.keyboard.press("Escape")
    expect(when).not_to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".ev-form")).to_have_count(0)


def test_e_edits_the_facts_where_one_is_at_no_event(page):
    page.keyboard.press("e")
    page.wait_for_url("**/edit/")


@pytest.mark.parametrize(
    ("keys", "path"),
    [
        ("n", "/incidents/new/"),
        ("gi", "/incidents/"),
        ("ga", "/actions/"),
        ("gp", "/patterns/"),
        ("gh", "/"),
    ],
)
def test_keys_lead_to_the_pages(page, served, keys, path):
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_url(served + path)


def test_rows_of_the_list_open_with_enter(page, served, told):
    page.goto(f"{served}/incidents/?tag=timeout")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{told.full.get_absolute_url()}")


def test_the_arrows_lead_through_what_is_found_and_back(page, served, told):
    page.goto(f"{served}/search/")
    field = page.get_by_role("combobox", name="Search incidents")
    expect(field).to_be_focused()
    page.keyboard.type("payments")
    results = page.locator("#found [data-result]")
    expect(results.first).to_contain_text("Payments end in")
    expect(page.locator("#found-said")).to_contain_text("passage")
    assert page.url.endswith("?q=payments")
    page.keyboard.press("ArrowDown")
    expect(results.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(results.nth(1)).to_be_focused()
    assert page.evaluate(OUTLINE) >= 2
    page.keyboard.press("Escape")
    expect(field).to_be_focused()
    expect(field).to_have_value("payments")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{told.full.get_absolute_url()}")


def test_a_passage_opens_at_its_event(page, served, told):
    page.goto(f"{served}/search/?q=%22first+ten+mails%22")
    page.keyboard.press("j")
    page.keyboard.press("/")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{told.full.get_absolute_url()}#e-{told.corrected.pk}")


def test_the_first_tab_offers_to_skip_the_header(page):
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    assert skip.bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("path", ["", "edit/", "events/paste/", "factors/add/", "postmortem/edit/"])
def test_tabbing_shows_where_one_is(page, path):
    page.goto(page.url + path)
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        at, drawn = page.evaluate(
            """() => {
                const it = document.activeElement;
                const mark = it.closest(".drawing a")?.querySelector(".d-hit");
                const look = getComputedStyle(mark ?? it);
                const box = it.getBoundingClientRect();
                const width = parseFloat(mark ? look.strokeWidth : look.outlineWidth);
                const says = `${it.tagName} ${it.name ?? ""} ${it.textContent.slice(0, 30)} ${it.id}`;
                const style = mark ? look.stroke : look.outlineStyle;
                return [says, width >= 2 && style !== "none" && box.width > 0 && box.right > 0];
            }"""
        )
        seen.add(at)
        assert drawn or at.startswith("BODY"), at
    assert len(seen) > 10


def test_ctrl_enter_saves_an_edit_in_its_place(page, told):
    page.keyboard.press("j")
    page.keyboard.press("e")
    expect(page.get_by_label("When", exact=True)).to_be_focused()
    page.get_by_label("Why the correction").focus()
    page.keyboard.type("the log says so")
    with page.expect_response("**/edit/"):
        page.keyboard.press("Control+Enter")
    expect(page.locator(".ev-form")).to_have_count(0)
    expect(page.locator("#timeline-list > .ev").first).to_contain_text("corrected")


def test_events_are_added_one_after_the_other_without_a_mouse(page):
    for line in ("4 March 2026 16:00 it rains", "16:05 it pours"):
        page.keyboard.press("a")
        expect(page.locator("#quick")).to_be_focused()
        page.keyboard.type(line)
        expect(page.locator("#quick-said")).to_contain_text("Read as")
        page.keyboard.press("Enter")
        expect(page.locator("#timeline-list")).to_contain_text(line[-7:])
        expect(page.locator("#quick")).to_be_focused()
        page.keyboard.press("Escape")


def at_once(page, does):
    """Do it in the same moment as the next answer is put on the page, quicker than any hand."""
    page.evaluate(f"() => document.addEventListener('htmx:afterRequest', {does}, {{ once: true }})")


def add_an_event(page, line, then):
    page.keyboard.press("a")
    page.keyboard.insert_text(line)
    expect(page.locator("#quick-said")).to_contain_text("Read as")
    at_once(page, then)
    page.keyboard.press("Enter")
    expect(page.locator("#timeline-list")).to_contain_text(line[-9:])


def test_an_event_edited_in_its_place_can_be_left_at_once(page):
    page.keyboard.press("j")
    at_once(page, ESCAPE)
    page.keyboard.press("e")
    expect(page.locator("form.ev-form")).to_be_visible()
    page.evaluate(A_WHILE)
    assert page.evaluate("[left, document.activeElement.tagName]") == ["when", "BODY"]


def test_the_line_for_the_next_event_can_be_left_at_once(page):
    add_an_event(page, "4 March 2026 16:10 it clears", then=ESCAPE)
    page.evaluate(A_WHILE)
    assert page.evaluate("[left, document.activeElement.tagName]") == ["line", "BODY"]


def test_what_is_typed_at_once_for_the_next_event_is_read(page):
    add_an_event(page, "4 March 2026 16:15 it dries up", then=TYPE)
    expect(page.locator("#quick")).to_have_value("16:20 it shines")
    expect(page.locator("#quick-said")).to_contain_text("Read as 16:20")
