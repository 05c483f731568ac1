"""People who ask for pages."""

import pytest
from django.test import Client

from accounts.factories import EditorFactory, UserFactory
from incidents.tests.served import Served


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor(db):
    return EditorFactory(username="mira", first_name="Mira", last_name="Oduya")


@pytest.fixture
def viewer(db):
    return UserFactory(username="jonas", first_name="Jonas", last_name="Lindt")


@pytest.fixture
def as_editor(editor):
    return signed_in(editor)


@pytest.fixture
def as_viewer(viewer):
    return signed_in(viewer)


@pytest.fixture
def served(settings):
    """A site on 127.0.0.1 that may be read although it is there."""
    settings.FETCH_ALLOW = ["127.0.0.1"]
    with Served() as site:
        yield site
