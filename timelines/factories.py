import factory

from timelines.models import Source, TimelineEvent
from timelines.when import When


class TimelineEventFactory(factory.django.DjangoModelFactory):
    """An observation at noon on 14 March 2023, UTC. `at="14 March 2023 18:00"` reads another time."""

    class Meta:
        model = TimelineEvent

    class Params:
        at = "14 March 2023 12:00 UTC"

    incident = factory.SubFactory("incidents.factories.IncidentFactory")
    happened = factory.LazyAttribute(lambda event: When.read(event.at))
    text = factory.Sequence(lambda n: f"The queue grew for the {n}th time.")


class SourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Source

    incident = factory.SubFactory("incidents.factories.IncidentFactory")
    kind = Source.Kind.NOTES
    title = factory.Sequence(lambda n: f"Notes of meeting {n}")
    text = "At 12:00 the queue grew. At 12:30 we restarted it."
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
