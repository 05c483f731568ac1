import factory

from incidents.models import (
    ActionItem,
    Component,
    ContributingFactor,
    ImpactWindow,
    ImportDraft,
    Incident,
    Mechanism,
    Organisation,
    Postmortem,
    Severity,
    Tag,
)
from timelines.when import When


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Organisation {n}")
    slug = factory.Sequence(lambda n: f"organisation-{n}")


class ComponentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Component

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Component {n}")


class IncidentFactory(factory.django.DjangoModelFactory):
    """A public incident under investigation, with nothing on its timeline. `sev=2` gives it SEV2."""

    class Meta:
        model = Incident

    class Params:
        sev = None

    number = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Queues stand still, case {n}")
    visibility = Incident.Visibility.PUBLIC
    severity = factory.LazyAttribute(lambda made: Severity.objects.get(order=made.sev) if made.sev else None)


class MechanismFactory(factory.django.DjangoModelFactory):
    """An approved mechanism. `is_proposed=True` and `is_retired=True` make others."""

    class Meta:
        model = Mechanism

    class Params:
        is_proposed = factory.Trait(state="proposed")
        is_retired = factory.Trait(state="retired")

    slug = factory.Sequence(lambda n: f"mechanism-{n}")
    name = factory.Sequence(lambda n: f"mechanism {n}")
    group = "Change"
    definition = "Something changed that should not have."
    first_example = "A flag was flipped."
    second_example = "A default moved."


class TagFactory(factory.django.DjangoModelFactory):
    """An approved tag that no incident has."""

    class Meta:
        model = Tag

    name = factory.Sequence(lambda n: f"tag-{n}")


class ContributingFactorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ContributingFactor

    incident = factory.SubFactory(IncidentFactory)
    statement = factory.Sequence(lambda n: f"Nobody watched gauge {n}.")


class ActionItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ActionItem

    incident = factory.SubFactory(IncidentFactory)
    title = factory.Sequence(lambda n: f"Watch gauge {n}")


class ImpactWindowFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ImpactWindow

    incident = factory.SubFactory(IncidentFactory)
    component = factory.SubFactory(ComponentFactory)
    level = ImpactWindow.Level.DEGRADED
    began = factory.LazyFunction(lambda: When.read("14 March 2023 12:00 UTC"))


class PostmortemFactory(factory.django.DjangoModelFactory):
    """A postmortem nobody has written yet; `save_text` gives it a revision."""

    class Meta:
        model = Postmortem

    incident = factory.SubFactory(IncidentFactory)


class ImportDraftFactory(factory.django.DjangoModelFactory):
    """A plain text, opened and not decided about. `owner` is somebody who may edit."""

    class Meta:
        model = ImportDraft

    owner = factory.SubFactory("accounts.factories.EditorFactory")
    format = "markdown"
    text = "On 14 March 2023 at 12:00 UTC the queue began to grow."
