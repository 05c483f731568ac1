import hashlib
import zlib
from datetime import UTC, datetime, timedelta

import factory

from incidents.factories import ComponentFactory, ImpactWindowFactory, IncidentFactory, OrganisationFactory
from incidents.models import ImpactWindow, Incident
from statuspages.models import (
    Dependency,
    Payload,
    Reading,
    ReportedComponent,
    ReportedIncident,
    ReportedUpdate,
    ReportedWindow,
    StatusPage,
    UpdateRevision,
)
from statuspages.providers.reading import State
from statuspages.providers.statuspage import LEVELS, STATES
from timelines.when import When

NOON = datetime(2023, 3, 14, 12, tzinfo=UTC)


class StatusPageFactory(factory.django.DjangoModelFactory):
    """A watched page that is due and was never read. `failing=True` cannot be read since noon."""

    class Meta:
        model = StatusPage

    class Params:
        failing = factory.Trait(
            read_at=NOON,
            failures=3,
            unreadable_since=NOON,
            error=StatusPage.Error.TIMED_OUT,
            error_says="The page did not answer within 10 seconds. We try again by ourselves.",
        )

    url = factory.Sequence(lambda n: f"https://status-{n}.vendor.example")
    name = factory.Sequence(lambda n: f"Vendor {n}")
    provider = "statuspage"
    organisation = factory.SubFactory(OrganisationFactory)
    next_due_at = NOON


class ReadingFactory(factory.django.DjangoModelFactory):
    """A look at noon that found nothing new."""

    class Meta:
        model = Reading

    page = factory.SubFactory(StatusPageFactory)
    at = NOON
    outcome = Reading.Outcome.UNCHANGED
    http_status = 304
    took_ms = 41


class PayloadFactory(factory.django.DjangoModelFactory):
    """An answer of noon, as it came."""

    class Meta:
        model = Payload

    class Params:
        came = b'{"page": {}}'

    page = factory.SubFactory(StatusPageFactory)
    path = "/api/v2/incidents.json"
    fetched_at = NOON
    sha256 = factory.LazyAttribute(lambda made: hashlib.sha256(made.came).hexdigest())
    size_bytes = factory.LazyAttribute(lambda made: len(made.came))
    body = factory.LazyAttribute(lambda made: zlib.compress(made.came))


class ReportedComponentFactory(factory.django.DjangoModelFactory):
    """A component that works."""

    class Meta:
        model = ReportedComponent

    page = factory.SubFactory(StatusPageFactory)
    uid = factory.Sequence(lambda n: f"component{n:03}")
    name = factory.Sequence(lambda n: f"Component {n}")
    component = factory.LazyAttribute(
        lambda made: ComponentFactory(organisation=made.page.organisation, name=made.name)
    )
    status = "operational"
    level = factory.LazyAttribute(lambda row: str(LEVELS.get(row.status, "")))


class ReportedIncidentFactory(factory.django.DjangoModelFactory):
    """An open incident that its page began to report at noon, with an internal incident of ours."""

    class Meta:
        model = ReportedIncident

    page = factory.SubFactory(StatusPageFactory)
    uid = factory.Sequence(lambda n: f"incident{n:04}")
    name = factory.Sequence(lambda n: f"Builds wait, case {n}")
    incident = factory.LazyAttribute(
        lambda made: IncidentFactory(
            title=made.name,
            kind=Incident.Kind.VENDOR,
            organisation=made.page.organisation,
            visibility=Incident.Visibility.INTERNAL,
        )
    )
    status = "investigating"
    state = factory.LazyAttribute(lambda row: str(STATES.get(row.status, State.INVESTIGATING)))
    impact = "minor"
    url = factory.LazyAttribute(lambda made: f"{made.page.url}/incidents/{made.uid}")
    first_seen_at = NOON
    vendor_created_at = vendor_started_at = vendor_updated_at = NOON


class MaintenanceFactory(ReportedIncidentFactory):
    """A maintenance that its page announced at noon, for an hour of the next day: no incident of ours."""

    kind = ReportedIncident.Kind.MAINTENANCE
    uid = factory.Sequence(lambda n: f"upkeep{n:04}")
    name = factory.Sequence(lambda n: f"Upkeep {n}")
    incident = None
    status = "scheduled"
    impact = "maintenance"
    scheduled_for = NOON + timedelta(days=1)
    scheduled_until = NOON + timedelta(days=1, hours=1)


class DependencyFactory(factory.django.DjangoModelFactory):
    """A component of ours that needs all of a page."""

    class Meta:
        model = Dependency

    page = factory.SubFactory(StatusPageFactory)
    component = factory.SubFactory(ComponentFactory)


class ReportedUpdateFactory(factory.django.DjangoModelFactory):
    """A post of noon, without its text: `UpdateRevisionFactory(update=…)` gives it one."""

    class Meta:
        model = ReportedUpdate

    reported = factory.SubFactory(ReportedIncidentFactory)
    uid = factory.Sequence(lambda n: f"update{n:06}")
    status = "investigating"
    state = factory.LazyAttribute(lambda row: str(STATES.get(row.status, State.INVESTIGATING)))
    display_at = vendor_created_at = vendor_updated_at = NOON


class UpdateRevisionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = UpdateRevision

    update = factory.SubFactory(ReportedUpdateFactory)
    number = factory.LazyAttribute(lambda made: made.update.revisions.count() + 1)
    status = factory.SelfAttribute("update.status")
    body = "We are looking into builds that wait."
    display_at = factory.SelfAttribute("update.display_at")
    vendor_updated_at = factory.SelfAttribute("update.vendor_updated_at")
    seen_at = NOON


class ReportedWindowFactory(factory.django.DjangoModelFactory):
    """A component was degraded from noon on, as the page tells it, and as it stands in our incident."""

    class Meta:
        model = ReportedWindow

    reported = factory.SubFactory(ReportedIncidentFactory)
    component = factory.LazyAttribute(lambda made: ReportedComponentFactory(page=made.reported.page))
    number = factory.LazyAttribute(lambda made: made.component.windows.count() + 1)
    level = ImpactWindow.Level.DEGRADED
    began = factory.LazyFunction(lambda: When.at(NOON))
    ended = None
    window = factory.LazyAttribute(
        lambda made: ImpactWindowFactory(
            incident=made.reported.incident,
            component=made.component.component,
            level=made.level,
            began=made.began,
            ended=made.ended,
        )
    )
