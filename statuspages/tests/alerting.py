"""Rules and happenings for tests."""

import factory

from accounts.factories import UserFactory
from statuspages.factories import NOON, ReportedIncidentFactory
from statuspages.models import AlertRule, Happening


class HappeningFactory(factory.django.DjangoModelFactory):
    """An incident was opened at noon."""

    class Meta:
        model = Happening

    what = Happening.What.OPENED
    reported = factory.SubFactory(ReportedIncidentFactory)
    page = factory.LazyAttribute(lambda made: made.reported.page if made.reported else None)
    at = NOON
    says = "Builds wait: opened"


class RuleFactory(factory.django.DjangoModelFactory):
    """Everything, on every page, at once, to one person unless `people` are given."""

    class Meta:
        model = AlertRule
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Rule {n}")
    whats = factory.LazyFunction(lambda: list(Happening.What.values))

    @factory.post_generation
    def people(self, create, given, **said):
        self.people.set([UserFactory()] if given is None else given)

    @factory.post_generation
    def channels(self, create, given, **said):
        if given:
            self.channels.set(given)

    @factory.post_generation
    def pages(self, create, given, **said):
        if given:
            self.pages.set(given)
