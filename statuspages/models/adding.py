"""Addresses that somebody gave at once, to be looked at and watched one after the other."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from statuspages.models.page import StatusPage

LEASE = timedelta(minutes=5)  # longer than looking at one address can take


class AddingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those that this person may follow: whoever signs in knows of all watched pages."""
        return self.all() if user.is_authenticated else self.none()

    def unfinished(self):
        """Those with lines that were not looked at yet."""
        waiting = AddingLine.objects.filter(adding=OuterRef("pk"), state=AddingLine.State.WAITING)
        return self.filter(Exists(waiting))

    def with_sums(self):
        """With counts of all lines (`lines_in_all`), of those looked at (`done`), and of each state."""
        sums = {state.value: Count("lines", filter=Q(lines__state=state)) for state in AddingLine.State}
        done = Count("lines", filter=~Q(lines__state=AddingLine.State.WAITING))
        return self.annotate(lines_in_all=Count("lines"), done=done, **sums)


class Adding(models.Model):
    """A list of addresses as somebody pasted or sent it."""

    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = AddingQuerySet.as_manager()

    def __str__(self):
        return f"List of {self.made_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self):
        return reverse("statuspages:adding", args=[self.pk])

    def try_again(self) -> int:
        """Have the lines that were refused looked at once more; how many there are."""
        refused = self.lines.filter(state=AddingLine.State.REFUSED)
        return refused.update(state=AddingLine.State.WAITING, says="", lease=None, leased_until=None)


class AddingLineQuerySet(models.QuerySet):
    def free(self, now):
        """Those that wait and that nobody looks at, at `now` (aware)."""
        unleased = Q(leased_until=None) | Q(leased_until__lte=now)
        return self.filter(unleased, state=AddingLine.State.WAITING)


class AddingLine(models.Model):
    """One address of a list, and what became of it."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        WATCHED = "watched", "watched"
        KNOWN = "known", "watched before"
        REFUSED = "refused", "not watched"

    adding = models.ForeignKey(Adding, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    address = models.CharField(max_length=500)
    or_address = models.CharField(
        max_length=500, blank=True, help_text="Looked at where nothing is at the first."
    )
    name = models.CharField(max_length=200, blank=True, help_text="Empty: as the page calls itself.")
    tags = ArrayField(models.CharField(max_length=50), default=list, blank=True)
    team = models.CharField(max_length=100, blank=True)
    every_seconds = models.PositiveIntegerField(null=True, blank=True)  # NULL: as often as is fitting
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    says = models.CharField(max_length=500, blank=True, help_text="Why it is not watched.")
    page = models.ForeignKey(StatusPage, models.SET_NULL, null=True, related_name="+")
    lease = models.UUIDField(null=True, editable=False)  # who looks at it; NULL: nobody
    leased_until = models.DateTimeField(null=True, editable=False)

    objects = AddingLineQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["adding", "position"], name="adding_line_once")]

    def __str__(self):
        return self.address

    @classmethod
    def claim(cls, adding_id: int, now: datetime) -> AddingLine | None:
        """A line that waits and that nobody looks at, leased at `now` (aware); None where there is none."""
        free = cls.objects.free(now).filter(adding=adding_id)
        with transaction.atomic():
            line = free.select_for_update(skip_locked=True).order_by("position").first()
            if line is not None:
                line.lease, line.leased_until = uuid.uuid4(), now + LEASE
                line.save(update_fields=["lease", "leased_until"])
        return line

    def settle(self, state: State, *, page: StatusPage | None = None, says: str = "") -> bool:
        """Write what became of it; False, with nothing written, where somebody else looks at it by now."""
        held = AddingLine.objects.filter(pk=self.pk, lease=self.lease, state=self.State.WAITING)
        return bool(held.update(state=state, page=page, says=says[:500], lease=None, leased_until=None))
