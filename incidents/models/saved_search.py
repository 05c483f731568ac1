"""Searches that people keep: what they found since, and what of that is to be told."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from accounts.models import Channel
from accounts.telling.outgoing import WAITING, Outgoing
from accounts.telling.pace import Pace
from incidents.models.incident import Incident

LONGEST_QUERY = 2_000  # characters, as the search page reads them
TELLS = Q(is_paused=False) & (Q(by_mail=True) | Q(channel__isnull=False))
IS_WATCHED = Q(feed_key__isnull=False) | TELLS


class SavedSearchQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and those that others share with everybody who signs in."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(owner=user) | Q(is_shared=True))

    def due(self, now: datetime):
        """Those that are to be looked at: somebody is told of what they find, or reads their feed."""
        return self.filter(IS_WATCHED, next_look_at__lte=now, owner__is_active=True)

    def forget_the_inactive(self) -> None:
        """Whoever may sign in again later is told from then on, and not of all that came meanwhile."""
        self.filter(owner__is_active=False, known_at__isnull=False).update(known_at=None)


class SavedSearch(models.Model):
    """A query text with a name. Its owner may be told of what newly answers it, and give it a feed.

    New is what answers now and did not before, for whatever reason: opened, edited, shown to its owner.
    What answered when telling began is in `known`, what was found since is a `SavedSearchFind` for ever; so
    nothing is told twice, also where it stops answering and answers again.
    """

    Pace = Pace

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches")
    name = models.CharField(max_length=100)
    query = models.TextField()
    is_shared = models.BooleanField("shared", default=False)
    by_mail = models.BooleanField("by e-mail", default=False)
    channel = models.ForeignKey(
        Channel, models.SET_NULL, null=True, blank=True, related_name="saved_searches"
    )  # NULL: none is told
    pace = models.CharField(max_length=7, choices=Pace, default=Pace.AT_ONCE)
    hour = models.PositiveSmallIntegerField(default=8, validators=[MaxValueValidator(23)])
    is_paused = models.BooleanField("paused", default=False)
    feed_key = models.CharField(max_length=43, unique=True, null=True)  # NULL: it has no feed
    added_at = models.DateTimeField(auto_now_add=True)

    # What looking keeps
    known = ArrayField(models.BigIntegerField(), default=list)  # keys of incidents; see the docstring
    known_at = models.DateTimeField(null=True)  # NULL: the next look takes all there is for known
    next_look_at = models.DateTimeField(default=timezone.now)
    looked_at = models.DateTimeField(null=True)  # NULL: never
    trouble = models.CharField(max_length=300, blank=True, help_text="Why it is not looked for, in words.")

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("owner", Lower("name"), name="saved_search_name_once")]
        indexes = [
            models.Index(fields=["next_look_at"], name="saved_search_due", condition=IS_WATCHED),
        ]

    def __str__(self):
        return self.name

    @property
    def tells(self) -> bool:
        """Whether anybody is told of what it finds."""
        return bool(self.ways)

    @property
    def ways(self) -> list[str]:
        """By which it is told now."""
        wanted = {SavedSearchNotice.Way.MAIL: self.by_mail, SavedSearchNotice.Way.CHANNEL: self.channel_id}
        return [way for way, is_wanted in wanted.items() if is_wanted and not self.is_paused]

    @property
    def is_watched(self) -> bool:
        return self.feed_key is not None or self.tells

    def get_absolute_url(self):
        """The address to share: what answers now, for whoever opens it."""
        return reverse("incidents:saved_search", args=[self.pk])

    def take_for_known(self, answers: models.QuerySet, now: datetime) -> None:
        """Tell nothing of these incidents, which answer now."""
        known = sorted(answers.order_by().values_list("pk", flat=True))
        rows = SavedSearch.objects.filter(pk=self.pk)
        rows.update(known=known, known_at=now, looked_at=now)

    @staticmethod
    def new_feed_key() -> str:
        return secrets.token_urlsafe(32)


class SavedSearchFind(models.Model):
    """An incident that came to answer a search."""

    search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="finds")
    incident = models.ForeignKey(Incident, models.CASCADE, related_name="+")
    found_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["search", "incident"], name="saved_search_find_once")]

    def __str__(self):
        return f"{self.incident} for {self.search}"


class SavedSearchNotice(Outgoing):
    """A find to be told by one way; told once."""

    class Way(models.TextChoices):
        MAIL = "mail", "e-mail"
        CHANNEL = "channel", "channel"

    find = models.ForeignKey(SavedSearchFind, models.CASCADE, related_name="notices")
    way = models.CharField(max_length=7, choices=Way)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["find", "way"], name="saved_search_notice_once")]
        indexes = [models.Index(fields=["due_at"], name="saved_search_notice_waiting", condition=WAITING)]

    def __str__(self):
        return f"{self.find} by {self.get_way_display()}"
