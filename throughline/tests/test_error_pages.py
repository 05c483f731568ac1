import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path

from accounts.factories import UserFactory
from throughline.urls import urlpatterns as real_urlpatterns

pytestmark = pytest.mark.django_db


def forbidden(request):
    raise PermissionDenied("Only editors may change this.")


def unreadable(request):
    raise SuspiciousOperation


def broken(request):
    raise RuntimeError("a fault of ours")


urlpatterns = [
    path("forbidden/", forbidden),
    path("unreadable/", unreadable),
    path("broken/", broken),
    path("form/", lambda request: HttpResponse("stored")),
    path("", include(real_urlpatterns)),
]


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


@pytest.fixture(autouse=True)
def _addresses_that_fail(settings):
    settings.ROOT_URLCONF = __name__


def test_a_page_that_is_not_there_offers_a_stranger_to_sign_in(client):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "/accounts/login/?next=/nowhere/" in response.text


def test_a_page_that_is_not_there_does_not_ask_a_person_to_sign_in(client):
    client.force_login(UserFactory())
    page = client.get("/nowhere/").text
    assert "Nothing at this address" in page
    assert "/accounts/login/" not in page


def test_what_one_may_not_do_says_why(client):
    response = client.get("/forbidden/")
    assert response.status_code == 403
    assert "Only editors may change this." in response.text


def test_our_own_fault_shows_no_detail(client):
    response = client.get("/broken/")
    assert response.status_code == 500
    assert "Something went wrong here" in response.text
    assert "a fault of ours" not in response.text


def test_a_request_that_cannot_be_read_says_what_to_do(client):
    response = client.get("/unreadable/")
    assert response.status_code == 400
    assert "Nothing was changed." in response.text


def test_a_stale_form_says_what_to_do():
    response = Client(enforce_csrf_checks=True).post("/form/", {"text": "long"})
    assert response.status_code == 403
    assert "The form was too old to be trusted" in response.text
