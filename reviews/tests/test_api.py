"""The review in the API: the object of the JSON document, and problems where it cannot be given."""

import json
from datetime import UTC, datetime

import pytest
import time_machine

from accounts.factories import UserFactory
from incidents.models import Incident
from reviews.exports import written
from reviews.report import review
from reviews.tests.telling import told_incident
from reviews.week import Week

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/reviews/2023-W11/"
TUESDAY = {"started": "14 March 2023 12:00 UTC", "resolved": "14 March 2023 14:00 UTC"}


def test_it_is_the_json_document(client):
    told_incident(**TUESDAY)
    response = client.get(ADDRESS, {"zone": "Europe/Berlin"})
    week = Week.read("2023-W11", "Europe/Berlin")
    report = review(week, as_of=datetime.now(UTC), visible=Incident.objects.all())
    assert response.json() == json.loads(written(report, "json"))


def test_without_a_zone_it_is_that_of_the_installation(client, settings):
    settings.REVIEW_ZONE = "Asia/Kolkata"
    assert client.get(ADDRESS).json()["zone"] == "Asia/Kolkata"


def test_the_present_week_says_as_of_when(client):
    with time_machine.travel(datetime(2023, 3, 15, 9, tzinfo=UTC), tick=False):
        assert client.get(ADDRESS).json()["as_of"] == "2023-03-15T09:00:00Z"


def test_only_what_one_may_see_is_in_it(client):
    told_incident(visibility="internal", **TUESDAY)
    assert client.get(ADDRESS).json()["figures"]["new"] == 0
    client.force_login(UserFactory())
    assert client.get(ADDRESS).json()["figures"]["new"] == 1


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("/api/v1/reviews/2023-W53/", "week"),
        ("/api/v1/reviews/last/", "week"),
        (f"{ADDRESS}?zone=Mars", "zone"),
        (f"{ADDRESS}?zone=UTC&zone=UTC", "zone"),
        (f"{ADDRESS}?zones=UTC", "zones"),
    ],
)
def test_what_cannot_be_understood_is_a_problem(client, address, field):
    response = client.get(address)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    (error,) = response.json()["errors"]
    assert error["field"] == field
    assert error["remedy"]


def test_it_is_only_read(client):
    client.force_login(UserFactory())
    assert client.post(ADDRESS).status_code in (403, 405)
