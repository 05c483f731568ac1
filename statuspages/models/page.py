"""A status page that is watched, what it answered, and when it is to be read again."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Value
from django.db.models.functions import Least
from django.urls import reverse

from accounts.history import acting, tracked
from accounts.models import validate_time_zone
from incidents.models import Organisation
from statuspages import providers


class StatusPageQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Watched pages this person may know of: whoever signs in knows of all. Every page starts here."""
        return self.all() if user.is_authenticated else self.none()

    def watched(self):
        return self.filter(is_watched=True)

    def due(self, now):
        """Pages to be read at `now` that nobody is reading: their lease, if any, has run out."""
        free = models.Q(leased_until=None) | models.Q(leased_until__lte=now)
        return self.watched().filter(free, next_due_at__lte=now)


@tracked(
    "StatusPageVersion",
    exclude=(
        "next_due_at", "leased_until", "lease", "validators", "read_at", "answered_at", "changed_at",
        "failures", "unreadable_since", "error", "error_says", "indicator", "says", "vendor_updated_at",
        "nudge_key", "nudged_at", "host",
    ),
)  # fmt: skip
class StatusPage(models.Model):
    """Somebody else's status page. What it says now is unknown while `error` is set, never “operational”."""

    class Error(models.TextChoices):
        """Why a page could not be read: what a person can do about it differs."""

        TIMED_OUT = "timed-out", "timed out"
        NO_CONNECTION = "no-connection", "no connection"
        REFUSED_ADDRESS = "refused-address", "address not allowed"
        REDIRECTED = "redirected", "moved"
        HTTP_STATUS = "http-status", "answered with an error"
        TOO_LARGE = "too-large", "answer too large"
        NOT_JSON = "not-json", "not JSON"
        NOT_A_FEED = "not-a-feed", "not a feed"
        UNEXPECTED = "unexpected", "not what a status page answers"

    url = models.URLField("address", max_length=500, unique=True, help_text="Without a slash at the end.")
    name = models.CharField(max_length=200)
    provider = models.CharField(max_length=20, help_text="A name of statuspages.providers.BY_NAME.")
    facts = models.JSONField(default=dict, help_text="What its provider must know to ask for it.")
    host = models.CharField(max_length=253, blank=True, db_index=True, help_text="That answers for it.")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="status_pages")
    uid = models.CharField(max_length=300, blank=True, help_text="The page's id at its provider.")
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    is_watched = models.BooleanField(default=True)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    # What people add
    tags = ArrayField(models.CharField(max_length=50), default=list, blank=True)
    team = models.CharField(max_length=100, blank=True, help_text="Who looks after it.")
    every_seconds = models.PositiveIntegerField(
        "interval", null=True, blank=True, help_text="NULL: as often as is fitting."
    )
    nudge_key = models.CharField(
        max_length=64, null=True, unique=True, editable=False
    )  # of its secret address for webhooks; NULL: it has none
    nudged_at = models.DateTimeField(null=True, editable=False)

    # When to read it again
    next_due_at = models.DateTimeField(db_index=True)
    leased_until = models.DateTimeField(null=True, editable=False)  # NULL: nobody is reading it
    lease = models.UUIDField(null=True, editable=False)  # who is: only the holder may write what it read
    validators = models.JSONField(
        default=dict, editable=False
    )  # {path: {"etag": …, "last_modified": …}} of the answers that were stored

    # How the last readings went
    read_at = models.DateTimeField(null=True, editable=False)  # NULL: never tried
    answered_at = models.DateTimeField(null=True, editable=False)  # NULL: never readable
    changed_at = models.DateTimeField(null=True, editable=False)  # of the last answer that brought a change
    failures = models.PositiveIntegerField(default=0, editable=False)  # since it last answered
    unreadable_since = models.DateTimeField(null=True, editable=False)  # NULL: the last reading was good
    error = models.CharField(max_length=15, choices=Error, blank=True, editable=False)
    error_says = models.CharField(max_length=500, blank=True, editable=False)

    # What it says of itself
    indicator = models.CharField(max_length=50, blank=True, editable=False)  # as served: none, minor, …
    says = models.CharField(max_length=300, blank=True, editable=False)  # “All Systems Operational”
    vendor_updated_at = models.DateTimeField(null=True, editable=False)

    objects = StatusPageQuerySet.as_manager()

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("statuspages:detail", args=[self.pk])

    @property
    def is_readable(self) -> bool:
        return not self.error

    @property
    def reads(self) -> providers.Provider:
        """The module that reads this provider's answers."""
        return providers.BY_NAME[self.provider]

    @property
    def format_name(self) -> str:
        """“Statuspage”."""
        return self.reads.LABEL

    def set_up(
        self, *, name: str, tags: list[str], team: str, every_seconds: int | None, by, now: datetime
    ) -> None:
        """Change what people say of it. What it calls itself, and its organisation, stay.

        `every_seconds` None: as often as is fitting. Where it is to be read more often than it was, it is so
        from `now` (aware) on.
        """
        with transaction.atomic(), acting(by):
            self.name, self.tags, self.team, self.every_seconds = name, tags, team, every_seconds
            self.save(update_fields=["name", "tags", "team", "every_seconds"])
            if every_seconds and not self.error:
                soon = Value(now + timedelta(seconds=every_seconds))
                StatusPage.objects.filter(pk=self.pk).update(next_due_at=Least("next_due_at", soon))

    def renew_nudge_key(self) -> str:
        """A new secret address for webhooks; the one before answers no more. Returns its key."""
        self.nudge_key = secrets.token_urlsafe(32)
        self.save(update_fields=["nudge_key"])
        return self.nudge_key

    def drop_nudge_key(self) -> None:
        """Take its secret address for webhooks away."""
        self.nudge_key = None
        self.save(update_fields=["nudge_key"])

    def move_to(self, url: str, *, by, now: datetime) -> None:
        """Read it at another address from `now` (aware) on: it is the same page, and its history goes on.

        Whoever is reading it at the old address loses the lease.
        """
        with transaction.atomic(), acting(by):
            self.url, self.validators = url, {}
            self.is_watched, self.next_due_at = True, now
            self.lease = self.leased_until = None
            changed = ["url", "validators", "is_watched", "next_due_at", "lease", "leased_until"]
            self.save(update_fields=changed)

    def stop_watching(self, *, by) -> None:
        """Read it no more. All that was kept stays."""
        with transaction.atomic(), acting(by):
            self.is_watched = False
            self.save(update_fields=["is_watched"])

    def resume_watching(self, *, by, now: datetime) -> None:
        """Watch it again, from `now` (aware) on."""
        with transaction.atomic(), acting(by):
            self.is_watched = True
            self.next_due_at = now
            self.save(update_fields=["is_watched", "next_due_at"])

    def read_soon(self, now: datetime) -> bool:
        """Make it due at `now` (aware) if it is watched and not due already. Whether it is watched.

        Where it is being read, it will be read once more: what was asked for may be newer than that.
        """
        watched = StatusPage.objects.watched().filter(pk=self.pk)
        return bool(watched.update(next_due_at=Least("next_due_at", Value(now)), nudged_at=now))


class Reading(models.Model):
    """One attempt to read a page."""

    class Outcome(models.TextChoices):
        CHANGED = "changed", "changed"
        UNCHANGED = "unchanged", "not changed"
        FAILED = "failed", "not readable"

    page = models.ForeignKey(StatusPage, models.CASCADE, related_name="readings")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=9, choices=Outcome)
    http_status = models.PositiveSmallIntegerField(null=True)  # NULL: no answer
    took_ms = models.PositiveIntegerField()
    size_bytes = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=15, choices=StatusPage.Error, blank=True)
    error_says = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["page", "-at"], name="reading_by_page")]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.outcome}"


class Payload(models.Model):
    """An answer that brought a change, byte for byte."""

    page = models.ForeignKey(StatusPage, models.CASCADE, related_name="payloads")
    path = models.CharField(max_length=2000, help_text="As asked for: below the page's address, or whole.")
    fetched_at = models.DateTimeField(help_text="The same for all answers of one look.")
    name = models.CharField(max_length=100, blank=True, help_text="Of what its provider asked for.")
    provider = models.CharField(max_length=20, blank=True)
    facts = models.JSONField(default=dict)  # with which it was read
    read_before_at = models.DateTimeField(null=True)  # when the page had last answered; NULL: never
    as_of_before = models.DateTimeField(null=True)  # the page's own time of what was stored until then
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField(help_text="Before compressing.")
    body = models.BinaryField(help_text="Compressed with zlib.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "path", "sha256", "fetched_at"], name="payload_once")
        ]

    def __str__(self):
        return f"{self.path} of {self.fetched_at:%Y-%m-%d %H:%M:%S}"
