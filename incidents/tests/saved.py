"""Saved searches for tests."""

from datetime import timedelta

import factory
from django.utils import timezone

from accounts.factories import UserFactory
from incidents.models import Incident, SavedSearch
from incidents.saved import keeping, looking

LATER = timedelta(minutes=10)


class SavedSearchFactory(factory.Factory):
    """Kept as its owner would: what answers already is known. About etcd, and told by e-mail."""

    class Meta:
        model = SavedSearch

    owner = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"Search {n}")
    query = "etcd"
    by_mail = True

    @classmethod
    def _create(cls, model, owner, **facts):
        return keeping.keep(owner, **facts)


def opened(title: str = "etcd is slow", **facts) -> Incident:
    """An incident that is found: written and indexed."""
    return Incident.objects.open_new(title=title, **{"visibility": Incident.Visibility.INTERNAL} | facts)


def look_later(after: timedelta = LATER) -> int:
    """Look at all that is due by then; how many searches."""
    return looking.look_at_due(timezone.now() + after, seconds=30)
