import pytest

from accounts.tests.hook import Hook
from incidents.tests.conftest import as_editor, as_viewer, editor, viewer  # noqa: F401 (fixtures)
from statuspages.tests.served import Served


@pytest.fixture
def served(settings):
    """A site on 127.0.0.1 that may be read although it is there."""
    settings.FETCH_ALLOW = ["127.0.0.1"]
    with Served() as site:
        yield site


@pytest.fixture
def hook():
    with Hook() as site:
        yield site
