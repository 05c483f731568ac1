"""What every test may rely on: a browser where there is one, and the words that migrations add."""

import os
import shutil

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from pytest_django.plugin import blocking_manager_key

from throughline.postgres import embedded_postgres

# The machine is shared with a browser and a database: how long one example takes says nothing.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def pytest_collection_modifyitems(items):
    for item in items:
        if item.get_closest_marker("browser") and not CHROMIUM:
            item.add_marker(pytest.mark.skip(reason="needs Chromium (or CHROMIUM=path)"))
        if item.get_closest_marker("broker") and not shutil.which("redis-server"):
            item.add_marker(pytest.mark.skip(reason="needs redis-server"))
    if CHROMIUM and any(item.get_closest_marker("browser") for item in items):
        # From its first test to the end of the session Playwright keeps an event loop in this thread, in
        # which Django would refuse to query, in later tests too.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    """Copy the test database from one that has the migrations already."""
    if settings.DATABASE_IS_EMBEDDED:
        from throughline.postgres.template import migrated_template  # only once the apps are loaded

        with django_db_blocker.unblock():
            connection.settings_dict["TEST"]["TEMPLATE"] = migrated_template(embedded_postgres())


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The system's Chromium. It refuses to sandbox for root, as in most containers."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": arguments}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """A transactional test ends by emptying every table, also of what migrations put there: put it back."""
    yield
    marker = item.get_closest_marker("django_db")
    flushed = {"live_server", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    if nextitem and (flushed or (marker and marker.kwargs.get("transaction"))):
        from throughline.tests.after_a_flush import put_back  # only once the apps are loaded

        with item.config.stash[blocking_manager_key].unblock():
            put_back()
            connection.close()
