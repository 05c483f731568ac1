"""The API's description in a browser: drawn by what is installed here, under every page's policy."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_the_description_is_drawn_without_anything_from_elsewhere(page, served):
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{served}/api/docs/")
    expect(page.get_by_text("Record up to 1,000 events, all or none")).to_be_visible(timeout=20_000)
    assert [url for url in asked if not url.startswith((served, "data:", "blob:"))] == []
    assert complaints == []
