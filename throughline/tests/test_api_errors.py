"""Bugs in the API answer as every other error does, and in the log as ever."""

import pytest
from django.test import Client
from django.urls import path
from rest_framework.views import APIView

from throughline.urls import handler500  # noqa: F401  (of this file's addresses, too)


class Broken(APIView):
    permission_classes = ()

    def get(self, request):
        raise RuntimeError("a secret of ours")


urlpatterns = [path("api/v1/broken/", Broken.as_view()), path("broken/", Broken.as_view())]

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(settings):
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


def test_a_bug_is_a_problem_that_gives_nothing_away(client, caplog):
    response = client.get("/api/v1/broken/")
    assert (response.status_code, response["Content-Type"]) == (500, "application/problem+json")
    assert response.json()["type"] == "urn:throughline:problem:our-mistake"
    assert "secret" not in response.text
    assert "a secret of ours" in caplog.text


def test_elsewhere_it_is_a_page(client):
    response = client.get("/broken/")
    assert response.status_code == 500
    assert response["Content-Type"].startswith("text/html")
