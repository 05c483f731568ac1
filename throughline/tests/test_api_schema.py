"""The API does what its description says: made-up requests to every operation, each answer checked.

No answer may be a 5xx, have a status or a form that the description does not name, or accept what it forbids.
"""

from __future__ import annotations

import socket

import hypothesis
import pytest
import schemathesis
from django.core import signals
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from drf_spectacular.generators import SchemaGenerator

from accounts.factories import EditorFactory
from accounts.models import ApiToken
from incidents.factories import (
    ActionItemFactory,
    ContributingFactorFactory,
    ImpactWindowFactory,
    IncidentFactory,
    MechanismFactory,
)
from incidents.models import Postmortem
from timelines.factories import SourceFactory, TimelineEventFactory

CONFIG = schemathesis.Config.from_dict(
    {
        "generation": {"deterministic": True, "max-examples": 5, "database": "none", "no-shrink": True},
        "checks": {
            # What a description cannot say, as that words are a time, is refused as 422 or 404.
            "positive_data_acceptance": {"enabled": False},
            # What is public is read with and without a token.
            "ignored_auth": {"enabled": False},
        },
    }
)
SCHEMA = schemathesis.openapi.from_dict(SchemaGenerator().get_schema(public=True), config=CONFIG)
SCHEMA.app = get_wsgi_application()  # not throughline.wsgi, which keeps a pool of connections

pytestmark = pytest.mark.django_db


@pytest.fixture
def one_connection():
    """The requests see what the test has not committed, as those of Django's test client do."""
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    yield
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)


@pytest.fixture
def nobody_outside(monkeypatch):
    """No made-up address of a status page leads out of this machine."""
    known = socket.getaddrinfo

    def look_up(host, *args, **options):
        if host in (None, "localhost", "127.0.0.1"):
            return known(host, *args, **options)
        raise socket.gaierror(socket.EAI_NONAME, "there is no outside here")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.fixture
def token(db, one_connection, nobody_outside):
    """Of an editor, for whom one of everything exists."""
    person = EditorFactory(username="mira")
    incident = IncidentFactory(number=1)
    MechanismFactory(slug="cold-cache")
    TimelineEventFactory(incident=incident)
    ContributingFactorFactory(incident=incident)
    ActionItemFactory(incident=incident)
    ImpactWindowFactory(incident=incident)
    SourceFactory(incident=incident)
    Postmortem.begin(incident).save_text("# Told\n", by=person, based_on=0)
    return ApiToken.objects.create(person, name="schema", may_write=True)[1]


def test_the_description_is_valid_and_complete():
    call_command("spectacular", validate=True, fail_on_warn=True, file="/dev/null")


@SCHEMA.parametrize()
@hypothesis.settings(suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])
def test_every_operation_does_what_the_description_says(case, token):
    _on_what_exists(case)
    case.call_and_validate(headers={"Authorization": f"Token {token}"})


def _on_what_exists(case) -> None:
    """Ask about incident 1 where any incident is asked about: of made-up ones none would exist."""
    for name, value in (case.path_parameters or {}).items():
        if name == "number" and isinstance(value, int) and value > 0:
            case.path_parameters["number"] = 1
