"""Importing in a browser: both panes light up together; by keyboard, with a thumb and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from incidents.importing.opening import open_document
from incidents.models import ImportDraft, Incident
from throughline.tests.browser.conftest import NARROW, session_of
from throughline.tests.browser.written_up import WRITE_UP, written_up
from timelines.models import TimelineEvent

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def draft(editor):
    return written_up(editor)


@pytest.fixture
def page(opened, live_server, editor, draft):
    page = opened(live_server.url, session_of(editor))
    page.goto(f"{live_server.url}{draft.get_absolute_url()}")
    return page


def rows(page):
    return page.locator("[data-import] li[data-row]")


def row(page, words: str):
    return page.locator("[data-import] li[data-row]", has_text=words)


def marks(page, item):
    return page.locator(f'.q[data-q~="{item.get_attribute("data-item")}"]')


def tick(item):
    return item.get_by_role("checkbox")


def taken(draft, words: str) -> bool | None:
    draft.refresh_from_db()
    decided = [decision.get("take") for key, decision in draft.decisions.items() if key == words]
    return decided[0] if decided else None


LIT = re.compile(r"\bitem-on\b")
LIT_QUOTE = re.compile(r"\bq-on\b")


def test_walking_with_j_and_k_lights_up_the_words(page):
    page.keyboard.press("j")
    expect(rows(page).nth(0)).to_be_focused()
    expect(rows(page).nth(0)).to_have_class(LIT)
    expect(marks(page, rows(page).nth(0)).first).to_have_class(LIT_QUOTE)
    page.keyboard.press("j")
    expect(rows(page).nth(0)).not_to_have_class(LIT)
    expect(marks(page, rows(page).nth(1)).first).to_have_class(LIT_QUOTE)
    page.keyboard.press("k")
    expect(rows(page).nth(0)).to_be_focused()


def test_pointing_at_words_lights_up_what_was_read_of_them(page):
    item = row(page, "Noa put the timeout back")
    marks(page, item).first.hover()
    expect(item).to_have_class(LIT)
    item.hover()
    expect(marks(page, item).first).to_have_class(LIT_QUOTE)


def test_the_other_pane_scrolls_to_what_one_points_at(page):
    page.set_viewport_size({"width": 1440, "height": 640})
    item = row(page, "Raise the timeout again")
    item.hover()
    expect(marks(page, item).first).to_be_in_viewport()
    words = page.locator(".doc .q").first
    words.focus()
    first = page.locator(f"[data-item='{words.get_attribute('data-q').split()[0]}']")
    expect(first).to_have_class(LIT)
    expect(first).to_be_in_viewport()


def test_clicking_words_goes_to_what_was_read_of_them(page):
    item = row(page, "Noa put the timeout back")
    marks(page, item).first.click()
    expect(item).to_be_focused()


def test_x_drops_and_a_accepts_and_the_sums_follow(page, draft):
    accepted = int(page.locator("#imp-said b").inner_text().split()[0])
    page.keyboard.press("j")
    item = rows(page).nth(0)
    key = item.get_attribute("data-item")
    with page.expect_response("**/take/"):
        page.keyboard.press("x")
    expect(tick(item)).not_to_be_checked()
    expect(page.locator("#imp-said")).to_contain_text(f"{accepted - 1} accepted")
    expect(page.locator("#imp-go")).to_contain_text(f"with {accepted - 1} items")
    assert taken(draft, key) is False
    with page.expect_response("**/take/"):
        page.keyboard.press("a")
    expect(tick(item)).to_be_checked()
    expect(page.locator("#imp-said")).to_contain_text(f"{accepted} accepted")
    expect(item).to_be_focused()
    assert taken(draft, key) is True


def test_e_edits_in_place_and_leads_back_to_the_item(page):
    page.keyboard.press("j")
    key = rows(page).nth(0).get_attribute("data-item")
    page.keyboard.press("e")
    words = page.locator(".item-editing [name=text]")
    expect(words).to_be_visible()
    expect(page.locator(".item-editing [name=when]")).to_be_focused()
    words.fill("Customers cannot pay.")
    page.locator(".item-editing [name=when]").fill("half past never")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".item-editing .wrong-said").first).to_contain_text("half past never")
    page.locator(".item-editing [name=when]").fill("09:42")
    page.keyboard.press("Control+Enter")
    item = page.locator(f"#i-{key}")
    expect(item).to_contain_text("Customers cannot pay.")
    expect(item).to_contain_text("09:42 UTC")
    expect(item).to_contain_text("edited")
    expect(item).to_be_focused()


def test_escape_leaves_an_edit_as_it_was(page):
    page.keyboard.press("j")
    before = rows(page).nth(0).inner_text()
    page.keyboard.press("e")
    expect(page.locator(".item-editing")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator(".item-editing")).to_have_count(0)
    expect(rows(page).nth(0)).to_be_focused()
    assert rows(page).nth(0).inner_text() == before


def test_m_on_two_items_makes_one_of_them(page):
    count = page.locator("[data-group=timeline]").count()
    page.keyboard.press("j")
    key = rows(page).nth(0).get_attribute("data-item")
    page.keyboard.press("m")
    expect(page.locator("[data-says]")).to_contain_text("press m there")
    page.keyboard.press("j")
    page.keyboard.press("m")
    expect(page.locator(f"#i-{key}")).to_contain_text("United with 1 more")
    assert page.locator("[data-group=timeline]").count() == count - 1
    page.get_by_role("button", name="Take apart").click()
    expect(page.locator("[data-group=timeline]")).to_have_count(count)


def test_a_zone_reads_everything_again_at_once_and_decisions_stay(page):
    page.keyboard.press("j")
    key = rows(page).nth(0).get_attribute("data-item")
    with page.expect_response("**/take/"):
        page.keyboard.press("x")
    zone = page.get_by_label("Times without a zone are in")
    zone.fill("Asia/Bangkok")
    zone.press("Tab")
    expect(page.locator(f"#i-{key}")).to_contain_text("ICT")
    expect(tick(page.locator(f"#i-{key}"))).not_to_be_checked()
    expect(page.get_by_text("as you decided").first).to_be_visible()


def test_a_zone_nobody_has_heard_of_is_said_beside_its_field(page):
    zone = page.get_by_label("Times without a zone are in")
    zone.fill("Mars/Olympus")
    zone.press("Tab")
    expect(page.locator(".imp-fields .wrong-said")).to_contain_text("Mars/Olympus")
    expect(page.get_by_label("Times without a zone are in")).to_have_value("Mars/Olympus")


def test_the_question_mark_lists_the_keys_of_the_page(page):
    page.keyboard.press("?")
    keys = page.get_by_role("region", name="Keyboard shortcuts")
    for line in ("a Accept what one is at", "x Drop it", "m Unite it with another"):
        expect(keys).to_contain_text(line)


def test_from_a_paste_to_an_incident_without_a_mouse(opened, live_server, editor):
    page = opened(live_server.url, session_of(editor))
    page.goto(f"{live_server.url}/import/")
    page.get_by_label("Paste the text").fill(WRITE_UP)
    page.keyboard.press("Control+Enter")
    page.locator("#imp-go").wait_for()
    page.locator("#imp-go").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/incidents/1/")
    expect(page.locator("#main")).to_contain_text("Noa put the timeout back to 10 s")
    assert Incident.objects.count() == 1
    assert all(event.quotes.exists() for event in TimelineEvent.objects.all())


def test_a_dropped_file_is_read(opened, live_server, editor):
    page = opened(live_server.url, session_of(editor))
    page.goto(f"{live_server.url}/import/")
    page.evaluate(
        """(text) => {
            const data = new DataTransfer();
            data.items.add(new File([text], "dropped.md", { type: "text/markdown" }));
            const event = new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
            document.querySelector("[data-drop] textarea").dispatchEvent(event);
        }""",
        WRITE_UP,
    )
    page.locator("#imp-go").wait_for()
    assert ImportDraft.objects.get().name == "dropped.md"


def test_with_a_thumb_both_panes_stay_in_sight(opened, live_server, editor, draft):
    page = opened(live_server.url, session_of(editor), viewport=NARROW, has_touch=True)
    page.goto(f"{live_server.url}{draft.get_absolute_url()}")
    item = row(page, "Raise the timeout again")
    item.scroll_into_view_if_needed()
    item.locator("p").first.tap()
    tick(item).tap()
    expect(tick(item)).not_to_be_checked()
    expect(marks(page, item).first).to_be_in_viewport()
    expect(item).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_without_scripts_ticks_edits_and_storing_work(opened, live_server, editor, draft):
    page = opened(live_server.url, session_of(editor), java_script_enabled=False)
    page.goto(f"{live_server.url}{draft.get_absolute_url()}")
    tick(row(page, "Noa put the timeout back")).uncheck()
    page.get_by_role("button", name="Read again").click()
    expect(tick(row(page, "Noa put the timeout back"))).not_to_be_checked()
    row(page, "gateway began to answer").locator("[data-edit]").click(force=True)
    page.get_by_label("What happened").fill("499 everywhere.")
    page.get_by_role("button", name="Save and accept").click()
    expect(row(page, "499 everywhere.")).to_be_visible()
    page.locator("#imp-go").click()
    page.wait_for_url("**/incidents/1/")
    texts = set(TimelineEvent.objects.values_list("text", flat=True))
    assert "499 everywhere." in texts
    assert not any("Noa put" in text for text in texts)


def test_enter_in_a_field_reads_again_and_decides_nothing_else(opened, live_server, editor):
    draft = ImportDraft.objects.begin(
        open_document(b"All times are in IST.\n\n- 14 March 2023 12:00: the queue broke\n")[0], by=editor
    )
    page = opened(live_server.url, session_of(editor))
    page.goto(f"{live_server.url}{draft.get_absolute_url()}")
    page.get_by_label("Title").fill("The queue broke")
    page.get_by_label("Title").press("Enter")
    expect(page.get_by_label("Title")).to_have_value("The queue broke")
    expect(page.get_by_text("IST has several meanings. Which is it?")).to_be_visible()
    page.get_by_role("button", name="India").click()
    expect(page.get_by_label("Times without a zone are in")).to_have_value("Asia/Kolkata")
    expect(row(page, "the queue broke")).to_contain_text("12:00 IST")


def test_x_on_what_is_doubtful_decides_it(page, draft):
    doubtful = page.locator(".item-doubt, .chip-doubt").first
    key = doubtful.get_attribute("data-item")
    said = page.locator("#imp-marked").inner_text()
    page.locator(f"#i-{key}").evaluate("(row) => { row.tabIndex = -1; row.focus(); }")
    with page.expect_response("**/take/"):
        page.keyboard.press("x")
    expect(page.locator("#imp-marked")).not_to_have_text(said)
    expect(page.locator(f"#i-{key}")).not_to_have_class(re.compile("doubt"))
    assert taken(draft, key) is False


UNTIMED = """\
# Nodes down on 9 April 2023

At 02:00 UTC we noticed that the nodes had failed. We have decided to reboot all of them.

At 06:31 UTC the repositories went down.
"""


def test_an_event_between_its_neighbours_is_taken_so_or_left_open(opened, live_server, editor):
    [document] = open_document(UNTIMED.encode(), name="nodes.md")
    page = opened(live_server.url, session_of(editor))
    page.goto(f"{live_server.url}{ImportDraft.objects.begin(document, by=editor).get_absolute_url()}")
    item = row(page, "reboot all of them")
    item.get_by_role("button", name="Take as").click()
    expect(tick(item)).to_be_checked()
    item.get_by_role("button", name="Leave open").click()
    expect(tick(item)).not_to_be_checked()
