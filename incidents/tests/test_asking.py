"""What fields of the query language mean: which incidents they leave."""

import pytest
from django.contrib.auth.models import AnonymousUser

from incidents.asking import Asked
from incidents.factories import (
    ContributingFactorFactory,
    ImpactWindowFactory,
    IncidentFactory,
    MechanismFactory,
    OrganisationFactory,
)
from incidents.models import Incident

pytestmark = pytest.mark.django_db


def left_by(text, user=None, **options):
    """Numbers of the incidents that the fields of a text leave."""
    user = user or AnonymousUser()
    asked = Asked.read(text, user=user, **options)
    return sorted(asked.among(Incident.objects.visible_to(user)).values_list("number", flat=True))


def test_first():
    house = OrganisationFactory(slug="house", name="The House")
    skew = MechanismFactory(slug="skewed", name="skewed versions")
    one = IncidentFactory(number=1, sev=1, organisation=house, tags=["dns"])
    IncidentFactory(number=2, sev=2)
    ContributingFactorFactory(incident=one, mechanism=skew, role="trigger")
    ImpactWindowFactory(incident=one, component__name="Web, API")
    for text in (
        "severity:sev1",
        "org:house",
        'org:"the house"',
        "mechanism:skewed",
        "mechanism:trigger/skewed",
        "role:trigger mechanism:skewed",
        'component:"web, api"',
        "tag:DNS",
        "-severity:sev2",
        "incident:1",
        "severity:sev1 OR org:house",
        "has:factors",
        "is:open -missing:factors",
        "kind:incident severity:sev1,none",
        "-missing:mechanism -missing:factors",
        "in:factors OR severity:sev1",
    ):
        assert left_by(text) == [1], text
    assert left_by("role:aggravating mechanism:skewed") == []
    assert left_by("took:>4h") == left_by("during:2023") == left_by("before:2023") == []
    asked = Asked.read("colour:red severity:sevv owner:me x", user=AnonymousUser())
    assert len(asked.problems) == 3
