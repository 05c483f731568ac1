"""Who wants to be told of what happens on watched pages, by which way, and what was sent."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.history import tracked
from accounts.models import Channel, validate_time_zone
from accounts.telling.outgoing import WAITING, Outgoing
from accounts.telling.pace import Pace
from statuspages.models.happening import Happening
from statuspages.models.page import StatusPage


class AlertRuleQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Rules hold names of people and channels: whoever signs in may read them."""
        return self.all() if user.is_authenticated else self.none()


@tracked("AlertRuleVersion")
class AlertRule(models.Model):
    """These happenings, on these pages, are told to these people and channels: at once, or once a day."""

    class Scope(models.TextChoices):
        EVERY = "every", "every page"
        PAGES = "pages", "the pages chosen below"
        TAGS = "tags", "pages with one of the tags below"

    Pace = Pace

    class Least(models.TextChoices):
        ANY = "", "any"
        MINOR = "minor", "minor"
        MAJOR = "major", "major"
        CRITICAL = "critical", "critical"

    name = models.CharField(max_length=100, unique=True)
    is_on = models.BooleanField("on", default=True)
    whats = ArrayField(models.CharField(max_length=20, choices=Happening.What), verbose_name="of what")
    least_impact = models.CharField(max_length=8, choices=Least, blank=True, default="")
    scope = models.CharField(max_length=5, choices=Scope, default=Scope.EVERY)
    pages = models.ManyToManyField(StatusPage, related_name="alert_rules", blank=True)
    tags = ArrayField(models.CharField(max_length=50), default=list, blank=True)
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="alert_rules", blank=True)
    channels = models.ManyToManyField(Channel, related_name="alert_rules", blank=True)
    pace = models.CharField(max_length=7, choices=Pace, default=Pace.AT_ONCE)
    hour = models.PositiveSmallIntegerField(default=8, validators=[MaxValueValidator(23)])
    zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = AlertRuleQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    @property
    def what_words(self) -> list[str]:
        """“incident opened”, …: what it tells of."""
        return [Happening.What(what).label for what in self.whats if what in Happening.What]

    def get_absolute_url(self):
        return reverse("statuspages:alert_rule", args=[self.pk])


class Alert(Outgoing):
    """One happening to be told to one person or channel because of one rule; told once."""

    rule = models.ForeignKey(AlertRule, models.CASCADE, related_name="alerts")
    happening = models.ForeignKey(Happening, models.CASCADE, related_name="alerts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    channel = models.ForeignKey(Channel, models.CASCADE, null=True, related_name="alerts")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "happening", "person", "channel"], name="alert_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(person=None, channel__isnull=False) | Q(channel=None, person__isnull=False),
                name="alert_to_one",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="alert_waiting", condition=WAITING)]

    def __str__(self):
        return f"{self.happening} to {self.person or self.channel}"
