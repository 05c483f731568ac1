"""The pages of reviews: what each shows to whom, and how many questions it asks."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.factories import AdministratorFactory, EditorFactory, UserFactory
from incidents.factories import ActionItemFactory, ImpactWindowFactory
from incidents.models import Incident
from reviews.index import weeks_with_something
from reviews.models import PreparedReview
from reviews.report import review
from reviews.tests.telling import told_incident
from reviews.week import Week
from timelines.when import When

pytestmark = pytest.mark.django_db

DETAIL = "/reviews/2023-W11/"
TUESDAY = {"started": "14 March 2023 12:00 UTC", "resolved": "14 March 2023 14:00 UTC"}


def text_of(response) -> str:
    return response.content.decode()


def test_the_review_shows_figures_incidents_and_the_way_on(client):
    incident = told_incident(title="Queues stand still", sev=1, **TUESDAY)
    page = text_of(client.get(DETAIL))
    assert "Mon 13 – Sun 19 March 2023, UTC" in page
    assert "Queues stand still" in page
    assert f'href="{incident.get_absolute_url()}"' in page
    assert 'href="/reviews/2023-W10/"' in page
    assert 'href="/reviews/2023-W12/"' in page
    assert 'href="/reviews/2023-W11/review.csv"' in page
    assert "lasted 2 h" in page


def test_a_zone_stays_while_one_moves_on(client):
    page = text_of(client.get(DETAIL, {"zone": "+05:30"}))
    assert 'href="/reviews/2023-W12/?zone=%2B05%3A30"' in page
    assert 'href="/reviews/2023-W11/review.md?zone=%2B05%3A30"' in page


def test_an_empty_week_says_what_to_do(client):
    assert "Nothing that you may read" in text_of(client.get(DETAIL))
    client.force_login(EditorFactory())
    assert "/incidents/new/" in text_of(client.get(DETAIL))


def test_a_week_to_come_has_nothing_to_review(client):
    with time_machine.travel(datetime(2023, 3, 9, tzinfo=UTC)):
        page = text_of(client.get(DETAIL))
    assert "This week has not begun." in page


def test_the_present_week_says_as_of_when(client):
    told_incident(started="14 March 2023 12:00 UTC")
    with time_machine.travel(datetime(2023, 3, 15, 9, 5, tzinfo=UTC), tick=False):
        page = text_of(client.get(client.get("/reviews/present/").url))
    assert "so far, as of Wed 15 Mar 09:05 UTC" in page


@pytest.mark.parametrize("week", ["1900-W01", "2999-W52"])
def test_the_first_and_the_last_week_have_a_page(client, week):
    told_incident(started=When.at(datetime(1821, 5, 5, 17, 49, tzinfo=UTC)), status="closed")
    told_incident(started=When(datetime(1821, 5, 5, tzinfo=UTC), None, "range"), status="closed")
    for zone in ("-14:00", "+14:00", "Europe/Amsterdam"):
        assert client.get(f"/reviews/{week}/", {"zone": zone}).status_code == 200
    assert "1821" not in text_of(client.get("/reviews/"))


@pytest.mark.parametrize("week", ["2023-W53", "2021-W00", "W11", "9999-W01", "x" * 300])
def test_a_week_that_there_is_not_is_404_and_says_why(client, week):
    response = client.get(f"/reviews/{week}/")
    assert response.status_code == 404
    assert "There is no such week" in text_of(response)
    assert client.get(f"/reviews/{week}/review.md").status_code == 404


def test_a_zone_that_there_is_not_is_422_and_says_why(client):
    response = client.get(DETAIL, {"zone": "<b>Mars</b>"})
    assert response.status_code == 422
    assert "is not a time zone" in text_of(response)
    assert "<b>Mars" not in text_of(response)


@pytest.mark.parametrize("address", ["/reviews/", DETAIL, "/reviews/2023-W11/review.md", "/reviews/present/"])
def test_reviews_are_only_read(client, address):
    assert client.post(address).status_code == 405
    assert client.head(address).status_code in (200, 302)


@pytest.mark.parametrize("name", ["md", "html", "csv", "json"])
def test_documents_are_handed_over_as_files(client, name):
    told_incident(title="Queues stand still", **TUESDAY)
    response = client.get(f"/reviews/2023-W11/review.{name}")
    assert response["Content-Disposition"] == f'attachment; filename="review-2023-W11.{name}"'
    assert "Queues stand still" in text_of(response)


def test_a_document_in_no_format_is_not_there(client):
    assert client.get("/reviews/2023-W11/review.docx").status_code == 404


@pytest.mark.parametrize("address", ["/reviews/", DETAIL, "/reviews/2023-W11/review.json"])
def test_what_one_may_not_see_changes_nothing(client, address):
    """Not a title, not a count: to a stranger the page is the same with and without it."""
    told_incident(title="Public one", **TUESDAY)
    before = {}
    viewer = UserFactory()
    for who in (None, viewer):
        _sign_in(client, who)
        before[who] = text_of(client.get(address))
    restricted = told_incident(title="Restricted one", visibility="restricted", sev=1, **TUESDAY)
    ImpactWindowFactory(incident=restricted, ended=When.read("14 March 2023 20:00 UTC"))
    ActionItemFactory(incident=restricted, title="Restricted action", due_date="2023-03-15")
    for who in (None, viewer):
        _sign_in(client, who)
        assert _steady(text_of(client.get(address))) == _steady(before[who])
    told_incident(title="Internal one", visibility="internal", **TUESDAY)
    _sign_in(client, None)
    assert _steady(text_of(client.get(address))) == _steady(before[None])
    _sign_in(client, AdministratorFactory())
    assert text_of(client.get(DETAIL)).count("Restricted one") == 1


def _sign_in(client, who) -> None:
    client.logout()
    if who:
        client.force_login(who)


def _steady(page: str) -> str:
    """Without the token that every answer has its own of."""
    return "\n".join(line for line in page.splitlines() if "csrf" not in line.lower())


def test_the_list_has_the_weeks_with_something(client):
    told_incident(**TUESDAY)
    told_incident(kind="vendor", started="by 22 March 2023 12:00 UTC")
    told_incident(status="cancelled", started="1 March 2023 12:00 UTC")
    page = text_of(client.get("/reviews/"))
    assert "2023-W11" in page
    assert "2023-W12" in page
    assert "2023-W09" not in page
    assert "Prepared" not in page


def test_the_list_shows_what_was_prepared_to_people_who_signed_in(client):
    PreparedReview.objects.prepare(Week.read("2023-W11"), at=datetime(2023, 3, 20, 9, 41, tzinfo=UTC))
    client.force_login(UserFactory())
    assert "20 Mar 2023 09:41 UTC" in text_of(client.get("/reviews/"))


def test_an_empty_list_says_what_to_do(client):
    assert "sign in to see" in text_of(client.get("/reviews/"))
    client.force_login(EditorFactory())
    assert "Begin with one you remember" in text_of(client.get("/reviews/"))


def test_many_weeks_are_listed_a_year_at_a_time(client):
    for week in range(1, 32):
        for year in (2022, 2023):
            day = Week(year, week).first_day
            told_incident(started=f"{day:%d %B %Y} 12:00 UTC", status="closed")
    page = text_of(client.get("/reviews/"))
    assert "2023-W05" in page
    assert "2022-W05" not in page
    assert "2022-W05" in text_of(client.get("/reviews/?year=2022"))
    assert "2023-W05" in text_of(client.get("/reviews/?year=x"))


def test_the_list_and_the_reviews_count_alike():
    starts = [
        "≈ 13 March 2023 00:02 UTC",
        "between 12 March 2023 20:00 UTC and 13 March 2023 02:00 UTC",
        "by 13 March 2023 00:00 UTC",
        "before 13 March 2023 00:00 UTC",
        "after 12 March 2023 23:59 UTC",
        "12 March 2023",
        "March 2023",
        "14 March 2023 12:00 UTC",
    ]
    for start in starts:
        told_incident(started=start, status="closed")
    told_incident(detected="8 March 2023 12:00 UTC", status="closed")
    rows = weeks_with_something(Incident.objects.all(), "Asia/Kolkata", with_prepared=False)
    assert sum(row.ours for row in rows) == len(starts) + 1
    for row in rows:
        found = review(row.week, as_of=datetime(2024, 1, 1, tzinfo=UTC), visible=Incident.objects.all())
        assert found.figures.new == row.ours


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("/reviews/", 6),  # session, person, role, weeks counted, those at borders, prepared
        (DETAIL, 19),  # session, person, role, ten of the review, five of what was before, prepared
    ],
)
def test_queries_do_not_grow(client, address, asked):
    client.force_login(UserFactory())
    client.get(address)
    taken = []
    for total in (2, 9):
        for number in range(total):
            incident = told_incident(sev=1 + number % 3, **TUESDAY)
            ImpactWindowFactory(incident=incident)
            ActionItemFactory(incident=incident, due_date="2023-03-10", owner=EditorFactory())
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        taken.append(len(queries))
    assert taken == [asked, asked]
