"""Where nothing is kept yet, each page says what it is for and what to do next."""

import pytest

from throughline.tests.browser.axe import findings
from throughline.tests.browser.conftest import session_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIRST_WORDS = {
    "/": "Begin with an incident you remember",
    "/incidents/": "Nothing is kept here yet.",
    "/actions/": "Nothing is open.",
    "/mechanisms/": "0 incidents with factors.",
    "/reviews/": "There is none yet",
    "/reviews/2023-W11/": "A quiet week",
    "/status-pages/": "No page is watched yet. Give the address of one above",
}
TO_STRANGERS = {
    "/": "Nothing that you may read is kept here yet.",
    "/incidents/": "There is nothing here that you may read.",
    "/reviews/": "There is no week with anything in it that you may read.",
    "/status-pages/": "There is nothing here that you may read.",
}


@pytest.mark.parametrize(("path", "words"), FIRST_WORDS.items())
def test_an_editor_is_told_what_to_do(path, words, live_server, opened, editor):
    page = opened(live_server.url, session_of(editor))
    page.goto(live_server.url + path)
    assert words in page.locator("main").inner_text()
    found = findings(page)
    assert not found, found


@pytest.mark.parametrize(("path", "words"), TO_STRANGERS.items())
def test_a_stranger_is_told_to_sign_in(path, words, live_server, opened):
    page = opened(live_server.url)
    page.goto(live_server.url + path)
    assert words in page.locator("main").inner_text()
    found = findings(page)
    assert not found, found
