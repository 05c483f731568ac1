"""An incident: the row that everything else about it hangs on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MinLengthValidator
from django.db import connection, models, transaction
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from accounts.history import acting, tracked
from accounts.models import validate_time_zone
from accounts.roles import may_administer
from incidents import indexing
from incidents.exceptions import StatusUnchanged
from incidents.models.organisation import Organisation
from incidents.models.severity import Severity
from incidents.models.tag import LONGEST_TAG, tags_stand
from timelines.fields import when_order
from timelines.models import Kind as EventKind
from timelines.models import Milestone, TimelineEvent
from timelines.when import When

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)  # where incidents without a start stand in a list: last
STARTED_OR_NEVER = Coalesce("started_range__startswith", "started_range__endswith", Value(LONG_AGO))
# Any number, always the same: the advisory lock that numbers are given out under.
NUMBER_LOCK = 20_230_314


class IncidentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Incidents this person may read. Every page, feed, count and export starts here.

        Public ones anybody, internal ones whoever has signed in, restricted ones their lead, who opened them,
        their named readers and administrators.
        """
        if not user.is_authenticated:
            return self.filter(visibility=Incident.Visibility.PUBLIC)
        if may_administer(user):
            return self.all()
        named = IncidentReader.objects.filter(user=user).values("incident")
        return self.filter(
            ~Q(visibility=Incident.Visibility.RESTRICTED) | Q(lead=user) | Q(opened_by=user) | Q(pk__in=named)
        )

    def for_list(self):
        """With all that a row of a list shows."""
        return self.select_related("severity", "organisation", "postmortem").defer("summary", "impact")

    def for_page(self):
        """With all that the head and the facts of one incident's page show."""
        return self.select_related(
            "severity", "organisation", "lead", "postmortem__newest__author", "postmortem__published__author"
        )

    def unresolved(self):
        return self.filter(status__in=Incident.OPEN_STATUSES)

    def open_new(self, *, title: str, by=None, **details) -> Incident:
        """Write a new incident under the next number and return it. Numbers have no gaps."""
        return self.open_many([{"title": title, **details}], by=by)[0]

    def open_many(self, facts: Iterable[dict], *, by=None) -> list[Incident]:
        """Write new incidents under the next numbers, each of the fields in `facts`; return them in order.

        The number of queries does not grow with the number of incidents.
        """
        with transaction.atomic(), acting(by):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBER_LOCK])
            last = self.model.objects.aggregate(models.Max("number"))["number__max"] or 0
            incidents = self.bulk_create(
                [self.model(number=last + nth, opened_by=by, **each) for nth, each in enumerate(facts, 1)]
            )
            StatusChange.objects.bulk_create(
                [StatusChange(incident=incident, status=incident.status, by=by) for incident in incidents]
            )
            indexing.index_incidents(incidents, "summary")
        return incidents

    def hold(self, incidents: Iterable[Incident]) -> None:
        """`Incident.hold()` for several, in the order of their keys, so that nobody waits in a circle."""
        keys = [incident.pk for incident in incidents]
        list(self.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True).only("pk"))

    def change_statuses(self, statuses: Mapping[Incident, str], *, by, why: str = "") -> None:
        """`Incident.change_status()` for several that are held, each to another status than it has.

        The number of queries does not grow with the number of incidents.
        """
        if not statuses:
            return
        now = timezone.now()
        with transaction.atomic(), acting(by, why):
            for status in sorted(set(statuses.values())):
                moved = [incident.pk for incident, wanted in statuses.items() if wanted == status]
                self.filter(pk__in=moved).update(status=status, updated_at=now)
            StatusChange.objects.bulk_create(
                [
                    StatusChange(incident=incident, status=status, by=by, why=why)
                    for incident, status in statuses.items()
                ]
            )
        for incident, status in statuses.items():
            incident.status = status

    def timelines_changed(self, incidents: Iterable[Incident]) -> None:
        """`Incident.timeline_changed()` for several, in a fixed number of queries."""
        incidents = list(incidents)
        told: dict[int, dict] = {incident.pk: {} for incident in incidents}
        for mark in Milestone.objects.filter(incident__in=told).select_related("event"):
            told[mark.incident_id][mark.kind] = mark.event
        posts = TimelineEvent.objects.standing().filter(incident__in=told, kind=EventKind.STATUS_POST)
        first_posts = posts.order_by("incident", *when_order("happened"), "pk").distinct("incident")
        for post in first_posts:
            told[post.incident_id]["first-post"] = post
        for incident in incidents:
            incident.take_over_times(told[incident.pk])
        copied = ["milestone_times", "started_range", "resolved_range", "updated_at"]
        if len(incidents) == 1:  # mostly; one row is not worth the statement that writes many
            (incident,) = incidents
            self.filter(pk=incident.pk).update(**{name: getattr(incident, name) for name in copied})
        else:
            self.bulk_update(incidents, copied)
        indexing.index_incidents(incidents, "event")

    def delete(self):
        """Also out of the index. Nothing here deletes incidents; whoever does it by hand leaves no trace."""
        with transaction.atomic():
            indexing.forget(self.values_list("pk", flat=True))
            return super().delete()

    delete.alters_data = True
    delete.queryset_only = True  # as Django's own: managers have none


@tracked("IncidentVersion", exclude=("milestone_times", "started_range", "resolved_range", "updated_at"))
class Incident(models.Model):
    """Something that happened, is being told, and is learnt from.

    When it happened stands on its timeline only. `milestone_times`, `started_range` and `resolved_range` are
    copies of that for lists and are rewritten by `timeline_changed()`.
    """

    class Kind(models.TextChoices):
        INCIDENT = "incident", "incident"
        NEAR_MISS = "near-miss", "near miss"
        DRILL = "drill", "drill"
        VENDOR = "vendor", "vendor"
        PUBLIC_WRITE_UP = "public-write-up", "public write-up"

    class Status(models.TextChoices):
        INVESTIGATING = "investigating", "investigating"
        IDENTIFIED = "identified", "identified"
        MONITORING = "monitoring", "monitoring"
        RESOLVED = "resolved", "resolved"
        CLOSED = "closed", "closed"
        CANCELLED = "cancelled", "cancelled"

    class Visibility(models.TextChoices):
        PUBLIC = "public", "everyone"
        INTERNAL = "internal", "everyone who signs in"
        RESTRICTED = "restricted", "named people only"

    OPEN_STATUSES = (Status.INVESTIGATING, Status.IDENTIFIED, Status.MONITORING)

    number = models.PositiveIntegerField(unique=True, editable=False)
    title = models.CharField(max_length=300, validators=[MinLengthValidator(3)])
    kind = models.CharField(max_length=15, choices=Kind, default=Kind.INCIDENT)
    status = models.CharField(max_length=13, choices=Status, default=Status.INVESTIGATING)
    severity = models.ForeignKey(Severity, models.PROTECT, null=True, blank=True, related_name="incidents")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="incidents"
    )
    time_zone = models.CharField(
        "lived in",
        max_length=64,
        default="UTC",
        validators=[validate_time_zone],
        help_text="The zone of the people who lived it; times typed without a zone are read in it.",
    )
    summary = models.TextField(
        blank=True, help_text="Markdown. What a stranger should know in three sentences."
    )
    impact = models.TextField(blank=True, help_text="Markdown. Who could not do what.")
    tags = ArrayField(models.CharField(max_length=LONGEST_TAG), default=list, blank=True)
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="led_incidents"
    )
    visibility = models.CharField("seen by", max_length=10, choices=Visibility, default=Visibility.INTERNAL)
    readers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="IncidentReader",
        related_name="readable_incidents",
        blank=True,
        help_text="Who may read it besides its lead and administrators, where it is restricted.",
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField(
        auto_now_add=True, help_text="When the record was made; not when it happened."
    )
    updated_at = models.DateTimeField(auto_now=True)

    milestone_times = models.JSONField(
        default=dict, editable=False
    )  # {"started": When.as_dict() + "event", …}
    started_range = DateTimeRangeField(null=True, editable=False)  # NULL: not stated
    resolved_range = DateTimeRangeField(null=True, editable=False)  # NULL: not stated, or not yet

    objects = IncidentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(STARTED_OR_NEVER.desc(), models.F("number").desc(), name="incident_by_start"),
            models.Index(fields=["status"], name="incident_by_status"),
            GinIndex(fields=["tags"], name="incident_by_tag"),
        ]
        triggers = [tags_stand()]

    def __str__(self):
        return f"{self.reference} {self.title}"

    def delete(self, *args, **kwargs):
        """Also out of the index, see IncidentQuerySet.delete."""
        with transaction.atomic():
            indexing.forget([self.pk])
            return super().delete(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("incidents:detail", args=[self.number])

    @property
    def reference(self) -> str:
        """How people say it: INC-42."""
        return f"INC-{self.number}"

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN_STATUSES

    @property
    def is_settled(self) -> bool:
        """Closed or cancelled: nothing more is expected of it. It can be added to and edited all the same."""
        return self.status in (self.Status.CLOSED, self.Status.CANCELLED)

    @property
    def milestones_told(self) -> dict[str, When]:
        """Milestone names, and “first-post”, with their times; only those that the timeline states."""
        return {name: When.from_dict(told) for name, told in self.milestone_times.items()}

    def hold(self) -> None:
        """Let nobody else change this incident's timeline or lists until the transaction ends.

        Without it the second of two at once would copy milestones that lack the first one's, and numbers
        would be given out twice. Rows that only point at the incident may still be written.
        """
        Incident.objects.select_for_update(no_key=True).only("pk").get(pk=self.pk)

    def timeline_changed(self) -> None:
        """Copy milestones and the first public post from the timeline, and index its events.

        Every change to an event calls it, in the transaction in which it called `hold()` before.
        """
        Incident.objects.timelines_changed([self])

    def take_over_times(self, told: dict[str, TimelineEvent]) -> None:
        """Copy the times of the events that are told as milestones, unsaved."""
        self.milestone_times = {
            name: event.happened.as_dict() | {"event": event.pk} for name, event in told.items()
        }
        self.started_range = _range_of(told.get(Milestone.Kind.STARTED))
        self.resolved_range = _range_of(told.get(Milestone.Kind.RESOLVED))
        self.updated_at = timezone.now()

    def set_links(self, links) -> None:
        """Let the incident have exactly these links, (title, address) in order; those it has are kept."""
        wanted = dict.fromkeys(tuple(link) for link in links)
        for held in self.links.order_by("pk"):
            if (held.title, held.url) in wanted:
                del wanted[held.title, held.url]
            else:
                held.delete()
        for title, url in wanted:
            self.links.create(title=title, url=url)

    def change_status(self, status: str, *, by, why: str = "") -> None:
        """Move to another status and keep who did it and why.

        Raises StatusUnchanged, writing nothing, when somebody else got there first or nothing would change.
        """
        status = self.Status(status)
        with transaction.atomic(), acting(by, why):
            moved = Incident.objects.filter(pk=self.pk, status=self.status).exclude(status=status)
            if not moved.update(status=status, updated_at=timezone.now()):
                raise StatusUnchanged(Incident.objects.get(pk=self.pk))
            self.status_changes.create(status=status, by=by, why=why)
        self.status = status


def _range_of(event):
    """The time span of an event's beginning, as the database keeps it; None without an event."""
    return event.happened_range if event else None


@tracked("IncidentReaderVersion")
class IncidentReader(models.Model):
    """Somebody named to read a restricted incident."""

    incident = models.ForeignKey(Incident, models.CASCADE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "user"], name="incident_reader_once")]


class StatusChange(models.Model):
    """A status that an incident took, when that was noted here, and by whom."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="status_changes")
    status = models.CharField(max_length=13, choices=Incident.Status)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    why = models.CharField(max_length=500, blank=True)

    def __str__(self):
        return f"{self.get_status_display()}, {self.at:%d %b %Y %H:%M} UTC"


@tracked("LinkVersion")
class Link(models.Model):
    """An address that belongs to the incident: a channel, a ticket, a dashboard."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="links")
    title = models.CharField(max_length=200)
    url = models.URLField("address", max_length=2000)

    def __str__(self):
        return self.title
