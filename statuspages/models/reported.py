"""What a watched page says: components, incidents, and every form of every update.

Ids, statuses and impacts are kept as the vendor gives them; times that the vendor gives are in the `vendor_…`
columns, times at which we saw something in the others.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse

from incidents.models import Component, Incident
from incidents.models.word import stands
from statuspages.models.page import StatusPage
from timelines.models import Source, TimelineEvent
from timelines.when import Precision


class ReportedComponent(models.Model):
    """A component as its page lists it."""

    page = models.ForeignKey(StatusPage, models.CASCADE, related_name="components")
    uid = models.CharField(max_length=300)
    component = models.ForeignKey(Component, models.PROTECT, related_name="reported_as")
    name = models.CharField(max_length=300)
    group_name = models.CharField(max_length=300, blank=True)
    position = models.IntegerField(default=0)
    status = models.CharField(max_length=100, help_text="As served: operational, partial_outage, …")
    level = models.CharField(max_length=14, blank=True, help_text="What the status means; empty: unknown.")
    vendor_updated_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)  # when we saw that it is no longer listed; NULL: it is

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "uid"], name="reported_component_once")]
        triggers = [stands("component_id", "incidents_component")]

    def __str__(self):
        return self.name


BEGUN = Coalesce("vendor_created_at", "vendor_started_at", "first_seen_at")
"""When a reported incident began, as far as its page or our own seeing tells: `ReportedIncident.begun_at`."""


class ReportedIncidentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Incidents whose page and whose incident here this person may see. Maintenances are none of them."""
        return self.filter(
            page__in=StatusPage.objects.visible_to(user), incident__in=Incident.objects.visible_to(user)
        )

    def maintenances_visible_to(self, user):
        """Maintenances of the pages that this person may see."""
        maintenance = ReportedIncident.Kind.MAINTENANCE
        return self.filter(page__in=StatusPage.objects.visible_to(user), kind=maintenance)

    def of_either_kind_visible_to(self, user):
        """Incidents and maintenances that this person may see."""
        incidents = models.Q(incident__in=Incident.objects.visible_to(user))
        maintenances = models.Q(kind=ReportedIncident.Kind.MAINTENANCE)
        return self.filter(incidents | maintenances, page__in=StatusPage.objects.visible_to(user))

    def with_begun(self):
        """With BEGUN as `begun`, to order and to narrow by."""
        return self.annotate(begun=BEGUN)

    def told(self):
        """Those that their page still lists."""
        return self.filter(gone_at=None)

    def unresolved(self):
        """Those that are still going on as far as their page says; a status that nobody knows is no end."""
        return self.told().filter(unlisted_at=None).exclude(state__in=ReportedIncident.NOT_OPEN)


class ReportedIncident(models.Model):
    """An incident as its page reports it, tied to the incident here that it is about."""

    # States of what has ended or has not begun yet.
    NOT_OPEN = ("resolved", "postmortem", "done", "scheduled")

    class Kind(models.TextChoices):
        INCIDENT = "incident", "incident"
        MAINTENANCE = "maintenance", "maintenance"

    page = models.ForeignKey(StatusPage, models.CASCADE, related_name="reported_incidents")
    uid = models.CharField(max_length=300)
    kind = models.CharField(max_length=11, choices=Kind, default=Kind.INCIDENT)
    incident = models.ForeignKey(
        Incident, models.CASCADE, null=True, related_name="reported_as"
    )  # NULL: a maintenance, which is no incident of ours
    name = models.CharField(max_length=500)
    status = models.CharField(max_length=100, help_text="As served: investigating, …, postmortem.")
    state = models.CharField(max_length=13, default="investigating", help_text="What the status means.")
    impact = models.CharField(
        max_length=100, blank=True, help_text="As served: none, minor, major, critical."
    )
    url = models.URLField("address", max_length=2000, blank=True)
    first_seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)  # when we saw that it was withdrawn; NULL: it is still told
    vendor_created_at = models.DateTimeField(null=True)
    vendor_started_at = models.DateTimeField(null=True)
    vendor_updated_at = models.DateTimeField(null=True)
    vendor_resolved_at = models.DateTimeField(null=True)
    scheduled_for = models.DateTimeField(null=True)  # of a maintenance: its window as announced
    scheduled_until = models.DateTimeField(null=True)
    unlisted_at = models.DateTimeField(
        null=True
    )  # when a list of what goes on no longer had it, though it never said that it was over; NULL: not so
    digest = models.CharField(max_length=64, blank=True)  # of the account that was stored last
    provider = models.CharField(
        max_length=20, blank=True, help_text="In whose format it was read last: in another it has another id."
    )
    ids_are_made = models.BooleanField(
        default=False, help_text="The vendor gives its updates no ids: theirs are made here."
    )

    objects = ReportedIncidentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "uid"], name="reported_incident_once")]
        indexes = [
            models.Index(
                fields=["page"],
                name="reported_open",
                condition=models.Q(gone_at=None, unlisted_at=None)
                & ~models.Q(state__in=("resolved", "postmortem", "done", "scheduled")),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def begun_at(self):
        """What BEGUN is in the database: aware UTC."""
        return self.vendor_created_at or self.vendor_started_at or self.first_seen_at

    def get_absolute_url(self):
        """It alone, on its page's page here: there may be hundreds."""
        return f"{reverse('statuspages:detail', args=[self.page_id])}?incident={self.pk}#r-{self.pk}"


class ReportedUpdate(models.Model):
    """One post about a reported incident. Its text stands in its revisions."""

    reported = models.ForeignKey(ReportedIncident, models.CASCADE, related_name="updates")
    uid = models.CharField(max_length=300)
    event = models.ForeignKey(
        TimelineEvent, models.SET_NULL, null=True, related_name="reported_as"
    )  # NULL: a postmortem, which is a source and a write-up and no event
    status = models.CharField(max_length=100)
    state = models.CharField(max_length=13, default="investigating", help_text="What the status means.")
    display_at = models.DateTimeField(null=True)  # as the vendor shows it; NULL on postmortems
    precision = models.CharField(
        max_length=11, default=Precision.SECOND, help_text="Of the times: feeds give the minute."
    )
    vendor_created_at = models.DateTimeField(null=True)
    vendor_updated_at = models.DateTimeField(null=True)
    affected = models.JSONField(default=list)  # [{"uid", "name", "old", "new"}], statuses as served
    gone_at = models.DateTimeField(null=True)  # when we saw that it was withdrawn; NULL: it is still told

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reported", "uid"], name="reported_update_once")]

    def __str__(self):
        return f"{self.status} {self.uid}"

    @property
    def shown_at(self):
        """The time that the page shows for it, else when it was written: aware UTC, or None."""
        return self.display_at or self.vendor_created_at


class UpdateRevision(models.Model):
    """A text that an update has had, from when we first saw it. None while no format has told one."""

    update = models.ForeignKey(ReportedUpdate, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(help_text="1 is the first that we saw.")
    status = models.CharField(max_length=100)
    body = models.TextField(blank=True)
    display_at = models.DateTimeField(null=True)
    vendor_updated_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(help_text="When we first saw this form.")
    last_seen_at = models.DateTimeField(
        null=True, help_text="When we last saw it before it was another or gone; NULL: it stands."
    )
    source = models.ForeignKey(Source, models.SET_NULL, null=True, related_name="+")  # NULL: an empty body

    class Meta:
        constraints = [models.UniqueConstraint(fields=["update", "number"], name="update_revision_once")]

    def __str__(self):
        return f"Version {self.number}"
