"""A server with an installation told once for each file, and people who are signed in by cookie."""

from contextlib import ExitStack

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from accounts.factories import EditorFactory
from throughline.tests.after_a_flush import put_back
from throughline.tests.browser.told import tell

WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def served(django_db_setup):
    """The address of a server for files whose tests only look, and so need no fresh database each.

    (`live_server` empties the database after every test.)
    """
    server = LiveServer("localhost")
    with server._live_server_modified_settings:
        yield server.url
    server.stop()


@pytest.fixture(scope="module")
def told(served, django_db_blocker):
    """The examples, and an incident with something of everything. Taken away after the file's last test.

    Tests that use it are marked `django_db`; what they themselves write is not seen by the server.
    """
    # There is a test database only where a test is marked so, and what stands here ends with a flush.
    assert connection.settings_dict["NAME"].startswith("test_"), "mark the tests of this file django_db"
    with django_db_blocker.unblock():
        put_back()  # a test before may have emptied every table
        call_command("load_examples", verbosity=0)
        told = tell()
        told.sessions.update(editor=session_of(told.editor), viewer=session_of(told.viewer))
        yield told
        call_command("flush", interactive=False, verbosity=0)
        put_back()
        connection.close()  # once Playwright's event loop runs, it is not the one that the test run closes


def session_of(person) -> str:
    """The key of a session in which this person is signed in."""
    client = Client()
    client.force_login(person)
    return client.session.session_key


@pytest.fixture
def opened(browser, browser_context_args):
    """A function that opens a page in a context of its own: with a session's key, and more of its options."""
    with ExitStack() as closing:

        def open_page(address: str, session: str = "", **options):
            context = browser.new_context(**{**browser_context_args, "viewport": WIDE, **options})
            closing.callback(context.close)
            _sign_in(context, address, session)
            return context.new_page()

        yield open_page


@pytest.fixture(scope="module")
def _shared_contexts(browser, browser_context_args):
    contexts = {}
    yield contexts
    for context in contexts.values():
        context.close()


@pytest.fixture
def glance(browser, browser_context_args, _shared_contexts, served):
    """A function that opens a page for a session's key, in a context that the file's tests share.

    So what is static is fetched once. For tests that change nothing in the browser either.
    """
    with ExitStack() as closing:

        def open_page(session: str):
            context = _shared_contexts.get(session)
            if context is None:
                context = _shared_contexts[session] = browser.new_context(
                    **{**browser_context_args, "viewport": WIDE}
                )
                _sign_in(context, served, session)
            page = context.new_page()
            closing.callback(page.close)
            return page

        yield open_page


def _sign_in(context, address: str, session: str) -> None:
    context.set_default_timeout(10_000)
    if session:
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}
        context.add_cookies([cookie])


@pytest.fixture
def editor(transactional_db):
    """Somebody who may write, in an installation where nothing is kept yet."""
    return EditorFactory(username="noa", first_name="Noa", last_name="Keller", time_zone="Europe/Zurich")
