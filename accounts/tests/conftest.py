import pytest

from accounts.tests.hook import Hook


@pytest.fixture
def hook():
    with Hook() as site:
        yield site
