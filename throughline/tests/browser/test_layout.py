"""Every page fits its window, stands still while it loads, asks nobody else and breaks no rule."""

import re

import pytest
from playwright.sync_api import expect

from throughline.tests.browser.conftest import NARROW, WIDE
from throughline.tests.browser.places import PLACES

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

WIDTHS = (390, 768, 1440, 1600)
MOST_SHIFT = 0.02  # cumulative layout shift; 0.1 is what web.dev calls good

# Before the page's own scripts: sums up what moves without having been asked to, and notes refusals.
WATCH = """
  window.shift = 0;
  window.refused = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  document.addEventListener("securitypolicyviolation", (event) => {
    window.refused.push(`${event.violatedDirective} refused ${event.blockedURI} of ${event.sourceFile}`);
  });
"""
SHIFT_ONCE_SETTLED = """async () => {
  const pause = () => new Promise((go_on) => setTimeout(go_on, 50));
  do await pause(); while (document.querySelector(".htmx-request"));
  return window.shift;
}"""
WIDER_THAN_THE_PAGE = """
  () => [...document.querySelectorAll("body *")]
    .filter((it) => it.getBoundingClientRect().right > innerWidth + 1)
    .filter((it) => !it.closest(".drawing-scroll, .scroll-x, pre"))
    .slice(0, 5).map((it) => `${it.tagName}.${it.className.baseVal ?? it.className}`)
"""


@pytest.fixture
def visit(opened, glance, served, told):
    """A function: place → the page there, with what the browser did not like in `.complaints`.

    `.shift` is how much moved while it loaded, before anything was done there.
    """

    def go(place, **options):
        session = told.sessions[place.who]
        page = opened(served, session, **options) if options else glance(session)
        page.add_init_script(WATCH)
        page.complaints = []
        page.on("request", lambda request: _complain_of_others(page, request.url, served))
        page.on("console", lambda message: _complain_of_console(page, message))
        page.on("pageerror", lambda error: page.complaints.append(f"uncaught: {error}"))
        page.goto(place.address(served, told))
        page.shift = page.evaluate(SHIFT_ONCE_SETTLED)
        if place.do:
            place.do(page)
        return page

    return go


def _complain_of_others(page, url, served):
    if not url.startswith((served, "data:")):
        page.complaints.append(f"request to {url}")


def _complain_of_console(page, message):
    # Chromium reports each answer of 400 and above here; the pages that are refused mean theirs.
    if message.type == "error" and "the server responded with a status of 4" not in message.text:
        page.complaints.append(f"console: {message.text}")


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_pages_fit_stand_still_and_ask_nobody_else(place, visit):
    page = visit(place)
    complaints = [*page.complaints, *page.evaluate("window.refused")]
    if page.shift > MOST_SHIFT:
        complaints.append(f"moved by {page.shift:.3f} while it loaded")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        needed = page.evaluate("document.documentElement.scrollWidth")
        if needed > width:
            complaints.append(f"{needed} px wide at {width}: {page.evaluate(WIDER_THAN_THE_PAGE)}")
    assert not complaints, "\n".join(complaints)


@pytest.mark.parametrize("name", ["home", "incidents", "example 1", "postmortem", "postmortem, written"])
def test_narrow_pages_stand_still_too(name, visit):
    assert visit(_place(name), viewport=NARROW).shift <= MOST_SHIFT


@pytest.mark.parametrize("name", ["home", "an incident", "postmortem", "paste, read", "sign in"])
def test_dark_is_dark(name, visit):
    page = visit(_place(name), viewport=WIDE, color_scheme="dark")
    ground, ink = page.evaluate(
        "['backgroundColor', 'color'].map((it) => getComputedStyle(document.documentElement)[it])"
    )
    assert _lightness(ground) < 0.1 < 0.8 < _lightness(ink)
    light = page.evaluate(
        """() => [...document.querySelectorAll("header, main, main *, footer")]
            .map((it) => getComputedStyle(it).backgroundColor)"""
    )
    assert all(_lightness(colour) < 0.9 for colour in set(light))


def _lightness(colour: str) -> float:
    """From 0 for black to 1 for white, of “rgb(…)”; 0 where nothing is painted."""
    red, green, blue, *alpha = (float(part) for part in re.findall(r"[\d.]+", colour))
    return 0 if alpha == [0] else (red * 0.3 + green * 0.6 + blue * 0.1) / 255


def test_times_are_shown_in_the_readers_zone_too(visit):
    page = visit(_place("an incident, signed out"), timezone_id="Asia/Tokyo")
    time = page.locator("#timeline-list .ev-t time").first
    expect(time).to_have_text("08:30")
    page.get_by_role("button", name="and in my zone").click()
    expect(time).to_have_text("08:3016:30 GMT+9")
    page.get_by_role("button", name="as recorded").click()
    expect(time).to_have_text("08:30")


def _place(name: str):
    return next(place for place in PLACES if place.name == name)
