"""Programs that ask the API, and the incidents they ask for."""

import pytest
from rest_framework.test import APIClient

from accounts.factories import EditorFactory, UserFactory
from incidents.factories import IncidentFactory, OrganisationFactory


def signed_in(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


@pytest.fixture(autouse=True)
def _numbers_of_others():
    """Incidents that a test gives no number have other numbers than those that it names."""
    IncidentFactory.reset_sequence(1_000)


@pytest.fixture
def stranger(db):
    return APIClient()


@pytest.fixture
def reader(db):
    return signed_in(UserFactory(username="jonas"))


@pytest.fixture
def person(db):
    return EditorFactory(username="mira", first_name="Mira", last_name="Oduya")


@pytest.fixture
def editor(person):
    return signed_in(person)


@pytest.fixture
def incident(db):
    organisation = OrganisationFactory(name="Gelbhaus")
    return IncidentFactory(
        number=42, title="Pushes fail", time_zone="Asia/Bangkok", organisation=organisation
    )


@pytest.fixture
def secret(db):
    """An incident for named people, of whom nobody here is one."""
    organisation = OrganisationFactory(name="Nobody’s business")
    return IncidentFactory(
        number=7, title="Keys were stolen", visibility="restricted", organisation=organisation
    )


def problem_of(response, status: int) -> dict:
    """The body of an answer that must be a problem of this status."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    assert body["type"].startswith("urn:throughline:problem:")
    assert body["title"]
    assert body["detail"]
    return body


def fields_of(response, status: int = 422) -> dict[str, str]:
    """{field: what is wrong and what to do} of a problem."""
    errors = problem_of(response, status)["errors"]
    assert all(error["message"] and error["remedy"] for error in errors)
    return {error["field"]: f"{error['message']} {error['remedy']}" for error in errors}
