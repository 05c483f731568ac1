"""axe finds nothing on any page or in any state of a form."""

import pytest

from throughline.tests.browser.axe import findings
from throughline.tests.browser.places import PLACES

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_axe_finds_nothing(place, served, told, glance):
    page = glance(told.sessions[place.who])
    place.go(page, served, told)
    found = findings(page)
    assert not found, found
