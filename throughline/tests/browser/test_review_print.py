"""A normal week's review is one printed page, as the page and as the document."""

import re

import pytest

from incidents.factories import ActionItemFactory
from reviews.tests.telling import told_incident
from throughline.tests.browser.conftest import session_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
DAYS = (13, 14, 15, 16, 18)
SUMMARY = "A reminder went to a person who had left, and nobody else was told. It was found by a customer."


def normal_week() -> None:
    """Five incidents, one from before, one of a vendor, a drill, and six action items."""
    for day in DAYS:
        incident = told_incident(
            title=f"Orders wait for a lock of the nightly import, day {day}",
            started=f"≈ {day} March 2023 12:00 UTC",
            resolved=f"{day} March 2023 14:30 UTC",
            sev=3,
            summary=SUMMARY,
            kind="incident",
        )
        ActionItemFactory(incident=incident, due_date="2023-03-10", team="Platform")
    told_incident(title="Graphs show double", started="2 March 2023 12:00 UTC", summary=SUMMARY)
    told_incident(title="Errors of the CDN", started="by 16 March 2023 12:00 UTC", kind="vendor")
    told_incident(title="Lose a zone on purpose", started="16 March 2023 15:00 UTC", kind="drill")


@pytest.mark.parametrize("address", ["/reviews/2023-W11/", "/reviews/2023-W11/review.html"])
def test_a_normal_week_is_one_page(address, live_server, opened, editor):
    normal_week()
    page = opened(live_server.url, session_of(editor))
    if address.endswith(".html"):
        page.set_content(page.request.get(live_server.url + address).text())
    else:
        page.goto(live_server.url + address)
    assert "Graphs show double" in page.locator("main").inner_text()
    assert len(PAGE.findall(page.pdf(prefer_css_page_size=True))) == 1
